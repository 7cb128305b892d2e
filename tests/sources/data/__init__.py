"""Feeds written for these tests; beside each, what reading it must give (`SAID`)."""

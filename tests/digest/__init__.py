"""Tests of curate.digest."""

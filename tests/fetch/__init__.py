"""Tests of fetching, all on loopback."""

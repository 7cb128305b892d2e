"""Tests of `sources.yaml`."""

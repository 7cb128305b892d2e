"""Tests of the figures about the work itself."""

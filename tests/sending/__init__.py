"""Tests of curate.sending."""

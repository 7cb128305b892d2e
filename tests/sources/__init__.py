"""Kinds of source."""

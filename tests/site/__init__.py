"""Tests of the public topic page."""

"""Composing a digest: its check, and the form on which a curator writes. Pure."""

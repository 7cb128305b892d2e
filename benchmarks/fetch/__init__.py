"""Fetching, side by side with other feed readers: `make bench-fetch`. Linux only (100 loopback addresses, /proc)."""

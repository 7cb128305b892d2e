"""The few sequences that call store, fetch, the pure middle and deliver in order."""

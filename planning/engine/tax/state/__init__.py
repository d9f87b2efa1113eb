"""State income tax, from one table a state."""

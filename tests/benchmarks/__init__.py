"""Timings a person asks for: `python3 dev.py bench`. Never part of the tests."""

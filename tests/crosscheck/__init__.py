"""The tax engine beside an independent one: `python3 dev.py crosscheck`. No part of the tests."""

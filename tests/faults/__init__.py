"""What can go wrong with a reminder is made to go wrong, on real parts: `dev.py faults`."""

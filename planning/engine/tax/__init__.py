"""The tax of any number of returns: federal, state, Medicare, health insurance."""

"""Who is to be reminded of what, and when? Planned, gathered, sent, explained."""

"""Workers, planners, a mail server and a clock in one process, moved by a seed.

What decides is the site's own code: planner, claim, sender, doubt and outcomes, with their SQL, on
SQLite in memory. What is played are the clock of the database, the order of steps, deaths, frozen
workers, lost and doubled messages, and the mail server. Thousands of lives of a few days each.
"""

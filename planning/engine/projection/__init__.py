"""A household walked through its years: one step for a year, on every path at once."""

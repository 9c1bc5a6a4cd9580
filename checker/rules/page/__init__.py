"""Rules on one page: its text, structure, dates and suppressions."""

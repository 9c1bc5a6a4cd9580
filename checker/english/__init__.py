"""English: its words, and how product names are written."""

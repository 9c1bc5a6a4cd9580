"""Edits of pages: planned from a graph, and applied."""

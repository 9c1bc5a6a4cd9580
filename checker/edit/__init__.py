"""Edits of pages: planned over a graph, and applied."""

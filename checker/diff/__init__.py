"""Two graphs go in; what changed between them comes out."""

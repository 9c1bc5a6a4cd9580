"""A sample goes in as code: its requests, names and faults come out."""

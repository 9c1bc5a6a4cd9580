"""A sample that does not parse goes in; the one small repair that makes it parse comes out."""

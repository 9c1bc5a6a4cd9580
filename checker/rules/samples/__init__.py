"""Rules on code samples."""

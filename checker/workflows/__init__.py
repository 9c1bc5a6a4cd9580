"""What is built on whole checks: fix and check again, triage, a comparison of two revisions, a history."""

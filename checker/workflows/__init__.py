"""Workflows that run whole checks: fixing, triage, comparing two revisions, history."""

"""Inputs that nobody wrote: `python -m tests.fuzz` makes them, `inputs` keeps those that something once broke on."""

"""Which real mistakes are found: `python -m tests.histories REPOSITORY...` takes the small fixes of a history.

What a commit replaced is checked where it was, in the tree before the commit, and again after it.
"""

"""All rules and their readers, discovered by walking this package, and the names by which users select them.

One file a rule, one folder a group. A rule that cannot be imported is fatal.
"""

from __future__ import annotations

from ._base import OPT_IN, Example, Needs, Options, Rule, Scope
from ._discovery import CHANGE, GROUPS, all_rules, check_rules, readers, readers_of
from ._names import ALIASES, ALL, called, expanded, known, meant, notes

__all__ = [
    "ALIASES", "ALL", "CHANGE", "GROUPS", "OPT_IN", "Example", "Needs", "Options", "Rule", "Scope", "all_rules",
    "called", "check_rules", "expanded", "known", "meant", "notes", "readers", "readers_of",
]  # fmt: skip

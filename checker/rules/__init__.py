"""All rules, discovered by walking this package: one file a rule, one folder a group.

A rule that cannot be imported is fatal.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from ._base import Example, Options, Rule

__all__ = ["GROUPS", "Example", "Options", "Rule", "all_rules"]

GROUPS = ("models", "versions", "links", "samples", "page", "wording")
"""The folders of this package that hold the rules of a check; each is a group that can be selected by its name."""


@cache
def all_rules() -> dict[str, Rule]:
    """Return every rule by its name, in the order of the names."""
    found = {}
    for group in GROUPS:
        package = importlib.import_module(f"{__name__}.{group}")
        for module in pkgutil.iter_modules(package.__path__):
            if not module.name.startswith("_"):
                rule = getattr(importlib.import_module(f"{package.__name__}.{module.name}"), module.name)
                assert isinstance(rule, Rule), f"{module.name} is no rule"
                found[rule.name] = rule
    return dict(sorted(found.items()))

"""All rules, discovered by walking this package: one file a rule; a rule that cannot be imported is fatal."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from ._base import Example, Options, Rule

__all__ = ["Example", "Options", "Rule", "all_rules"]


@cache
def all_rules() -> dict[str, Rule]:
    """Return every rule by its name, in the order of the names."""
    found = {}
    for module in pkgutil.iter_modules(__path__):
        if not module.name.startswith("_"):
            rule = getattr(importlib.import_module(f"{__name__}.{module.name}"), module.name)
            assert isinstance(rule, Rule), f"{module.name} is no rule"
            found[rule.name] = rule
    return dict(sorted(found.items()))

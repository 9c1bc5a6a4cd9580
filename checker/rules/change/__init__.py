"""What only a change shows: rules over two trees, discovered by walking this package, one file a rule."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

from ._base import ChangeRule

if TYPE_CHECKING:
    from ...config import Config

__all__ = ["ChangeRule", "all_change_rules", "chosen", "names"]


@cache
def names() -> tuple[str, ...]:
    """Return the names of all change rules, in order, without importing them."""
    return tuple(sorted(one.name.replace("_", "-") for one in pkgutil.iter_modules(__path__) if one.name[0] != "_"))


@cache
def all_change_rules() -> dict[str, ChangeRule]:
    """Return every change rule by its name, in the order of the names."""
    found = {}
    for name in names():
        module = name.replace("-", "_")
        rule = getattr(importlib.import_module(f"{__name__}.{module}"), module)
        assert isinstance(rule, ChangeRule), f"{module} is no change rule"
        found[rule.name] = rule
    return found


def chosen(config: Config) -> list[ChangeRule]:
    """Return the change rules that a configuration selects; where it selects none at all, every one."""
    wanted = {*config.select, *config.extend_select} if config.select else {"ALL"}
    return [
        rule
        for name, rule in all_change_rules().items()
        if {name, "ALL"} & wanted and not {name, "ALL"} & {*config.ignore}
    ]

"""All rules and their readers, discovered by walking this package: one file a rule, one folder a group.

A rule that cannot be imported is fatal.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from functools import cache
from types import ModuleType

from ..page.readers import FactReader, in_order
from ._base import Rule

CHANGE = "change"
"""The group of the rules that take a change to show what they look for; they run in `checker diff`."""
GROUPS = ("models", "versions", "links", "samples", "page", "wording", CHANGE)
"""The folders of this package that hold rules; each is a group that can be selected by its name."""


@cache
def all_rules() -> dict[str, Rule]:
    """Return every rule by its name, in the order of the names; those of changes among them."""
    found = {}
    for module in _modules():
        name = module.__name__.rpartition(".")[2]
        rule = getattr(module, name, None)
        if not isinstance(rule, Rule):
            raise TypeError(f"{module.__name__} has no rule `{name}`")
        found[rule.name] = rule
    return dict(sorted(found.items()))


def check_rules() -> dict[str, Rule]:
    """Return the rules of a check by their names: those of changes are not among them."""
    return {name: rule for name, rule in all_rules().items() if rule.group != CHANGE}


@cache
def readers() -> dict[str, FactReader]:
    """Return the readers that rules declare, by the name of their type of fact, each after those that it needs."""
    found: dict[str, FactReader] = {}
    for module in _modules():
        for reader in _declared(module):
            if reader.name in found:
                raise TypeError(f"{module.__name__} and {found[reader.name].module} both have a fact {reader.name}")
            found[reader.name] = reader
    return {reader.name: reader for reader in in_order(found.values(), found)}


def readers_of(rules: Iterable[Rule]) -> list[str]:
    """Return the names of the readers that some rules need: those of their own files, and of the facts they declare."""
    wanted = {fact.__name__ for rule in rules for fact in rule.facts}
    modules = {rule.module for rule in rules}
    return [name for name, reader in readers().items() if name in wanted or reader.module in modules]


def _declared(module: ModuleType) -> list[FactReader]:
    own = [one for one in vars(module).values() if isinstance(one, FactReader)]
    return [one for one in own if one.module == module.__name__]


@cache
def _modules() -> tuple[ModuleType, ...]:
    """Return the modules of all rules, imported, in the order of groups and names."""
    found = []
    for group in GROUPS:
        package = importlib.import_module(f"{__package__}.{group}")
        names = sorted(one.name for one in pkgutil.iter_modules(package.__path__) if not one.name.startswith("_"))
        found += [importlib.import_module(f"{package.__name__}.{name}") for name in names]
    return tuple(found)

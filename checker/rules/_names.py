"""A name by which users select rules goes in; the ids of the rules that it means come out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from ._discovery import CHANGE, GROUPS, all_rules

ALL = "ALL"
"""The name of all rules that run in a check."""

ALIASES: Mapping[str, tuple[str, ...]] = {
    "broken-include": ("broken-include", "circular-include"),
    "broken-link": ("broken-link", "malformed-link", "undefined-reference"),
    "mangled-edit": ("mangled-edit", "repeated-passage", "unbalanced-bold"),
    "missing-from-table": ("missing-from-table", "repeated-table-row"),
    "page-model-mismatch": ("page-model-mismatch", "heading-model-mismatch", "model-label-mismatch"),
    "sibling-drift": (
        "sibling-drift",
        "api-version-drift",
        "setup-drift",
        "foreign-folder",
        "link-drift",
        "label-drift",
    ),
    "undefined-placeholder": ("undefined-placeholder", "misread-variable", "inconsistent-name"),
    "term-variant": ("term-variant", "product-name", "version-notation", "amount-spacing"),
}
"""Earlier ids, each with the rules that replaced it. An id may be among its own, if checks were split off."""


@cache
def known() -> tuple[str, ...]:
    """Return every name of rules: ids, earlier ids and groups."""
    return tuple(sorted({*all_rules(), *ALIASES, *GROUPS}))


@cache
def meant(name: str) -> frozenset[str]:
    """Return the ids that a name means: those of a group, those that replaced an earlier id, or the id itself.

    An unknown name is returned as it is.
    """
    rules = all_rules()
    if name == ALL:
        return frozenset(one.name for one in rules.values() if one.group != CHANGE)
    if name in GROUPS:
        return frozenset(one.name for one in rules.values() if one.group == name)
    return frozenset(ALIASES.get(name, (name,)))


@cache
def called(rule: str) -> tuple[str, ...]:
    """Return the names of a rule: its id, the earlier ids that it replaced, and its group."""
    earlier = [name for name, ids in ALIASES.items() if rule in ids and name != rule]
    group = [all_rules()[rule].group] if rule in all_rules() else []
    return (rule, *sorted(earlier), *group)


def expanded(names: Iterable[str]) -> set[str]:
    """Return the ids that names mean."""
    return {one for name in names for one in meant(name)}


def notes(names: Iterable[str]) -> list[str]:
    """Return a note for each earlier id among names that is not a rule any more, with its current ids."""
    earlier = sorted(name for name in {*names} & {*ALIASES} if name not in ALIASES[name])
    return [f"`{name}` is now {' and '.join(f'`{one}`' for one in ALIASES[name])}" for name in earlier]

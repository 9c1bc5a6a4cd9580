"""A name that a user writes where rules are selected goes in; the ids of the rules that it means come out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from . import CHANGE, GROUPS, all_rules

ALL = "ALL"
"""What means every rule that runs in a check."""

ALIASES: Mapping[str, tuple[str, ...]] = {}
"""Earlier ids, each with the rules that now find what it found. An id may be among its own: checks were split off."""


@cache
def known() -> tuple[str, ...]:
    """Return every name that means a rule: ids, earlier ids and groups."""
    return tuple(sorted({*all_rules(), *ALIASES, *GROUPS}))


@cache
def meant(name: str) -> frozenset[str]:
    """Return the ids that a name means: those of a group, those that an earlier id became, or the id itself.

    A name that means nothing is returned as it is.
    """
    rules = all_rules()
    if name == ALL:
        return frozenset(one.name for one in rules.values() if one.group != CHANGE)
    if name in GROUPS:
        return frozenset(one.name for one in rules.values() if one.group == name)
    return frozenset(ALIASES.get(name, (name,)))


@cache
def called(rule: str) -> tuple[str, ...]:
    """Return the names that mean a rule: its id, the earlier ids that became it, and its group."""
    earlier = [name for name, ids in ALIASES.items() if rule in ids and name != rule]
    group = [all_rules()[rule].group] if rule in all_rules() else []
    return (rule, *sorted(earlier), *group)


def expanded(names: Iterable[str]) -> set[str]:
    """Return the ids that any of some names means."""
    return {one for name in names for one in meant(name)}


def notes(names: Iterable[str]) -> list[str]:
    """Return a note for each earlier id among names, which says what it is called now."""
    return [
        f"`{name}` is now {' and '.join(f'`{one}`' for one in ALIASES[name])}" for name in sorted({*names} & {*ALIASES})
    ]

"""Outcomes go in; how many mistakes of each kind and repository were found comes out, as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from .checks import Outcome


def as_markdown(outcomes: Sequence[Outcome]) -> str:
    """Return a table by kind and one by repository."""
    by_kind = _table("kind", outcomes, lambda one: one.edit.kind)
    return f"{by_kind}\n{_table('repository', outcomes, lambda one: one.edit.repo)}"


def _table(title: str, outcomes: Sequence[Outcome], of: Callable[[Outcome], str]) -> str:
    every, default, all_rules = Counter[str](), Counter[str](), Counter[str]()
    for one in outcomes:
        for name in (of(one), ""):
            every[name] += 1
            default[name] += bool(one.default)
            all_rules[name] += bool(one.default or one.opt_in)
    names = [*sorted(name for name in every if name), ""]
    rows = (f"| {name or '**all**'} | {every[name]} | {default[name]} | {all_rules[name]} |\n" for name in names)
    return f"| {title} | edits | found | found with the opt-in rules |\n|---|---|---|---|\n{''.join(rows)}"

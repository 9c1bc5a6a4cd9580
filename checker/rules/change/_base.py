"""The shape of a change rule: a decorated generator over a change, whose docstring is its page and holds its examples.

An example is two trees: pages under `before/` and under `after/`, in fences as those of other rules.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...findings import Evidence, Finding, Ground, Place, Related, Severity
from .._base import Example, described

if TYPE_CHECKING:
    from ...diff.change import Change
    from ...graph import DocsGraph, Mention

ChangeRuleFunction = Callable[["Change"], Iterator[Finding]]


@dataclass(frozen=True)
class ChangeRule:
    """A change rule as discovered: its id, severity, function and help text, and what its findings rest on."""

    name: str
    severity: Severity
    function: ChangeRuleFunction
    summary: str
    text: str
    ground: Ground
    examples: tuple[Example, ...] = field(default=())

    def run(self, change: Change) -> Iterator[Finding]:
        """Yield the rule's findings on a change."""
        return self.function(change)


def change_rule(severity: Severity, *, ground: Ground = Ground.HISTORY) -> Callable[[ChangeRuleFunction], ChangeRule]:
    """Turn a generator function into a `ChangeRule` named after it; its module's docstring becomes the help text."""

    def make(function: ChangeRuleFunction) -> ChangeRule:
        name, summary, text, examples = described(function)
        return ChangeRule(name, severity, function, summary, text, ground, examples)

    return make


def finding(
    rule: ChangeRule,
    place: Place,
    message: str,
    *,
    key: str,
    related: tuple[Related, ...] = (),
    evidence: Evidence | None = None,
) -> Finding:
    """Make a finding of a change rule at a place of the later tree; `key` is what it is known by when lines move."""
    evidence = evidence or Evidence(rule.ground)
    severity = min(rule.severity, evidence.confidence.cap)
    return Finding(rule.name, severity, message, place, related, None, key, evidence=evidence)


def in_use(graph: DocsGraph, roles: Collection[str]) -> Iterator[Mention]:
    """Yield the mentions of known models in one of these roles, without those that tell of what is over."""
    for one in graph.mentions:
        if one.role in roles and one.resolved.known and not one.page.is_past(one.block):
            yield one

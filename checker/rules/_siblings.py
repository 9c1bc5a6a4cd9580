"""Values that pages use in the same step go in; those that most variants of their page contradict come out.

Variants are pages that share their name but for a language, and the zones or tabs of a page.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ..findings import Evidence, Finding, Fix, Ground, Safety
from ..graph import DocsGraph, Page
from ..graph.siblings import Family, step
from ..page.facts import Span
from ._base import Rule, finding, related, replacement

Topic = tuple[str, ...]
"""What a value is a value of, such as the name of a package and its tool."""
Scope = Literal["page", "step", "part"]
"""Where values are compared: anywhere on pages, under the same heading of pages, or of their zones and tabs as well."""


@dataclass(frozen=True)
class Value:
    """A value that a variant uses; values of the same `topic` can contradict each other."""

    page: Page
    span: Span
    block: int
    topic: Topic
    value: str
    scope: Scope = "page"

    @property
    def written(self) -> str:
        """The value as the page writes it."""
        return self.span.slice(self.page.text)


Members = Sequence[Sequence[Value]]
"""The values of one topic that each variant uses in one step."""
_Steps = dict[tuple[str, Topic], list[list[Value]]]


@dataclass(frozen=True)
class Odd:
    """A value that most variants contradict, which use the `usual` one."""

    value: Value
    usual: str
    members: Members

    @property
    def agreeing(self) -> list[Value]:
        """The first use of the usual value by each variant that uses it."""
        return [
            next(one for one in member if one.value == self.usual)
            for member in self.members
            if any(one.value == self.usual for one in member)
        ]


class Siblings:
    """The values of a tree, to be compared among the variants of its pages.

    `known` are values that count once more where two variants contradict each other. What the text of a page says
    (`said`) is right, however many variants contradict it, unless the text of another says something else.
    """

    def __init__(
        self,
        graph: DocsGraph,
        values: Iterable[Value],
        known: Iterable[tuple[Topic, str]] = (),
        said: Iterable[tuple[Topic, str]] = (),
    ) -> None:
        self._said = frozenset(said)
        self.by_page: dict[str, list[Value]] = defaultdict(list)
        for value in values:
            self.by_page[value.page.path].append(value)
        parts: dict[str, _Parts] = {}
        self._families = [(family, _by_step(family, self.by_page, parts)) for family in graph.families]
        self._everywhere = Counter((one.topic, one.value) for found in self.by_page.values() for one in found)
        self._everywhere.update(settled for _, steps in self._families for settled in _settled(steps))
        self._everywhere.update(known)

    def odd(self) -> Iterator[tuple[Family, list[Odd]]]:
        """Yield each family with the values in it that most of its members contradict, step by step."""
        for family, steps in self._families:
            yield family, [one for _, members in sorted(steps.items()) for one in self.compared(members)]

    def compared(self, members: Members) -> Iterator[Odd]:
        """Yield the values that most of some members contradict; where two are even, the rest of the tree decides."""
        support = Counter(value for member in members for value in {one.value for one in member})
        if len(support) < 2:
            return
        total = Counter(one.value for member in members for one in member)
        topic = members[0][0].topic

        def weight(value: str) -> tuple[int, int]:
            return total[value], self._everywhere[topic, value]

        best = max(support, key=lambda value: ((topic, value) in self._said, support[value], *weight(value), value))
        for member in members:
            for one in member:
                even = support[one.value] == support[best]
                outvoted = support[best] < len(members) and weight(best) > weight(one.value)
                if one.value == best or (even and not outvoted):
                    continue
                if len(members) == 2 and best in {other.value for other in member}:
                    continue  # one variant simply shows more than the other
                yield Odd(one, best, members)


def drift(rule: Rule, odd: Odd, fix: Fix | None) -> Finding:
    """Return the finding of a rule for a value that most variants contradict."""
    agreeing = odd.agreeing
    others = f"{len(agreeing)} sibling variants use" if len(agreeing) > 1 else "the sibling variant uses"
    message = f"`{odd.value.written}` here, but {others} `{odd.usual}` for the same step"
    ends = tuple(related(one.page, one.span, f"uses `{odd.usual}`") for one in agreeing)
    evidence = Evidence(Ground.MAJORITY, len(agreeing), len(odd.members))
    return finding(rule, odd.value.page, odd.value.span, message, related=ends, fix=fix, evidence=evidence)


def agreeing_fix(odd: Odd) -> Fix | None:
    """Return the edit towards what most variants write; None where the text says more than the value."""
    one = odd.value
    return replacement(one.page, one.span, odd.usual, Safety.UNSAFE) if one.written == one.value else None


def once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the first of the findings that start at the same place: a page can be a member of several families."""
    seen: set[tuple[str, int, int]] = set()
    for one in findings:
        start = one.place.path, one.place.line, one.place.column
        if start not in seen:
            seen.add(start)
            yield one


def _settled(steps: _Steps) -> Iterator[tuple[Topic, str]]:
    """Yield the values that most of the members of a family agree on, each with its topic."""
    for (_, topic), members in steps.items():
        ranked = Counter(value for member in members for value in {one.value for one in member}).most_common(2)
        if len(ranked) == 2 and ranked[0][1] > ranked[1][1]:
            yield topic, ranked[0][0]


class _Parts:
    """The values of a page that are compared among its parts, to be asked for those of a part."""

    def __init__(self, values: Iterable[Value]) -> None:
        numbered = enumerate(one for one in values if one.scope == "part")
        self._ordered = sorted(((one.span.start, number, one) for number, one in numbered), key=lambda it: it[:2])
        self._starts = [start for start, _, _ in self._ordered]

    def within(self, span: Span) -> list[Value]:
        first, last = bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)
        return [one for _, _, one in sorted(self._ordered[first:last], key=lambda it: it[1])]


def _by_step(family: Family, values: dict[str, list[Value]], parts: dict[str, _Parts]) -> _Steps:
    """Return what the members of a family use by step and topic, where several use something and not all the same.

    `parts` keeps the ordered values of a page, which all families of its zones and tabs ask.
    """
    uses: dict[tuple[str, Topic], dict[int, list[Value]]] = defaultdict(lambda: defaultdict(list))
    for number, member in enumerate(family.members):
        found: Sequence[Value] = values.get(member.page.path, ())
        if member.span is not None and found:
            of_page = parts.get(member.page.path)
            if of_page is None:
                of_page = parts[member.page.path] = _Parts(found)
            found = of_page.within(member.span)
        for one in found:
            uses["" if one.scope == "page" else step(member.page, one.block), one.topic][number].append(one)
    several = {key: list(by_member.values()) for key, by_member in uses.items() if len(by_member) > 1}
    return {key: used for key, used in several.items() if len({one.value for member in used for one in member}) > 1}

"""The same fact about the same model has different values in two places.

The rule compares retirement dates, training data cut-offs, context windows, maximum outputs, dimensions and rate limits
in tables and sentences, in any format: 128,000 is 128K, and `Oct 2023` is October 2023. Statements that a heading or
another column qualifies differently, by deployment type, tier, region or cloud, are not compared. A date that is only
the earliest possible one contradicts a firm date before it.

```bad models.md
| Model ID | Max request (tokens) | Training data (up to) |
|---|---|---|
| `gpt-4o` (2024-11-20) | Input: 128,000 <br> Output: 16,384 | Oct 2023 |
```
```bad guide.md
The `gpt-4o` (2024-11-20) model has a context window of 200K tokens. <!-- expect: conflicting-fact -->
```
```good models.md
| Model ID | Max request (tokens) | Training data (up to) |
|---|---|---|
| `gpt-4o` (2024-11-20) | Input: 128,000 <br> Output: 16,384 | Oct 2023 |
```
```good guide.md
The `gpt-4o` (2024-11-20) model has a context window of 128K tokens, with training data up to October 2023.
```
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from ...catalog.tables import ModelTable
from ...findings import Finding, Ground, Severity
from ...graph import DocsGraph, Page
from ...graph.stated_facts import ATTRIBUTES, Attribute, Statement, attribute_of, statements, values_in
from ...page.facts import Value
from .._base import Options, finding, related, rule

_EACH = re.compile(r"\b(?:each|every|all)\b", re.I)
_LIMIT = re.compile(r"\b(?:rate )?limits?\b|\bquota\b", re.I)


@rule(Severity.WARNING, ground=Ground.CONTRADICTION)
def conflicting_fact(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each place whose value differs from what the other places say, with one of these."""
    groups: dict[tuple[str, str, str, frozenset[str]], dict[tuple[str, int], list[Statement]]] = {}
    for one in statements(graph):
        groups.setdefault(one.key, {}).setdefault(one.source, []).append(one)
    for sources in groups.values():
        if len(sources) > 1:
            yield from _conflicts(graph, list(sources.values()))
    for table in graph.tables:
        if table.kind == "quota":
            yield from _said_of_all(graph.by_path[table.path], table)


def _conflicts(graph: DocsGraph, sources: list[list[Statement]]) -> Iterator[Finding]:
    """Yield the sources that contradict the one that most agree with; a table weighs more than a sentence."""
    said: dict[_Said, list[int]] = defaultdict(list)
    for number, source in enumerate(sources):
        said[_said(source)].append(number)
    best = sources[_most_agreed(sources, list(said.values()))]
    right, agrees = best[0], {one: _agree(sources[numbers[0]], best) for one, numbers in said.items()}
    for source in sources:
        if agrees[_said(source)]:
            continue
        wrong = source[0]
        subject = f"`{graph.catalog.spelled(wrong.model)}`" + (f" ({wrong.version})" if wrong.version else "")
        says, other = _shown(wrong), _shown(right)
        where = "elsewhere on this page" if right.page is wrong.page else f"in {right.page.path}"
        message = f"the {wrong.attribute} of {subject} is {says} here, but {other} {where}"
        if len(said) > _MOST:
            message += f" (the {_MOST} most frequent of {len(said)} values were compared with all)"
        ends = (related(right.page, right.value.span, f"says {other}"),)
        yield finding(conflicting_fact, wrong.page, wrong.value.span, message, related=ends)


def _most_agreed(sources: list[list[Statement]], alike: list[list[int]]) -> int:
    """Return the number of the source that most agree with, given the numbers of those that say the same."""
    candidates = []
    for numbers in sorted(alike, key=len, reverse=True)[:_MOST]:
        one = sources[numbers[0]]
        agreeing = sum(len(others) for others in alike if _agree(one, sources[others[0]]))
        candidates += [(agreeing, sources[number][0].source[1] > 0, -number) for number in numbers]
    return -max(candidates)[2]


_MOST = 100
"""Different values of one fact among which the one is looked for that most places agree with: the most frequent."""
_Said = tuple[tuple[bool, str, str, float], ...]


def _said(source: list[Statement]) -> _Said:
    """Return all that one place says, as far as it matters for a comparison."""
    return tuple((one.floor, one.value.kind, one.value.text, one.value.step) for one in source)


def _agree(one: list[Statement], other: list[Statement]) -> bool:
    return any(_compatible(a, b) for a in one for b in other)


def _compatible(one: Statement, other: Statement) -> bool:
    if one.floor != other.floor:
        floor, firm = (one, other) if one.floor else (other, one)
        length = min(len(floor.value.text), len(firm.value.text))
        return firm.value.text[:length] >= floor.value.text[:length]
    return same(one.value, other.value)


def same(one: Value, other: Value) -> bool:
    """Return whether two values are the same, as exactly as both are written: 128K is 131,072, a month has its days."""
    if one.kind != "amount":
        length = min(len(one.text), len(other.text))
        return one.text[:length] == other.text[:length]
    a, b = float(one.text), float(other.text)
    step = max(one.step, other.step)
    binary = any(
        value.step and float(value.text) * 1.024**power == rest
        for value, rest in ((one, b), (other, a))
        for power in (1, 2)
    )
    return abs(a - b) <= step / 2 or binary


def _shown(one: Statement) -> str:
    text = f"{int(one.value.text):,}" if one.value.kind == "amount" and one.value.text.isdigit() else one.value.text
    return f"no earlier than {text}" if one.floor else text


def _said_of_all(page: Page, table: ModelTable) -> Iterator[Finding]:
    """Yield a limit that a sentence gives to all models while no row of the table in its section has it."""
    limits = {i: found for i, cell in enumerate(table.table.header) if i and (found := attribute_of(cell.text))}
    held: dict[str, list[Value]] = defaultdict(list)
    for row in table.rows:
        for column, attribute in limits.items():
            if attribute.limit and column < len(row.cells):
                held[attribute.name].extend(values_in(page, row.cells[column].span))
    for value in page.facts.values:
        block = page.facts.blocks[value.block]
        if block.kind != "paragraph" or block.heading != table.table.heading or page.history.chronicle(block.heading):
            continue
        limit = _limit(value)
        if limit is None or not held[limit.name] or any(same(value, one) for one in held[limit.name]):
            continue
        message = f"no row of the table below has the {limit.name} that this sentence gives for all"
        ends = (related(page, held[limit.name][0].span, "a limit of the table"),)
        yield finding(conflicting_fact, page, value.span, message, related=ends)


def _limit(value: Value) -> Attribute | None:
    """Return the limit that a sentence gives to each model alike."""
    if value.kind != "amount" or not (_EACH.search(value.before) and _LIMIT.search(value.before)):
        return None
    return next((one for one in ATTRIBUTES if one.limit and one.after and one.after.search(value.after)), None)

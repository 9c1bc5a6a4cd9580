"""Two versions of a page and the hunks between them go in; which line became which, and which item which, come out.

Only lines in hunks are compared. In a hunk with as many lines before as after, lines are paired in order; else the most
similar ones are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ..graph import DocsGraph, Mention, Page
from ..page.facts import Span
from ..tree.changes import Hunk
from .change import FilePage, Item, Location, Side, Switch
from .steps import steps

LinePair = tuple[int, int]
"""A line before and one after, 1-based; 0 where there is none."""

_PER_CHARACTER = 2
"""Pairs of lines that are compared for each character of a page, in all of its hunks; beyond, the change says so."""
_FIRST = 1_000
"""Characters of a line whose similarity is measured: two lines that begin alike for so long are one line."""


def items_of(graph: DocsGraph, page: Page, side: Side) -> list[Item]:
    """Return the models and API versions of a page, in order."""
    found = []
    for one in graph.by_page.get(page.path, ()):
        if _is_item(one):
            location = Location(side, page.place(one.span))
            found.append(Item("model", one.model, _version(graph, one), one.text, one.span, location, one.role))
    for api in graph.api_by_page.get(page.path, ()):
        fact = api.fact
        location = Location(side, page.place(fact.span))
        found.append(Item("api", fact.text, api.service, fact.text, fact.span, location, api.role))
    return sorted(found, key=lambda item: (item.span, item.sort))


def _is_item(one: Mention) -> bool:
    """Return whether a mention names a model, and is not just words (GPT-4o audio) or a deployment's own name."""
    return one.resolved.known or (one.name is not None and one.name.exact)


def _version(graph: DocsGraph, mention: Mention) -> str:
    """Return the version that a mention names: one written beside the model, or a known one in its name."""
    if len(mention.versions) == 1:
        return mention.versions[0].text.lower()
    known = graph.catalog.models.get(mention.model)
    version = mention.resolved.version
    return version if known is not None and version in known.versions else ""


def line_pairs(one: FilePage, before: Sequence[str], after: Sequence[str]) -> list[LinePair]:
    """Return the lines of all hunks in pairs, with 0 for a missing partner, in the order of the page.

    Notes on the page where so many lines became so many others that which became which was not looked for.
    """
    room = _PER_CHARACTER * (sum(map(len, before)) + sum(map(len, after)))
    found: list[LinePair] = []
    for hunk in one.file.hunks:
        old = range(hunk.old, hunk.old + hunk.gone)
        new = range(hunk.new, hunk.new + hunk.come)
        cost = 0 if hunk.gone == hunk.come else hunk.gone * hunk.come
        if hunk.gone == hunk.come:
            found += zip(old, new, strict=True)
        elif 0 < cost <= room:
            found += _aligned(old, new, before, after)
            room -= cost
        else:
            found += [*((line, 0) for line in old), *((0, line) for line in new)]
            one.not_compared += [_not_compared(one, hunk)] if cost else []
    return found


def _not_compared(one: FilePage, hunk: Hunk) -> str:
    lines = f"{hunk.gone:,} lines became {hunk.come:,}, too many to look for which became which"
    return f"{one.file.path}:{hunk.new}: {lines}; what they name is listed as removed and as added"


def _aligned(old: range, new: range, before: Sequence[str], after: Sequence[str]) -> Iterator[LinePair]:
    """Yield the pairs with the highest total similarity, in order; dissimilar lines stay alone."""
    from rapidfuzz.fuzz import ratio

    scores = [[ratio(before[i - 1][:_FIRST], after[j - 1][:_FIRST], score_cutoff=50) for j in new] for i in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            paired = best[i + 1][j + 1] + scores[i][j] if scores[i][j] else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(old) and j < len(new):
        if scores[i][j] and best[i][j] == best[i + 1][j + 1] + scores[i][j]:
            yield old[i], new[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            yield old[i], 0
            i += 1
        else:
            yield 0, new[j]
            j += 1
    yield from ((line, 0) for line in old[i:])
    yield from ((0, line) for line in new[j:])


def compare_items(one: FilePage, before: DocsGraph, after: DocsGraph) -> list[LinePair]:
    """Record on a changed page which items replaced others, were added or were removed; return its line pairs."""
    old = items_of(before, one.before, Side.BEFORE) if one.before else []
    new = items_of(after, one.after, Side.AFTER) if one.after else []
    if one.before is None or one.after is None:
        one.added, one.removed = new, old
        return []
    lines_before, lines_after = one.before.text.split("\n"), one.after.text.split("\n")
    pairs = line_pairs(one, lines_before, lines_after)
    by_old, by_new = _by_line(old), _by_line(new)
    spans = mask_spans(before, one.before), mask_spans(after, one.after)
    for i, j in pairs:
        framed = bool(i and j) and masked(one.before, spans[0], i) == masked(one.after, spans[1], j)
        for sort in ("model", "api"):
            was = [item for item in by_old[i] if item.sort == sort]
            now = [item for item in by_new[j] if item.sort == sort]
            _compare(one, was, list(_with_versions(now, was, lines_after[j - 1])), framed)
    _without_moves(one)
    return pairs


def _by_line(items: Iterable[Item]) -> defaultdict[int, list[Item]]:
    found: defaultdict[int, list[Item]] = defaultdict(list)
    for item in items:
        found[item.location.place.line].append(item)
    return found


def _compare(one: FilePage, old: list[Item], new: list[Item], framed: bool) -> None:
    """Compare the items of a line with those of the line that it became; `framed` if the rest is the same."""
    if not old or not new:
        one.removed += old
        one.added += new
        return
    keys = [(item.key, item.version) for item in old], [(item.key, item.version) for item in new]
    whole = [("replace", 0, len(old), 0, len(new))]
    for _, i, k, j, m in whole if framed and len(old) == len(new) else steps(*keys):
        in_order = k - i == m - j
        pairs = list(zip(old[i:k], new[j:m], strict=True)) if in_order else list(_same_key(old[i:k], new[j:m]))
        for a, b in pairs:
            if (a.key, a.version) != (b.key, b.version):
                one.switches.append(Switch(a, b))
            elif a.text != b.text:
                one.respelled.append(Switch(a, b))
        taken = {id(item) for pair in pairs for item in pair}
        one.removed += [item for item in old[i:k] if id(item) not in taken]
        one.added += [item for item in new[j:m] if id(item) not in taken]


def _with_versions(items: Iterable[Item], old: Iterable[Item], text: str) -> Iterator[Item]:
    """Yield items with the version that each now shares with another, as in `A and B, version 2024-12-17`."""
    known: defaultdict[str, set[str]] = defaultdict(set)
    for item in old:
        known[item.key].update([item.version] if item.version else [])
    here = text.lower()
    shared = {key: next((one for one in sorted(versions) if one in here), "") for key, versions in known.items()}
    for item in items:
        version = shared.get(item.key, "") if item.sort == "model" and not item.version else ""
        yield replace(item, version=version) if version else item


def _same_key(old: list[Item], new: list[Item]) -> Iterator[tuple[Item, Item]]:
    """Yield pairs of items of the same model (or API version) that are named with another version (or service)."""
    left: dict[str, deque[Item]] = defaultdict(deque)
    for item in new:
        left[item.key].append(item)
    for item in old:
        if left[item.key]:
            yield item, left[item.key].popleft()


def _without_moves(one: FilePage) -> None:
    """Drop items that were removed in one place of the page and added in another: they only moved."""
    both = Counter((x.key, x.version) for x in one.removed) & Counter((x.key, x.version) for x in one.added)
    one.removed = list(_after(one.removed, Counter(both)))
    one.added = list(_after(one.added, Counter(both)))


def _after(items: Iterable[Item], moved: Counter[tuple[str, str]]) -> Iterator[Item]:
    for item in items:
        if moved[item.key, item.version] > 0:
            moved[item.key, item.version] -= 1
        else:
            yield item


def mask_spans(graph: DocsGraph, page: Page) -> list[Span]:
    """Return the spans of models, their versions and API versions on a page, in order."""
    spans = {one.fact.span for one in graph.api_by_page.get(page.path, ())}
    for mention in graph.by_page.get(page.path, ()):
        spans.update([mention.span] if _is_item(mention) else [])
        spans.update(version.span for version in mention.versions)
    return sorted(spans)


def masked(page: Page, spans: Sequence[Span], line: int) -> str:
    """Return a line of a page with its spans masked."""
    start = page.line_starts[line - 1]
    end = page.line_starts[line] - 1 if line < len(page.line_starts) else len(page.text)
    text, position = [], start
    for span in spans[bisect_left(spans, Span(start, start)) :]:
        if span.start >= end:
            break
        if span.start >= position:
            text += [page.text[position : span.start], "\0"]
            position = min(span.end, end)
    return "".join([*text, page.text[position:end]])

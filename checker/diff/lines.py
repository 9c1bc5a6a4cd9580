"""Two versions of a page and the hunks between them go in; which line became which, and which item which, come out.

Only lines in hunks are compared. In a hunk with as many lines before as after, lines are paired in order; else the most
similar ones are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from ..graph import DocsGraph, Mention, Page
from ..page.facts import Span
from ..tree.changes import Hunk
from .change import FilePage, Item, Location, Side, Switch

LinePair = tuple[int, int]
"""A line before and one after, 1-based; 0 where there is none."""

_MOST, _FIRST = 4_000, 1_000
"""The maximum number of line pairs of a hunk that are compared, and of characters of each line."""
_MOST_STEPS, _FEW = 1_000_000, 100


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


def line_pairs(hunk: Hunk, before: Sequence[str], after: Sequence[str]) -> list[LinePair]:
    """Return the lines of a hunk in pairs, with 0 for a missing partner, in the order of the page."""
    old = range(hunk.old, hunk.old + hunk.gone)
    new = range(hunk.new, hunk.new + hunk.come)
    if hunk.gone == hunk.come:
        return list(zip(old, new, strict=True))
    if not hunk.gone or not hunk.come or hunk.gone * hunk.come > _MOST:
        return [*((line, 0) for line in old), *((0, line) for line in new)]
    return list(_aligned(old, new, before, after))


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
    pairs = [pair for hunk in one.file.hunks for pair in line_pairs(hunk, lines_before, lines_after)]
    by_old, by_new = _by_line(old), _by_line(new)
    spans = mask_spans(before, one.before), mask_spans(after, one.after)
    for i, j in pairs:
        framed = bool(i and j) and masked(one.before, spans[0], i) == masked(one.after, spans[1], j)
        for sort in ("model", "api"):
            was = [item for item in by_old[i] if item.sort == sort]
            now = [item for item in by_new[j] if item.sort == sort]
            _compare(one, was, [_with_version(item, was, lines_after[j - 1]) for item in now], framed)
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


def steps(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[str, int, int, int, int]]:
    """Return how one sequence becomes another, like `SequenceMatcher`; long sequences in a single step."""
    if len(old) * len(new) > _MOST_STEPS:
        return [("replace", 0, len(old), 0, len(new))]
    return list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())


def _with_version(item: Item, old: list[Item], text: str) -> Item:
    """Return an item with the version that it now shares with another, as in `A and B, version 2024-12-17`."""
    if item.sort == "model" and not item.version:
        versions = {other.version for other in old[:_FEW] if other.key == item.key and other.version}
        version = next((one for one in sorted(versions) if one in text.lower()), "")
        return replace(item, version=version) if version else item
    return item


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

"""A page's blocks go in; the tabs that site generators make of components and of MkDocs' `=== "name"` come out: panels.

Learn's own tabs are in `learn`. Which components hold tabs is in `tabs.toml`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, takewhile
from pathlib import Path

import msgspec

from ..patterns import AnyOf
from .attributes import attributes
from .blocks import Document, TextBlock
from .facts import Span, Zone

_MKDOCS = re.compile(r"^(?P<indent>[ \t]*)===[!+]?[ \t]+(?P<quote>[\"'])(?P<name>[^\n]{1,100}?)(?P=quote)[ \t]*$", re.M)
"""https://squidfunk.github.io/mkdocs-material/reference/content-tabs"""
_FIRST_GROUP = 2000
"""What the numbers of these sets start from; zones and tabs of Learn have smaller ones."""


class _Components(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `tabs.toml` has; its comments say what each field means."""

    sets: tuple[str, ...]
    parts: tuple[str, ...]
    names: tuple[str, ...]
    groups: tuple[str, ...]


_KNOWN = msgspec.toml.decode(Path(__file__).with_suffix(".toml").read_bytes(), type=_Components)
_OPENING = AnyOf(*(f"<{name}" for name in (*_KNOWN.sets, *_KNOWN.groups)))
_MARKS = AnyOf("===")


def tabs(document: Document, code: set[int]) -> Iterator[Zone]:
    """Yield the tabs of a page; `code` are the 0-based lines of samples. What is never closed is no tab."""
    group = _FIRST_GROUP
    for number, zone in _of_components(document, code) if _OPENING.is_in(document.text) else ():
        group = max(group, _FIRST_GROUP + number + 1)
        yield zone
    if _MARKS.is_in(document.text):
        yield from _of_mkdocs(document, code, group)


@cache
def _tags() -> re.Pattern[str]:
    names = sorted((*_KNOWN.sets, *_KNOWN.parts, *_KNOWN.groups), key=len, reverse=True)
    return re.compile(rf"<(?P<close>/)?(?P<name>{'|'.join(map(re.escape, names))})(?![\w.])(?P<rest>[^<>]*+)>")


@dataclass(frozen=True)
class _Open:
    """An open tag: its name, the number of the set that it is of, what it calls its tab, and where it starts.

    `inside` is the number of the innermost set that what it holds is in, 0 for none.
    """

    name: str
    number: int
    title: str
    start: int
    inside: int


def _of_components(document: Document, code: set[int]) -> Iterator[tuple[int, Zone]]:
    """Yield the tabs of components, each with the number of its set."""
    opened: list[_Open] = []
    names = Counter[str]()
    fences = sorted((one for one in document.blocks if one.kind == "fence"), key=lambda block: block.line)
    groups = 0
    for match in _tags().finditer(document.text):
        name, line = match["name"], document.line_of(match.start())
        if line - 1 in code or match["rest"].endswith("/"):
            continue
        if not match["close"]:
            groups += name not in _KNOWN.parts
            around = opened[-1].inside if opened else 0
            number = around if name in _KNOWN.parts else groups
            inside = number if name in _KNOWN.sets else around
            opened.append(_Open(name, number, _name(match), match.start(), inside))
            names[name] += 1
        elif names[name]:
            while (last := opened.pop()).name != name:
                names[last.name] -= 1
            names[name] -= 1
            if name in _KNOWN.groups:
                zones = _fences(document, fences, Span(last.start, match.end()), last.number)
                yield from ((last.number, zone) for zone in zones)
            elif name in _KNOWN.parts and last.number:
                span = Span(last.start, match.end())
                line = document.line_of(last.start)
                yield last.number, Zone("panel", last.title, span, line, _FIRST_GROUP + last.number)


def _name(match: re.Match[str]) -> str:
    """Return what a tag calls its tab, or an empty text."""
    found = {one.name: one.value for one in attributes(match["rest"], 0, len(match["rest"]))}
    return next((found[name] for name in _KNOWN.names if name in found), "")


def _fences(document: Document, fences: Sequence[TextBlock], around: Span, number: int) -> Iterator[Zone]:
    """Yield those of a page's fences that a range holds as alternatives."""
    starts = document.line_starts
    first = bisect_left(fences, around.start, key=lambda block: starts[block.line])
    for block in takewhile(lambda block: starts[block.line] < around.end, islice(fences, first, None)):
        start = starts[block.line]
        stop = starts[block.end_line] if block.end_line < len(starts) else around.end
        name = block.info.partition(" ")[2].strip() or block.info
        span = Span(start, min(stop, around.end))
        yield Zone("panel", name, span, block.line + 1, _FIRST_GROUP + number)


def _of_mkdocs(document: Document, code: set[int], group: int) -> Iterator[Zone]:
    """Yield the tabs of MkDocs: each ends where a line is indented no more than its mark."""
    ends: dict[int, tuple[int, int]] = {}
    for match in _MKDOCS.finditer(document.text):
        first = document.line_of(match.start()) - 1
        if first in code:
            continue
        indent = len(match["indent"].expandtabs(4))
        last = _last_line(document, first, indent)
        end, number = ends.get(indent, (-1, 0))
        if end != first:
            group = number = group + 1
        ends[indent] = last, number
        stop = document.line_starts[last] if last < len(document.line_starts) else len(document.text)
        yield Zone("panel", match["name"], Span(match.start(), stop), first + 1, number)


def _last_line(document: Document, first: int, indent: int) -> int:
    """Return the 0-based line behind the indented ones that follow a line."""
    text, starts = document.text, document.line_starts
    for number in range(first + 1, len(starts)):
        line = text[starts[number] : starts[number + 1] if number + 1 < len(starts) else len(text)]
        bare = line.strip()
        if bare and len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip()) <= indent:
            return number
    return len(starts)

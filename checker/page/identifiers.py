"""The names in code spans and those that samples assign go in; the parts of them that are slips of words come out.

A name is cut at its capitals and underscores. Programs abbreviate, so that a part is told only if the page has the word
that it is a slip of as well, and the part itself hardly anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ..english import dictionary
from .blocks import Document
from .facts import Facts, MisspelledName
from .page_text import Running

_WHOLE = re.compile(r"(?:(?<![0-9%])[A-Z]|(?<![A-Za-z0-9%])[a-z])[a-z]{5,30}(?![a-z0-9])")
_PART = re.compile(rf"{_WHOLE.pattern}(?=[A-Z_-])|(?<=[a-z_-]){_WHOLE.pattern}")
"""A name of one part, such as `scrypt`, may be anything."""
_ASSIGNED = re.compile(r"\n[ \t]*(?:(?:const|let|var|final|string|String)[ ])?(?P<name>[A-Za-z_]\w{5,60})[ ]?:?=(?!=)")
"""It starts with the line end before, so that looking for it is quick."""
_LONGEST = 200_000
_SHORTEST = 8
_MOST = 2
"""A part that a page has more often is no slip."""


def read(document: Document, facts: Facts) -> None:
    """Add the misspelled parts of names to a page's facts."""
    if len(document.text) > _LONGEST:
        return
    lower, models = "", [name.span for name in facts.names]
    for number, start, end in sorted([*_assigned(document), *_in_spans(document)]):
        block = document.blocks[number]
        part, span = block.text[start:end].lower(), block.span(start, end)
        if any(span.within(model) for model in models):
            continue  # whether there is such a model is known better elsewhere
        lower = lower or document.text.lower()
        near = [word for word in dictionary.meant(part) if word in lower]
        if near and lower.count(part) - (lower.count(near[0]) if part in near[0] else 0) <= _MOST:
            facts.misspelled_names.append(MisspelledName(part, span, number, near[0]))


@lru_cache(maxsize=20_000)
def _is_known(part: str) -> bool:
    lower = part.lower()
    return dictionary.exists(lower) or dictionary.is_built(lower)


def _assigned(document: Document) -> Iterator[tuple[int, int, int]]:
    """Yield the unknown longer parts of the names that samples assign: the block and the range in it."""
    blocks = [number for number, block in enumerate(document.blocks) if block.kind == "fence" and "=" in block.text]
    running = Running(["", *(document.blocks[number].text for number in blocks)])
    for name in _ASSIGNED.finditer(running.text):
        for first, last in _unknown_parts(name["name"]):
            at, start = running.place(name.start("name"))
            yield blocks[at - 1], start + first, start + last


@lru_cache(maxsize=20_000)
def _unknown_parts(name: str) -> list[tuple[int, int]]:
    return [part.span() for part in _WHOLE.finditer(name) if not _is_known(part.group())]


def _in_spans(document: Document) -> Iterator[tuple[int, int, int]]:
    """Yield the unknown longer parts of the names in code spans: the block and the range in it."""
    spans = [
        (number, one.start, one.end)
        for number, block in enumerate(document.blocks)
        if block.inlines and block.kind != "fence"
        for one in block.inlines
        if one.kind == "code" and one.end - one.start >= _SHORTEST
    ]
    running = Running([document.blocks[number].text[start:end] for number, start, end in spans])
    for part in _PART.finditer(running.text):
        if not _is_known(part.group()):
            at, start = running.place(part.start())
            before = running.text[part.start() - start : part.start()]
            if before.count('"') % 2 == 0 and before.count("'") % 2 == 0:  # a text may hold any name
                number, first, _ = spans[at]
                yield number, first + start, first + start + len(part.group())

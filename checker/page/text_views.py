"""A block goes in, its text comes out with what is no prose blanked; every offset stays where it was."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from . import learn
from .blocks import TextBlock

MASK = "\0"
"""Stands for each character that was masked; it is no word character and no white space."""


def mask(text: str, ranges: Sequence[tuple[int, int]]) -> str:
    """Return the text with the ranges blanked, line ends kept."""
    if not ranges:
        return text
    if len(ranges) == 1:
        [(start, end)] = ranges
        hidden = text[start:end]
        if "\n" not in hidden:
            return text[:start] + MASK * len(hidden) + text[end:]
    parts, position = [], 0
    for start, end in sorted(ranges):
        if end <= position:
            continue
        start = max(start, position)
        parts.append(text[position:start])
        masked = text[start:end]
        lines = masked.split("\n") if "\n" in masked else [masked]
        parts.append("\n".join([MASK * len(line) for line in lines]))
        position = end
    parts.append(text[position:])
    return "".join(parts)


_MASKED = re.compile(f"{MASK}+")


def masked(text: str, start: int, end: int) -> list[int]:
    """Return where what was masked starts in a range of a text."""
    return [match.start() for match in _MASKED.finditer(text, start, end)]


def within(ranges: Sequence[tuple[int, int]], offset: int) -> bool:
    """Return whether an offset lies in one of some ranges, which are in order."""
    at = bisect_right(ranges, (offset, sys.maxsize)) - 1
    return at >= 0 and offset < ranges[at][1]


def readable(block: TextBlock) -> str:
    """Return a block's text without link targets, images, HTML and directives; code spans stay."""
    if block.readable is None:
        block.readable = mask(block.text, _hidden(block))
    return block.readable


def plain(block: TextBlock) -> str:
    """Return a block's text without code spans too: what a reader reads as words."""
    if block.plain is None:
        code = [(inline.start, inline.end) for inline in block.inlines if inline.kind in ("code", "run")]
        block.plain = mask(readable(block), code)
    return block.plain


_LABEL = re.compile(r"\*\*[^*\n]{1,200}\*\*|__[^_\n]{1,200}__|\"[^\"\n]{1,80}\"|“[^”\n]{1,80}”")


def without_labels(text: str) -> str:
    """Return a text without what is bold or in quotes: a label of a user interface, which may be written in any way."""
    return mask(text, [match.span() for match in _LABEL.finditer(text)])


def _hidden(block: TextBlock) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    if learn.MARKED.may_be_in(block.text):
        for shape in (learn.INCLUDE, learn.CODE_INCLUDE, learn.DIRECTIVE):
            ranges += [match.span() for match in shape.finditer(block.text)]
    for inline in block.inlines:
        if inline.kind in ("image", "autolink", "html"):
            ranges.append((inline.start, inline.end))
        elif inline.kind == "link" and inline.label is not None:
            ranges.append((inline.label[1], inline.end))
    return ranges


_OPENING = re.compile(r"(?:^|[.!?:>|][*_)\"”]{0,40}\s|\n)[\s*_(\"“\[#+-]{0,40}$")


def opens_sentence(block: TextBlock, text: str, start: int) -> bool:
    """Return whether a heading or a sentence opens at an offset of a block's text, so that a capital proves nothing."""
    return block.kind == "heading" or _OPENING.search(text, max(start - 40, 0), start) is not None


_STOP = re.compile(r"[.!?<](?:(?<!<)[ \n]|(?<=<)br)")


class Sentences:
    """The sentences of a text; a full stop before a blank, or `<br>`, ends one."""

    def __init__(self, text: str) -> None:
        stops = [match.span() for match in _STOP.finditer(text)]
        self._begins = [0, *(end for _, end in stops)]
        self._ends = [*(start for start, _ in stops), len(text)]

    def around(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of the sentence around a range of the text."""
        first = self._begins[bisect_right(self._begins, start) - 1]
        return first, self._ends[min(bisect_left(self._ends, end), len(self._ends) - 1)]


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the range of the sentence around one range of a text; for many ranges, use `Sentences`."""
    return Sentences(text).around(start, end)

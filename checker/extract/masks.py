"""A block goes in, its text comes out with what is no prose blanked; every offset stays where it was."""

from __future__ import annotations

from collections.abc import Sequence

from .. import learn
from ..markdown import TextBlock

BLANK = "\0"
"""Stands for each character that was masked; it is no word character and no white space."""


def mask(text: str, ranges: Sequence[tuple[int, int]]) -> str:
    """Return the text with the ranges blanked, line ends kept."""
    if not ranges:
        return text
    parts, position = [], 0
    for start, end in sorted(ranges):
        if end <= position:
            continue
        start = max(start, position)
        parts.append(text[position:start])
        parts.append("\n".join(BLANK * len(line) for line in text[start:end].split("\n")))
        position = end
    parts.append(text[position:])
    return "".join(parts)


def readable(block: TextBlock) -> str:
    """Return a block's text without link targets, images, HTML and directives; code spans stay."""
    if block.readable is None:
        block.readable = mask(block.text, _hidden(block))
    return block.readable


def plain(block: TextBlock) -> str:
    """Return a block's text without code spans too: what a reader reads as words."""
    if block.plain is None:
        code = [(inline.start, inline.end) for inline in block.inlines if inline.kind in ("code", "run")]
        block.plain = mask(readable(block), code) if code else readable(block)
    return block.plain


def _hidden(block: TextBlock) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    if "[!" in block.text:
        ranges += [match.span() for match in learn.INCLUDE.finditer(block.text)]
        ranges += [match.span() for match in learn.CODE_INCLUDE.finditer(block.text)]
    if ":::" in block.text:
        ranges += [match.span() for match in learn.DIRECTIVE.finditer(block.text)]
    for inline in block.inlines:
        if inline.kind in ("image", "autolink", "html"):
            ranges.append((inline.start, inline.end))
        elif inline.kind == "link" and inline.label is not None:
            ranges.append((inline.label[1], inline.end))
    return ranges


_STOPS = (". ", "! ", "? ", ".\n", "!\n", "?\n", "<br")


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the range of the sentence around a range; a full stop before a blank, or `<br>`, ends one."""
    begin = max(
        (text.rfind(stop, 0, start) + len(stop) for stop in _STOPS if text.rfind(stop, 0, start) >= 0), default=0
    )
    finish = min((at for stop in _STOPS if (at := text.find(stop, end)) >= 0), default=len(text))
    return begin, finish

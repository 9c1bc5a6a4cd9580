"""A source line and a span go in, an excerpt to show comes out: safe characters, cut to a width, marked."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import accumulate

_TAB = "    "
_CUT = "…"
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


@dataclass(frozen=True)
class Excerpt:
    """The shown part of a line: the text before the mark, the marked text, and the text after it."""

    before: str
    marked: str
    after: str

    @property
    def text(self) -> str:
        """The whole excerpt as text."""
        return self.before + self.marked + self.after

    def marks(self, sign: str) -> str:
        """Return the line to show below: spaces, then a sign for every cell of the marked text, at least one."""
        return " " * _cells(self.before) + sign * max(1, _cells(self.marked))


def printable(text: str) -> str:
    """Return a text with control, bidirectional and other invisible characters written as escapes."""
    return text if text.isprintable() else "".join(map(_shown, text))


def excerpt(line: str, start: int, end: int, width: int) -> Excerpt:
    """Show a line with `[start, end)` marked, cut around the mark to at most `width` cells."""
    start = min(max(start, 0), len(line))
    end = min(max(end, start), len(line))
    # No more than this can be shown, however long the line is.
    low, high = max(0, start - 2 * width), min(len(line), start + 3 * width)
    shown = [_TAB if character == "\t" else _shown(character) for character in line[low:high]]
    first, last = start - low, min(end, high) - low
    if low == 0 and high == len(line) and sum(map(_cells, shown)) <= width:
        return _split(shown, 0, first, last, len(shown))
    left, right = _window([_cells(text) for text in shown], first, last, max(1, width - 2))
    found = _split(shown, left, first, min(last, right), right)
    opening = _CUT if low + left > 0 else ""
    closing = _CUT if low + right < len(line) else ""
    return Excerpt(opening + found.before, found.marked, found.after + closing)


def _split(shown: list[str], left: int, first: int, last: int, right: int) -> Excerpt:
    return Excerpt("".join(shown[left:first]), "".join(shown[first:last]), "".join(shown[last:right]).rstrip())


def _window(widths: list[int], first: int, last: int, room: int) -> tuple[int, int]:
    """Return the range around `[first, last)` that fills the room, with as much context on the left as on the right."""
    total = [0, *accumulate(widths)]
    left, right = first, last
    while right > left and total[right] - total[left] > room:
        right -= 1
    grew = True
    while grew:
        grew = False
        if left > 0 and total[right] - total[left - 1] <= room:
            left, grew = left - 1, True
        if last <= right < len(widths) and total[right + 1] - total[left] <= room:
            right, grew = right + 1, True
    return left, right


def _shown(character: str) -> str:
    if character.isprintable() or unicodedata.category(character) not in _HIDDEN:
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _cells(text: str) -> int:
    if text.isascii():
        return len(text)
    from rich.cells import get_character_cell_size

    return sum(map(get_character_cell_size, text))

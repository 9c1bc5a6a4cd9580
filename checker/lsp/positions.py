"""Places and offsets of a text go in, positions of the protocol come out, and the other way round.

The protocol counts lines from 0, and columns in code units of the encoding that editor and server agree on.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from lsprotocol import types

from ..findings import Place
from ..span import Span

_LINE_END = re.compile(r"\r\n|\r|\n")


class Positions:
    """The lines of a text, to convert places and offsets in it.

    Offsets and places are those of the text as it is checked, with `\\n` at the end of each line.
    """

    def __init__(self, text: str, encoding: str) -> None:
        self.text = text
        self._encoding = encoding
        self._wide = not text.isascii() and encoding != types.PositionEncodingKind.Utf32.value

    @cached_property
    def lines(self) -> list[str]:
        """The lines, without their ends."""
        return _LINE_END.split(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    def range(self, place: Place) -> types.Range:
        """Return the range of a place on this page; one beyond the end of the text ends there."""
        return types.Range(
            self._position(place.line - 1, place.column - 1), self._position(place.end_line - 1, place.end_column - 1)
        )

    def of(self, span: Span) -> types.Range:
        """Return the range of a span."""
        return types.Range(self.at(span.start), self.at(span.end))

    def at(self, offset: int) -> types.Position:
        """Return the position of an offset."""
        line = bisect_right(self._starts, offset) - 1
        return self._position(line, offset - self._starts[line])

    def offset(self, position: types.Position) -> int:
        """Return the offset of a position; one beyond the end of a line, or of the text, is moved there."""
        if position.line >= len(self._starts):
            return len(self.text)
        line = self.lines[position.line]
        return self._starts[position.line] + self._column(line, position.character)

    def end_of(self, line: int) -> types.Position:
        """Return the position after the last character of a line, by its number from 0."""
        return self._position(line, len(self.lines[line]))

    def _position(self, line: int, column: int) -> types.Position:
        if line >= len(self.lines):
            return self.end_of(len(self.lines) - 1)
        text = self.lines[line]
        if column > len(text):  # the line end itself
            return (
                types.Position(line + 1, 0) if line + 1 < len(self.lines) else types.Position(line, self._units(text))
            )
        return types.Position(line, self._units(text[:column]) if self._wide else column)

    def _units(self, text: str) -> int:
        if not self._wide or text.isascii():
            return len(text)
        if self._encoding == types.PositionEncodingKind.Utf8.value:
            return len(text.encode("utf-8", "surrogatepass"))
        return len(text) + sum(character > "\uffff" for character in text)

    def _column(self, line: str, units: int) -> int:
        if not self._wide or line.isascii():
            return min(units, len(line))
        count = 0
        for column, character in enumerate(line):
            if count >= units:
                return column
            count += self._units(character)
        return len(line)

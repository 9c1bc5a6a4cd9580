"""Findings go in; one for each line comes out, however many pages share the line, with the places of the others.

Old versions of a page, boilerplate and generated text repeat what is wrong in them. People read it once; what programs
read has every place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ..findings import Finding, Place

_WORD = re.compile(r"[^\W\d_]{2,}")
_WORDS = 4
"""Words from which on two equal lines are one text that was copied; shorter ones are alike by chance."""

_LONG = 400
"""Characters of a line in which its words are counted."""


def shown_once(
    findings: Iterable[Finding], texts: Mapping[str, Sequence[str]]
) -> tuple[list[Finding], dict[Finding, list[Place]]]:
    """Return the findings without those that say the same of a line with the same text, and for each their places.

    `texts` are the lines of the pages.
    """
    shown: list[Finding] = []
    also: dict[Finding, list[Place]] = {}
    first: dict[tuple[object, ...], Finding] = {}
    lines = _Lines(texts)
    for one in findings:
        line = lines.number(one.place)
        known = first.setdefault((one.rule, one.severity, one.message, line), one) if line else one
        if known is one:
            shown.append(one)
        else:
            also.setdefault(known, []).append(one.place)
    return shown, also


class _Lines:
    """The lines of pages by numbers, equal ones by the same: a long line may have thousands of findings."""

    def __init__(self, texts: Mapping[str, Sequence[str]]) -> None:
        self._texts = texts
        self._by_text: dict[str, int] = {}
        self._by_place: dict[tuple[str, int], int] = {}

    def number(self, place: Place) -> int:
        """Return the number of the line of a place if it has enough words, else 0."""
        where = place.path, place.line
        if where not in self._by_place:
            text = self._text(place)
            self._by_place[where] = self._by_text.setdefault(text, len(self._by_text) + 1) if text else 0
        return self._by_place[where]

    def _text(self, place: Place) -> str:
        lines = self._texts.get(place.path, ())
        line = lines[place.line - 1].strip() if 0 < place.line <= len(lines) else ""
        return line if len(_WORD.findall(line[:_LONG])) >= _WORDS else ""

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
    for one in findings:
        line = _line(one.place, texts)
        known = first.setdefault((one.rule, one.severity, one.message, line), one) if line else one
        if known is one:
            shown.append(one)
        else:
            also.setdefault(known, []).append(one.place)
    return shown, also


def _line(place: Place, texts: Mapping[str, Sequence[str]]) -> str:
    """Return the line of a place if it has enough words, else an empty text."""
    lines = texts.get(place.path, ())
    line = lines[place.line - 1].strip() if 0 < place.line <= len(lines) else ""
    return line if len(_WORD.findall(line[:_LONG])) >= _WORDS else ""

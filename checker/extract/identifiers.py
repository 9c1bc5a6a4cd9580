"""The names in code spans and those that samples assign go in; the parts of them that are slips of words come out.

A name is cut at its capitals and underscores. Programs abbreviate, so that a part is told only if the page has the word
that it is a slip of as well, and the part itself hardly anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import english
from ..facts import Facts, MisspelledName
from ..markdown import Document, TextBlock

_WHOLE = re.compile(r"(?:(?<![0-9%])[A-Z]|(?<![A-Za-z0-9%])[a-z])[a-z]{5,30}(?![a-z0-9])")
_PART = re.compile(rf"{_WHOLE.pattern}(?=[A-Z_-])|(?<=[a-z_-]){_WHOLE.pattern}")
"""A name of one part, such as `scrypt`, may be anything."""
_ASSIGNED = re.compile(
    r"^[ \t]*(?:(?:const|let|var|final|string|String)[ ])?(?P<name>[A-Za-z_]\w{5,60})[ ]?:?=(?!=)", re.M
)
_LONGEST = 200_000
_MOST = 2
"""A part that a page has more often is no slip."""


def read(document: Document, facts: Facts) -> None:
    """Add the misspelled parts of names to a page's facts."""
    if len(document.text) > _LONGEST:
        return
    lower, models = "", [name.span for name in facts.names]
    for number, block in enumerate(document.blocks):
        for start, end in _parts(block):
            part = block.text[start:end].lower()
            if english.exists(part) or english.is_built(part):
                continue
            lower = lower or document.text.lower()
            near = [word for word in english.meant(part) if word in lower]
            span = block.span(start, end)
            if any(span.within(model) for model in models):
                continue  # whether there is such a model is known better elsewhere
            if near and lower.count(part) - (lower.count(near[0]) if part in near[0] else 0) <= _MOST:
                facts.misspelled_names.append(MisspelledName(part, span, number, near[0]))


def _parts(block: TextBlock) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the longer parts of names in a block."""
    if block.kind == "fence":
        for name in _ASSIGNED.finditer(block.text) if "=" in block.text else ():
            yield from (match.span() for match in _WHOLE.finditer(block.text, *name.span("name")))
        return
    for one in block.inlines:
        if one.kind == "code" and one.end - one.start > 7:
            for match in _PART.finditer(block.text, one.start, one.end):
                before = block.text[one.start : match.start()]
                if before.count('"') % 2 == 0 and before.count("'") % 2 == 0:  # a text may hold any name
                    yield match.span()

"""A block's text goes in, its inlines come out where they are plain enough to be found without the parser."""

from __future__ import annotations

import re

from .blocks import Inline

_CODE = "`[^`]+`"
_TAG = r"<(?P<tag>/[A-Za-z][A-Za-z0-9-]*\s*|[A-Za-z][A-Za-z0-9-]*(?:\s+[A-Za-z][\w-]*=\"[^\"<>`]*\")*\s*/?)>"
_LINK = (
    rf"\[(?P<label>[^\[\]`<]*(?:{_CODE}[^\[\]`<]*)*)\]"
    r"\((?P<target>[^\s()<>`\[\]\\]+)(?:[ \n]+\"[^\"<>`\n]*\")?[ \n]*\)"
)
_PLAIN_INLINE = re.compile(rf"{_CODE}|{_TAG}|{_LINK}|`|<|\]\(")
"""The last three are what only the parser reads. Each way starts with a character of its own, which is found fast."""


def plain_inlines(text: str, defined: bool = False) -> list[Inline] | None:
    """Return the inlines of a text of code spans, short tags and plain links; None for what only the parser can read.

    Most blocks are such, and the parser takes ten times as long. `defined` tells that the page defines link targets, so
    that any brackets can be a link.
    """
    if "\\" in text or "``" in text or (defined and "]" in text):
        return None
    if "<" not in text and "](" not in text:
        codes = [Inline("code", *code.span()) for code in _INNER.finditer(text)]
        return codes if text.count("`") == 2 * len(codes) else None
    found: list[Inline] = []
    for match in _PLAIN_INLINE.finditer(text):
        start, end = match.span()
        if match.lastgroup == "tag":
            found.append(Inline("html", start, end))
        elif match.lastgroup:
            target, label = match.span("target"), match.span("label")
            if text.startswith("!", start - 1, start):
                found.append(Inline("image", start - 1, end, target, label))
            else:
                found.append(Inline("link", start, end, target, label))
                found.extend(Inline("code", *code.span()) for code in _INNER.finditer(text, *label))
        elif end - start > 2:
            found.append(Inline("code", start, end))
        else:
            return None
    return found


_INNER = re.compile(_CODE)

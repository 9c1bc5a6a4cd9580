"""The text of tags goes in, their attributes come out, quoted or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ATTRIBUTE = re.compile(
    r"(?<![\w:.@-])(?P<name>alt-text|[a-z]{2,12})\s{0,9}=\s{0,9}(?:\"(?P<double>[^\"\n]*)\"|'(?P<single>[^'\n]*)'|(?P<bare>[^\s\"'=<>`{]+))",
    re.I,
)
"""Not one that is bound to an expression (`:href="link.url"`, `v-bind:href`), nor a part of a name (`data-href`)."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute: its name in lower case, its value as written, and the range of the value."""

    name: str
    value: str
    start: int
    end: int


def attributes(text: str, start: int, end: int) -> Iterator[Attribute]:
    """Yield the attributes of the tags in a range of a text; one inside the value of another is none.

    One without quotes is inside of a tag: in running text, `x = y` is none.
    """
    is_tag, seen = False, start
    for match in _ATTRIBUTE.finditer(text, start, end) if text.find("=", start, end) >= 0 else ():
        group = "double" if match["double"] is not None else "single" if match["single"] is not None else "bare"
        if group == "bare":
            opens, closes = text.rfind("<", seen, match.start()), text.rfind(">", seen, match.start())
            is_tag, seen = opens > closes if opens != closes else is_tag, match.start()
            if not is_tag:
                continue
        value = (
            match[group].removesuffix("/") if group == "bare" and text.startswith(">", match.end()) else match[group]
        )
        yield Attribute(match["name"].lower(), value, match.start(group), match.start(group) + len(value))

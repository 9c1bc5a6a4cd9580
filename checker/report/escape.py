"""Untrusted text goes in, text that a format's reader takes for nothing but text comes out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from urllib.parse import quote

from .excerpt import printable

_COMMAND = re.compile(r"^((?:[^\S\n]|\x1b\[[0-9;]*m)*)::", re.M)
"""What a GitHub runner obeys at the start of a line, whatever white space is before it."""
_OLD_COMMAND = re.compile(r"##(?=\w*\[)")
"""What starts a command of GitHub's older syntax (`##[error]`) or of Azure Pipelines (`##vso[`), anywhere in a line."""
_HIDDEN = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
"""Control characters that JSON leaves as they are, and those that set the direction of a text."""
_CODE = re.compile(r"(`[^`]+`)")
_SPACE = re.compile(r"(\s+)")
_LIVE = re.compile(r"[@#]|://|www\.", re.I)
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]<>|~&$!])")
_TICKS = re.compile(r"`+")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def inert(text: str) -> str:
    """Return lines for a terminal in which no runner of a CI service finds a command; one is written as an escape."""
    return _OLD_COMMAND.sub(r"#\\x23", _COMMAND.sub(r"\1\\x3a:", text))


def inert_json(text: str) -> str:
    """Return JSON that says the same, with what steers a terminal or a runner written as escapes of its strings."""
    return _HIDDEN.sub(lambda match: f"\\u{ord(match.group()):04x}", _OLD_COMMAND.sub(r"\\u0023#", text))


def inert_markup(text: str) -> str:
    """Return XML or DOT that says the same, without what a runner takes for a command, by a character reference."""
    return _OLD_COMMAND.sub("&#35;#", text)


def terminal_line(text: str) -> str:
    """Return a text from anywhere as one line that is safe to print: it steers neither a terminal nor a runner."""
    return inert(printable(text))


def cut(text: str, limit: int) -> str:
    """Return a text, cut to `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def markdown_text(text: str, limit: int = 500) -> str:
    """Return a message as Markdown on one line: code spans are kept, all else is literal, and nothing is linked.

    What GitHub would link (`@` names, `#` issues, URLs) becomes a code span.
    """
    parts = groupby(_parts(cut(printable(text), limit)), key=lambda part: part[0])
    return "".join(
        code_span("".join(piece for _, piece in pieces)) if is_code else "".join(piece for _, piece in pieces)
        for is_code, pieces in parts  # two code spans side by side would be one run of backticks between them
    )


def _parts(text: str) -> Iterator[tuple[bool, str]]:
    """Yield the parts of a message: whether each is code, and its text, escaped if it is not."""
    for index, piece in enumerate(_CODE.split(text)):
        if index % 2:
            yield True, piece[1:-1]
            continue
        for word in filter(None, _SPACE.split(piece)):
            is_code = _LIVE.search(word) is not None
            yield is_code, word if is_code else _PUNCTUATION.sub(r"\\\1", word)


def code_span(text: str) -> str:
    """Return a text as a Markdown code span, whatever backticks it contains."""
    shown = printable(text)
    ticks = "`" * (longest_ticks(shown) + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def longest_ticks(text: str) -> int:
    """Return the length of the longest run of backticks in a text."""
    return max(map(len, _TICKS.findall(text)), default=0)


def xml_text(text: str) -> str:
    """Return a text with the characters that XML cannot contain written as escapes."""
    return _NOT_XML.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def command_data(text: str) -> str:
    """Return a text as the message of a GitHub workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def command_property(text: str) -> str:
    """Return a text as a property of a GitHub workflow command."""
    return command_data(text).replace(":", "%3A").replace(",", "%2C")


def uri(path: str) -> str:
    """Return a relative path as a percent-encoded URI reference."""
    return quote(path, safe="/", errors="surrogateescape")

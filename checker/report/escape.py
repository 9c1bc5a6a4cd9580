"""Untrusted text goes in, text that a format's reader takes for nothing but text comes out."""

from __future__ import annotations

import re
from urllib.parse import quote

from .excerpt import printable

_CODE = re.compile(r"(`[^`]+`)")
_SPACE = re.compile(r"(\s+)")
_LIVE = re.compile(r"[@#]|://|www\.", re.I)
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]<>|~&$!])")
_TICKS = re.compile(r"`+")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def cut(text: str, limit: int) -> str:
    """Return a text, cut to `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def markdown_text(text: str, limit: int = 500) -> str:
    """Return a message as Markdown on one line: code spans are kept, all else is literal, and nothing is linked.

    What GitHub would link (`@` names, `#` issues, URLs) becomes a code span.
    """
    return "".join(
        code_span(piece[1:-1]) if index % 2 else "".join(map(_literal, _SPACE.split(piece)))
        for index, piece in enumerate(_CODE.split(cut(printable(text), limit)))
    )


def _literal(word: str) -> str:
    return code_span(word) if _LIVE.search(word) else _PUNCTUATION.sub(r"\\\1", word)


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

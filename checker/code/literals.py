"""A sample goes in; the values in it that are nothing but the name of a model come out, whatever they are given to.

What a value is given to needs no name here: a text that is a model's name whole is one where it is the value of an
argument, a field, a variable, an option or a fallback; so are the values of code that is commented out, and the example
that a comment gives for the value beside it. No value is what another comment names, what is compared with, a key, or
the label that people read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from ..patterns import families, in_lower_case, letters, start_places
from ..patterns.models import by_first_word, starts_in
from ..patterns.recogniser import recognise
from .scripts import ModelUse

_BEFORE = re.compile(r"(?<![\w@.+/:-])[\w@.+/:-]*$")
_AFTER = re.compile(r"[\w@.+/:-]*")
_LONGEST = 160
"""Characters on either side of a name that are looked at: what says that it is a value stands beside it."""
_CLOSING = ".,:;"
_QUOTES = "\"'`"
_TRIPLE = re.compile('"""')

_COMMENT = re.compile(r"(?:^|\s)(?:#|//|--\s)(?P<output>>?)")
_EXAMPLE = re.compile(r"""\b(?:e\.g\.?|for\s(?:example|instance)|(?:an\s)?example:|such\sas)[,:]?\s?["'`]?$""", re.I)
_GIVEN = re.compile(r"""\w["']?\s{0,9}[:=]\s{0,9}["'`]$""")
_SHOWN = re.compile(r"""["']?\bmodel(?:_?name|_?id)?["']?\s*[:=]\s*["']?$""")
_LABEL = re.compile(
    r"""["']?\b(?:name|title|label|description|display_?name|alias|summary|text|content|slug)["']?\s*[:=]\s*["'`]?$""",
    re.I,
)
_COMPARED = re.compile(
    r"""(?:[=!]==?|\bin|\bcase|\b(?:starts?_?with|ends?_?with|includes|contains|equals|matches|has)\()\s{0,9}[(\[]?\s{0,9}["'`]$""",
    re.I,
)
_KEY = re.compile(r"""\s{0,40}:(?!:)""")
_OPENS_KEY = re.compile(r"""(?:^|[{,\n])\s{0,160}["'`]$""")
_UNQUOTED = re.compile(
    r"""(?:(?:^|[\s;&(])[\w.$-]{0,60}\w=|--?[\w-]{0,40}(?:model|deployment|llm|engine)[\w-]{0,40}[\s=]{1,9}|\s-m\s{1,9}|"""
    r"""\bollama\s{1,9}(?:pull|run|show|push|rm|stop)\s{1,9}|\bvllm\s{1,9}serve\s{1,9}|"""
    r"""\bsetx\s{1,9}\w{1,60}\s{1,9}|"""
    r"""^\s{0,80}(?:-\s{1,9})?["']?[\w.-]{1,60}["']?\s{0,9}:\s{1,9})$""",
    re.I,
)
"""What precedes values without quotes: `NAME=`, `--model`, `ollama pull`, `vllm serve`, `setx NAME`, `key:`."""
_ENDS_UNQUOTED = re.compile(r"\s*(?:$|[\s#;&|)\\,}\]])")


def values(code: str) -> Iterator[ModelUse]:
    """Yield the values of a sample that name a model, each with its place in the text."""
    end, lower, triples = 0, in_lower_case(code), [match.start() for match in _TRIPLE.finditer(code)]
    words = letters(lower)
    for at in start_places(code, [*starts_in(lower, words), *starts_in(lower, words, _tagged())], lower):
        if at < end:
            continue
        start, end = _token(code, at)
        text = code[start:end]
        written = recognise(text)
        if written is None or written.form == "display" or "://" in text or text.startswith((".", "/")):
            continue
        line = code[max(code.rfind("\n", max(start - _LONGEST, 0), start) + 1, start - _LONGEST, 0) : start]
        if slot := _slot(code, line, end, in_text=bisect_right(triples, end - len('"""')) % 2 == 1):
            yield ModelUse("shown" if slot == "shown" else "literal", text, start, end)


@cache
def _tagged() -> dict[bytes, list[str]]:
    """Return how the names start that are a family's head alone: `mistral:7b`, `ollama/mistral`."""
    known = families.load().families
    heads = [f"{head}:" for one in known if not (one.shape or one.numbered) for head in one.heads]
    local = [one.prefixes for one in families.platforms().platforms.values() if one.local]
    return by_first_word((*heads, *(f"{prefix}/" for prefixes in local for prefix in prefixes)))


def _token(code: str, at: int) -> tuple[int, int]:
    """Return the range of the characters around an offset that an id or a path may have."""
    before, after = _BEFORE.search(code[max(0, at - _LONGEST) : at]), _AFTER.match(code, at, at + _LONGEST)
    start = at - (len(before.group()) if before else 0)
    end = after.end() if after else at
    return start, start + len(code[start:end].rstrip(_CLOSING))


def _slot(code: str, before: str, end: int, *, in_text: bool) -> str:
    """Return `value` for a value and `shown` for one that a comment shows as output; nothing for another text.

    `in_text` says that it is in a text over several lines, which a call has printed.
    """
    comment = _COMMENT.search(before)
    if comment is not None and _is_in_text(before, comment.start()):
        comment = None
    if in_text or (comment is not None and comment["output"]):
        return "shown" if _SHOWN.search(before) else ""
    if comment is not None:
        return _in_comment(code, before[comment.end() :], end)
    if before[-1:] in _QUOTES and before:
        return _quoted(code, before, end)
    found = _UNQUOTED.search(before) is not None and _ENDS_UNQUOTED.match(code[end : end + 40]) is not None
    return "value" if found and not _LABEL.search(before) else ""


def _in_comment(code: str, before: str, end: int) -> str:
    """Return `value` for the value of code that is commented out, and for the example of a value."""
    if _EXAMPLE.search(before):
        return "value"
    if _GIVEN.search(before):
        return _quoted(code, before, end)
    return "value" if before.endswith("=") and _ENDS_UNQUOTED.match(code[end : end + 40]) is not None else ""


def _quoted(code: str, before: str, end: int) -> str:
    if code[end : end + 1] != before[-1] or _LABEL.search(before) or _COMPARED.search(before):
        return ""
    is_key = _KEY.match(code, end + 1) is not None and _OPENS_KEY.search(before) is not None
    return "" if is_key else "value"


def _is_in_text(before: str, at: int) -> bool:
    """Return whether an offset of a line is inside quotes, so that a mark there begins no comment."""
    return any(before.count(quote, 0, at) % 2 for quote in _QUOTES)

"""Two versions of a few lines go in; the kind of mistake that the edit fixes comes out, guessed from its shape."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

KINDS = ("word", "link", "markup", "name", "number", "code")
LEAST_ALIKE = 0.6
"""The least share of two texts that is the same in both for one to be a correction of the other."""

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_TARGET = re.compile(r"\]\([^)\n]*\)|\]\[[^\]\n]*\]|^\s*\[[^\]\n]+\]:.*|\b(?:href|src|source|to)=\S+|\bhttps?://\S+")
_IN_CODE = re.compile(r"`[^`\n]+`")
_NAME = re.compile(r"\w*[a-z0-9][A-Z]\w*|\w+(?:[-./:]\w+)*[-_.]\w*\d[\w.-]*|\w+_\w+|\w+\(\)|\w*\d\w*[A-Za-z]\w*")
_FENCE = re.compile(r"[ >\t]*(?:[-*+] |\d+[.)] )?[ \t]*(`{3,}|~{3,})")


def kind_of(old: Sequence[str], new: Sequence[str], *, in_fence: bool = False) -> str:
    """Return one of `KINDS`; `in_fence` tells that the lines are those of a fenced code block."""
    before, after = "\n".join(old), "\n".join(new)
    spans = changed(before, after)
    texts = [before[a:b] + after[c:d] for a, b, c, d in spans]
    if in_fence:
        return "code"
    if any(_within(_TARGET, before, a, b) or _within(_TARGET, after, c, d) for a, b, c, d in spans):
        return "link"
    if not any(re.search(r"\w", text) for text in texts):
        return "markup"
    if not any(re.search(r"[^\W\d]", text) for text in texts):
        return "number"
    return "name" if any(_is_name(before, a, b) or _is_name(after, c, d) for a, b, c, d in spans) else "word"


def changed(before: str, after: str) -> list[tuple[int, int, int, int]]:
    """Return what differs as the offsets (start, end) in the one text and in the other, by whole words."""
    left, right = _TOKEN.findall(before), _TOKEN.findall(after)
    starts, others = _starts(left), _starts(right)
    found = difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return [(starts[a], starts[b], others[c], others[d]) for tag, a, b, c, d in found if tag != "equal"]


def words_changed(old: Sequence[str], new: Sequence[str]) -> tuple[str, str]:
    """Return the words that differ and what is around them, before and after; equal for equal corrections."""
    before, after = "\n".join(old), "\n".join(new)
    spans = changed(before, after)
    left = "\0".join(before[max(0, a - 15) : b + 15] for a, b, _, _ in spans)
    return left, "\0".join(after[max(0, c - 15) : d + 15] for _, _, c, d in spans)


def is_small(old: Sequence[str], new: Sequence[str]) -> bool:
    """Tell whether a part of a text was changed, and more than its line breaks and the spaces between its words."""
    before, after = "\n".join(old), "\n".join(new)
    if before.split() == after.split() and _indent(before) == _indent(after):
        return False
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return matcher.quick_ratio() >= LEAST_ALIKE and matcher.ratio() >= LEAST_ALIKE


def fenced(lines: Sequence[str]) -> set[int]:
    """Return the 1-based lines that are in a fenced code block, without those that open and close it."""
    inside, opened = set(), ""
    for number, line in enumerate(lines, 1):
        mark = _FENCE.match(line)
        if not opened:
            opened = mark[1] if mark else ""
        elif mark and mark[1].startswith(opened) and not line[mark.end() :].strip("`~ \t\r"):
            opened = ""
        else:
            inside.add(number)
    return inside


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _starts(tokens: Sequence[str]) -> list[int]:
    found = [0]
    for token in tokens:
        found.append(found[-1] + len(token))
    return found


def _within(pattern: re.Pattern[str], text: str, start: int, end: int) -> bool:
    """Tell whether a span, which may be empty, lies in a match."""
    return any(one.start() < start <= end < one.end() for one in pattern.finditer(text))


def _is_name(text: str, start: int, end: int) -> bool:
    """Tell whether a span lies in inline code, or touches a word that has the form of an identifier."""
    if _within(_IN_CODE, text, start, end):
        return True
    return any(one.start() < end and start < one.end() for one in _NAME.finditer(text))

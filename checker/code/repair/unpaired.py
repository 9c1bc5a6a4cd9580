"""The brackets of a sample go in; those whose partner is lost come out, told by the indents of their lines.

A bracket that starts a line closes the one whose line has the same indent. So where the innermost open bracket stands
on a deeper line, its own closing bracket is lost, though the text may be closed again further down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .brackets import Scan, closer

_MOST_OPEN = 40
"""How far out the partner of a closing bracket is looked for."""


@dataclass
class Unpaired:
    """Opening brackets that nothing closes, each with the offset that shows it, and closing ones that nothing opens.

    `deeper` are closing brackets that start a line of a larger indent than the line of what they would close.
    """

    unclosed: list[tuple[int, int]] = field(default_factory=list)
    unopened: list[int] = field(default_factory=list)
    deeper: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class _Mark:
    at: int
    indent: int
    is_head: bool


def unpaired(found: Scan) -> Unpaired:
    """Return the brackets without a partner, in order of where that shows; what nothing closes at all is last."""
    result, stack = Unpaired(), list[_Mark]()
    for mark in _marks(found):
        if found.text[mark.at] in "([{":
            stack.append(mark)
            continue
        depth = _partner(found.text, stack, mark)
        if depth is None:
            result.unopened.append(mark.at)
            continue
        result.unclosed += [(one.at, mark.at) for one in reversed(stack[depth + 1 :])]
        if mark.is_head and stack[depth].indent < mark.indent:
            result.deeper.append(mark.at)
        del stack[depth:]
    result.unclosed += [(one.at, _dedent(found, one)) for one in reversed(stack)]
    return result


def _partner(text: str, stack: list[_Mark], mark: _Mark) -> int | None:
    """Return the index of the open bracket that one closes; none where it closes nothing."""
    top = len(stack) - 1
    fits = top >= 0 and closer(text[stack[top].at]) == text[mark.at]
    if fits and not (mark.is_head and stack[top].indent > mark.indent):
        return top
    for depth in range(top - 1, max(-1, top - _MOST_OPEN), -1):
        one = stack[depth]
        if closer(text[one.at]) == text[mark.at] and (not mark.is_head or one.indent == mark.indent):
            return depth
    return top if fits else None


def _dedent(found: Scan, mark: _Mark) -> int:
    """Return where the code goes on that is no deeper than the line of a bracket at its line's end, after what is."""
    text, is_inside = found.text, False
    position = text.find("\n", mark.at)
    if position < 0 or text[mark.at + 1 : position].strip():
        return len(text)
    while position >= 0:
        code = _end(_INDENT, text, position + 1)
        if text[code : code + 1].strip() and not found.in_text(code) and code not in found.starts:
            if code - position - 1 <= mark.indent:
                return code if is_inside and text[code] not in ")]}" else len(text)
            is_inside = True
        position = text.find("\n", position + 1)
    return len(text)


_INDENT = re.compile(r"[ \t]*")
_HEAD = re.compile(r"[ \t)\]}]*")


def _marks(found: Scan) -> Iterator[_Mark]:
    """Yield all brackets with the indent of their lines, and whether only closing ones stand before them there."""
    pairs = (offset for pair in found.pairs for offset in pair)
    end, indent, head = -1, 0, 0
    for at in sorted({*pairs, *found.unclosed, *found.stray, *(wrong for _, wrong in found.wrong)}):
        if at > end:
            start = found.text.rfind("\n", 0, at) + 1
            end = found.text.find("\n", at)
            end = len(found.text) if end < 0 else end
            indent = _end(_INDENT, found.text, start) - start
            head = _end(_HEAD, found.text, start)
        yield _Mark(at, indent, at < head)


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start


_OPEN_ENDS = frozenset(",([{:=+-*/|&.\\<>?")
"""Marks after which a sample goes on: one that ends there is cut off."""
_VALUE = re.compile(r"(?:[=(\[,:?]|\breturn|^)\s*$")
"""What stands before a brace that holds values and no statements."""


_EMPTY_CALL = re.compile(r"\n[^\n]*\w\(\s*$")
"""The end of a sample of several lines that lacks the bracket of a call without arguments."""


def is_piece(found: Scan, name: str) -> bool:
    """Return whether a sample with unpaired brackets is cut off at its start or its end, and none of them was lost."""
    lost = unpaired(found)
    if any(shown < len(found.text) for _, shown in lost.unclosed):
        return False
    if lost.unopened:
        return not _starts_whole(found, lost.unopened[0])
    return not (lost.unclosed and _ends_whole(found, lost.unclosed, name))


def _starts_whole(found: Scan, unopened: int) -> bool:
    """Return whether the first line of a sample is no deeper than the bracket that it should have opened."""
    text = found.text
    first = len(text) - len(text.lstrip())
    start = text.rfind("\n", 0, first) + 1
    line = text.rfind("\n", 0, unopened) + 1
    return start < line and first - start <= _end(_INDENT, text, line) - line


def _ends_whole(found: Scan, unclosed: list[tuple[int, int]], name: str) -> bool:
    """Return whether a sample ends after a value, inside brackets that hold values: nobody cuts it off there."""
    text = found.text
    is_call = name in ("python", "go") and _EMPTY_CALL.search(text)
    if found.last_mark(len(text)) in _OPEN_ENDS and not is_call:
        return False
    if name == "json":
        return text.lstrip()[:1] in ("{", "[") and len(unclosed) == 1
    return all(text[at] != "{" or name == "python" or _holds_values(text, at) for at, _ in unclosed)


def _holds_values(text: str, at: int) -> bool:
    return _VALUE.search(text[text.rfind("\n", 0, at) + 1 : at]) is not None

"""A code sample with brackets that have no partner goes in; single changes that may pair them come out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from . import elisions
from .brackets import closer
from .near import Near, Repair, indent_at
from .unpaired import unpaired

_MOST_LOST = 4
"""How many brackets without a partner are looked at; a text with more has lost a part, and no bracket."""
_REACH = 400
"""How many characters of a line are looked at before or after a bracket that has lost its partner on it; farther away,
a repair is a guess."""
_CLOSES_NOTHING = "this bracket closes nothing"
_NEVER_CLOSED = "this bracket is never closed"


def bracket_repairs(near: Near) -> Iterator[Repair]:
    """Yield ways to pair the brackets that have no partner or a wrong one."""
    text = near.text
    for opener, wrong in near.scan.wrong[:2]:
        right = closer(text[opener])
        why = f"it does not close the `{text[opener]}` before it, which needs `{right}`"
        yield Repair(wrong, wrong + 1, why, wrong, 1, right)
    lost = unpaired(near.scan)
    yield from _closers(near, lost.unclosed[:_MOST_LOST])
    for at in lost.unopened[:2]:
        if text[at - 1] == text[at] == ")":
            yield Repair(at, at + 1, _CLOSES_NOTHING, at, 1)
    if lost.unopened:
        yield from _openers(near, [*lost.deeper, *lost.unopened][:_MOST_LOST])
    for at, shown in lost.unclosed[:2]:
        for end in _ends_of_values(near, at, min(shown, _code_end(near, at))):
            yield Repair(at, at + 1, _NEVER_CLOSED, end, 0, closer(text[at]))
    for at in [one for one in lost.unopened if not near.scan.is_head(one) or _closes_no_block(text, one)][:2]:
        yield Repair(at, at + 1, _CLOSES_NOTHING, at, 1)


def _closes_no_block(text: str, at: int) -> bool:
    """Return whether the line before a bracket that starts a line is no deeper."""
    before = text[: text.rfind("\n", 0, at) + 1].rstrip()
    return bool(before) and len(indent_at(text, len(before))) <= len(indent_at(text, at))


def _closers(near: Near, unclosed: list[tuple[int, int]]) -> Iterator[Repair]:
    """Yield where the closing brackets could be that are lost; none that a line with an ellipsis may stand for."""
    left_out = elisions.places(near.code)
    for at, shown in unclosed:
        if not any(at < one < shown for one in left_out):
            right = closer(near.text[at])
            for end, put in _ends(near, at, shown, right):
                yield Repair(at, at + 1, _NEVER_CLOSED, end, 0, put)


def _ends(near: Near, at: int, shown: int, right: str) -> Iterator[tuple[int, str]]:
    """Yield where what a bracket opens could end, before the offset that shows it, and what to put there."""
    line = _code_end(near, at)
    opens = near.text[line - 1] in "([{" or near.text.endswith("=>", 0, line)
    inner = [last for first, last in near.scan.pairs if at < first < line and line <= last < shown]
    if inner:
        yield max(inner) + 1, right
    if not opens:
        yield from _ends_on_line(near, at, min(line, shown), right)
    block = _block_end(near, at, shown)
    if block > line:
        yield from _ends_below(near, at, block, right)
    if opens:
        yield from _ends_on_line(near, at, min(line, shown), right)


def _ends_on_line(near: Near, at: int, end: int, right: str) -> Iterator[tuple[int, str]]:
    inside = near.text[at + 1 : end].rstrip()
    if inside.endswith("{"):  # the head of a block
        yield at + 1 + len(inside[:-1].rstrip()), right
    last = at + 1 + len(inside.rstrip(",;:").rstrip())
    yield last, right
    if last < end:
        yield end, right


def _ends_below(near: Near, at: int, end: int, right: str) -> Iterator[tuple[int, str]]:
    own_line = f"\n{indent_at(near.text, at)}{right}"
    if near.text[end - 1] == ";" and right != "}":
        yield end - 1, right
    yield end, right if right != "}" and _code_end(near, end - 1) == end else own_line


def _code_end(near: Near, at: int) -> int:
    """Return where the code of the line of an offset ends, before a comment."""
    stop = near.text.find("\n", at)
    stop = len(near.text) if stop < 0 else stop
    comment = next((a for a, _ in near.scan.texts if at < a < stop and near.text[a] in "#/"), stop)
    return at + len(near.text[at:comment].rstrip())


def _block_end(near: Near, at: int, shown: int) -> int:
    """Return where the lines end that are deeper than the line of a bracket, at most at the line of an offset."""
    text, depth, last = near.text, len(indent_at(near.text, at)), at
    position = text.find("\n", at)
    while 0 <= position < shown:
        stop = text.find("\n", position + 1)
        stop = len(text) if stop < 0 else stop
        line = text[position + 1 : stop]
        if line.strip() and (len(line) - len(line.lstrip()) <= depth or position < shown <= stop):
            break
        last = position + 1 + len(line.rstrip()) if line.strip() else last
        position = stop if stop < len(text) else -1
    return last


_NAME = re.compile(r"(?<![\w\"'])[A-Za-z_]\w{3,60}")
_LAST_WORD = re.compile(r"\s")
_VALUE_END = re.compile(
    r"(?<=[\w\"')\]}])(?=[ \t]*+(?:->|[+\-*/%|&]?=[^=]|[.?&|<>]|(?<=[ \t])(?:and|or|if|as|in|is|not|for|else)\b))"
)
"""The end of a value, before a mark or a word that does not stand between the values of a list."""
_VALUE_START = re.compile(r"(?<=[=(\[{])[ \t]*(?=[^\s=])|(?<=\w)(?=[\"'])|(?<=[,:])[ \t]*(?=[^\s=])")


def _ends_of_values(near: Near, at: int, end: int) -> list[int]:
    """Return where a value ends on the line of a bracket, outside of the brackets that stand in it."""
    end = min(end, at + _REACH)
    found = [match.start() for match in _VALUE_END.finditer(near.text, at + 1, end)]
    if near.text.startswith(".", at + 1):
        found.insert(0, at + 1)
    return [one for one in found if not near.scan.in_text(one) and not _is_in_pair(near, one, at, end)][:3]


def _is_in_pair(near: Near, offset: int, low: int, high: int) -> bool:
    return any(low < first < offset <= last <= high for first, last in near.scan.pairs)


def _openers(near: Near, closers: list[int]) -> Iterator[Repair]:
    """Yield where the opening brackets could be that are lost."""
    opening = {")": "(", "]": "[", "}": "{"}
    for at in closers:
        left = opening[near.text[at]]
        why = f"a `{left}` is missing after it"
        if near.scan.is_head(at):
            for start, end, put in _heads(near, at, left, len(indent_at(near.text, at))):
                yield Repair(start, end, why, end, 0, put)
        else:
            line = max(near.text.rfind("\n", 0, at) + 1, at - _REACH)
            for start, end, place in _starts_of_values(near, line, at):
                yield Repair(start, end, why, place, 0, left)
            for start, end, put in _heads(near, at, left, len(indent_at(near.text, at)) - 1):
                yield Repair(start, end, why, end, 0, put)


def _starts_of_values(near: Near, line: int, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield where a value starts before a bracket on its line: the range of what is before it, and the place."""
    for match in islice(_NAME.finditer(near.text, line, at), 6):
        cut = _seam(near.text, match)
        if cut and not near.scan.in_text(match.start()):
            yield match.start(), match.start() + cut, match.start() + cut
    starts = [
        match
        for match in _VALUE_START.finditer(near.text, line, at)
        if not near.scan.in_text(match.end()) and not _is_in_pair(near, match.end(), line, at)
    ]
    for match in sorted(starts, key=lambda one: near.text[one.start() - 1] in ",:")[:6]:
        yield max(line, match.start() - 1), match.start(), match.end()


def _seam(text: str, word: re.Match[str]) -> int:
    """Return how long the part of a word is that ran together with another one: both or one is a word of the text."""
    written = word[0]
    others = _words(text) - {written}
    heads = [size for size in range(2, len(written)) if written[:size] in others]
    tails = [size for size in range(2, len(written) - 1) if written[size:] in others]
    both = [size for size in heads if size in tails]
    return max(both or heads or tails or [0])


@lru_cache(maxsize=2)
def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\b[A-Za-z_]\w{1,60}", text))


def _heads(near: Near, at: int, left: str, depth: int) -> Iterator[tuple[int, int, str]]:
    """Yield the line that a bracket could close, which is no deeper: its last word, and what to put after it."""
    text = near.text
    start = _line_above(text, at, depth)
    if start < 0:
        return
    indent = len(indent_at(text, start))
    end = _code_end(near, start + indent)
    word = end - len(_LAST_WORD.split(text[start:end])[-1])
    if text[end - 1] not in "{};":
        if indent == depth or not near.scan.is_head(at):
            yield word, end, f" {left}" if left == "{" else left
        if near.scan.is_head(at):
            yield word, end, f"\n{' ' * depth}{left}"


def _line_above(text: str, at: int, depth: int) -> int:
    """Return where the last line before an offset starts that is no deeper, with deeper lines between; else -1."""
    stop = text.rfind("\n", 0, at)
    is_between = len(indent_at(text, at)) > depth
    while stop > 0:
        start = text.rfind("\n", 0, stop) + 1
        if text[start:stop].strip():
            if len(indent_at(text, start)) <= depth:
                return start if is_between else -1
            is_between = True
        stop = start - 1
    return -1

"""A `Document` goes in; the comments that ask the checker for silence come out, each with the lines that it speaks of.

`checker: ignore RULE, RULE -- reason` in a comment: of HTML or MDX in prose, of YAML in front matter and YAML pages, of
its own language in a sample. At the end of a line it speaks of that line; alone, of the block that follows (in a sample
of the next line, in YAML of the next entry). `ignore-file` speaks of the page, `ignore-start` and `ignore-end` of what
stands between them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from .blocks import Document, TextBlock
from .facts import Span, Suppression

_WORD = "checker:"
_CLOSERS = {"<!--": "-->", "{/*": "*/}", "/*": "*/"}
_CODE_MARKS = ("<!--", "/**", "/*", "//", "#", "--", ";", "%")
_REASON = re.compile(r"\s--(?=\s|$)|\s?[—–]")
_NAME = re.compile(r"[^\s,]+")
_FAR, _LONG = 20, 2000
"""How many comments in a row, and how many characters of a line, are looked at: with no end to it, time would grow with
the square of what a stranger writes."""
_CONTAINER = re.compile(r"[\s>]*+(?:(?:[-*+]|\d{1,9}[.)])[\s>]*+)?")


@dataclass(frozen=True)
class _Comment:
    """A comment as written: its range, what it says from `body` to `stop`, and whether a sample or YAML holds it."""

    start: int
    end: int
    body: int
    stop: int
    code: bool
    yaml: bool


def read(document: Document, code: set[int], *, yaml: bool = False) -> list[Suppression]:
    """Return the suppressions of a page in their order; `code` are the 0-based lines of samples."""
    if _WORD not in document.text:
        return []
    found: list[Suppression] = []
    opened: dict[str, list[Suppression]] = defaultdict(list)
    for comment in _comments(document, code, yaml):
        for one in _read(document, comment):
            if one.fault or one.action not in ("ignore-start", "ignore-end"):
                found.append(one)
            elif one.action == "ignore-start":
                one.fault = "unclosed"
                opened[one.rule].append(one)
                found.append(one)
            elif not _close(one, opened):
                one.fault = "unopened"
                found.append(one)
    return found


def _close(end: Suppression, opened: dict[str, list[Suppression]]) -> bool:
    """Close the last region of a rule, or all regions where no rule is named; tell whether there was one."""
    names = [end.rule] if end.rule else list(opened)
    closing = [opened[name].pop() for name in names if opened[name]]
    while not end.rule and any(opened.values()):
        closing.extend(regions.pop() for regions in opened.values() if regions)
    for one in closing:
        one.last, one.fault = end.line, ""
    return bool(closing)


# -- finding the comments


def _comments(document: Document, code: set[int], yaml: bool) -> Iterator[_Comment]:
    text = document.text
    front = document.front_matter.count("\n") + 3 if document.front_matter else 0
    spans = _Ranges(block.span(0, len(block.text)) for block in document.blocks) if yaml else _Ranges(())
    quoted = _Ranges(
        block.span(inline.start, inline.end)
        for block in document.blocks
        for inline in block.inlines
        if inline.kind == "code"
    )
    unclosed: set[str] = set()
    position = text.find(_WORD)
    while position >= 0:
        line = document.line_of(position)
        in_code = line - 1 in code
        in_yaml = not in_code and (line <= front or (yaml and not spans.hold(position)))
        mark, start = _mark(text, position, in_code, in_yaml)
        body, position = position + len(_WORD), position + len(_WORD)
        if mark and not quoted.hold(start):
            stop, end = _end(text, body, mark, in_code, unclosed)
            yield _Comment(start, end, body, stop, in_code, in_yaml)
            position = end
        position = text.find(_WORD, position)


class _Ranges:
    """Spans that do not overlap, to be asked whether one holds an offset."""

    def __init__(self, spans: Iterator[Span] | tuple[()]) -> None:
        self._spans = sorted(spans)
        self._starts = [span.start for span in self._spans]

    def hold(self, offset: int) -> bool:
        index = bisect_right(self._starts, offset) - 1
        return index >= 0 and offset < self._spans[index].end


def _mark(text: str, position: int, in_code: bool, in_yaml: bool) -> tuple[str, int]:
    """Return the mark that opens a comment just before a position, and where it stands; or an empty text."""
    before = text[max(0, position - 80) : position]
    marks = _CODE_MARKS if in_code else ("#",) if in_yaml else ("<!--", "{/*")
    same_line = before.rpartition("\n")[2] if in_code or in_yaml else before
    bare = same_line.rstrip()
    mark = next((mark for mark in marks if bare.endswith(mark)), "")
    return mark, position - (len(same_line) - len(bare)) - len(mark)


def _end(text: str, body: int, mark: str, in_code: bool, unclosed: set[str]) -> tuple[int, int]:
    """Return where a comment's words stop, and where it ends: at its closing mark, else with its line."""
    line_end = text.find("\n", body)
    line_end = len(text) if line_end < 0 else line_end
    closer = _CLOSERS.get(mark.replace("/**", "/*"), "")
    if not closer or closer in unclosed:
        return line_end, line_end
    found = text.find(closer, body, line_end if in_code else len(text))
    if found < 0:
        if not in_code:
            unclosed.add(closer)  # nor is there one further down: do not look again
        return line_end, line_end
    return found, found + len(closer)


# -- what a comment says


def _read(document: Document, comment: _Comment) -> Iterator[Suppression]:
    """Yield what a comment asks for, one rule at a time."""
    text = document.text
    said = text[comment.body : comment.stop]
    action = re.match(r"\s*([\w-]*)", said)
    assert action is not None
    reason = _REASON.search(said, action.end())
    names_end = reason.start() if reason else len(said)
    why = " ".join(said[reason.end() :].split()) if reason else ""
    line = document.line_of(comment.start)
    span, nowhere = Span(comment.start, comment.end), Span(comment.start, comment.start)
    first, last = _lines_of(document, comment, action[1])
    names = list(_NAME.finditer(said, action.end(), names_end))
    for match in names:
        name = Span(comment.body + match.start(), comment.body + match.end())
        one = Suppression(action[1], match[0], why, span, name, line, first, last, comment.code)
        one.fault = "" if one.action in _ACTIONS else "unknown-action"
        yield one
    if not names:
        one = Suppression(action[1], "", why, span, nowhere, line, first, last, comment.code)
        one.fault = "unknown-action" if action[1] not in _ACTIONS else "" if action[1] == "ignore-end" else "no-rule"
        yield one


_ACTIONS = frozenset({"ignore", "ignore-file", "ignore-start", "ignore-end"})


def _lines_of(document: Document, comment: _Comment, action: str) -> tuple[int, int]:
    """Return the first and the last line that a comment speaks of."""
    total = len(document.line_starts)
    first, last = document.line_of(comment.start), document.line_of(max(comment.start, comment.end - 1))
    if action == "ignore-file":
        return 1, total
    if action != "ignore":
        return first, total
    begin = document.line_starts[first - 1]
    stop = document.line_starts[last] - 1 if last < total else len(document.text)
    if comment.start - begin > _LONG or stop - comment.end > _LONG:
        return first, last
    before, after = document.text[begin : comment.start], document.text[comment.end : stop]
    if comment.code or comment.yaml:
        if before.strip():
            return first, last
        return _next_entry(document, last) if comment.yaml else _next_line(document, last)
    if not _CONTAINER.fullmatch(_without_comments(before + after)):
        return first, last
    return _next_block(document, last)


def _without_comments(line: str) -> str:
    head, *rest = line.split("<!--")
    return head + "".join(piece.partition("-->")[2] for piece in rest)


def _next_block(document: Document, line: int) -> tuple[int, int]:
    """Return the lines of the block that follows a line: a whole list item, table or fence, or else a leaf block."""
    blocks = document.blocks
    index = bisect_left(blocks, line, key=lambda block: block.line)
    if index and blocks[index - 1].end_line > line:  # inside of a block: what is left of it
        return line + 1, blocks[index - 1].end_line
    near = range(index, min(index + _FAR, len(blocks)))
    found = next((n for n in near if blocks[n].kind != "html" or not _is_comment(blocks[n])), None)
    if found is None:
        return line, line
    index, block = found, blocks[found]
    first, last = block.line, block.end_line
    if block.kind == "cell":
        while index < len(blocks) and blocks[index].cell[0] == block.cell[0]:
            last = blocks[index].end_line
            index += 1
    return first + 1, max(last, document.items.get(first, 0))


def _is_comment(block: TextBlock) -> bool:
    return not _without_comments(block.text).strip()


def _next_line(document: Document, line: int) -> tuple[int, int]:
    """Return the next line of a sample that is neither blank nor a comment to the checker."""
    for number in range(line, min(line + _FAR, len(document.line_starts))):
        text = _line(document, number)
        if text.strip() and not text.lstrip("</*#-;% \t!").startswith(_WORD):
            return number + 1, number + 1
    return line, line


def _next_entry(document: Document, line: int) -> tuple[int, int]:
    """Return the next line of YAML that is no comment, and all that is indented below it."""
    total = len(document.line_starts)
    near = range(line, min(line + _FAR, total))
    first = next((n for n in near if _line(document, n).lstrip()[:1] not in ("", "#")), None)
    if first is None:
        return line, line
    indent = _indent(_line(document, first))
    last = first
    for number in range(first + 1, total):
        text = _line(document, number)
        if text.strip() and _indent(text) <= indent:
            break
        last = number if text.strip() else last
    return first + 1, last + 1


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _line(document: Document, number: int) -> str:
    """Return a line by its 0-based number."""
    starts = document.line_starts
    return document.text[starts[number] : starts[number + 1] - 1 if number + 1 < len(starts) else None]

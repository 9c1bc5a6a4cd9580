"""A `Document` goes in; the comments that ask the checker for silence come out, each with the lines that it speaks of.

`checker: ignore RULE, RULE -- reason` in a comment: of HTML or MDX in prose, of YAML in front matter and YAML pages, of
its own language in a sample. At the end of a line it speaks of that line; alone, of the block that follows (in a sample
of the next line, in YAML of the next entry). `ignore-file` speaks of the page, `ignore-start` and `ignore-end` of what
stands between them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, takewhile

from .blocks import Document, TextBlock
from .facts import Span, Suppression

_WORD = "checker:"
_CLOSERS = {"<!--": "-->", "{/*": "*/}", "/*": "*/"}
_CODE_MARKS = ("<!--", "/**", "/*", "//", "#", "--", ";", "%")
_REASON = re.compile(r"\s--(?=\s|$)|\s?[—–]")
_NAME = re.compile(r"[^\s,]+")
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
    around = _Around(document)
    for comment in _comments(document, code, yaml):
        for one in _read(around, comment):
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


def _read(around: _Around, comment: _Comment) -> Iterator[Suppression]:
    """Yield what a comment asks for, one rule at a time."""
    document, text = around.document, around.document.text
    said = text[comment.body : comment.stop]
    action = re.match(r"\s*([\w-]*)", said)
    assert action is not None
    reason = _REASON.search(said, action.end())
    names_end = reason.start() if reason else len(said)
    why = " ".join(said[reason.end() :].split()) if reason else ""
    line = document.line_of(comment.start)
    span, nowhere = Span(comment.start, comment.end), Span(comment.start, comment.start)
    first, last = _lines_of(around, comment, action[1])
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


def _lines_of(around: _Around, comment: _Comment, action: str) -> tuple[int, int]:
    """Return the first and the last line that a comment speaks of."""
    document = around.document
    total = len(document.line_starts)
    first, last = document.line_of(comment.start), document.line_of(max(comment.start, comment.end - 1))
    if action == "ignore-file":
        return 1, total
    if action != "ignore":
        return first, total
    if comment.code or comment.yaml:
        if around.first_text(first) < comment.start:
            return first, last
        return around.next_entry(last) if comment.yaml else around.next_code(last)
    return around.next_block(last) if around.is_alone(comment, first, last) else (first, last)


class _Around:
    """What stands around the comments of a page. Each answer is kept, since a page may hold thousands of comments in a
    row or in a line.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self._first_text: dict[int, int] = {}
        self._alone: dict[tuple[int, int, str], bool] = {}
        self._ends: dict[int, int] = {}

    def first_text(self, line: int) -> int:
        """Return the offset of the first character of a line (1-based) that is no blank."""
        if line not in self._first_text:
            text = _line(self.document, line - 1)
            self._first_text[line] = self.document.line_starts[line - 1] + len(text) - len(text.lstrip())
        return self._first_text[line]

    def is_alone(self, comment: _Comment, first: int, last: int) -> bool:
        """Return whether only comments and the marks of containers stand on the lines of a comment (1-based)."""
        document = self.document
        key = (first, last, document.text[comment.start])
        if key not in self._alone:
            before = document.text[document.line_starts[first - 1] : comment.start]
            after = document.text[comment.end : document.line_starts[last - 1] + len(_line(document, last - 1))]
            self._alone[key] = _CONTAINER.fullmatch(_without_comments(before + after)) is not None
        return self._alone[key]

    def next_block(self, line: int) -> tuple[int, int]:
        """Return the lines of the block that follows a line: a whole list item, table or fence, or a leaf block."""
        blocks = self.document.blocks
        index = bisect_left(blocks, line, key=lambda block: block.line)
        if index and blocks[index - 1].end_line > line:  # inside of a block: what is left of it
            return line + 1, blocks[index - 1].end_line
        if index == len(blocks) or (index := self._shown[index]) == len(blocks):
            return line, line
        block = blocks[index]
        last = self._table_end(index) if block.kind == "cell" else block.end_line
        return block.line + 1, max(last, self.document.items.get(block.line, 0))

    @cached_property
    def _shown(self) -> list[int]:
        """For each block, the first from it on that is no comment, or how many there are."""
        blocks = self.document.blocks
        return _from_each([block.kind != "html" or not _is_comment(block) for block in blocks])

    def _table_end(self, index: int) -> int:
        blocks = self.document.blocks
        table = blocks[index].cell[0]
        if table not in self._ends:
            rest = takewhile(lambda block: block.cell[0] == table, islice(blocks, index, None))
            self._ends[table] = deque(rest, 1)[0].end_line
        return self._ends[table]

    def next_code(self, line: int) -> tuple[int, int]:
        """Return the next line of a sample that is neither blank nor a comment to the checker."""
        number = self._code[line] if line < len(self._code) else len(self._code)
        return (line, line) if number == len(self._code) else (number + 1, number + 1)

    @cached_property
    def _code(self) -> list[int]:
        """For each line, the first from it on that a comment in a sample may speak of, or how many there are."""
        lines = (line.strip() for line in self.document.text.split("\n"))
        return _from_each([bool(line) and not line.lstrip("</*#-;% \t!").startswith(_WORD) for line in lines])

    def next_entry(self, line: int) -> tuple[int, int]:
        """Return the next line of YAML that is no comment, and all that is indented below it."""
        first = self._yaml[line] if line < len(self._yaml) else len(self._yaml)
        if first == len(self._yaml):
            return line, line
        if first not in self._entry_ends:
            self._entry_ends[first] = self._entry_end(first)
        return first + 1, self._entry_ends[first] + 1

    @cached_property
    def _yaml(self) -> list[int]:
        """For each line, the first from it on that has something of YAML, or how many there are."""
        return _from_each([line.lstrip()[:1] not in ("", "#") for line in self.document.text.split("\n")])

    @cached_property
    def _entry_ends(self) -> dict[int, int]:
        return {}

    def _entry_end(self, first: int) -> int:
        indent, last = _indent(_line(self.document, first)), first
        for number in range(first + 1, len(self.document.line_starts)):
            text = _line(self.document, number)
            if text.strip() and _indent(text) <= indent:
                break
            last = number if text.strip() else last
        return last


def _from_each(fits: list[bool]) -> list[int]:
    """Return for each place the first from it on that fits; how many there are where none does."""
    following, found = len(fits), list[int]()
    for number in reversed(range(len(fits))):
        following = number if fits[number] else following
        found.append(following)
    return found[::-1]


def _without_comments(line: str) -> str:
    head, *rest = line.split("<!--")
    return head + "".join(piece.partition("-->")[2] for piece in rest)


def _is_comment(block: TextBlock) -> bool:
    return not _without_comments(block.text).strip()


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _line(document: Document, number: int) -> str:
    """Return a line by its 0-based number."""
    starts = document.line_starts
    return document.text[starts[number] : starts[number + 1] - 1 if number + 1 < len(starts) else None]

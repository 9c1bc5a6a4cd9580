"""A finding and a reason go in; the comment that suppresses it, and the position on its page where it works, come out.

Positions are tried, not guessed: the page is read again with the comment, which must suppress the finding and change
nothing else that is read from the page.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import yaml

from ..code import grammars
from ..findings import Edit, Finding, Place
from ..page.facts import Facts, Sample, Span
from ..page.file_types import is_yaml
from ..reading.extraction import NotAPage, extract
from ..rules.page.doubled_word import RepeatedWord
from ..rules.page.unbalanced_backtick import UnpairedBackticks
from ..span import line_starts

_BY_LANGUAGE = {
    **dict.fromkeys(("csharp", "go", "java", "javascript", "tsx", "typescript"), "//"),
    **dict.fromkeys(("bash", "powershell", "python"), "#"),
}
"""Comment markers of languages whose grammar can recognize a comment; other samples get theirs before the fence."""

_CONTINUED = ("\\", "`", "^")
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:.*\n)*?---[ \t]*(?:\n|$)")
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]+")
_CONTAINER = re.compile(r"[\s>]*")


@dataclass(frozen=True)
class Marker:
    """What opens and closes a comment; `closing` is empty where the end of the line closes it."""

    opening: str
    closing: str = ""

    def comment(self, rule: str, reason: str = "", action: str = "ignore") -> str:
        """Return the comment that suppresses a rule, with a reason on one line that cannot end the comment."""
        return f"{self.opening} checker: {action} {rule}{self._reason(reason)}{self.closing}"

    def _reason(self, reason: str) -> str:
        words = " ".join(_INVISIBLE.sub(" ", reason).split())
        if self.opening == "<!--":
            words = re.sub(r"-{2,}", lambda match: "–" * len(match[0]), words).removesuffix("-")
        if "*/" in self.closing:
            words = words.replace("*/", "* /")
        return f" -- {words}" if words else ""


HTML, MDX, HASH = Marker("<!--", " -->"), Marker("{/*", " */}"), Marker("#")


@dataclass(frozen=True)
class Position:
    """Where a comment goes: at the end of a line, or on its own line above it.

    Above it, `outside` is without the indent of indented code, and `apart` with an empty line below the comment.
    """

    marker: Marker
    line: int
    above: bool = False
    outside: bool = False
    apart: bool = False


@dataclass
class Sheet:
    """A page to add comments to: its path, text and facts, with cached lookups."""

    path: str
    text: str
    facts: Facts

    @cached_property
    def starts(self) -> list[int]:
        """The offset of each line's start."""
        return line_starts(self.text)

    @cached_property
    def front_matter(self) -> int:
        """The number of lines of the front matter, including its fences."""
        match = _FRONT_MATTER.match(self.text)
        return match[0].rstrip("\n").count("\n") + 1 if match else 0

    @property
    def is_yaml(self) -> bool:
        """Whether it is a YAML page."""
        return is_yaml(self.path)

    def line(self, number: int) -> str:
        """Return a line by its 1-based number; an empty string for the line before the first."""
        if number < 1:
            return ""
        return self.text[self.starts[number - 1] : self.starts[number] - 1 if number < len(self.starts) else None]

    def sample(self, line: int) -> Sample | None:
        """Return the sample that contains a line of code, if any."""
        index = bisect_right(self.facts.samples, line, key=lambda one: one.line) - 1
        return self.facts.samples[index] if index >= 0 and line <= self.facts.samples[index].end_line else None

    def block(self, line: int) -> int | None:
        """Return the index of the first block on a line, or None."""
        blocks, begin = self.facts.blocks, self.starts[line - 1]
        index = bisect_left(blocks, begin, key=lambda one: one.span.end)
        end = self.starts[line] if line < len(self.starts) else len(self.text) + 1
        return index if index < len(blocks) and blocks[index].span.start < end else None


def first_position(sheet: Sheet, line: int) -> Position:
    """Return the most usual position of a comment for a finding on a line; it is not tried."""
    return next(_positions(sheet, line))


def suppression_edit(
    path: str, text: str, finding: Finding, reason: str, *, whole_file: bool = False, facts: Facts | None = None
) -> Edit | None:
    """Return the edit that adds a comment with this reason, so that it suppresses a finding and changes nothing else.

    With `whole_file`, it suppresses the rule on the whole page. `facts` are those of the page (default: they are
    extracted). Returns None where no comment works.
    """
    sheet = Sheet(path, text, facts or extract(path, text))
    action = "ignore-file" if whole_file else "ignore"
    for position in _at_the_top(sheet) if whole_file else _positions(sheet, finding.place.line):
        edit = _edit(sheet, position, position.marker.comment(finding.rule, reason, action))
        if _suppresses(sheet, finding, position, edit):
            return edit
    return None


# -- candidate positions


def _positions(sheet: Sheet, line: int) -> Iterator[Position]:
    """Yield positions of a comment for a line, the closest first."""
    prose = MDX if sheet.path.lower().endswith(".mdx") else HTML
    sample, block = sheet.sample(line), sheet.block(line)
    if line <= sheet.front_matter or (sheet.is_yaml and block is None):
        yield Position(HASH, line)
        yield from (Position(HASH, entry, above=True) for entry in _entries(sheet, line))
    elif sample is not None:
        yield from _positions_in_sample(sheet, sample, line, prose)
    else:
        kind = sheet.facts.blocks[block].kind if block is not None else ""
        in_tag = prose == MDX and block is not None and _is_in_tag(sheet, block, line)
        if kind in ("", "paragraph", "cell") and not in_tag:
            yield Position(prose, line)
        first = line if block is None else _first_line(sheet.facts, block)
        is_element = prose == MDX and kind == "html"
        # scripts contain no such comments, and neither do the attributes of an element
        if (kind != "html" and not in_tag) or (is_element and _is_between(sheet, line)):
            yield Position(prose, line, above=True)
        if block is not None:
            yield Position(prose, first, above=True)
        if is_element and (first == line or _is_between(sheet, line)):  # above it, it would be read as a paragraph
            yield Position(prose, line, above=True, apart=True)


def _is_in_tag(sheet: Sheet, block: int, line: int) -> bool:
    """Return whether a line of a block begins or ends between the two brackets of a tag."""
    start = sheet.facts.blocks[block].span.start
    begin = sheet.starts[line - 1]
    texts = (sheet.text[start:begin], sheet.text[start : begin + len(sheet.line(line))])
    return any(text.rfind("<") > text.rfind(">") for text in texts)


def _is_between(sheet: Sheet, line: int) -> bool:
    """Return whether a line begins an element or a heading right after a tag, so that nothing there is an attribute."""
    return sheet.line(line).lstrip().startswith(("<", "#")) and sheet.line(line - 1).rstrip().endswith(">")


def _at_the_top(sheet: Sheet) -> Iterator[Position]:
    """Yield positions of a comment about the whole page: after its front matter, or in it."""
    first = sheet.front_matter + 1
    if sheet.is_yaml:
        yield Position(HASH, 2, above=True)  # the first line says what kind of page it is
    elif first <= len(sheet.starts):
        yield Position(MDX if sheet.path.lower().endswith(".mdx") else HTML, first, above=True)
    if first > 1:
        yield Position(HASH, first - 1, above=True)


def _positions_in_sample(sheet: Sheet, sample: Sample, line: int, prose: Marker) -> Iterator[Position]:
    if opening := _BY_LANGUAGE.get(sample.language):
        if not sheet.line(line).endswith(_CONTINUED):
            yield Position(Marker(opening), line)
        if not sheet.line(line - 1).endswith(_CONTINUED):
            yield Position(Marker(opening), line, above=True)
    fence = min(sheet.facts.blocks[sample.block].line, sample.line)
    yield Position(prose, fence, above=True)
    yield Position(prose, fence, above=True, outside=True)


def _entries(sheet: Sheet, line: int) -> Iterator[int]:
    """Yield a line of YAML and, going up, each line that is indented less than those below it."""
    least = 1000
    for number in range(line, 0, -1):
        text = sheet.line(number)
        indent = len(text) - len(text.lstrip())
        if text.strip() and indent < least:
            least = indent
            yield number


def _first_line(facts: Facts, block: int) -> int:
    """Return the first line of a block; for a cell, the first line of its table."""
    line = facts.blocks[block].line
    if facts.blocks[block].kind != "cell":
        return line
    return max((table.line for table in facts.tables if table.line <= line), default=line)


# -- the edit


def _edit(sheet: Sheet, position: Position, comment: str) -> Edit:
    line = sheet.line(position.line)
    if position.above:
        indent = _indent(line, position.outside)
        empty = f"{indent.rstrip()}\n" if position.apart else ""
        return Edit(Place(sheet.path, position.line, 1, position.line, 1), f"{indent}{comment}\n{empty}")
    column = _stop(line, position.marker) + 1
    return Edit(Place(sheet.path, position.line, column, position.line, column), f" {comment}")


def _stop(line: str, marker: Marker) -> int:
    """Return the column of a comment on a line: after its text, before a hard break or the end of a table row."""
    stop = len(line.rstrip())
    if not marker.closing:
        return stop
    if line[:stop].endswith("\\") and not line[:stop].endswith("\\\\"):
        return stop - 1
    row = line[:stop]
    if row.endswith("|") and not row.endswith("\\|"):
        return len(row[:-1].rstrip())
    return stop


def _indent(line: str, outside: bool) -> str:
    """Return the indent of a line, including quote markers; if `outside`, without what makes it indented code."""
    match = _CONTAINER.match(line)
    assert match is not None
    indent = match[0]
    return indent.removesuffix("\t" if indent.endswith("\t") else "    ") if outside else indent


# -- the trial


def _suppresses(sheet: Sheet, finding: Finding, position: Position, edit: Edit) -> bool:
    """Return whether the comment suppresses the finding, and the page reads the same otherwise."""
    at = sheet.starts[edit.place.line - 1] + edit.place.column - 1
    text = sheet.text[:at] + edit.text + sheet.text[at:]
    try:
        new = Sheet(sheet.path, text, extract(sheet.path, text))
    except (NotAPage, ValueError, yaml.YAMLError):
        return False
    moved = edit.text.count("\n")
    line, last = finding.place.line + moved, finding.place.end_line + moved
    inserted = Span(at, at + len(edit.text))
    matching = [
        one
        for one in new.facts.suppressions
        if one.span.within(inserted) and one.rule == finding.rule and not one.fault and one.first <= last
    ]
    if not any(line <= one.last for one in matching) or _outline(sheet.facts) != _outline(new.facts, inserted):
        return False
    if matching[0].code:
        sample = new.sample(line)
        return sample is not None and position.marker not in (HTML, MDX) and _is_comment(text, sample, matching[0].span)
    return position.marker != HASH or _loaded(sheet) == _loaded(new)


_NOWHERE = Span(-1, -1)


def _outline(facts: Facts, added: Span = _NOWHERE) -> list[Any]:
    """Return what is read from a page, without positions and additions: what a comment must not change."""
    return [
        facts.title,
        facts.metadata,
        [(one.kind, one.item) for one in facts.blocks if one.kind != "html" and not one.span.within(added)],
        [(one.level, one.slug) for one in facts.headings],
        [(one.kind, one.target) for one in facts.links],
        [(len(table.header), [len(row) for row in table.rows]) for table in facts.tables],
        [(one.kind, one.name, one.group) for one in facts.zones],
        [(one.language, len(one.requests)) for one in facts.samples],
        [(one.text, one.context, one.code) for one in facts.names if not one.span.within(added)],
        [(one.slot, one.text) for one in facts.uses if not one.span.within(added)],
        [(one.text, one.cue, one.fault) for one in facts.api_versions if not one.span.within(added)],
        [(one.word, one.before) for one in facts.of(RepeatedWord) if not one.span.within(added)],
        [one.why for one in facts.of(UnpairedBackticks)],
    ]


def _is_comment(text: str, sample: Sample, span: Span) -> bool:
    """Return whether a range of a sample is a comment in the grammar of its language."""
    code = text[sample.span.start : sample.span.end].encode()
    start = len(text[sample.span.start : span.start].encode())
    tree = grammars.parser(sample.language).parse(code)
    node = tree.root_node.descendant_for_byte_range(start, start + 1)
    return node is not None and "comment" in node.type


def _loaded(sheet: Sheet) -> Any:
    """Return the data of a YAML page, or of a page's front matter, with all values as they are written."""
    match = None if sheet.is_yaml else _FRONT_MATTER.match(sheet.text)
    text = sheet.text if match is None else "".join(match[0].splitlines(keepends=True)[1:-1])
    try:
        return yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except yaml.YAMLError:
        return None

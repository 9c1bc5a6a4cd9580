"""A backtick opens or closes nothing, or a code fence is never closed.

The text after it is rendered as code, or the backtick itself shows.

```bad guide.md
- `gpt-4o-realtime-preview` (version 2024-12-17)` <!-- expect: unbalanced-backtick -->
- The `code_interpreter`` tool. <!-- expect: unbalanced-backtick -->
```
```good guide.md
- Write `` `x` `` for a span that contains backticks, and press <kbd>`</kbd>. An escaped \\` is text.
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from ...findings import Finding, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.blocks import Document, Inline, TextBlock
from ...page.facts import Span
from ...page.page_text import PageText
from ...page.readers import Fact, reads
from .._base import Options, finding, related, replacement, rule


class UnpairedBackticks(Fact):
    """A run of backticks that opens or closes nothing, or a fence that is never closed.

    `removable` says that removing `span` is the only reading of the mistake; `inner` is the fence that opens in one
    that is still open. `in_cell` says that its row has an even number of runs, so that it may pair over a `|`. `cut`
    says that lines further down, which were not read for it, might have decided otherwise.
    """

    span: Span
    why: Literal["stray", "split", "unequal", "unclosed-fence", "broken-fence", "open-fence", "nested-fence"]
    removable: bool = False
    in_cell: bool = False
    inner: Span | None = None
    cut: bool = False


@reads(UnpairedBackticks)
def unpaired_backticks(page: PageText) -> Iterator[UnpairedBackticks]:
    """Yield the backticks of the running text that pair with none, and the faults of fences, in page order."""
    unpaired = [(block, runs) for _, block in page.blocks if block.inlines and (runs := _meant_as_code(block))]
    found = list(_split_spans(unpaired))
    lines = {block.line for block, _ in unpaired if block.kind == "cell"}
    even = {line for line in lines if _has_pairs(page.document, line)}
    for block, runs in unpaired:
        found.extend(_in_text(block, runs, block.kind == "cell" and block.line in even))
    found.extend(_of_fences(page.document))
    yield from sorted(found, key=lambda one: one.span)


def _meant_as_code(block: TextBlock) -> list[Inline]:
    """Return the runs of a block that pair with none, without those that are text by intent.

    That is the rest of a run whose first backtick is escaped, and the two that open a quotation as TeX writes it.
    """
    runs = [one for one in block.inlines if one.kind == "run" and not block.text.endswith("`", 0, one.start)]
    ends = [*(one.start for one in runs), len(block.text)][1:]
    return [run for run, end in zip(runs, ends, strict=True) if not _is_quotation(block.text, run, end)]


def _is_quotation(text: str, run: Inline, end: int) -> bool:
    """Return whether two backticks open what two apostrophes close before an offset."""
    return run.end - run.start == 2 and not text[run.end : run.end + 1].isspace() and "''" in text[run.end : end]


_RUN = re.compile(r"(?<![`\\])`++")


def _has_pairs(document: Document, line: int) -> bool:
    """Return whether a line (0-based) has an even number of runs of backticks."""
    start = document.line_starts[line]
    end = document.text.find("\n", start)
    return len(_RUN.findall(document.text, start, end if end >= 0 else len(document.text))) % 2 == 0


def _split_spans(unpaired: list[tuple[TextBlock, list[Inline]]]) -> Iterator[UnpairedBackticks]:
    """Take the code spans that a pipe divides between two cells out of the runs that pair with none, and yield them."""
    for (block, opening), (following, closing) in pairwise(unpaired):
        same_row = block.kind == following.kind == "cell" and block.cell[:2] == following.cell[:2]
        if not (same_row and following.cell[2] - block.cell[2] == 1 and opening and closing):
            continue
        first, last = opening[-1], closing[0]
        if first.end - first.start == last.end - last.start:
            yield UnpairedBackticks(block.span(first.start, first.end), "split", in_cell=True)
            del opening[-1], closing[0]


def _in_text(block: TextBlock, runs: list[Inline], in_cell: bool) -> Iterator[UnpairedBackticks]:
    """Yield runs of backticks that pair with none; two unequal runs that enclose a word are one mistake."""
    taken = -1
    for index, run in enumerate(runs):
        if index <= taken:
            continue
        length = run.end - run.start
        following = runs[index + 1] if index + 1 < len(runs) else None
        if (
            following
            and following.end - following.start != length
            and "\n" not in block.text[run.start : following.end]
        ):
            taken = index + 1
            yield UnpairedBackticks(block.span(run.start, following.end), "unequal")
            continue
        if length > 2 and block.text[: run.start].rpartition("\n")[2].strip():
            continue  # in a sentence, three are the mark of the fences that it is about
        span, leftover = block.span(run.start, run.end), _is_leftover(block.text, run.start, run.end)
        yield UnpairedBackticks(span, "stray", leftover, in_cell)


def _is_leftover(text: str, start: int, end: int) -> bool:
    """Return whether a lone backtick closes nothing that could have been opened: `)` before it, nothing after it."""
    return text[max(start - 1, 0) : start] in (")", ".", ",", "`") and text[end : end + 1] in ("", "\n", " ")


_FENCE_LINE = re.compile(r"^[ \t]{0,3}(?P<marker>`{3,}+|~{3,}+)[ \t]*+(?P<rest>.*)$")
_SENTENCE = re.compile(r"\A(?:[^\W\d_]++[,;:]?[ \t]++){2,}[^\W\d_]++[.,;:]?(?:[ \t]|$)")
"""Words after backticks that are prose, not a language with its attributes: the line is text of the sample."""
_MARKDOWN = re.compile(r"(?:md|markdown|mdx)\b", re.I)


@dataclass(frozen=True)
class _FenceLine:
    """A line that opens or closes a fence, or would; `rest` is what follows its `marker`.

    `inside` says that the parser took it for a line of a sample, `last` that its fence ends without a closing line.
    """

    marker: str
    rest: str
    span: Span
    inside: bool = False
    last: bool = False

    @property
    def garbled(self) -> bool:
        """Whether the line was meant to close a fence, but ends in something else."""
        return self.inside and not re.search(r"[\w{]", self.rest)

    def matches(self, opening: _FenceLine) -> bool:
        """Return whether this line is for a fence what that fence's closing line is, but for what follows."""
        return self.marker.startswith(opening.marker)


def _of_fences(document: Document) -> Iterator[UnpairedBackticks]:
    """Yield the faults of the fences of a page, one for each fence."""
    fences = [block for block in document.blocks if block.kind == "fence"]
    if any(not block.closed or block.markup in block.text for block in fences):
        lines = [line for block in fences for line in _fence_lines(block, document)]
        faults = _Reading().faults(lines)
        yield from {fault.span.start: fault for fault in reversed(faults)}.values()


def _fence_lines(block: TextBlock, document: Document) -> Iterator[_FenceLine]:
    """Yield the line that opens a fence, those inside it that look like one, and the one that closes it."""
    opening = document.text.find(block.markup, document.line_starts[block.line])
    inside = [
        _FenceLine(
            match["marker"], match["rest"], block.span(start + match.start("marker"), start + len(line.rstrip())), True
        )
        for start, line in zip(block.starts, block.text.split("\n"), strict=True)
        if (match := _FENCE_LINE.match(line)) and "`" not in match["rest"] and not _SENTENCE.match(match["rest"])
    ]
    source = (
        document.text[opening : document.line_starts[block.line + 1]]
        if block.line + 1 < len(document.line_starts)
        else document.text[opening:]
    )
    span = Span(opening, opening + len(source.rstrip()))
    yield _FenceLine(block.markup, block.info, span, last=not block.closed and not inside)
    for number, line in enumerate(inside, 1):
        yield replace(line, last=not block.closed and number == len(inside))
    if block.closed:
        closing = document.line_starts[block.end_line - 1]
        yield _FenceLine(block.markup, "", Span(closing, closing))


_AHEAD = 100
"""Lines of fences that are read to see which of two repairs leaves fewer faults."""


@dataclass
class _Reading:
    """Reads lines of fences one by one, as if each fault had been repaired where it was found.

    `opening` is the fence that is open; if it is `nested`, it holds whole fences, of which `inner` is open.
    """

    opening: _FenceLine | None = None
    inner: _FenceLine | None = None
    nested: bool = False
    ahead: bool = False

    def faults(self, lines: list[_FenceLine]) -> list[UnpairedBackticks]:
        """Return the faults that are found on the way; a fence with several has several."""
        found: list[UnpairedBackticks] = []
        for at, line in enumerate(lines):
            found.extend(self._read(line, lines[at + 1 : at + 1 + _AHEAD] if not self.ahead else []))
            if line.last:
                found.extend(self._end())
        return [*found, *self._end()]

    def _read(self, line: _FenceLine, rest: list[_FenceLine]) -> Iterator[UnpairedBackticks]:
        opening = self.opening
        if opening is None:
            self.opening = line
        elif self.inner is not None:
            if line.matches(self.inner) and not line.rest:
                self.inner = None
        elif not line.matches(opening):
            return  # a line of the sample
        elif line.garbled or not line.rest:
            if line.garbled:
                better, cut = (False, False) if self.ahead else _goes_on(opening, rest)
                yield UnpairedBackticks(line.span, "broken-fence", cut=cut)
                if better:
                    return
            self.opening, self.nested = None, False
        elif self.nested and _MARKDOWN.match(opening.rest):
            self.inner = line  # other samples hold one fence by mistake, not many
        else:
            shows_markdown = _MARKDOWN.match(opening.rest)
            self.nested, cut = (False, False) if self.ahead else _is_nested(opening, line, rest)
            why: Literal["nested-fence", "open-fence"] = "nested-fence" if shows_markdown else "open-fence"
            yield UnpairedBackticks(opening.span, why, inner=line.span, cut=cut)
            self.opening, self.inner = (opening, line) if self.nested else (line, None)

    def _end(self) -> Iterator[UnpairedBackticks]:
        """Yield the fence that is open where nothing can close it any more."""
        if self.opening is not None:
            start = self.opening.span.start
            yield UnpairedBackticks(Span(start, start + len(self.opening.marker)), "unclosed-fence")
        self.opening, self.inner, self.nested = None, None, False

    def count(self, line: _FenceLine) -> int:
        """Read a line, and return how many faults that brings."""
        return sum(1 for _ in self._read(line, [])) + (self.count_end() if line.last else 0)

    def count_end(self) -> int:
        """Return how many faults there are where nothing follows."""
        return sum(1 for _ in self._end())

    def is_like(self, other: _Reading) -> bool:
        """Return whether all that follows brings two readings the same faults."""
        return (self.opening, self.inner, self.nested) == (other.opening, other.inner, other.nested)


def _goes_on(opening: _FenceLine, rest: list[_FenceLine]) -> tuple[bool, bool]:
    """Return whether fewer faults are left if a garbled line is removed than if it closes the fence.

    The second is whether more lines might have decided otherwise.
    """
    return _is_better(_Reading(opening, ahead=True), _Reading(ahead=True), rest)


def _is_nested(outer: _FenceLine, inner: _FenceLine, rest: list[_FenceLine]) -> tuple[bool, bool]:
    """Return whether fewer faults are left if a fence is part of the one around it than if that one ends first.

    The second is whether more lines might have decided otherwise.
    """
    return _is_better(_Reading(outer, inner, nested=True, ahead=True), _Reading(inner, ahead=True), rest)


def _is_better(one: _Reading, other: _Reading, rest: list[_FenceLine]) -> tuple[bool, bool]:
    more = 0
    for line in rest:
        if one.is_like(other):
            return more < 0, False
        more += one.count(line) - other.count(line)
    is_open = not one.is_like(other)
    more += one.count_end() - other.count_end()
    return more < 0, is_open and len(rest) == _AHEAD


_MESSAGES = {
    "stray": "this backtick neither opens nor closes a code span",
    "split": "the pipe in this code span ends the cell; write it as `\\|`",
    "unequal": "this code span opens and closes with different numbers of backticks",
    "unclosed-fence": "this code fence is never closed",
    "open-fence": "this code fence is still open where another one opens",
    "nested-fence": "the fence inside this one ends it early; this one needs more backticks",
    "broken-fence": "the text after the backticks keeps this line from closing the code fence",
}
_AROUND = {"(": ")", '"': '"', "'": "'", "“": "”", ">": "<"}


@rule(Severity.WARNING, fix=Safety.SAFE)
def unbalanced_backtick(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each run of backticks that pairs with none, and each fence that stays open."""
    for page, mark in graph.each(UnpairedBackticks):
        if mark.why in ("stray", "split") and _is_shown(graph, page, mark):
            continue
        fix = replacement(page, mark.span, "", Safety.SAFE) if mark.removable else None
        ends = (related(page, mark.inner, "opens while the other is still open"),) if mark.inner else ()
        message = _MESSAGES[mark.why] + (f" (as far as the next {_AHEAD} fences show)" if mark.cut else "")
        yield finding(unbalanced_backtick, page, mark.span, message, fix=fix, related=ends)


def _is_shown(graph: DocsGraph, page: Page, mark: UnpairedBackticks) -> bool:
    """Return whether the text is about the character itself: (`), "`", <kbd>`</kbd>."""
    before, after = page.text[mark.span.start - 1 : mark.span.start], page.text[mark.span.end : mark.span.end + 1]
    if mark.in_cell and graph.sites.of(page.path).code_wins_in_cells:
        return True  # Python-Markdown and Markdig let a code span in a cell hold a pipe; GFM ends the cell there
    if before == "{" or after == "}":
        return True  # a template literal in JSX
    return before in _AROUND and _AROUND[before] == after

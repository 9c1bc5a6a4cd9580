"""A page goes in; the marks around its containers that pair with none come out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .blocks import Document
from .comments import code_spans, comments_outside
from .learn import directive_lines
from .text_views import within


@dataclass(frozen=True, slots=True)
class Mark:
    """What opens or closes a container: the name that the two have in common, and its range."""

    name: str
    start: int
    end: int
    closes: bool


@dataclass(frozen=True, slots=True)
class Unpaired:
    """A mark that pairs with none; for one that opens, the mark that closes what is around it, if one does."""

    mark: Mark
    around: Mark | None = None


def unpaired(marks: Iterable[Mark]) -> Iterator[Unpaired]:
    """Yield the marks that pair with none; one that opens is given up where what is around it is closed."""
    opened: list[Mark] = []
    names = Counter[str]()
    for mark in marks:
        if not mark.closes:
            opened.append(mark)
            names[mark.name] += 1
        elif names[mark.name]:
            while (last := opened.pop()).name != mark.name:
                names[last.name] -= 1
                yield Unpaired(last, mark)
            names[mark.name] -= 1
        else:
            yield Unpaired(mark)
    yield from (Unpaired(one) for one in opened)


class Shown:
    """What of a page's text is no fence, no code span and no comment."""

    def __init__(self, document: Document) -> None:
        self.document = document
        starts, end = document.line_starts, len(document.text)
        fences = [block for block in document.blocks if block.kind == "fence"]
        code = {line for block in fences for line in range(block.line, block.end_line)}
        ranges = [(starts[one.line], starts[one.end_line] if one.end_line < len(starts) else end) for one in fences]
        self._hidden = sorted([*ranges, *code_spans(document), *comments_outside(document, code)])

    def __contains__(self, offset: int) -> bool:
        return not within(self._hidden, offset)

    def matches(self, shape: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Yield the matches of a pattern that start in what is shown."""
        return (match for match in shape.finditer(self.document.text) if match.start() in self)

    def directives(self, shape: re.Pattern[str]) -> Iterator[tuple[int, re.Match[str]]]:
        """Yield the lines with colons that match a pattern, each with its offset."""
        for _, start, line in directive_lines(self.document, set()):
            match = shape.match(line)
            if match and start + match.start("colons") in self:
                yield start, match


_LEAD = r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?"
_COLONS = re.compile(rf"{_LEAD}(?P<mark>(?P<colons>:{{3,}})[ \t]*(?P<name>\{{?[A-Za-z][^\n]*(?<![ \t]))?)[ \t]*$")


def of_colons(shown: Shown) -> Iterator[Unpaired]:
    """Yield unpaired `:::`, whatever they are called; a line that ends in colons too is complete.

    A container is closed by as many colons, or by more.
    """
    lines = [one for one in shown.directives(_COLONS) if not (one[1]["name"] or "").endswith(":::")]
    opening = sorted({match["colons"] for _, match in lines if match["name"]})
    closed_by = {
        colons: opening[at - 1] if (at := bisect_right(opening, colons)) else colons
        for colons in {match["colons"] for _, match in lines}
    }
    return unpaired(
        Mark(closed_by[match["colons"]], start + match.start("mark"), start + match.end("mark"), not match["name"])
        for start, match in lines
    )


_SHORT = re.compile(rf"^{_LEAD}(?P<colons>::)(?!:)[ \t]*(?P<type>[a-z]+)(?![^\n]*:[ \t]*$)(?:[ \t][^\n{{\[]*)?$", re.M)


_SHORT_END = re.compile(rf"^{_LEAD}::[ \t]*$", re.M)


def of_short_colons(
    shown: Shown, found: list[Unpaired], types: frozenset[str]
) -> Iterator[tuple[Unpaired | None, int, int]]:
    """Yield the ranges of two colons that open a container, each with what then closes nothing that is open.

    That is nothing where the container ends in two colons too. `found` is what `of_colons` gives, and `types` are those
    of admonitions.
    """
    shorts = [one for one in shown.matches(_SHORT) if one["type"] in types]
    text = shown.document.text
    stops = [*(match.start() for match in shorts), len(text)][1:]
    for match, stop in zip(shorts, stops, strict=True):
        end = _SHORT_END.search(text, match.end(), stop)
        if end and ":::" not in text[match.end() : end.start()]:
            yield None, *match.span("colons")
    position = 0
    for one in sorted((one for one in found if one.mark.closes), key=lambda one: one.mark.start):
        before = [match for match in shorts if position <= match.start() < one.mark.start]
        if before and ":::" not in text[before[-1].end() : one.mark.start]:
            yield one, *before[-1].span("colons")
        position = one.mark.end


_DIRECTIVE = re.compile(
    rf"{_LEAD}(?P<mark>(?P<colons>:{{3,}})[ \t]*(?:(?P<end>zone|moniker|row|column|image)-end\b"
    r"|(?P<name>zone(?=[ \t]+(?:target|pivot)\b)|moniker(?=[ \t]+range\b)|row(?=[ \t:])|column(?=[ \t:])"
    r"|image(?=[^\n]*\btype[ \t]*=[ \t]*\"complex\")))[^\n]*(?<![ \t]))[ \t]*$",
    re.I,
)


def of_directives(shown: Shown) -> Iterator[Unpaired]:
    """Yield the unpaired directives of docfx that end with one of their own: `:::zone` ... `:::zone-end`."""
    marks = [
        Mark(
            (match["name"] or match["end"]).lower(),
            start + match.start("mark"),
            start + match.end("mark"),
            bool(match["end"]),
        )
        for start, match in shown.directives(_DIRECTIVE)
    ]
    return unpaired(marks)


_TAG = re.compile(r"\{%-?[ \t]*(?P<name>[A-Za-z][\w-]*+)(?:(?=[\s%])|(?<=-))[^%\n]{0,2000}%\}")
_END = "end"


def of_tags(shown: Shown, paired: frozenset[str], optional: frozenset[str]) -> Iterator[Unpaired]:
    """Yield the unpaired tags of GitBook's blocks: those that are `paired`, and those that the page closes somewhere.

    One that is `optional` may be closed, and need not.
    """
    found = [(match["name"], match) for match in shown.matches(_TAG)]
    pairs = paired | optional | {name.removeprefix(_END) for name, _ in found if name.startswith(_END)}
    closing = {_END + name for name in pairs}
    marks = [
        Mark(name.removeprefix(_END) if name in closing else name, *match.span(), name in closing)
        for name, match in found
        if name in closing or name in pairs
    ]
    return (one for one in unpaired(marks) if one.mark.closes or one.mark.name not in optional)


_BODY = r"(?=[ \t]*\n(?:[ \t]*\n)?(?P=indent)(?: {4}|\t)[ \t]*\S)"
_SIGNS = re.compile(
    r"^(?P<indent>[ \t]*)(?:"
    r"(?P<signs>!!|!{4,}|\?\?|\?{4,})\+?[ \t]*(?P<type>[a-z]+)(?:[ \t]+(?:inline|end|annotate))*"
    rf"(?:[ \t]+\"[^\"\n]*\"[ \t]*$|{_BODY})"
    rf"|(?P<tab>==|={{4,}})[!+]?[ \t]+\"[^\"\n]+\"{_BODY})",
    re.M,
)


def of_signs(shown: Shown, types: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield the signs that are too few or too many for a mark of MkDocs, before a title or an indented block.

    `types` are the types of admonitions.
    """
    for match in shown.matches(_SIGNS):
        group = "tab" if match["tab"] else "signs"
        if match["tab"] or match["type"] in types:
            yield match.span(group)

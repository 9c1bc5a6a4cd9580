"""An edit left its traces: the start of a word twice, a stray path, half a tag, a conflict marker.

Search-and-replace doubles what it replaces (`@harborharborKey`, where the page has `harborKey`) or puts a path into a
sentence. Copying leaves half of a `<br>`, or rows of the template that a table was made from. A merge leaves its
conflict markers; a sample with both markers is taken for an example of a conflict. Text that is there twice is reported
by `repeated-passage`, bold marks by `unbalanced-bold`, links by `broken-link`.

````bad guide.md
The tide gauge and ../includes the mooring are read. <!-- expect: mangled-edit -->

```http
@harborharborKey = abc # expect: mangled-edit
GET https://example.com?key={{harborKey}}
```
````
```good guide.md
The settings are in the ../includes folder.<br>Its file is `../includes/gauge.md`.
```
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.blocks import Document, TextBlock
from ...page.facts import Span, Table
from ...page.page_text import Judged, PageText
from ...page.readers import Slip, reads
from ...page.text_views import plain, within
from ...patterns import AnyOf, Shape
from .._base import Options, Scope, finding, replacement, rule


class EditDamage(Slip):
    """What is left of an edit that went wrong: a doubled start of a word, a path, half a tag, a marker."""


_JOINED = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z]{6})(?P<half>[A-Za-z]{3,20})(?P=half)(?P<rest>(?:[A-Z0-9_][A-Za-z0-9_]{0,40})?)(?![A-Za-z0-9])"
)
_VOWEL = re.compile("[aeiouy]", re.I)
"""What no word lacks: `rwxrwx` are two groups of permissions."""
_LONGEST = 62
"""Characters of what `_JOINED` finds once, and one more."""
_ANCHOR = re.compile(r"(?:#|\bid=\"|\bname=\")[^\s\"#)]*$")
_PATH = Shape(r"(?<=[a-z] )\.\./(?P<word>[a-z]{2,30})(?= [a-z])", needs=(" ../",))
_PLACE = re.compile(r" (?:folders?|director(?:y|ies)|files?|paths?|and|or|in|is|from|to)\b")
_TAG = AnyOf("<br")
_HALF_TAG = re.compile(r"(?<=[>\s.])/?br ?/?>|<br(?=<)")
_CONFLICT = re.compile(r"(?i)\bconflict|\brebas|git[ -]merge|\bmerg(?:e|ing) (?:tool|driver|marker)")
_SHOWS_ANY = re.compile(r"(?i)(?:te?xt|plain\w*|diff|console|shell|bash|sh|output|markdown|md)?(?![\w#+])")
"""Samples of these, and of no named language, hold whatever a file or a terminal shows."""
_MERGE = Shape(r"^(?:<{7}|>{7}) \S[^\n]{0,200}$", re.M, needs=("<<<<<<< ", ">>>>>>> "))


@reads(EditDamage)
def edit_damages(page: PageText) -> Iterator[EditDamage]:
    """Yield what is left of edits that went wrong, in page order."""
    text = page.document.text
    found = [*_joined(page.document), *_merge(page.document)]
    for _, block in page.blocks if _PATH.may_be_in(text) else ():
        found.extend(_paths(block))
    for _, block in page.blocks if _TAG.is_in(text) else ():
        found.extend(_half_tags(block))
    yield from sorted(found, key=lambda one: one.span)


def _joined(document: Document) -> Iterator[EditDamage]:
    """Yield words that are one of the page's words with its first part doubled."""
    if not _may_be_joined(document):
        return
    text = document.text
    found = [match for match in _JOINED.finditer(text) if _is_word(match, text)]
    written = _written(text) if found else set()
    for match in found:
        once = match["half"] + match["rest"]
        if once in written:
            yield EditDamage(Span(*match.span()), f"the start of “{once}” is doubled here", once)


def _is_word(match: re.Match[str], text: str) -> bool:
    """Return whether a word that starts twice with the same letters is not an anchor, and has several letters."""
    half, rest = match["half"], match["rest"]
    if len(set(half.lower())) < 3 or (rest and len(half) < 4) or not _VOWEL.search(half):
        return False
    return not _ANCHOR.search(text, max(match.start() - 80, 0), match.start())


def _written(text: str) -> set[str]:
    """Return the words of a text, and what is left of each without its first parts up to a `_`; no overlong ones."""
    ends = (word[-_LONGEST:] for word in re.findall(r"[A-Za-z0-9_]+", text))
    return {end[at:] for end in ends for at in range(len(end)) if not at or end[at - 1] == "_"}


def _may_be_joined(document: Document) -> bool:
    """Return whether some word of a page starts with the same letters twice, so that it is worth searching."""
    return bool(_DOUBLED.of(document.letters))


def _is_doubled(word: bytes) -> bool:
    """Return whether a word starts with the same letters twice."""
    return any(word.startswith(word[:size], size) for size in range(3, len(word) // 2 + 1))


_DOUBLED = Judged(_is_doubled)


def _merge(document: Document) -> Iterator[EditDamage]:
    """Yield where each conflict starts, and markers that close none.

    In samples, a marker counts only where its counterpart is missing: the whole is an example of a conflict, unless
    the sample is in a language that has none, on a page that is not about conflicts.
    """
    if not _MERGE.may_be_in(document.text):
        return
    code = [block for block in document.blocks if block.kind in ("fence", "code")]
    shown = _CONFLICT.search(document.text) is not None
    marks = [
        {mark for mark in _MERGE.needs if mark in block.text} if shown or _SHOWS_ANY.match(block.info) else set[str]()
        for block in code
    ]
    is_open = False
    for match in _MERGE.finditer(document.text):
        at = bisect_right(code, match.start(), key=lambda block: block.offsets[0]) - 1
        inside = at >= 0 and match.start() <= code[at].at(len(code[at].text))
        other = ">>>>>>> " if match.group().startswith("<") else "<<<<<<< "
        if inside and other in marks[at]:
            continue
        if not is_open:
            yield EditDamage(Span(*match.span()), "a merge left this conflict marker")
        is_open = match.group().startswith("<")


def _paths(block: TextBlock) -> Iterator[EditDamage]:
    text = plain(block)
    for match in _PATH.finditer(text):
        if not _PLACE.match(text, match.end()):
            why = "a replacement left “../” in the middle of a sentence"
            yield EditDamage(block.span(*match.span()), why, match["word"])


def _half_tags(block: TextBlock) -> Iterator[EditDamage]:
    if "<br" not in block.text:
        return  # where no line is broken, `br>` is something else
    hidden = [(one.start, one.end) for one in block.inlines if one.kind in ("code", "html", "autolink")]
    for match in _HALF_TAG.finditer(block.text):
        if not within(hidden, match.start()):
            yield EditDamage(block.span(*match.span()), "this is half of a `<br>`, so it shows as text", "<br>")


_TEMPLATE_CELL = re.compile(r"(?:Row|Column) ?\d")


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.PATTERN, scope=Scope.PAGE)
def mangled_edit(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the traces that edits have left."""
    for page in graph.pages:
        for one in page.of(EditDamage):
            fix = replacement(page, one.span, one.replacement, Safety.UNSAFE) if one.replacement else None
            yield finding(mangled_edit, page, one.span, one.why, fix=fix)
        for table in page.facts.tables:
            yield from _template(page, table)


def _template(page: Page, table: Table) -> Iterator[Finding]:
    """Yield cells of an authoring tool's empty table in a table that is filled."""
    cells = [cell for row in (table.header, *table.rows) for cell in row[:1] if cell.text]
    left = [cell for cell in cells if _TEMPLATE_CELL.fullmatch(cell.text)]
    if len(left) * 2 <= len(cells):
        for cell in left:
            yield finding(mangled_edit, page, cell.span, f"“{cell.text}” is left over from a table template")

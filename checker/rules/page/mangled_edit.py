"""An edit has left its traces: a stem written twice, a stray mark, half a tag, a passage twice.

Search-and-replace doubles what it replaces (`@harborharborKey`, where the page has `harborKey`) or puts a path into a
sentence; copying leaves a paragraph or an entry of what's new twice, or rows of the template that a table came from; a
merge leaves its markers. Bold marks show where one of the pair is missing, where a blank stands on their inner side, or
in code. An item repeats the words that lead in to its list. Links that went wrong are told by `broken-link`.

````bad guide.md
## Call the harbor** <!-- expect: mangled-edit -->

The tide gauge and ../includes the mooring are read. <!-- expect: mangled-edit -->

```http
@harborharborKey = abc # expect: mangled-edit
GET https://example.com?key={{harborKey}}
```
````
```good guide.md
Yes** and no, says the footnote, while `**kwargs` and 2 ** 3 are code.

** Only in summer.
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ...findings import Finding, Fix, Ground, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.facts import Heading, Scar, Table, TextList
from .._base import Options, finding, related, replacement, rule

_MESSAGES = {
    "joined": "“{text}” has its first part twice here",
    "path": "a path in the middle of a sentence: “../” is what a replacement left behind",
    "tag": "this is half a `<br>`, so that it shows",
    "merge": "a merge has left its conflict marker",
    "bold-code": "bold marks show inside of code",
    "bold-open": "these bold marks open nothing: the closing ones are missing",
    "bold-close": "these bold marks close nothing: the opening ones are missing",
    "bold-blank": "a blank on the inner side keeps these bold marks from working",
}
_TEMPLATE_CELL = re.compile(r"(?:Row|Column) ?\d")
_CHANGELOG = re.compile(r"(?:^|/)change-?log[^/]*$", re.I)  # made of commit messages, one version like another
_LEAD = re.compile(r"(?P<words>[^\W\d_]+ [^\W\d_]+)[*_]*:[*_]*$")
_VARIANTS = re.compile(r"^</[A-Z]\w*>$", re.M)  # a component that shows one of several texts
_LEAST_WORDS = 8


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.PATTERN)
def mangled_edit(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the traces that edits have left."""
    for page in graph.pages:
        for scar in _telling(page):
            message = _MESSAGES[scar.why].format(text=scar.text)
            yield finding(mangled_edit, page, scar.span, message, fix=_mended(page, scar))
        yield from _paragraphs(page)
        repeated = list(_sections(page))
        if repeated and not _CHANGELOG.search(page.path) and not _VARIANTS.search(page.text):
            yield from repeated
        for table in page.facts.tables:
            yield from _template(page, table)
        for whole in page.facts.lists:
            yield from _repeats_lead(page, whole)


def _telling(page: Page) -> Iterator[Scar]:
    """Yield a page's scars but for footnote marks and for what a page about Markdown or git shows."""
    scars = page.facts.scars
    footnotes = {"bold-open", "bold-close"} <= {one.why for one in scars if one.where != "heading"}
    lower = page.text.lower() if scars else ""
    for scar in scars:
        lone = scar.why in ("bold-open", "bold-close")
        if lone and (scar.where == "cell" or (footnotes and scar.where != "heading")):
            continue
        if scar.why == "bold-code" and ("markdown" in lower or "bold" in scar.text.lower()):
            continue
        yield scar


def _mended(page: Page, scar: Scar) -> Fix | None:
    """Return the edit that leaves what was meant, where that is beyond doubt."""
    if scar.why in ("joined", "path", "tag"):
        return replacement(page, scar.span, scar.text, Safety.UNSAFE)
    if scar.why == "bold-code":
        return replacement(page, scar.span, f"`{scar.text}`", Safety.UNSAFE)
    return replacement(page, scar.span, "", Safety.UNSAFE) if scar.why == "bold-close" else None


def _paragraphs(page: Page) -> Iterator[Finding]:
    """Yield paragraphs that stand twice in a row."""
    for before, after in pairwise(page.facts.blocks):
        if before.kind != "paragraph" or after.kind != "paragraph" or before.item or after.item:
            continue
        if after.span.end - after.span.start != before.span.end - before.span.start:
            continue
        text = after.span.slice(page.text)
        if text == before.span.slice(page.text) and len(text.split()) >= _LEAST_WORDS:
            if page.zone_of(before.span.start) != page.zone_of(after.span.start):
                continue
            end = related(page, before.span, "the same paragraph")
            yield finding(mangled_edit, page, after.span, "this paragraph stands twice in a row", related=(end,))


def _sections(page: Page) -> Iterator[Finding]:
    """Yield headings that stand twice under the same one, or twice in a diary, with the same first paragraph."""
    if len({heading.text for heading in page.facts.headings}) == len(page.facts.headings):
        return
    first: dict[tuple[str, str, int], Heading] = {}
    blocks, above = page.facts.blocks, list[tuple[int, int]]()
    for heading in page.facts.headings:
        while above and above[-1][0] >= heading.level:
            above.pop()
        under = above[-1][1] if above else -1
        above.append((heading.level, heading.block))
        below = blocks[heading.block + 1] if heading.block + 1 < len(blocks) else None
        if below is None or below.kind != "paragraph" or page.zone_of(heading.span.start) is not None:
            continue
        text = below.span.slice(page.text)
        if len(text.split()) < _LEAST_WORDS or text.startswith("[!"):
            continue
        diary = page.history.page_is_chronicle
        earlier = first.setdefault((heading.text, text, -1 if diary else under), heading)
        if earlier is not heading:
            message = f"the section “{heading.text}” stands on this page twice, with the same text"
            end = related(page, heading.span, "stands here again")
            yield finding(mangled_edit, page, earlier.span, message, related=(end,))


def _template(page: Page, table: Table) -> Iterator[Finding]:
    """Yield cells of an authoring tool's empty table in a table that is filled."""
    cells = [cell for row in (table.header, *table.rows) for cell in row[:1] if cell.text]
    left = [cell for cell in cells if _TEMPLATE_CELL.fullmatch(cell.text)]
    if len(left) * 2 <= len(cells):
        for cell in left:
            yield finding(mangled_edit, page, cell.span, f"“{cell.text}” is left over from an empty table")


def _repeats_lead(page: Page, whole: TextList) -> Iterator[Finding]:
    """Yield an item that starts with the words before the colon that leads in to the list, as no other item does."""
    first = whole.items[0].block
    lead = page.facts.blocks[first - 1] if first else None
    if lead is None or lead.kind != "paragraph" or len(whole.items) < 3:
        return
    told = lead.span.slice(page.text)
    match = _LEAD.search(told, _last_words(told)) if told.rstrip("*_").endswith(":") else None
    if match is None:
        return
    words = match["words"].lower() + " "
    same = [one for one in whole.items if one.span.slice(page.text).lower().startswith(words)]
    if len(same) == 1:
        message = f"this item repeats the words that lead in to its list, “{match['words']}”"
        end = related(page, lead.span, "leads in to the list")
        yield finding(mangled_edit, page, same[0].span, message, related=(end,))


def _last_words(text: str) -> int:
    """Return where the last two words of a text start."""
    return text.rfind(" ", 0, max(text.rfind(" "), 0)) + 1

"""A container (a callout, a tab, a component) is never closed, or what closes it closes nothing.

What is read depends on the site: elements of MDX, which does not build with one that is open; `:::` of VitePress,
Docusaurus and Starlight; `:::zone`, `:::moniker`, `:::row`, `:::column` and complex images of docfx; blocks of GitBook
(`{% hint %}`); and the marks of MkDocs (`!!!`, `???`, `===`), of which one with a sign too few or too many is text.

```bad guide.mdx
<Note> <!-- expect: unclosed-container -->
The harbor opens at six.

## Moor a ship
```
```bad mkdocs.yml
site_name: Harbor
```
```bad docs/index.md
!! warning "The tide is low" <!-- expect: unclosed-container -->
```
```good guide.mdx
<Note>The harbor opens at six.</Note>

<Pier name="East" /> takes a `List<str>`, and `<Note>` is code.
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Literal

from ...findings import Finding, Safety, Severity
from ...graph import DocsGraph, Page
from ...page import containers
from ...page.containers import Shown, Unpaired
from ...page.elements import of_elements
from ...page.facts import Span
from ...page.page_text import PageText
from ...page.readers import Fact, reads
from ...patterns import AnyOf
from .._base import Options, finding, related, replacement, rule
from .._data import Data, beside

Form = Literal["element", "colons", "short", "directive", "tag", "signs"]


class Names(Data, frozen=True):
    """What `unclosed_container.toml` has; its comments say what each field means."""

    paired: str
    optional: str
    types: str


@cache
def _known() -> Names:
    return beside(__file__, Names)


class UnpairedMark(Fact):
    """A mark of a container that pairs with none, in one of the ways in which sites read containers.

    `closes` is true of one that closes. `around` is the mark that closes what is around one that opens. Of `signs`
    of MkDocs, one too few or too many, `span` covers them alone, and so it does of two colons (`short`) for three.
    """

    form: Form
    span: Span
    closes: bool = False
    around: Span | None = None


_MARKS = AnyOf("{%", "!!", "??", '== "')


@reads(UnpairedMark)
def unpaired_marks(page: PageText) -> Iterator[UnpairedMark]:
    """Yield the marks that pair with none; on a page with a fence that is never closed, that fence is the mistake."""
    document = page.document
    elements = document.mdx and "<" in document.text
    text = document.text
    marks = document.has_colons or ("{%" in text if document.mdx else _MARKS.is_in(text))
    if not (elements or marks) or any(block.kind == "fence" and not block.closed for block in document.blocks):
        return
    found = list(_facts("element", of_elements(document) if elements else ()))
    if marks:
        found += _in_markdown(Shown(document))
    yield from sorted(found, key=lambda one: (one.span, one.form))


def _in_markdown(shown: Shown) -> Iterator[UnpairedMark]:
    known = _known()
    paired, optional, types = (frozenset(names.split()) for names in (known.paired, known.optional, known.types))
    colons = list(containers.of_colons(shown))
    short = list(containers.of_short_colons(shown, colons, types))
    yield from _facts("colons", (one for one in colons if not any(one is closed for closed, *_ in short)))
    yield from (UnpairedMark("short", Span(start, end)) for _, start, end in short)
    yield from _facts("directive", containers.of_directives(shown))
    yield from _facts("tag", containers.of_tags(shown, paired, optional))
    for signs in containers.of_signs(shown, types):
        yield UnpairedMark("signs", Span(*signs))


def _facts(form: Form, found: Iterable[Unpaired]) -> Iterator[UnpairedMark]:
    for one in found:
        around = Span(one.around.start, one.around.end) if one.around else None
        yield UnpairedMark(form, Span(one.mark.start, one.mark.end), one.mark.closes, around)


_KINDS: Mapping[Form, tuple[str, ...]] = {
    "colons": ("vitepress", "docusaurus", "astro"),
    "short": ("vitepress", "docusaurus", "astro"),
    "directive": ("docfx",),
    "tag": ("gitbook",),
    "signs": ("mkdocs",),
}
"""The sites that read containers in each way; a page of MDX is known by its name."""


@rule(Severity.ERROR, fix=Safety.UNSAFE)
def unclosed_container(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the marks of containers that pair with none, as the site of each page reads them."""
    for page in graph.pages:
        found = page.of(UnpairedMark)
        kind = graph.sites.of(page.path).kind if found else ""
        for one in found:
            if one.form == "element" or kind in _KINDS[one.form]:
                yield _signs(page, one) if one.form in ("signs", "short") else _unpaired(page, one)


def _signs(page: Page, one: UnpairedMark) -> Finding:
    sign = one.span.slice(page.text)
    right = sign[0] * 3
    message = f"`{sign}` opens nothing; write `{right}`"
    fix = replacement(page, one.span, right, Safety.UNSAFE)
    return finding(unclosed_container, page, one.span, message, fix=fix, severity=Severity.WARNING)


def _unpaired(page: Page, one: UnpairedMark) -> Finding:
    severity = Severity.ERROR if one.form == "element" else Severity.WARNING
    shown = f"`{_shown(page, one, one.span)}`"
    ends = []
    if one.closes:
        message = f"{shown} closes nothing that is open"
    elif one.around:
        around = f"`{_shown(page, one, one.around)}`"
        message = f"{shown} is not closed before {around}, which closes what is around it"
        ends.append(related(page, one.around, "closes what is around it"))
    else:
        message = f"{shown} is never closed"
    return finding(unclosed_container, page, one.span, message, related=tuple(ends), severity=severity)


def _shown(page: Page, one: UnpairedMark, span: Span) -> str:
    text = span.slice(page.text)
    return f"{text}>" if one.form == "element" else text

"""A reference link or a footnote whose label is not defined, so that its brackets are shown as text.

Reported are labels that are a slip away from a defined one, and full references: `[text][label]` and `[label][]` on
pages that define other labels, and on all pages those that cannot be indexes (`[row][column]`). What autorefs or MyST
look up (`[Model][package.Model]`) is not judged.

```bad guide.md
See [the tides][tide] and the [harbor map][]. <!-- expect: undefined-reference -->

[tides]: https://example.com/tides
```
```good guide.md
See [the tides][tides], [Tides][] and [tides]. A note.[^moon]

[tides]: https://example.com/tides
[^moon]: The moon pulls the water.
```
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph, Page, expansion
from ...page.blocks import texts
from ...page.comments import comments
from ...page.fact import Fact
from ...page.facts import Span
from ...page.page_text import PageText
from ...page.readers import reads
from ...page.text_views import plain, within
from ...patterns.alike import Alike
from ...site.base import Site
from .._base import Options, finding, replacement, rule

_REFERENCE = re.compile(r"(?<![\w\]\\])\[(?P<text>[^\[\]]{1,200})\]\[(?P<label>[^\[\]\n]{0,100})\](?![\[A-Z])")
"""What other brackets or a sentence follow without a space starts a message: `[Vendor][Driver][Host]Failed`."""
_FOOTNOTE = re.compile(r"(?<!\\)\[\^(?P<label>[^\[\]\s^]{1,60})\](?!:)")
_NOTE = re.compile(r"^[ \t>]{0,12}\[\^(?P<label>[^\[\]\s^]{1,60})\]:", re.M)
_LOOKED_UP = re.compile(r"`?[\w-]+(?:\.[\w-]+)+(?:\(\))?`?")
"""The dotted name of something in code, which mkdocstrings and autorefs find in other pages."""
_SLUG = re.compile(r"(?=[^\n]*[a-z])[A-Za-z][\w]*(?:[-. ][\w]+)+")
_WORDS = re.compile(r"(?<![^\W\d_])[^\W\d_]{2,}[ -][^\W\d_]{2,}")
_LEAST = 4
"""How long a label is at least for a letter more or less to be a slip."""


class Reference(Fact):
    """A reference in brackets that nothing on its page defines; `span` covers the label, or the text where that is it.

    `note` is set for a footnote, `named` for a label that cannot be an index (`[row][column]`) or a placeholder.
    """

    label: str
    span: Span
    note: bool = False
    named: bool = False


class Note(Fact):
    """The label of a footnote that is defined."""

    label: str


@reads(Note)
def notes(page: PageText) -> Iterator[Note]:
    """Yield the footnotes that a page defines."""
    if "[^" in page.document.text:
        for match in _NOTE.finditer(page.document.text):
            if page.document.line_of(match.start()) - 1 not in page.document.code_lines:
                yield Note(match["label"])


@reads(Reference, after=(Note,))
def references(page: PageText) -> Iterator[Reference]:
    """Yield references that the parser did not take for links."""
    text = page.document.text
    if "][" not in text and "[^" not in text:
        return
    known = {_normal(note.label) for note in page.of(Note)}
    hidden = comments(page.document)
    for block in texts(page.document.blocks):
        shown = plain(block)
        for match in _REFERENCE.finditer(shown) if "][" in shown else ():
            group = "label" if match["label"].strip() else "text"
            span = block.span(*match.span(group))
            is_named = re.search(r"[^\W\d_]", match[group]) and not match[group].startswith("^")
            if is_named and not within(hidden, span.start):
                yield Reference(match[group], span, named=_is_named(match["text"], match["label"]))
        for match in _FOOTNOTE.finditer(shown) if "[^" in shown else ():
            span = block.span(*match.span("label"))
            if _normal(match["label"]) not in known and not within(hidden, span.start):
                yield Reference(match["label"], span, note=True)


def _is_named(text: str, label: str) -> bool:
    """Return whether brackets cannot be indexes: the label is a slug or words, or the text is words."""
    if _SLUG.fullmatch(label):
        return re.search(r"[^\W\d_]{2,}", text) is not None
    return len(label) >= _LEAST and re.search(r"[a-z]", label) is not None and _WORDS.search(text) is not None


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.TEXT)
def undefined_reference(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield references to labels that neither their page nor what it includes or is included in defines."""
    looking_up = _looking_up(graph)
    for page in graph.pages:
        found = list(page.of(Reference))
        if not found:
            continue
        labels, noted = _labels(graph, page)
        site = graph.sites.of(page.path)
        for one in found:
            known = noted if one.note else labels
            near = known.near(_normal(one.label))
            judged = not site.looks_up_labels if known.written else one.named and site not in looking_up
            unlike = not judged or _LOOKED_UP.fullmatch(one.label)
            if _normal(one.label) in known.written or not (near or not unlike):
                continue
            what = "footnote" if one.note else "link"
            hint = f"; did you mean `{near}`?" if near else ""
            fix = replacement(page, one.span, near, Safety.UNSAFE) if near else None
            yield finding(undefined_reference, page, one.span, f"no {what} is defined as `{one.label}`{hint}", fix=fix)


def _looking_up(graph: DocsGraph) -> set[Site]:
    """Return the sites whose build looks up labels: as configured, or as pages show that refer to names in code."""
    named = {
        graph.sites.of(page.path)
        for page in graph.pages
        if any(_LOOKED_UP.fullmatch(one.label) for one in page.of(Reference) if not one.note)
    }
    return named | {site for page in graph.pages if (site := graph.sites.of(page.path)).looks_up_labels}


def _labels(graph: DocsGraph, page: Page) -> tuple[_Labels, _Labels]:
    """Return the labels of links and of footnotes that a page can refer to."""
    around = _around(graph, page)
    links = (link for one in around for link in one.facts.links if link.kind == "definition")
    notes = (note for one in around for note in one.of(Note))
    return _Labels(one.text for one in links), _Labels(one.label for one in notes)


def _around(graph: DocsGraph, page: Page) -> list[Page]:
    """Return a page, what it includes, and the pages that include it."""
    shown = [graph.by_path[path] for path, _ in expansion(graph, page.path)]
    return [*shown, *(graph.by_path[include.parent] for include in graph.parents.get(page.path, ()))]


def _normal(label: str) -> str:
    return " ".join(label.casefold().split())


class _Labels:
    """Labels that are defined, to be asked which of them another is a slip of; `written` as they are compared."""

    def __init__(self, labels: Iterable[str]) -> None:
        self.written = {_normal(label): label for label in labels}
        self._by_bare: dict[str, str] = {}
        for label in sorted(self.written):
            self._by_bare.setdefault(_bare(label), label)
        self._alike = Alike((bare for bare in self._by_bare if len(bare) >= _LEAST), 1, longest=_LONGEST)

    def near(self, label: str) -> str:
        """Return, as written, the first label that another is a slip of: but for its marks the same, or a letter away.

        One that only has another number is another label.
        """
        bare = _bare(label)
        alike = self._alike.of(bare) if len(bare) >= _LEAST else []
        found = min((self._by_bare[one] for one in {bare, *alike} if one and one in self._by_bare), default="")
        other = _bare(found)
        is_slip = bare == other or _NUMBER.sub("", bare) != _NUMBER.sub("", other)
        return self.written.get(found, "") if is_slip else ""


_LONGEST = 80
"""Letters of a label that may have a slip."""
_MARKS, _NUMBER = re.compile(r"[\W_]"), re.compile(r"\d")


def _bare(label: str) -> str:
    return _MARKS.sub("", label)

"""A page and an offset go in; what is there comes out: a model, an API version, a host, a link or a heading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..findings import Place
from ..graph import ApiMention, DocsGraph, Mention, Page
from ..page.facts import Heading, Link, Span, Url
from ..site.resolution import Resolution

Thing = Mention | ApiMention | Link | Url | Heading


def thing_at(graph: DocsGraph, path: str, offset: int) -> tuple[Thing, Span] | None:
    """Return what is at an offset of a page, and its span: of several things the one with the shortest span."""
    page = graph.by_path.get(path)
    if page is None:
        return None
    found = [(span, thing) for span, thing in _things(graph, page) if span.start <= offset <= span.end]
    if not found:
        return None
    span, thing = min(found, key=lambda one: one[0].end - one[0].start)
    return thing, span


def _things(graph: DocsGraph, page: Page) -> Iterator[tuple[Span, Thing]]:
    yield from ((one.span, one) for one in graph.by_page.get(page.path, ()))
    yield from ((one.fact.span, one) for one in graph.api_by_page.get(page.path, ()))
    yield from ((link.span, link) for link in page.facts.links)
    yield from ((url.host, url) for url in page.facts.urls)
    yield from ((heading.span, heading) for heading in page.facts.headings)


@dataclass(frozen=True)
class Anchored:
    """A heading, or a line with a name of its own, that links can lead to, by its anchor."""

    anchor: str
    place: Place


def anchors_of(graph: DocsGraph, page: Page) -> list[Anchored]:
    """Return what on a page links can lead to, as its site makes anchors of headings; in order."""
    found = []
    for style in graph.sites.of(page.path).styles:
        headings = [one for one in page.facts.headings if one.level <= style.deepest]
        texts = (style.of(one.text, one.span.slice(page.text)) for one in headings)
        found += [
            Anchored(anchor, page.place(one.span)) for one, anchor in zip(headings, style.unique(texts), strict=True)
        ]
    named = ((name, one.line) for one in page.facts.anchors for name in graph.sites.of(page.path).named_anchors(one))
    found += [Anchored(name, Place(page.path, line, 1, line, 1)) for name, line in named]
    return sorted(dict.fromkeys(found), key=lambda one: one.place)


def target_of(graph: DocsGraph, found: Resolution) -> Place:
    """Return the place that a link leads to: the heading that it names, or the start of the file."""
    page = graph.by_path.get(found.path)
    if page is not None and found.fragment:
        wanted = found.fragment.lower()
        for one in anchors_of(graph, page):
            if one.anchor.lower() == wanted:
                return one.place
    return Place(found.path, 1, 1, 1, 1)


def links_to(graph: DocsGraph, path: str, anchor: str | None = None) -> Iterator[tuple[Page, Link]]:
    """Yield the links that lead to a page, or to an anchor on it."""
    wanted = None if anchor is None else anchor.lower()
    for page in graph.pages:
        for link in page.facts.links:
            found = graph.resolve(page, link)
            if found is None or not found.outcome.arrives or found.path != path:
                continue
            if wanted is None or found.fragment.lower() == wanted:
                yield page, link

"""A graph goes in; the parts of it that the next graph of the same tree can take over come out.

A page is taken over where its text and facts are the same; the sites, with all links that they have resolved, where
nothing changed that they look at: the files, and of pages their front matter, headings, anchors and targets of links.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..page.facts import Facts
from .graph import DocsGraph
from .memo import Memo
from .page import Page

if TYPE_CHECKING:
    from ..site.sites import Sites
    from ..tree.sources import Source


class Kept:
    """What is kept of a graph, for one of the same files that is made with the same configuration; nothing of None.

    The graph must not be used for anything more that depends on links, once its sites have been taken over.
    """

    def __init__(self, graph: DocsGraph | None) -> None:
        self._pages = graph.by_path if graph is not None else {}
        self._included = graph.parents if graph is not None else {}
        """The includes that lead to each page."""
        self._sites = graph.sites if graph is not None else None
        self._memo = (graph.memo if graph is not None else None) or Memo()

    def page(self, path: str, text: str, facts: Facts, readers: frozenset[str]) -> Page | None:
        """Return the page with these facts, if there was one."""
        page = self._pages.get(path)
        same = page is not None and page.facts is facts and page.text == text and page.readers == readers
        return page if same else None

    def sites(self, source: Source, pages: dict[str, Page]) -> Sites | None:
        """Return the sites, moved to these pages, or None where something differs that they look at."""
        changed = {path: page for path, page in pages.items() if page is not self._pages.get(path)}
        self._memo.forget(changed)
        if self._sites is None or pages.keys() != self._pages.keys():
            self._memo.forget_links()
            return None
        if any(self._is_in_heading(path) or _differ(page, self._pages[path]) for path, page in changed.items()):
            self._memo.forget_links()
            return None
        self._sites.moved(source, {path: page.facts for path, page in changed.items()})
        return self._sites

    def memo(self) -> Memo:
        """Return what functions have made of the pages that `sites` was asked for last."""
        return self._memo

    def _is_in_heading(self, path: str) -> bool:
        """Return whether a heading may include a page, so that its anchor is made of the page's text."""
        around = (self._pages[include.parent] for include in self._included.get(path, ()))
        return any("[!" in one.span.slice(page.text) for page in around for one in page.facts.headings)


def _differ(page: Page, other: Page) -> bool:
    return structure(page) != structure(other)


def structure(page: Page) -> list[Any]:
    """Return all that sites look at of a page."""
    facts = page.facts
    return [
        facts.title,
        facts.metadata,
        facts.former,
        [(one.target, one.kind, one.form) for one in facts.links],
        [(one.name, one.component) for one in facts.anchors],
        [(one.level, one.text, one.span.slice(page.text)) for one in facts.headings],
    ]

"""A navigation of Fern goes in; the routes of its pages come out, and the starts of the routes that the build makes.

A route is the slugs of the tab, the sections and the page, each written or made of the title; the `slug` of a page's
front matter replaces all. Source: buildwithfern.com/learn/docs/configuration/navigation.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from .literals import Value, at, items, text_at

_MADE = ("api", "changelog", "folder")
_NO_WORD = re.compile(r"[^a-z0-9]+")


@dataclass
class Navigation:
    """Pages by their routes, below the slug of their version; `made` are starts of routes of generated pages.

    `declared` returns the route that the front matter of a page declares, or None.
    """

    folder: str
    declared: Callable[[str], str | None]
    pages: dict[str, str] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)

    def add(self, config: Value) -> None:
        """Add what a file with a navigation says: `docs.yml`, or one of a version."""
        tabs = at(config, "tabs")
        for name, tab in tabs.items() if isinstance(tabs, dict) else ():
            if at(tab, "changelog"):
                self.made.add(_slug(tab, text_at(tab, "display-name") or str(name)))
        landing = at(config, "landing-page")
        if landing is not None:
            self._add_page(landing, "")
        open_items = [(one, "") for one in items(at(config, "navigation"))]
        while open_items:
            item, start = open_items.pop()
            open_items.extend(self._inner(item, start, tabs))

    def _inner(self, item: Value, start: str, tabs: Value) -> list[tuple[Value, str]]:
        """Add an item of the navigation below a start of routes, and return the items that it holds with theirs."""
        if made := next((key for key in _MADE if text_at(item, key)), ""):
            title = "" if made == "folder" else text_at(item, made)
            self.made.add(_joined(start, _slug(item, title)))
            return []
        if name := text_at(item, "tab"):
            start = _joined(start, _slug(at(tabs, name), text_at(tabs, name, "display-name") or name))
            return [(one, start) for one in items(at(item, "layout"))]
        if title := text_at(item, "section"):
            start = _joined(start, _slug(item, title))
            self._add_page(item, start)
            return [(one, start) for one in items(at(item, "contents"))]
        if title := text_at(item, "page"):
            self._add_page(item, _joined(start, _slug(item, title)))
        return []

    def _add_page(self, item: Value, route: str) -> None:
        written = text_at(item, "path")
        if written:
            path = posixpath.normpath(posixpath.join(self.folder, written))
            declared = self.declared(path)
            self.pages.setdefault(route if declared is None else declared, path)


def _slug(item: Value, title: str) -> str:
    """Return the part of a route that an item of the navigation makes; nothing where it is left out."""
    if at(item, "skip-slug") is True:
        return ""
    written = text_at(item, "slug")
    return (written or _NO_WORD.sub("-", title.lower())).strip("/-")


def _joined(start: str, end: str) -> str:
    return f"{start}/{end}".strip("/")

"""Fern: `docs.yml` and the files that it names go in; a site that knows its navigation comes out.

Sources: buildwithfern.com/learn/docs/configuration/navigation, .../versions, .../site-level-settings (redirects).
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from .literals import Value, at, items, text_at
from .plain import LearnedSite
from .site_tree import PAGES, below, inside

_FOLDERS = ("folder", "changelog")
_PARTS = ("snippets", "components", "partials", "includes")
"""Folders of what is shown inside pages, which no navigation names."""


class FernSite(LearnedSite):
    """A site whose routes its links and the `slug` of its pages show, and whose navigation names what is published."""

    refuses_html_comments = True

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments, kind="fern")

    @cached_property
    def _settings(self) -> str:
        """The path of `docs.yml`, beside the configuration."""
        return below(posixpath.dirname(self.origin.file), "docs.yml")

    def own_redirects(self) -> Iterator[tuple[str, str]]:
        """Yield the redirects of `docs.yml`."""
        for one in items(at(self.tree.yaml(self._settings), "redirects")):
            if (source := text_at(one, "source")) and (to := text_at(one, "destination")):
                yield source, to

    def declared(self, path: str) -> str | None:
        """Return the route that a page's `slug` declares, from the top of the site."""
        slug = self.tree.metadata(path).get("slug")
        return slug.strip("/") if slug else None

    @cached_property
    def _declared(self) -> Mapping[str, str]:
        """Pages by the route that each alone declares: those of two versions may share one."""
        slugs = {path: slug for path in sorted(self.tree.facts) if (slug := self.declared(path)) is not None}
        number = Counter(slugs.values())
        return {slug: path for path, slug in slugs.items() if number[slug] == 1 and self.publishes(path)}

    def leaves_out(self, path: str) -> bool:
        """Return whether a page is in no navigation, where all its files can be read and name pages."""
        pages, folders = self._navigation
        top = posixpath.dirname(self._settings)
        is_part = any(part in _PARTS or part.startswith("_") for part in path.split("/"))
        is_own = inside(top, path) and not is_part
        parts = path.split("/")
        around = {"/".join(parts[:depth]) for depth in range(1, len(parts))}
        return bool(pages) and is_own and path not in pages and folders.isdisjoint(around)

    @cached_property
    def _navigation(self) -> tuple[frozenset[str], frozenset[str]]:
        """The pages and the folders that the navigation names; none if one of its files cannot be read."""
        pages: set[str] = set()
        folders: set[str] = set()
        files = [self._settings]
        for file in files:
            data = self.tree.yaml(file)
            if not isinstance(data, dict):
                return frozenset(), frozenset()
            for key, path in _named(data):
                named = posixpath.normpath(posixpath.join(posixpath.dirname(file), path))
                if key in _FOLDERS:
                    folders.add(named)
                elif named.lower().endswith(PAGES):
                    pages.add(named)
                elif named.endswith((".yml", ".yaml")) and named not in files:
                    files.append(named)
        return frozenset(pages), frozenset(folders)


def _named(value: Value) -> Iterator[tuple[str, str]]:
    """Yield the paths that a configuration names, with the key of each."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("path", *_FOLDERS) and isinstance(inner, str):
                yield key, inner
            else:
                yield from _named(inner)
    for one in items(value):
        yield from _named(one)

"""Fern: `docs.yml` and the files that it names go in; a site that knows its navigation comes out.

Sources: buildwithfern.com/learn/docs/configuration/navigation, .../versions, .../site-level-settings (redirects).
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from .fern_navigation import Navigation
from .literals import Value, at, items, text_at
from .plain import LearnedSite
from .resolution import Reason
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

    def own_addresses(self) -> Iterator[str]:
        """Yield the domains of the instances that `docs.yml` names; each may have a base path."""
        for one in items(at(self.tree.yaml(self._settings), "instances")):
            domains = at(one, "custom-domain")
            for domain in [*items(domains), domains, at(one, "url")]:
                if isinstance(domain, str):
                    yield f"https://{domain.removeprefix('https://')}"

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

    def page_at(self, route: str) -> str | None:
        """Return the page or the file that is served at a route: of a version, or without one of the first."""
        version, inner = self._version_of(route)
        found = version.pages.get(inner) if version is not None else None
        return found or super().page_at(route)

    def unjudged(self, route: str) -> Reason | None:
        """Return why a route without a page is not judged: the build makes the pages of an API and of a changelog."""
        version, inner = self._version_of(route)
        is_made = version is not None and any(inside(start, inner) for start in version.made)
        return Reason.BUILD if is_made else super().unjudged(route)

    def _version_of(self, route: str) -> tuple[Navigation | None, str]:
        """Return the navigation of the version that a route names, else of the first, and the rest of the route."""
        route = route.strip("/").removesuffix(".html")
        first, _, rest = route.partition("/")
        if first in self._versions:
            return self._versions[first], rest
        return next(iter(self._versions.values()), None), route

    @cached_property
    def _versions(self) -> dict[str, Navigation]:
        """The navigations by the slugs of their versions, the one without a slug in its routes first."""
        config, top = self.tree.yaml(self._settings), posixpath.dirname(self._settings)
        found = {}
        for one in items(at(config, "versions")):
            slug = (text_at(one, "slug") or text_at(one, "display-name")).strip("/").lower()
            file = posixpath.normpath(posixpath.join(top, text_at(one, "path")))
            found[slug] = self._read(posixpath.dirname(file), self.tree.yaml(file), slug)
        return found or {"": self._read(top, config, "")}

    def _read(self, folder: str, config: Value, version: str) -> Navigation:
        def declared(path: str) -> str | None:
            slug = self.declared(path)
            return slug.removeprefix(f"{version}/") if slug is not None and version else slug

        navigation = Navigation(folder, declared)
        navigation.add(config)
        return navigation

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

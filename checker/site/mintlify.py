"""Mintlify: `docs.json` or `mint.json` goes in, its site comes out: routes, redirects, generated pages and anchors.

Taken from the sources of `@mintlify/common` and `@mintlify/link-rot`: a page is its path without the ending, a folder
and a file of the tree are reached under their paths, and a relative link starts at the page's folder, or at the root
where it does not start with a dot.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace

from .base import Site
from .literals import Value, at, items, text_at
from .resolution import Outcome, Reason, Resolution, there
from .routes import Naming
from .site_tree import PAGES, below, inside
from .slugs import Style, mintlify, mintlify_fragment
from .targets import Target

if TYPE_CHECKING:
    from ..page.facts import Anchor, Facts, Link

NAMES = ("docs.json", "mint.json")
SNIPPETS = ("snippets", "_snippets")
_OPENAPI = ("openapi", "asyncapi")
_STYLE = Style("mintlify", mintlify, first=2, deepest=4)
_PARAMETERS = ("ParamField", "Param", "ResponseField")


class MintlifySite(Site):
    """A Mintlify site."""

    kind = "mintlify"
    prefers_files = False
    refuses_html_comments = True
    naming = Naming(indexes=("index",), suffixes=(".mdx", ".md"))

    @cached_property
    def config(self) -> Value:
        """What the configuration says."""
        return self.tree.json(self.origin.file) if self.origin.file else None

    @property
    def confident(self) -> bool:  # type: ignore[override]
        """Whether the configuration could be read: else its redirects are not known."""
        return at(self.config, "navigation") is not None

    @property
    def styles(self) -> tuple[Style, ...]:
        """How headings get their anchors."""
        return (_STYLE,)

    def named_anchors(self, anchor: Anchor) -> tuple[str, ...]:
        """Return the ids of elements, and those that Mintlify makes for the titles of components."""
        if not anchor.component:
            return (mintlify_fragment(anchor.name),)
        if anchor.component in _PARAMETERS:
            return (f"param-{mintlify(anchor.name.replace('_', '-').replace('.', '-'))}",)
        return (mintlify(anchor.name),)

    def fragment(self, fragment: str) -> str:
        """Return a link's fragment as Mintlify compares it."""
        return mintlify_fragment(fragment)

    def written_fragment(self, anchor: str) -> str:
        """Return an anchor as a link has to write it."""
        return anchor.replace("&", "%26")

    def has_known_anchors(self, facts: Facts) -> bool:
        """Return whether a page is written out: one of an OpenAPI operation has anchors for its parameters."""
        return super().has_known_anchors(facts) and not any(key in facts.metadata for key in (*_OPENAPI, "api"))

    def own_redirects(self) -> Iterator[tuple[str, str]]:
        """Yield the configuration's redirects."""
        for one in items(at(self.config, "redirects")):
            yield text_at(one, "source"), text_at(one, "destination")

    def relative(self, page: str, target: Target, kind: str) -> Resolution:
        """Return what comes of a relative link: from the page's folder, else from the root, else by a redirect.

        A snippet has no route: what it links to starts at the pages that show it, so that only the root is certain.
        """
        if any(inside(below(self.folder, one), page) for one in SNIPPETS) and kind != "image":
            return self.rooted(page, replace(target, path=posixpath.normpath(target.written).strip("./")))
        found = super().relative(page, replace(target, path=_without_page_end(target.path)), kind)
        if found.outcome is not Outcome.BROKEN:
            return found
        if not target.written.startswith("."):
            rooted = self.at(posixpath.normpath(target.written).strip("/"))
            if rooted is not None:
                return rooted
        route = posixpath.relpath(target.path, self.folder or ".")
        return self.at(route) or (found if found.near else self.no_route(page, route))

    def served(self, page: str, target: Target) -> Resolution | None:
        """Return nothing: a relative link always starts at the folder of the page's file."""
        return None

    def file(self, path: str) -> str | None:
        """Return the file or folder that a path names; `/a.md` is found as `a.mdx` too."""
        return super().file(path) or super().file(_without_page_end(path))

    def unjudged(self, route: str) -> Reason | None:
        """Return why a route without a page is not judged: pages of an OpenAPI document are made by the build."""
        return Reason.BUILD if any(inside(one, route) for one in self._generated) else None

    @cached_property
    def _generated(self) -> frozenset[str]:
        """The folders of the pages that are made of OpenAPI documents."""
        return frozenset(self._openapi_folders())

    def _openapi_folders(self) -> Iterator[str]:
        stack = [at(self.config, "navigation")]
        while stack:
            value = stack.pop()
            if isinstance(value, dict):
                made = [value[key] for key in _OPENAPI if value.get(key)]
                if made and not value.get("pages"):
                    yield text_at(made[0], "directory").strip("/") or "api-reference"
                stack.extend(value.values())
            elif isinstance(value, list):
                stack.extend(value)

    def at(self, route: str) -> Resolution | None:
        """Return what is at a route; the top of the site shows its first page."""
        return there(self.shown(self.folder)) if route in ("", ".") else super().at(_without_page_end(route))

    def include_places(self, page: str, link: Link) -> list[str]:
        """Return where the file of an import or of `<Snippet file="name"/>` can be."""
        if link.form == "component":
            folders = [one for one in SNIPPETS if self.tree.is_folder(below(self.folder, one))]
            return [below(self.folder, f"{one}/{link.target}") for one in folders or SNIPPETS]
        return super().include_places(page, link)


def _without_page_end(path: str) -> str:
    return next((path[: -len(end)] for end in PAGES if path.lower().endswith(end)), path)


def is_config(value: Value) -> bool:
    """Return whether a JSON value is a configuration of Mintlify; `docs.json` is a name that others use as well."""
    return "mintlify" in text_at(value, "$schema") or (isinstance(value, dict) and "navigation" in value)

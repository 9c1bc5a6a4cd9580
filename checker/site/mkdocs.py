"""MkDocs and Material: `mkdocs.yml` goes in, its site comes out; no tag of it (`!ENV`, `!!python/name`) is executed.

Taken from MkDocs' `structure/files.py` and `structure/pages.py`: links between pages name files; what an HTML attribute
names starts at the page's address, a folder called like the page; absolute links are the host's.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .base import Site
from .literals import Tagged, Value, at, items, text_at
from .resolution import Outcome, Reason, Resolution, lacks_ending, there, unknown
from .routes import Naming
from .site_tree import below, inside
from .slugs import ANY, Style, pymdownx, python_markdown, python_markdown_unicode
from .targets import Target

if TYPE_CHECKING:
    from ..page.facts import Link

NAMES = ("mkdocs.yml", "mkdocs.yaml")
_INCLUDING = ("markdown_include.include", "mdx_include", "markdown_include_variants")
_API_PLUGINS = ("mkdocstrings", "api-autonav", "autoapi", "gen-files", "literate-nav", "macros", "monorepo", "awesome")


class MkdocsSite(Site):
    """A MkDocs site; its folder is `docs_dir`."""

    kind = "mkdocs"
    prefers_files = False
    naming = Naming(indexes=("index", "readme"))
    builds = True
    code_wins_in_cells = True

    @cached_property
    def config(self) -> Value:
        """What the configuration says, on top of the one that it inherits."""
        own = self.tree.yaml(self.origin.file) if self.origin.file else None
        if not isinstance(own, dict):
            return {}
        parent = text_at(own, "INHERIT")
        inherited = self.tree.yaml(posixpath.normpath(posixpath.join(self._top, parent))) if parent else None
        return {**inherited, **own} if isinstance(inherited, dict) else own

    @property
    def _top(self) -> str:
        return posixpath.dirname(self.origin.file)

    @cached_property
    def plugins(self) -> Mapping[str, Any]:
        """The plugins by their names, with what is set for them."""
        return _named(at(self.config, "plugins"))

    @property
    def has_own_components(self) -> bool:
        """Whether the build runs code of the site's own, which may give pages anchors."""
        return bool(at(self.config, "hooks")) or "macros" in self.plugins

    @property
    def looks_up_labels(self) -> bool:  # type: ignore[override]
        """Whether a plugin finds the labels of references on other pages, or appends definitions to each page."""
        appends = at(_named(at(self.config, "markdown_extensions")).get("pymdownx.snippets"), "auto_append")
        return bool(appends) or any(name.endswith(("autorefs", "mkdocstrings")) for name in self.plugins)

    @cached_property
    def styles(self) -> tuple[Style, ...]:
        """How headings get their anchors: as `toc` and its `slugify` say."""
        toc = _named(at(self.config, "markdown_extensions")).get("toc")
        slugify, separator = at(toc, "slugify"), text_at(toc, "separator") or "-"
        tag = slugify.tag if isinstance(slugify, Tagged) else str(slugify or "")
        if "pymdownx.slugs" in tag:
            kwds = at(slugify.value, "kwds") if isinstance(slugify, Tagged) else None
            cased = text_at(kwds, "case") == "lower" or tag.endswith(("uslugify", "gfm"))
            return (Style("pymdownx", lambda text: pymdownx(text, separator, lower=cased), "_"),)
        if "slugify_unicode" in tag:
            return (Style("python-markdown-unicode", lambda text: python_markdown_unicode(text, separator), "_"),)
        if slugify is not None:
            return ANY
        return (Style("python-markdown", lambda text: python_markdown(text, separator), "_"),)

    def own_redirects(self) -> Iterator[tuple[str, str]]:
        """Yield the redirects plugin's map, from page to page and from the page's route."""
        maps = at(self.plugins.get("redirects"), "redirect_maps")
        for one, to in maps.items() if isinstance(maps, dict) else ():
            if isinstance(one, str) and isinstance(to, str):
                yield one, to
                yield self.routes.route(below(self.folder, one)), to

    def own_addresses(self) -> Iterator[str]:
        """Yield the configuration's `site_url`, or the default of one that the environment may set."""
        said = at(self.config, "site_url")
        for one in [*items(said.value), said.value] if isinstance(said, Tagged) else [said]:
            if isinstance(one, str):
                yield one

    @property
    def base_of_host(self) -> str:
        """The path below its host that the site is at, from `site_url`; `/` where that is not said."""
        return urlsplit(text_at(self.config, "site_url")).path.rstrip("/")

    def redirects_file(self, path: str) -> bool:
        """Return whether the redirects plugin leads on from a page."""
        return bool(self.redirects.of(path.removeprefix(f"{self.folder}/")))

    def relative(self, page: str, target: Target, kind: str) -> Resolution:
        """Return what comes of a relative link; in HTML it starts at the address, if anything is there."""
        if kind == "href":
            served = self.served(page, target)
            if served is not None:
                return served
        found = super().relative(page, target, kind)
        if kind in ("link", "definition") and (lacking := lacks_ending(target, found.path)):
            return self._followed(page, target) or lacking
        if found.outcome is Outcome.BROKEN and inside(self.folder, target.path):
            to = self.redirects.of(target.path.removeprefix(f"{self.folder}/"))
            if to:
                return Resolution(Outcome.MOVED, target.path, to=to)
        return found

    def _followed(self, page: str, target: Target) -> Resolution | None:
        """Return what a browser finds that follows a relative link from a page's address, which is that of a folder."""
        route = self.routes.route(page)
        start = posixpath.dirname(route) if at(self.config, "use_directory_urls") is False else route
        return self.at(posixpath.normpath(posixpath.join("/", start, target.written)).strip("/"))

    def rooted(self, page: str, target: Target) -> Resolution:
        """Return what comes of an absolute link, which MkDocs leaves as it is."""
        base = self.base_of_host
        route = f"/{target.path}"
        inner = route.removeprefix(base).strip("/") if inside(base, route) else target.path
        found = self.at(inner) or self.at(target.path)
        if found is not None:
            return found
        path = self.file(target.path)
        return self.no_route(page, target.path) if path is None else there(path)

    def no_route(self, page: str, route: str) -> Resolution:
        """Return what comes of an absolute link to nothing known: it may be another site's of the same host."""
        found = super().no_route(page, route)
        if found.outcome is Outcome.UNKNOWN and found.reason is Reason.ROUTES:
            return unknown(Reason.HOST, route)
        return found

    def missing(self, page: str, path: str) -> Resolution:
        """Return what comes of a link to a file that is not there; plugins make files and whole folders."""
        if inside(self.folder, path) and self.folder != path and self._generates(path):
            return unknown(Reason.BUILD, path)
        return super().missing(page, path)

    def _generates(self, path: str) -> bool:
        """Return whether a plugin makes files, and none of the folder that a path is in is in the tree."""
        top = below(self.folder, path.removeprefix(f"{self.folder}/").split("/")[0])
        made = any(name.rpartition("/")[2].startswith(_API_PLUGINS) for name in self.plugins)
        return made and not self.tree.exists(top)

    def include_places(self, page: str, link: Link) -> list[str]:
        """Return where the file of a snippet can be: in any of the folders that the extension is given."""
        if link.form == "working":
            return list(self._including(link.target))
        if link.form == "snippet":
            return [posixpath.normpath(posixpath.join(folder, link.target)) for folder in self._snippet_folders()]
        return super().include_places(page, link)

    def _including(self, target: str) -> Iterator[str]:
        """Yield where the file can be that an extension of Python-Markdown includes, if there is one."""
        extensions = _named(at(self.config, "markdown_extensions"))
        for name in _INCLUDING:
            if name in extensions:
                base = text_at(extensions[name], "base_path") or "."
                yield posixpath.normpath(posixpath.join(self._top, base, target))

    def _snippet_folders(self) -> Iterator[str]:
        extension = _named(at(self.config, "markdown_extensions")).get("pymdownx.snippets")
        named = at(extension, "base_path")
        for one in items(named) or [named]:
            yield posixpath.normpath(posixpath.join(self._top, one if isinstance(one, str) else "."))
            if isinstance(one, Tagged):
                yield self.folder


def docs_folder(top: str, config: Value) -> str:
    """Return the folder of a configuration's pages, given the folder that the configuration is in."""
    joined = posixpath.normpath(posixpath.join(top, text_at(config, "docs_dir") or "docs"))
    return "" if joined == "." else joined


def _named(value: Value) -> dict[str, Any]:
    """Return a list of names and one-entry mappings, or a mapping, as one mapping."""
    if isinstance(value, dict):
        return {str(name): one for name, one in value.items()}
    found: dict[str, Any] = {}
    for one in items(value):
        found.update({str(name): inner for name, inner in one.items()} if isinstance(one, dict) else {str(one): None})
    return found

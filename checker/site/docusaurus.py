"""Docusaurus: `docusaurus.config.*` goes in; each of its docs, blog and page folders comes out as a part of one site.

Taken from its documentation and sources (plugin-content-docs: `docs.ts`, `slug.ts`, `numberPrefix.ts`): number prefixes
are cut, `slug` and `id` of the front matter count, versions and translations have folders and routes of their own.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .base import Site
from .literals import Value, at, items, text_at
from .resolution import Outcome, Reason, Resolution
from .routes import Naming, Routes, without_number
from .script_literals import COMPUTED, exported
from .site_tree import PAGES, below, inside, starts
from .slugs import GITHUB_SLUGGER, Style
from .targets import Target

NAMES = tuple(f"docusaurus.config.{end}" for end in ("js", "ts", "mjs", "cjs", "mts"))
_NAMING = Naming(segment=without_number, indexes=("index", "readme"), like_folder=True)
_PAGES = Naming(indexes=("index",), suffixes=(*PAGES, ".tsx", ".jsx", ".ts", ".js"))
_DATED = re.compile(r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})[-/](?P<rest>.+?)(?:/index)?$")
_PARSER_PLUGINS = ("remarkPlugins", "rehypePlugins", "beforeDefaultRemarkPlugins", "beforeDefaultRehypePlugins")
_STRICT = 3
"""The major version with which pages of Markdown became pages of MDX 2."""
_BUILT = ("tags", "authors", "archive", "page", "category")


@dataclass(frozen=True)
class Part:
    """A folder of a site and the route of its top: `docs`, `docs/next`, `blog`, or nothing for pages.

    `plugin` is the instance that publishes it, and `version` the one that it is of. If it `is_rewritten`, plugins of
    the site's own change its pages: their links and their anchors too, perhaps.
    """

    folder: str
    route: str
    kind: str = "docs"
    plugin: str = ""
    version: str = ""
    is_rewritten: bool = False


class DocusaurusSite(Site):
    """A Docusaurus site; its folder is that of its configuration, and its pages are in several folders."""

    kind = "docusaurus"
    naming = _NAMING

    @cached_property
    def config(self) -> Value:
        """What the configuration exports, as far as it can be read without running it."""
        text = self.tree.text(self.origin.file) if self.origin.file else None
        language = "typescript" if self.origin.file.endswith("ts") else "javascript"
        return exported(text, language) if text else None

    @property
    def styles(self) -> tuple[Style, ...]:
        """How headings get their anchors."""
        return (GITHUB_SLUGGER,)

    @property
    def has_own_components(self) -> bool:
        """Whether plugins of the site's own may give pages anchors."""
        return not isinstance(self.config, dict) or any(part.is_rewritten for part in self.parts)

    @property
    def confident(self) -> bool:  # type: ignore[override]
        """Whether all that makes routes could be read."""
        presets = [*items(at(self.config, "presets")), *items(at(self.config, "plugins"))]
        return bool(presets) and all(one is not COMPUTED and _options(one) is not COMPUTED for one in presets)

    @property
    def assets(self) -> tuple[str, ...]:  # type: ignore[override]
        """The folders whose files are served at the top."""
        named = [one for one in items(at(self.config, "staticDirectories")) if isinstance(one, str)]
        return tuple(below(self.folder, one) for one in (named or ["static"]))

    @cached_property
    def parts(self) -> list[Part]:
        """The folders of its pages, with the routes of their tops; the longest folder first."""
        found = [Part(below(self.folder, "src/pages"), "", "pages")]
        for name, options in self._plugins():
            if name.endswith(("preset-classic", "classic")):
                found.extend(self._docs(_inner(options, "docs")) if _inner(options, "docs") is not False else ())
                found.extend(self._blog(_inner(options, "blog")) if _inner(options, "blog") is not False else ())
            elif name.endswith("content-docs"):
                found.extend(self._docs(options))
            elif name.endswith("content-blog"):
                found.extend(self._blog(options))
        if len(found) == 1:
            found.extend(self._docs(None))
        return sorted(found, key=lambda one: (-len(one.folder), one.folder))

    def compiles(self, path: str) -> bool:
        """Return whether a page is read as MDX: from version 3 on, all are, unless the configuration says otherwise."""
        if self._version and self._version < _STRICT:
            return False
        by_name = not self._version or text_at(self.config, "markdown", "format") in ("detect", "md")
        return self.publishes(path) and (path.lower().endswith(".mdx") or not by_name)

    @cached_property
    def _version(self) -> int:
        """The major version of the generator that the site's package asks for; 0 where it is not known."""
        wanted = text_at(self.tree.json(below(self.folder, "package.json")), "dependencies", "@docusaurus/core") or ""
        found = re.match(r"[\^~>=v ]*(\d+)\.", wanted)
        return int(found[1]) if found else 0

    def _plugins(self) -> Iterator[tuple[str, Any]]:
        for one in (*items(at(self.config, "presets")), *items(at(self.config, "plugins"))):
            name = one[0] if isinstance(one, list) and one else one
            if isinstance(name, str):
                yield name, _options(one)

    def _docs(self, options: Any) -> Iterator[Part]:
        """Yield the folders of a docs plugin: the present version's, those of others, and their translations."""
        folder = self._path(options, "docs")
        route = _route(options, "docs")
        instance = text_at(options, "id")
        prefix = f"{instance}_" if instance and instance != "default" else ""
        versions = [one for one in items(self.tree.json(below(self.folder, f"{prefix}versions.json")))
                    if isinstance(one, str)]  # fmt: skip
        last = text_at(options, "lastVersion") or (versions[0] if versions else "current")
        for version in ("current", *versions):
            named = at(options, "versions", version, "path")
            path = (
                named
                if isinstance(named, str)
                else ""
                if version == last
                else "next"
                if version == "current"
                else version
            )
            own = folder if version == "current" else below(
                self.folder, f"{prefix}versioned_docs/version-{version}")  # fmt: skip
            label = "current" if version == "current" else f"version-{version}"
            plugin = "docusaurus-plugin-content-docs" + (f"-{instance}" if prefix else "")
            more = ("docs", instance, version, _rewrites(options))
            yield Part(own, _join(route, path), *more)
            for locale in self._locales():
                yield Part(below(self.folder, f"i18n/{locale}/{plugin}/{label}"), _join(locale, route, path), *more)

    def _blog(self, options: Any) -> Iterator[Part]:
        route = _route(options, "blog")
        yield Part(self._path(options, "blog"), route, "blog", is_rewritten=_rewrites(options))

    def _path(self, options: Any, usual: str) -> str:
        joined = posixpath.normpath(posixpath.join(self.folder, text_at(options, "path") or usual))
        return "" if joined == "." else joined

    def _locales(self) -> list[str]:
        named = [one for one in items(at(self.config, "i18n", "locales")) if isinstance(one, str)]
        return [one for one in named if one != text_at(self.config, "i18n", "defaultLocale")]

    @property
    def roots(self) -> Iterable[str]:
        """The folders, relative to the root, one of which holds each page of the site."""
        return self._by_folder.keys()

    def publishes(self, path: str) -> bool:
        """Return whether a page is part of the site; what starts with `_` is only shown inside others."""
        return self._part_of(path) is not None

    def _part_of(self, path: str) -> Part | None:
        return next((self._by_folder[one] for one in starts(path) if one in self._by_folder), None)

    @cached_property
    def _by_folder(self) -> dict[str, Part]:
        return {one.folder: one for one in reversed(self.parts)}

    @cached_property
    def _by_route(self) -> dict[str, list[Part]]:
        found: dict[str, list[Part]] = defaultdict(list)
        for one in self.parts:
            found[one.route].append(one)
        return dict(found)

    # -- routes

    def route(self, path: str) -> str:
        """Return the route of a page: its front matter's `slug`, else its path, with its id as the last part."""
        part = self._part_of(path)
        if part is None:
            return ""
        slug, id_ = self._own(path, "slug"), self._own(path, "id")
        plain = self._routes_of(part).route(path)
        if part.kind == "blog" and (dated := _DATED.search(posixpath.splitext(path)[0])):
            plain = "/".join((dated["year"], dated["month"].zfill(2), dated["day"].zfill(2), dated["rest"]))
        elif id_ and part.kind == "docs" and not slug:
            plain = _join(posixpath.dirname(plain) if plain else "", id_)
        if slug:
            start = "" if slug.startswith("/") or part.kind == "blog" else self._folder_route(part, path)
            plain = posixpath.normpath(posixpath.join("/", start, slug)).strip("/")
        return _join(self._base, part.route, plain)

    def _folder_route(self, part: Part, path: str) -> str:
        inner = posixpath.dirname(path).removeprefix(part.folder).strip("/")
        return "/".join(without_number(one) for one in inner.split("/") if one)

    def _own(self, path: str, key: str) -> str:
        return self.tree.metadata(path).get(key, "")

    @cached_property
    def _base(self) -> str:
        return (text_at(self.config, "baseUrl") or self.origin.base).strip("/")

    def _routes_of(self, part: Part) -> Routes:
        if part not in self._by_part:
            naming = _PAGES if part.kind == "pages" else _NAMING
            self._by_part[part] = Routes(self.tree, part.folder, naming)
        return self._by_part[part]

    @cached_property
    def _by_part(self) -> dict[Part, Routes]:
        return {}

    @cached_property
    def _declared(self) -> Mapping[str, str]:
        """The pages whose front matter or whose date says another route than their path does, by that route."""
        found = {}
        for path in sorted(self.tree.facts):
            part = self._part_of(path)
            if part is not None and (self._own(path, "slug") or self._own(path, "id") or part.kind == "blog"):
                found[self.route(path)] = path
        return found

    @cached_property
    def _moved(self) -> Set[str]:
        return set(self._declared.values())

    def _unread(self, part: Part) -> Mapping[str, str]:
        """Return the pages of a part that are not read, as where only some folders are checked, by their routes."""
        if part not in self._unread_of:
            unread = (path for path in self._below(part.folder) if path not in self.tree.facts)
            self._unread_of[part] = {self.route(path): path for path in unread}
        return self._unread_of[part]

    @cached_property
    def _unread_of(self) -> dict[Part, Mapping[str, str]]:
        return {}

    def _below(self, folder: str) -> Iterator[str]:
        for name in sorted(self.tree.names(folder)):
            path = below(folder, name)
            if self.tree.is_folder(path):
                yield from self._below(path)
            elif name.lower().endswith(PAGES) and not name.startswith("_"):
                yield path

    def page_at(self, route: str) -> str | None:
        """Return the page, category or file that is served at a route below `baseUrl`; None where none is."""
        route = route.removesuffix(".html")
        full = _join(self._base, route)
        if full in self._declared:
            return self._declared[full]
        moved = self._moved
        for part in (part for start in starts(route) for part in self._by_route.get(start, ())):
            inner = route.removeprefix(part.route).strip("/")
            page = self._routes_of(part).page(inner)
            if page and page not in moved:
                return page
            if part.kind == "docs" and full in self._unread(part):
                return self._unread(part)[full]
            if not inner and part.kind == "blog" and self.tree.is_folder(part.folder):
                return part.folder
        return next((path for folder in self.assets if self.tree.is_file(path := below(folder, route))), None)

    def at(self, route: str) -> Resolution | None:
        """Return what is at a route, given with or without `baseUrl`."""
        base = self._base
        inner = route[len(base) :].strip("/") if base and inside(base, route) else route
        found = next((page for one in dict.fromkeys((inner, route)) if (page := self.page_at(one)) is not None), None)
        if found is not None:
            return Resolution(Outcome.THERE, found)
        to = self.redirects.of(inner) or self.redirects.of(route)
        return self.redirected_to(route, to) if to else None

    def own_addresses(self) -> Iterator[str]:
        """Yield the configuration's `url` and `baseUrl`, as one."""
        if url := text_at(self.config, "url"):
            yield f"{url.rstrip('/')}/{self._base}"

    def own_redirects(self) -> Iterator[tuple[str, str]]:
        """Yield the rules of plugin-client-redirects; `from` is one route or several."""
        for name, options in self._plugins():
            if name.endswith("client-redirects"):
                for rule in items(at(options, "redirects")):
                    sources = at(rule, "from")
                    for one in [sources] if isinstance(sources, str) else items(sources):
                        if isinstance(one, str):
                            yield one, text_at(rule, "to")

    def unjudged(self, route: str) -> Reason | None:
        """Return why a route without a page is not judged: the build makes categories, tags and archives."""
        return Reason.BUILD if not set(_BUILT).isdisjoint(route.split("/")) else None

    def no_route(self, page: str, route: str) -> Resolution:
        """Return what comes of a link to no route: a plugin of the site's own may lead it to its page's version."""
        found = self._in_version_of(page, route)
        return super().no_route(page, route) if found is None else Resolution(Outcome.THERE, found)

    def _in_version_of(self, page: str, route: str) -> str | None:
        """Return the page of another docs folder, in the version of a page, that a route without a version means."""
        own = self._part_of(page)
        if own is None or not (own.is_rewritten and own.version):
            return None
        others = {part.plugin: part for part in self.parts if part.plugin != own.plugin and inside(part.route, route)}
        for same in self.parts:
            if same.plugin in others and same.version == own.version:
                found = self.page_at(_join(same.route, route.removeprefix(others[same.plugin].route)))
                if found is not None:
                    return found
        return None

    def rooted(self, page: str, target: Target) -> Resolution:
        """Return what comes of a link from the site's root; one to a page's file starts at the folder of the docs."""
        if target.path.lower().endswith(PAGES):
            part = self._part_of(page)
            folders = [part.folder] if part else []
            for folder in (*folders, self.folder, *(one.folder for one in self.parts)):
                if self.tree.is_file(below(folder, target.path)):
                    return Resolution(Outcome.THERE, below(folder, target.path))
        return super().rooted(page, target)


def _options(plugin: Any) -> Any:
    """Return what a plugin is given: the second of a pair, nothing for a bare name."""
    return plugin[1] if isinstance(plugin, list) and len(plugin) > 1 else None


def _route(options: Any, usual: str) -> str:
    """Return the route of a plugin's top, which may be that of the site: `/`, or an empty text."""
    written = at(options, "routeBasePath")
    return (written if isinstance(written, str) else usual).strip("/")


def _rewrites(options: Any) -> bool:
    """Return whether a plugin's options name plugins of the parser or of the HTML."""
    return any(at(options, key) for key in _PARSER_PLUGINS)


def _inner(options: Any, key: str) -> Any:
    return at(options, key)


def _join(*parts: str) -> str:
    return "/".join(one.strip("/") for one in parts if one.strip("/"))

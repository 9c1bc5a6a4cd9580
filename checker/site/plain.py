"""Generators whose configuration says little of routes: its file goes in, a site with what can be read in it comes out.

VitePress, Astro and Starlight, Hugo, Sphinx with MyST, mdBook, GitBook, and those whose routes only links show:
Nextra, Fumadocs, Next, doc-builder. Sources are their documentation: vitepress.dev/guide/routing,
starlight.astro.build/guides/pages, gohugo.io/content-management/urls,
myst-parser.readthedocs.io/en/latest/syntax/cross-referencing.html, rust-lang.github.io/mdBook, docs.gitbook.com.
"""

from __future__ import annotations

import posixpath
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .base import INDEXES, Site
from .learned import LEAST, SHARE
from .literals import Value, at, items, text_at
from .resolution import Outcome, Reason, Resolution, unknown
from .routes import Naming, without_number
from .script_literals import exported
from .site_tree import PAGES, below, inside
from .slugs import (
    ANY,
    DASHED,
    GITBOOK,
    GITHUB,
    GITHUB_SLUGGER,
    Style,
    as_written,
    docutils,
    hugo,
    is_latin,
    mdbook,
    vitepress,
)
from .targets import Target, names_file, parse

if TYPE_CHECKING:
    from ..page.facts import Facts


_ADDRESSES: Mapping[str, Sequence[tuple[tuple[str, ...], str]]] = {
    "vitepress": [(("sitemap", "hostname"), "base")],
    "astro": [(("site",), "base")],
    "hugo": [(("baseURL",), ""), (("baseurl",), "")],
    "jekyll": [(("url",), "baseurl")],
}
"""Where a generator's configuration says the URL of the site, and the base that is added to it."""


class ConfiguredSite(Site):
    """A site whose configuration is JSON, TOML, YAML or a script."""

    @cached_property
    def config(self) -> Value:
        """What the configuration says; None where it cannot be read."""
        file = self.origin.file
        if file.endswith((".yml", ".yaml")):
            return self.tree.yaml(file)
        if file.endswith(".json"):
            return self.tree.json(file)
        text = None if file.endswith(PAGES) else self.tree.text(file)
        if text is None:
            return None
        if file.endswith(".toml"):
            try:
                return tomllib.loads(text)
            except (tomllib.TOMLDecodeError, RecursionError):
                return None
        return exported(text, "typescript" if file.endswith("ts") else "javascript")

    def own_addresses(self) -> Iterator[str]:
        """Yield the URL that the configuration says, with the base that it says."""
        for keys, base in _ADDRESSES.get(self.kind, ()):
            if url := text_at(self.config, *keys):
                yield f"{url.rstrip('/')}/{text_at(self.config, base).strip('/') if base else ''}".rstrip("/")

    def route(self, path: str) -> str:
        """Return the route of a page: what its front matter declares, else its path."""
        declared = self.declared(path)
        if declared is not None:
            return f"{self.origin.base}/{declared}".strip("/")
        return super().route(path)

    def declared(self, path: str) -> str | None:
        """Return the route that a page's front matter declares, without slashes at its ends; None for none."""
        return None

    @cached_property
    def _declared(self) -> Mapping[str, str]:
        found = {}
        for path in sorted(self.tree.facts):
            if self.publishes(path) and (route := self.declared(path)) is not None:
                found[route] = path
        return found

    def page_at(self, route: str) -> str | None:
        """Return the page or the file that is served at a route; None where none is."""
        route = route.strip("/")
        return self._declared.get(route) or self._declared.get(route.removesuffix(".html")) or super().page_at(route)


class VitepressSite(ConfiguredSite):
    """A VitePress site: its folder is `srcDir`, its configuration in `.vitepress`."""

    kind = "vitepress"
    naming = Naming(indexes=("index",), suffixes=(".md",))

    @property
    def styles(self) -> tuple[Style, ...]:
        """How headings get their anchors; a configuration can set a `slugify` of its own."""
        own = at(self.config, "markdown", "anchor", "slugify") or at(self.config, "markdown", "slugify")
        return ANY if own else (Style("vitepress", vitepress),)

    @property
    def has_own_components(self) -> bool:
        """Whether plugins of the parser may give pages anchors."""
        own = at(self.config, "markdown", "config") or at(self.config, "markdown", "anchor")
        return bool(own) or not isinstance(self.config, dict)

    @property
    def confident(self) -> bool:  # type: ignore[override]
        """Whether routes are paths: nothing rewrites them, and no page is the template of many."""
        return isinstance(self.config, dict) and not at(self.config, "rewrites")

    @property
    def assets(self) -> tuple[str, ...]:  # type: ignore[override]
        """The folder whose files are served at the top."""
        return (below(self.folder, "public"),)

    def unjudged(self, route: str) -> Reason | None:
        """Return why a route without a page is not judged: `[name].md` is made into many."""
        folder = posixpath.dirname(below(self.folder, route))
        dynamic = any("[" in name for name in self.tree.names(folder))
        return Reason.BUILD if dynamic else super().unjudged(route)


class AstroSite(ConfiguredSite):
    """Astro's Starlight: pages of `src/content/docs`, routes in lower case, `slug` of the front matter."""

    kind = "astro"
    refuses_html_comments = True
    reads_page_paths = False
    naming = Naming(segment=str.lower, indexes=("index",), suffixes=(*PAGES, ".astro", ".mdoc"))

    @property
    def styles(self) -> tuple[Style, ...]:
        """How headings get their anchors; another processor, or a setting, may leave hyphens as they are."""
        plain = at(self.config, "markdown", "smartypants") is False
        dashed = () if plain else (DASHED,)
        return (*dashed, GITHUB_SLUGGER) if plain or at(self.config, "markdown", "processor") else dashed

    @property
    def has_own_components(self) -> bool:
        """Whether plugins or another processor of Markdown may give pages anchors."""
        keys = ("remarkPlugins", "rehypePlugins", "processor")
        return not isinstance(self.config, dict) or any(at(self.config, "markdown", key) for key in keys)

    @property
    def assets(self) -> tuple[str, ...]:  # type: ignore[override]
        """The folders whose files and pages are served at the top, beside the docs."""
        top = posixpath.dirname(self.origin.file)
        return (below(top, "public"), below(top, "src/pages"))

    def own_redirects(self) -> Iterator[tuple[str, str]]:
        """Yield the configuration's redirects."""
        found = at(self.config, "redirects")
        for one, to in found.items() if isinstance(found, dict) else ():
            yield one, to if isinstance(to, str) else text_at(to, "destination")

    def declared(self, path: str) -> str | None:
        """Return the route that a page's `slug` declares."""
        slug = self.tree.metadata(path).get("slug")
        return slug.strip("/") if slug is not None else None


class HugoSite(ConfiguredSite):
    """A Hugo site: its folder is that of its content."""

    kind = "hugo"
    reads_page_paths = False
    naming = Naming(segment=str.lower, indexes=("_index", "index"), suffixes=(*PAGES, ".html"))

    @property
    def styles(self) -> tuple[Style, ...]:
        """How headings get their anchors."""
        return (Style("hugo", hugo, of=as_written),)

    @property
    def assets(self) -> tuple[str, ...]:  # type: ignore[override]
        """The folders whose files are served at the top."""
        top = posixpath.dirname(self.folder)
        return (below(top, "static"), below(top, "assets"))

    def own_redirects(self) -> Iterator[tuple[str, str]]:
        """Yield the former routes that pages declare as `aliases`."""
        return former_routes(self)

    def declared(self, path: str) -> str | None:
        """Return the route that a page's `url` or `slug` declares."""
        metadata = self.tree.metadata(path)
        if url := metadata.get("url"):
            return url.strip("/").lower()
        slug = metadata.get("slug")
        return posixpath.join(posixpath.dirname(self.routes.route(path)), slug).strip("/").lower() if slug else None


class SphinxSite(Site):
    """A Sphinx site whose pages are MyST Markdown, beside reStructuredText."""

    kind = "sphinx"
    looks_up_labels = True
    naming = Naming(indexes=("index",), suffixes=(*PAGES, ".rst", ".ipynb"))
    builds = True

    @property
    def styles(self) -> tuple[Style, ...]:
        """How headings get their anchors: docutils' ids, and those that MyST makes for links."""
        return (GITHUB, Style("docutils", docutils))

    def missing(self, page: str, path: str) -> Resolution:
        """Return what comes of a relative link to no file: a page without its ending, or a label of any page."""
        ends = [end for end in self.naming.suffixes if self.tree.exists(path + end)]
        if ends:
            return Resolution(Outcome.THERE, path + ends[0])
        if not names_file(path):
            return unknown(Reason.LABEL, path)
        return super().missing(page, path)


class MdbookSite(ConfiguredSite):
    """An mdBook: its folder is `src`."""

    kind = "mdbook"

    @property
    def styles(self) -> tuple[Style, ...]:
        """How headings get their anchors."""
        return (Style("mdbook", mdbook),)

    def missing(self, page: str, path: str) -> Resolution:
        """Return what comes of a link to no file: `a.html` is what `a.md` is made into."""
        source = f"{path.removesuffix('.html')}.md"
        if path.endswith(".html") and self.tree.exists(source):
            return Resolution(Outcome.THERE, source)
        return super().missing(page, path)


class GitbookSite(ConfiguredSite):
    """A GitBook: pages link to files, and `.gitbook.yaml` knows redirects."""

    kind = "gitbook"

    @property
    def styles(self) -> tuple[Style, ...]:
        """How headings get their anchors."""
        return (GITBOOK,)

    def has_known_anchors(self, facts: Facts) -> bool:
        """Return whether all anchors are known: how letters of other scripts are written in Latin ones is not."""
        return super().has_known_anchors(facts) and all(is_latin(heading.text) for heading in facts.headings)

    def served(self, page: str, target: Target) -> Resolution | None:
        """Return what comes of a relative link from the page's route; files are named from the page's own folder."""
        return None if names_file(target.path) else super().served(page, target)

    def own_redirects(self) -> Iterator[tuple[str, str]]:
        """Yield the configuration's redirects, from routes to files."""
        found = at(self.config, "redirects")
        for one, to in found.items() if isinstance(found, dict) else ():
            yield str(one), str(to)


class LearnedSite(ConfiguredSite):
    """A site whose generator is known, and whose routes only its links show."""

    naming = Naming(segment=without_number, indexes=(*INDEXES, "page"), transparent=True)

    def __init__(self, *arguments: Any, kind: str = "learned") -> None:
        super().__init__(*arguments)
        self.kind = kind

    @property
    def styles(self) -> tuple[Style, ...]:
        """How headings get their anchors: of those that are known, all use github-slugger."""
        return (GITHUB_SLUGGER,) if self.kind in ("nextra", "fumadocs") else ANY

    @property
    def has_own_components(self) -> bool:
        """Whether components that only the site knows may give its pages anchors."""
        return self.styles is ANY

    @property
    def assets(self) -> tuple[str, ...]:  # type: ignore[override]
        """The folder whose files are served at the top."""
        return tuple(dict.fromkeys((below(posixpath.dirname(self.origin.file), "public"), "public")))

    def own_redirects(self) -> Iterator[tuple[str, str]]:
        """Yield the configuration's redirects, as Next writes them."""
        for one in items(at(self.config, "redirects")):
            yield text_at(one, "source"), text_at(one, "destination")

    def missing(self, page: str, path: str) -> Resolution:
        """Return what comes of a relative link to no file: without an ending, it may be a route that is not known."""
        if not names_file(path) and not self._relative_routes_are_known:
            return unknown(Reason.ROUTES, path)
        return super().missing(page, path)

    @cached_property
    def _relative_routes_are_known(self) -> bool:
        """Whether nearly all relative links without an ending lead to something, so that the others are broken."""
        reached = [
            self.file(target.path) is not None or self.served(page, target) is not None
            for page, facts in self.tree.facts.items() if inside(self.folder, page)
            for link in facts.links if link.kind in ("link", "href", "definition")
            for target in [parse(link.target, page)]
            if target.kind == "page" and not names_file(target.path)
        ]  # fmt: skip
        return len(reached) < LEAST or sum(reached) >= SHARE * len(reached)

    def rooted(self, page: str, target: Target) -> Resolution:
        """Return what comes of a link from the site's root: what was learned comes before what is called alike."""
        placed = self.learned.placed(target.path)
        return super().rooted(page, target) if placed is None else Resolution(Outcome.THERE, placed)


def former_routes(site: ConfiguredSite) -> Iterator[tuple[str, str]]:
    """Yield the routes that pages say they had, with the routes they have."""
    for path, facts in sorted(site.tree.facts.items()):
        if inside(site.folder, path):
            yield from ((former, "/" + site.route(path)) for former in facts.former)


def config_folder(kind: str, top: str, config: Value) -> str:
    """Return the folder of a site's pages, given the folder of its configuration and what it says."""
    named = {
        "vitepress": text_at(config, "srcDir") or ".",
        "astro": "src/content/docs",
        "hugo": text_at(config, "contentDir") or text_at(config, "contentdir") or "content",
        "mdbook": text_at(config, "book", "src") or "src",
        "gitbook": text_at(config, "root") or ".",
    }.get(kind, ".")
    joined = posixpath.normpath(posixpath.join(top, named.strip("/") or "."))
    return "" if joined == "." else joined


def config_base(kind: str, config: Value) -> str:
    """Return the route of a site's top that its configuration says; routes in its pages are written without it."""
    key = {"astro": "base", "jekyll": "baseurl"}.get(kind, "")
    return text_at(config, key).rstrip("/") if key else ""

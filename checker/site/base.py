"""A page and what a link on it names go in; where a site leads its reader comes out. `Site` is what all sites share.

A site of a kind overrides what its generator does otherwise. What is said of the kinds is in their modules.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ..findings import Evidence, Ground
from ..page.anchors import DATA
from . import hosting
from .learned import LEAST, SHARE, Learned
from .modules import places
from .redirects import Redirects, normal
from .resolution import Outcome, Reason, Resolution, there, unknown
from .routes import Naming, Routes
from .site_tree import PAGES, SiteTree, below, inside
from .slugs import ANY, Style
from .targets import Target, at_other_depths, names_file
from .translations import untranslated

if TYPE_CHECKING:
    from ..page.facts import Anchor, Facts, Link

_OTHER_SUFFIXES = ((".md", ".mdx"), (".mdx", ".md"))
INDEXES = ("index", "readme", "_index")
_HTML = re.compile(r"\.html?$", re.I)
_MEDIA = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|avif|ico|mp[34]|webm|mov|wav|pdf|zip)$", re.I)
"""Files that people put where they are served; of others, such as `.json`, the build makes some."""
_REFERENCE = re.compile(r"(?:code|sdk|python|js|ts)?[-_]?(?:api|reference|apidocs?)(?:[-_]?(?:docs?|reference))?", re.I)


@dataclass(frozen=True)
class Origin:
    """Where a site is defined: its configuration file (empty for none), and where its pages and its routes start.

    `folder` is relative to the root; `base` is the route of its top, such as `/docs`, without a slash at its end.
    """

    file: str = ""
    folder: str = ""
    base: str = ""


class Site:
    """A site made of the pages of a folder.

    `kind` names the generator. A site is `confident` if its configuration is known so well that a route without a page
    is broken: of the others, the routes are judged that nearly all links confirm. If it `builds`, there are pages that
    are not in the tree. If it `reads_page_paths`, links to `.md` files are paths, which no browser sees. If it
    `reads_paths_loosely`, files are found whatever their case, and a backslash or a doubled slash is read as a slash.
    If `code_wins_in_cells`, a `|` inside a code span does not end a table cell. If it `grows_tables`, cells beyond
    those of the head are shown. If it `looks_up_labels`, the build finds the labels of references on other pages.
    If it `prefers_files`, a relative link leads to the file that its path names, where there is one.
    If it `refuses_html_comments`, a page of MDX with one does not build.
    If it `shares_host`, many other sites are on the same host.
    `publishing` is what says which folders are published, if something does.
    """

    kind = "github"
    naming = Naming(indexes=INDEXES)
    assets: tuple[str, ...] = ()
    confident = False
    builds = False
    reads_page_paths = True
    prefers_files = True
    reads_paths_loosely = False
    code_wins_in_cells = False
    grows_tables = False
    looks_up_labels = False
    refuses_html_comments = False
    shares_host = False
    publishing: object = None

    @property
    def addresses(self) -> Iterable[str]:
        """The URLs of its top, as its configuration or its host's says them."""
        said = [url for url in self.own_addresses() if url.startswith(("https://", "http://"))]
        folders = (posixpath.dirname(self.origin.file), self.folder, *self.assets)
        return said or hosting.domain(self.tree, folders)

    def own_addresses(self) -> Iterable[str]:
        """Return the URLs that its configuration says it is served at."""
        return ()

    def route_on_host(self, base: str, path: str) -> str | None:
        """Return the route that a path has on a host where the top of the site is at `base`; None for none."""
        return path[len(base) :].strip("/") if inside(base, path) else None

    @property
    def has_own_components(self) -> bool:
        """Whether components that only the site knows may give its pages anchors: then links have to confirm them."""
        return False

    def __init__(self, tree: SiteTree, origin: Origin, learned: Learned) -> None:
        self.tree = tree
        self.origin = origin
        self.learned = learned
        self._files: dict[str, str | None] = {}

    @property
    def folder(self) -> str:
        """The folder that its pages are in, relative to the root."""
        return self.origin.folder

    @property
    def roots(self) -> Iterable[str]:
        """The folders, relative to the root, one of which holds each page of the site."""
        return (self.folder,)

    def compiles(self, path: str) -> bool:
        """Return whether a page is read as MDX, which is compiled."""
        return path.lower().endswith(".mdx")

    def publishes(self, path: str) -> bool:
        """Return whether a page is part of the site."""
        return inside(self.folder, path)

    def leaves_out(self, path: str) -> bool:
        """Return whether a page is in the site's folder, but its navigation does not publish it."""
        return False

    @property
    def styles(self) -> tuple[Style, ...]:
        """How headings get their anchors; where several are possible, each is accepted and the first is proposed."""
        return ANY

    def named_anchors(self, anchor: Anchor) -> tuple[str, ...]:
        """Return what an element that has an id, or a component that gets one, is reached by."""
        if not anchor.component:
            return (anchor.name,)
        return (self.styles[0].slug(anchor.name),) if anchor.component == "heading" else ()

    def fragment(self, fragment: str) -> str:
        """Return a link's fragment, unquoted, as anchors are compared with it."""
        return fragment

    def written_fragment(self, anchor: str) -> str:
        """Return an anchor as a link has to write it."""
        return anchor

    def has_known_anchors(self, facts: Facts) -> bool:
        """Return whether all anchors of a page come from its text."""
        return not any(anchor.component == DATA for anchor in facts.anchors)

    @cached_property
    def routes(self) -> Routes:
        """Its pages by their routes, below `base`."""
        return Routes(self.tree, self.folder, self.naming)

    @cached_property
    def redirects(self) -> Redirects:
        """Where its routes lead on, by its own configuration and by its host's."""
        top = posixpath.dirname(self.origin.file) or self.folder
        return Redirects([*self.own_redirects(), *hosting.redirects(self.tree, top, self.assets)])

    def own_redirects(self) -> Iterable[tuple[str, str]]:
        """Return the redirects that its configuration and its pages say, as source and destination."""
        return ()

    def redirects_file(self, path: str) -> bool:
        """Return whether a redirect leads on from a file."""
        return False

    def route(self, path: str) -> str:
        """Return the route of a page, with `base` and without a slash at its end; empty where it has none."""
        return f"{self.origin.base}/{self.routes.route(path)}".rstrip("/") if self.publishes(path) else ""

    # -- links

    def resolve(self, page: str, target: Target, kind: str) -> Resolution:
        """Return what comes of a link of some kind on a page; the page's own anchors are there."""
        if target.kind == "anchor":
            return there(page, target.fragment)
        if target.kind == "outside":
            return self.outside(target)
        found = self.rooted(page, target) if target.kind == "root" else self.relative(page, target, kind)
        return found.at(target.fragment)

    def relative(self, page: str, target: Target, kind: str) -> Resolution:
        """Return what comes of a relative link: to a file beside the page, or to what the page's route makes of it."""
        path = self.file(target.path)
        if path is not None:
            return there(path)
        is_path = self.reads_page_paths and kind != "href" and target.written.lower().endswith(PAGES)
        if kind in ("link", "href", "definition") and not is_path:
            served = self.served(page, target)
            if served is not None:
                return served
        missing = self.missing(page, target.path)
        is_unclear = is_path and missing.reason in (Reason.BUILD, Reason.ABOVE)
        return self._misplaced(page, target) or missing if is_unclear else missing

    def _misplaced(self, page: str, target: Target) -> Resolution | None:
        """Return that a link is broken if a page is where it leads with one `../` more or fewer; None where none is.

        The build does not make a page that is there under the same name in another folder, nor is it above the root.
        So it is with one that would be at the top of the site.
        """
        near = any(self._is_page(page, one) for one in at_other_depths(target.written))
        folder, name = posixpath.split(target.path)
        if not near and not (folder == self.folder and name in self._names_in_folders):
            return None
        return Resolution(Outcome.BROKEN, target.path, why=f"there is no `{target.path}` in the tree")

    @cached_property
    def _names_in_folders(self) -> frozenset[str]:
        """The names of its pages that are not at its top, nor the first page of their folder."""
        parts = (path.rpartition("/") for path in self.tree.facts if self.publishes(path))
        return frozenset(name for folder, _, name in parts if folder != self.folder and not _is_index(name))

    def _is_page(self, page: str, written: str) -> bool:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page), written))
        return not path.startswith("../") and self.publishes(path) and self.tree.is_file(path)

    def rooted(self, page: str, target: Target) -> Resolution:
        """Return what comes of a link that starts at the root of the site or, as on GitHub, of the repository."""
        route = target.path
        found = self.at(route)
        if found is not None:
            return found
        path = self.file(route)
        if path is None:
            return self.no_route(page, route)
        asset = next((one for one in self.assets if one and self.confident and inside(one, path) and one != path), "")
        if asset:
            why = f"the site serves what is in `{asset}` at its root: write `{path.removeprefix(asset)}`"
            return Resolution(Outcome.BROKEN, path, why=why)
        return there(path)

    def outside(self, target: Target) -> Resolution:
        """Return what comes of a link that climbs above the root."""
        above = self.tree.source.exists_above(target.path)
        if above:
            return there("", target.fragment)
        if above is None and not self.tree.source.is_repository:
            return unknown(Reason.ABOVE, target.path)
        what = "repository" if above is None else "tree"
        why = f"`{target.path}` is not there" if above is False else f"`{target.written}` leads out of the {what}"
        return Resolution(Outcome.BROKEN, target.path, why=why)

    def file(self, path: str) -> str | None:
        """Return the file or folder of the tree that a path names as it is written in links; None where none is."""
        if path not in self._files:
            self._files[path] = self._file(path)
        return self._files[path]

    def _file(self, path: str) -> str | None:
        path = path.rstrip("/")
        if self.tree.exists(path):
            return self.shown(path)
        guessed = next((path + end for end in self._ends(path) if self.tree.exists(path + end)), None)
        if guessed is None and self.reads_paths_loosely:
            cased = self.tree.cased(path)
            return self.shown(cased) if cased else None
        return guessed

    def _ends(self, path: str) -> Iterator[str]:
        """Yield what a path to a page may lack."""
        if not path.lower().endswith(PAGES):
            yield from PAGES

    def shown(self, path: str) -> str:
        """Return the index page of a folder, or the path as it is."""
        if not self.tree.is_folder(path):
            return path
        names = {name.lower(): name for name in sorted(self.tree.names(path), reverse=True)}
        for index in self.naming.indexes:
            for end in PAGES:
                if index + end in names:
                    return below(path, names[index + end])
        return path

    def served(self, page: str, target: Target) -> Resolution | None:
        """Return what comes of a relative link when a browser follows it from the page's route; None for nothing."""
        learned = self.learned.route_of(page)
        written = _HTML.sub("", target.written)
        for route in [*([self.route(page)] if self.publishes(page) else []), *([learned] if learned else [])]:
            for start in (f"/{route.strip('/')}/", posixpath.dirname(f"/{route.strip('/')}") + "/"):
                reached = posixpath.normpath(posixpath.join(start, written)).strip("/")
                found = self.at(reached)
                if found is not None and found.outcome is Outcome.THERE:
                    return found
                placed = self.learned.placed(reached)
                if placed is not None:
                    return there(placed)
        return None

    def at(self, route: str) -> Resolution | None:
        """Return what is at a route, given without its first slash; None where nothing known is."""
        base = self.origin.base.strip("/")
        inner = route[len(base) :].strip("/") if route == base or route.startswith(f"{base}/") or not base else None
        for one in dict.fromkeys([inner, route.strip("/")] if inner is not None else [route.strip("/")]):
            found = self.page_at(one)
            if found is not None:
                return there(found)
        to = self.redirects.of(inner if inner is not None else route) or self.redirects.of(route)
        return self.redirected_to(route, to) if to else None

    def redirected_to(self, route: str, to: str) -> Resolution:
        """Return what comes of a link to a route that a redirect leads on from."""
        reached = normal(to)
        if self.confident and to.startswith("/") and self.page_at(reached) is None and self.unjudged(reached) is None:
            why = f"`/{route}` redirects to `{to}`, where this site has nothing"
            return Resolution(Outcome.BROKEN, why=why, route=f"/{route}")
        return Resolution(Outcome.MOVED, to=to, route=f"/{route}")

    def page_at(self, route: str) -> str | None:
        """Return the page or the file that is served at a route below `base`; None where none is."""
        page = self.routes.page(_HTML.sub("", route))
        if page:
            return page
        for folder in (*self.assets, self.folder):
            path = below(folder, route)
            if self.tree.is_file(path):
                return path
        return self.routes.folder_of(route)

    def no_route(self, page: str, route: str) -> Resolution:
        """Return what comes of a link to a route that nothing known is at."""
        placed = self.learned.placed(route, self.folder if self.confident else None)
        if placed is not None:
            return there(placed)
        reason = self.unjudged(route)
        if reason is None and self.redirects.may_lead_on(route):
            reason = Reason.BUILD
        if reason is not None:
            return unknown(reason, route)
        if self.confident:
            return Resolution(Outcome.BROKEN, route=f"/{route}")
        evidence = self.learned.evidence(route) or self._evidence(route)
        if evidence is not None:
            return Resolution(Outcome.BROKEN, route=f"/{route}", evidence=evidence)
        kept = self._kept_in(route)
        return unknown(Reason.ROUTES, route) if kept is None else self.missing(page, below(kept, route))

    def _kept_in(self, route: str) -> str | None:
        """Return the folder that a file which is served at a route would be in; None where none holds its like."""
        first = _start(route)
        if not first or not names_file(route):
            return None
        served = self.assets if _MEDIA.search(route) else ()
        return next((one for one in (*served, self.folder) if self.tree.exists(below(one, first))), None)

    def _evidence(self, route: str) -> Evidence | None:
        """Return how many routes that start as one that leads nowhere lead to something, if nearly all do."""
        arriving, among = self._arriving.get(_start(route), (0, 0))
        is_enough = arriving >= LEAST and arriving >= SHARE * among
        return Evidence(Ground.MAJORITY, arriving, among) if is_enough else None

    @cached_property
    def _arriving(self) -> dict[str, tuple[int, int]]:
        """How many of the routes that links name lead to something, and how many there are, by how they start."""
        found: dict[str, list[bool]] = defaultdict(list)
        for route in self.learned.links:
            found[_start(route)].append(self.at(route) is not None or self.learned.placed(route) is not None)
        return {start: (sum(some), len(some)) for start, some in found.items()}

    def unjudged(self, route: str) -> Reason | None:
        """Return why a route without a page is not judged, or None where it is."""
        return Reason.BUILD if self.builds and self.is_built(route) else None

    def include_places(self, page: str, link: Link) -> list[str]:
        """Return where the file of an include can be, the usual place first; none where that cannot be known."""
        if link.form in ("component", "working") or (link.form == "snippet" and self.kind != "mkdocs"):
            return []
        if link.form == "module":
            return places(self.tree.aliases, self.folder, page, link.target)
        start = posixpath.dirname(page)
        if link.target.startswith(("@site/", "@/", "/")):
            start = self.folder
        path = posixpath.normpath(posixpath.join(start, link.target.removeprefix("@site").lstrip("@/")))
        return [] if path.startswith("../") else [path]

    # -- what is missing

    def missing(self, page: str, path: str) -> Resolution:
        """Return what comes of a link to a file that is not there.

        What is shown inside other pages has no route: one that it names starts at theirs.
        """
        if _is_partial(page) and not names_file(path):
            return unknown(Reason.ROUTES, path)
        if self.tree.source.in_submodule(path):
            return unknown(Reason.SUBMODULE, path)
        first = untranslated(self.tree, page, path)
        if first is not None:
            return there(first)
        if self.is_made(path) or (self.builds and (self.is_built(path) or _HTML.search(path))):
            return unknown(Reason.BUILD, path)
        if self._may_be_cut(page, path):
            return unknown(Reason.ABOVE, path)
        slashed = posixpath.normpath(path.replace("\\", "/"))
        if slashed != path and self.file(slashed) is not None:
            return Resolution(Outcome.BROKEN, path, why=f"`{path}` has `\\` for `/`, which leads nowhere", near=slashed)
        other = next((path.removesuffix(end) + one for end, one in _OTHER_SUFFIXES if path.endswith(end)), "")
        if other and self.tree.exists(other):
            return Resolution(Outcome.BROKEN, path, why=f"there is no `{path}`, only `{other}`", near=other)
        cased = self.tree.cased(path)
        if cased and cased != path:
            return Resolution(
                Outcome.BROKEN, path, why=f"there is no `{path}`, only `{cased}`: the case differs", near=cased
            )
        return Resolution(Outcome.BROKEN, path, why=f"there is no `{path}` in the tree")

    def _may_be_cut(self, page: str, path: str) -> bool:
        """Return whether a path is in a folder that a copy of a part of the repository may lack."""
        top = path.split("/", maxsplit=1)[0]
        is_whole = self.tree.source.is_repository or (self.origin.file and self.publishes(path))
        there = inside(top, page) or self.tree.exists(top)
        return "/" in page and "/" in path and not is_whole and not there

    def is_made(self, path: str) -> bool:
        """Return whether a file is one that Git ignores, with or without its ending: something else makes it."""
        return any(self.tree.source.is_ignored(one) for one in (path, *(path + end for end in self._ends(path))))

    def is_built(self, path: str) -> bool:
        """Return whether the build makes the page: of a folder of reference pages the tree has at most the index."""
        folders = path.split("/")[:-1]
        for depth, name in enumerate(folders):
            if _REFERENCE.fullmatch(name):
                held = self.tree.names("/".join(folders[: depth + 1]))
                return all(one.lower().startswith(INDEXES) for one in held)
        return False


def _start(route: str) -> str:
    """Return the first segment of a route that has several, which those of its kind share; else an empty text."""
    first, _, rest = route.strip("/").partition("/")
    return first if rest else ""


def _is_index(name: str) -> bool:
    return posixpath.splitext(name)[0].lower() in INDEXES


def _is_partial(page: str) -> bool:
    """Return whether a page is only shown inside others, as its name says: `_install.mdx`, but not `_index.md`."""
    name = posixpath.splitext(posixpath.basename(page))[0]
    return name.startswith("_") and name not in INDEXES

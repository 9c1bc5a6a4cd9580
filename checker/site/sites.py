"""A source, the facts of its pages and the settings of the site go in; `Sites` comes out: where each link leads."""

from __future__ import annotations

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace
from rapidfuzz import process
from rapidfuzz.distance import OSA

from ..config import SiteSettings
from ..page.facts import Facts
from ..tree.sources import NoPageError
from . import detect, targets
from .addresses import Addresses
from .base import Origin, Site
from .learned import Learned
from .own_repository import OwnRepository
from .redirects import normal
from .resolution import Outcome, Reason, Resolution, unknown
from .route_slips import RouteSlips
from .site_tree import SiteTree, starts

if TYPE_CHECKING:
    from ..page.facts import Link
    from ..tree.sources import Source

_PLURAL = re.compile(r"s\b")
_DIGITS = re.compile(r"[0-9]+")


class Sites:
    """The sites that publish a tree, and what comes of the links on its pages."""

    def __init__(
        self,
        source: Source,
        facts: Mapping[str, Facts],
        settings: SiteSettings | None = None,
        *,
        partial: bool = False,
        is_read: bool = True,
    ) -> None:
        self.memo: dict[Hashable, object] = {}
        """What others have made of all that these sites look at, and of nothing else."""
        self.identity = object()
        """What is the same as long as these sites are; unlike themselves, it can be kept for long."""
        self._facts = dict(facts)
        self.tree = SiteTree(source, self._facts, partial=partial, is_read=is_read)
        self.settings = settings or SiteSettings()
        self.learned = Learned(self._routes(), self._facts)
        self._found: dict[tuple[str, str, str], Resolution | None] = {}
        self._rooted: dict[tuple[str, str, str], Resolution | None] = {}
        self._beside: dict[Site, dict[str, dict[object, Resolution]]] = {}
        self._of: dict[str, Site] = {}
        self._by_part: dict[Site, dict[str, list[str]]] = {}

    def moved(self, source: Source, changed: Mapping[str, Facts]) -> None:
        """Take a source with the same files, and new facts of some pages, which differ in nothing that is used here."""
        self.tree.source = source
        self._facts.update(changed)

    @classmethod
    def detected(cls, source: Source, settings: SiteSettings) -> list[Site]:
        """Return the sites of a tree whose pages are not read."""
        try:
            pages = source.pages()
        except NoPageError:
            return []
        return cls(source, {path: Facts() for path in pages}, settings, is_read=False).all

    def _routes(self) -> Iterator[str]:
        """Yield the routes that links of the tree name."""
        for facts in self.tree.facts.values():
            for link in facts.links:
                if not link.target.lstrip().startswith(("/", "~/")):
                    continue
                target = targets.parse(link.target, "")
                is_read = target.kind == "root" and link.kind in ("link", "href", "definition")
                if is_read and not targets.names_file(target.path):
                    yield target.path

    @cached_property
    def all(self) -> list[Site]:
        """The sites that the files configure or the user sets; the longest folder first."""
        found = self._said() or detect.detected(self.tree, self.learned)
        return sorted(found, key=lambda site: (-len(site.folder), site.folder))

    def _said(self) -> list[Site]:
        """Return the site that the user names, with the configuration that is there for it."""
        said = self.settings
        if not (said.kind or said.root or said.base):
            return []
        found = detect.detected(self.tree, self.learned)
        root = posixpath.normpath(said.root).strip("/.") if said.root else None
        near = [one for one in found if (not said.kind or one.kind == said.kind) and root in (None, one.folder)]
        known = near or [one for one in found if one.kind == said.kind]
        kind = said.kind or (known[0].kind if known else "learned")
        file = known[0].origin.file if known else ""
        folder = root if root is not None else known[0].folder if known else ""
        site = detect.made(kind, self.tree, self.learned, file, folder, said.base.rstrip("/"))
        return [site] if site is not None else []

    @cached_property
    def repository(self) -> Site:
        """What shows the pages that no site publishes: the repository itself, as GitHub does."""
        return Site(self.tree, Origin(), self.learned)

    def of(self, page: str) -> Site:
        """Return the site that publishes a page."""
        if page not in self._of:
            near = sorted({number for folder in starts(page) for number in self._by_root.get(folder, ())})
            sites = (self.all[number] for number in near)
            self._of[page] = next((one for one in sites if one.publishes(page)), self.repository)
        return self._of[page]

    @cached_property
    def _by_root(self) -> dict[str, list[int]]:
        """The numbers of the sites whose pages are in a folder."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, site in enumerate(self.all):
            for folder in site.roots:
                found[folder].append(number)
        return dict(found)

    @cached_property
    def _is_published_by_any(self) -> bool:
        return any(one.publishing for one in self.all)

    def is_published(self, page: str) -> bool:
        """Return whether a page is published, as far as a publishing configuration says what is; else it is."""
        if self.of(page).leaves_out(page):
            return False
        return self.of(page) is not self.repository or not self._is_published_by_any

    def resolve(self, page: str, link: Link) -> Resolution | None:
        """Return what comes of a link on a page; None for one to another site, another scheme, or a template."""
        key = (page, link.target, link.kind)
        try:
            return self._found[key]
        except KeyError:
            found = self._found[key] = self._resolved_once(page, link)
            return found

    def _resolved_once(self, page: str, link: Link) -> Resolution | None:
        """Return what comes of a link, often the same on all pages of a folder: from the root, or to a file beside."""
        folder = page.rpartition("/")[0]
        if not link.target.startswith("/"):
            beside = None if link.form else self._found_beside(page, folder).get(_key_of(link))
            return self._resolved(page, link) if beside is None else beside
        key = (folder, link.target, link.kind)
        if key not in self._rooted:
            self._rooted[key] = self._resolved(page, link)
        return self._rooted[key]

    def _found_beside(self, page: str, folder: str) -> dict[object, Resolution]:
        """Return what came of links to files beside a page, on this one and on others of its folder and its site."""
        return self._beside.setdefault(self.of(page), {}).setdefault(folder, {})

    def _resolved(self, page: str, link: Link) -> Resolution | None:
        target = targets.parse(link.target, page)
        if target.kind == "foreign":
            return self._of_url(link) if "://" in link.target else None
        site = self.of(page)
        found = self._included(site, page, link) if link.form else site.resolve(page, target, link.kind)
        if found.outcome is Outcome.THERE and site.prefers_files and target.kind == "page" and not link.form:
            if found.path == site.file(target.path):
                self._found_beside(page, page.rpartition("/")[0])[_key_of(link)] = found
            return found
        if found.reason is Reason.ROUTES and self._is_published_by_any:
            return replace(found, reason=Reason.HOST)
        if found.reason is Reason.ROUTES and target.kind == "root":
            found = self._slipped(site, found).at(target.fragment)
        if found.outcome is not Outcome.BROKEN or not self.tree.partial or found.near:
            return found
        near = "" if found.route else self._slip_of(found.path)
        return replace(found, near=near) if near else unknown(Reason.PARTIAL, found.path)

    def _of_url(self, link: Link) -> Resolution | None:
        """Return what comes of a link to a URL: that of a page of the tree's sites, or of a file of its repository."""
        if link.form or link.kind not in ("link", "href", "definition", "image"):
            return None
        found = self._own_repository.resolve(link.target) or self._addresses.resolve(link.target)
        if found is None or found.outcome is not Outcome.BROKEN or found.near:
            return found
        return replace(found, near=self._addresses.near(link.target, self._near))

    def _urls(self) -> Iterator[str]:
        """Yield the URLs that links name."""
        for facts in self._facts.values():
            yield from (link.target for link in facts.links if link.target.startswith(("https://", "http://")))

    @cached_property
    def _addresses(self) -> Addresses:
        return Addresses(self.all, self._urls())

    @cached_property
    def _own_repository(self) -> OwnRepository:
        return OwnRepository(self.tree, [site.origin.file for site in self.all if site.origin.file], self._urls())

    def _slipped(self, site: Site, found: Resolution) -> Resolution:
        """Return that a link to a route which cannot be judged is broken if it is a slip of one that is there."""
        meant, evidence = self._route_slips.meant(normal(found.path)) or ("", None)
        if not meant or (site.at(meant) is None and self.learned.placed(meant) is None):
            return found
        return Resolution(Outcome.BROKEN, route=f"/{found.path}", near=f"/{meant}", evidence=evidence)

    @cached_property
    def _route_slips(self) -> RouteSlips:
        return RouteSlips(Counter(normal(route) for route in self._routes()))

    def _included(self, site: Site, page: str, link: Link) -> Resolution:
        """Return what comes of an include, which each generator looks for in its own folders."""
        places = site.include_places(page, link)
        found = next((path for path in places if self.tree.is_file(path)), None)
        if found is not None:
            return Resolution(Outcome.THERE, found)
        if link.form == "module" and not places:
            return unknown(Reason.LABEL, link.target)
        if not places or any(map(site.is_made, places)):
            return unknown(Reason.BUILD, link.target)
        return Resolution(Outcome.BROKEN, places[0], why=f"there is no `{places[0]}` in the tree")

    def routes(self, page: str) -> list[str]:
        """Return the routes of a page, without slashes at their ends: its site's, and the one that links confirm."""
        found = [self.of(page).route(page), self.learned.route_of(page) or ""]
        return [route for one in dict.fromkeys(found) if (route := one.strip("/"))]

    def redirects(self, path: str, routes: Iterable[str]) -> bool:
        """Return whether a redirect leads on from a file, or from one of its routes; pages can claim former ones."""
        site = self.of(path)
        known = (*routes, path, posixpath.splitext(path)[0])
        return site.redirects_file(path) or any(site.redirects.of(one) or one in self._former for one in known)

    @cached_property
    def _former(self) -> frozenset[str]:
        """The former routes that pages name in their front matter."""
        return frozenset(normal(one) for facts in self.tree.facts.values() for one in facts.former)

    def near(self, page: str, found: Resolution) -> str:
        """Return the route that a link to a route without a page probably meant, with its first slash; empty for none.

        That is the only one with the same end of at least two parts, else the one that is written most alike beside it.
        """
        return found.near or self._near(self.of(page), found.route)

    def _near(self, site: Site, route: str) -> str:
        routes = self._routes_of(site)
        parts = route.strip("/").split("/")
        ends = routes.get("/".join(parts[-2:]), []) if len(parts) > 1 else []
        if len(ends) == 1:
            return ends[0]
        folder, _, name = route.rpartition("/")
        beside = {one.rpartition("/")[2]: one for one in routes.get(f"{folder}/", [])}
        best = process.extractOne(name, sorted(beside), scorer=OSA.normalized_similarity, score_cutoff=0.75)
        return beside[str(best[0])] if best and name else ""

    def _routes_of(self, site: Site) -> dict[str, list[str]]:
        """Return the routes of a site's pages by their last two parts, and by their folder with a slash after it."""
        if site not in self._by_part:
            found: dict[str, list[str]] = {}
            for path in sorted(self.tree.facts):
                route = "/" + (self.learned.route_of(path) or site.route(path)) if site.publishes(path) else ""
                for key in {"/".join(route.split("/")[-2:]), f"{route.rpartition('/')[0]}/"} if route else ():
                    found.setdefault(key, []).append(route)
            self._by_part[site] = found
        return self._by_part[site]

    def _slip_of(self, path: str) -> str:
        """Return the file one slip away from a path, in the same folder; empty for none.

        Where other links lead to that file, the path must be that of one link alone, and no other number of its word.
        """
        folder, name = posixpath.split(path)
        beside = sorted(self.tree.names(folder))
        near = [one for one in beside if OSA.distance(one, name, score_cutoff=1) == 1 and not _is_numbered(one, name)]
        if len(near) != 1:
            return ""
        found = posixpath.join(folder, near[0])
        is_alone = self._named[path] == 1 and not _is_plural(near[0], name)
        return found if is_alone or found not in self._named else ""

    @cached_property
    def _named(self) -> Counter[str]:
        """How many links and includes lead to a path, in the tree or not."""
        return Counter(
            targets.parse(link.target, page).path for page, facts in self.tree.facts.items() for link in facts.links
        )


def _key_of(link: Link) -> object:
    """Return what a link is known by on pages of one folder: mostly its target alone, which is held anyway."""
    return link.target if link.kind == "link" else (link.target, link.kind)


def _is_numbered(one: str, other: str) -> bool:
    """Return whether two names differ in their numbers only: they are two of a series, and neither is a slip."""
    return _DIGITS.sub("", one) == _DIGITS.sub("", other)


def _is_plural(one: str, other: str) -> bool:
    """Return whether two names differ in an `s` at the end of a word only: a page of one thing, and one of several."""
    return _PLURAL.sub("", one) == _PLURAL.sub("", other)

"""URLs of links go in; what comes of those that lead to a site of the tree, by its address, comes out.

A site is at the addresses that its configuration says, unless most links to one lead to no page of it. Where it says
none, or one that no link names, the address is learned: the start that most links to pages of a host have, and that
leads to pages of the site.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from msgspec.structs import replace

from ..findings import Evidence, Ground
from . import targets
from .learned import LEAST, SHARE
from .resolution import Outcome, Reason, Resolution
from .site_tree import PAGES, inside
from .targets import Target

if TYPE_CHECKING:
    from .base import Site

_URL = re.compile(
    r"(?P<start>https?://(?:www\.)?(?P<host>[A-Za-z0-9.-]+)(?::443)?)"
    r"(?P<path>/[^?#]*)?(?P<query>\?[^#]*)?(?:#(?P<fragment>.*))?",
    re.I | re.S,
)
_OTHER_BUILD = re.compile(
    r"[a-z]{2}(?:-[a-z]{2,4})?|v?\d+(?:\.[\dx]+)*(?:\.x)?|latest|stable|next|dev|edge|main|master|canary|current", re.I
)
"""The first part of a route that another build of the same site is below: a language or a version."""
_FEWEST = 5
"""How many different links must lead to pages of a site before their host is believed to serve it."""
_MOST_OF = 0.7
"""How many of the links to a host must lead to pages of a site before it is believed to serve that site."""
_DEEPEST = 2
"""How many parts of a host's paths may be the base of a site whose address is learned."""


class Address(NamedTuple):
    """Where a site is served: the base that its top has on a host, and the start that all its paths have there.

    Both are without slashes at their ends. Beside a site whose address is learned, there may be others on the host.
    """

    base: str
    site: Site
    start: str = ""
    is_learned: bool = False


class Addresses:
    """The addresses of sites; `urls` are the targets of links, which show those that no configuration says."""

    def __init__(self, sites: Sequence[Site], urls: Iterable[str]) -> None:
        self._sites = sites
        self._urls = urls
        self._found: dict[tuple[str, str], tuple[Address, Resolution] | None] = {}
        self._shares: dict[tuple[str, Address], tuple[int, int]] = {}
        self._starts: dict[Site, set[str]] = {}
        self._served: dict[tuple[Site, str], Resolution] = {}

    def resolve(self, url: str) -> Resolution | None:
        """Return what comes of a link to a URL; None where no site of the tree is known to have it or to lack it."""
        match = _URL.fullmatch(url.strip())
        host = _host(match["host"]) if match else ""
        if match is None or host not in self._by_host:
            return None
        found = self._at(host, match["path"] or "")
        if found is None or (found[1].outcome is Outcome.BROKEN and match["query"]) or found[1].to == url:
            return None
        address, resolution = found
        if resolution.outcome is Outcome.MOVED and resolution.to.startswith("/"):
            resolution = replace(resolution, near=_below(match["start"], address.base, resolution.to))
        return resolution.at(unquote(match["fragment"] or ""))

    def near(self, url: str, find: Callable[[Site, str], str]) -> str:
        """Return the URL that one which leads nowhere probably meant; `find` returns the route near a route of a site.

        It is empty where nothing is near.
        """
        match = _URL.fullmatch(url.strip())
        found = self._at(_host(match["host"]), match["path"] or "") if match else None
        if match is None or found is None:
            return ""
        address, resolution = found
        for base in dict.fromkeys((address.base, "")):  # routes of some sites have the base
            route = find(address.site, _below("", base, resolution.route))
            is_whole = inside(address.base, route.strip("/"))
            written = _below(match["start"], "" if is_whole else address.base, route) if route else ""
            there = self.resolve(written)
            if there is not None and there.outcome is Outcome.THERE:
                return written
        return ""

    def _at(self, host: str, written: str) -> tuple[Address, Resolution] | None:
        """Return what is at a path of a host, and of which address: of several, one that has it."""
        key = (host, written)
        if key not in self._found:
            path = _path(written)
            near = self._by_host.get(host, ()) if path is not None else ()
            known = [(one, found) for one in near if (found := self._of(host, one, path or "")) is not None]
            self._found[key] = min(known, key=lambda one: _ORDER.index(one[1].outcome), default=None)
        return self._found[key]

    def _of(self, host: str, address: Address, path: str) -> Resolution | None:
        """Return what is at a path of a host for one address; None where that is not known."""
        site = address.site
        route = site.route_on_host(address.base, path) if inside(address.start, path) else None
        if route is None or not self._is_confirmed(host, address):
            return None
        is_shared = address.is_learned or (not address.base and _SHARED_HOST.search(host) is not None)
        if is_shared and not self._starts_in(site, route):
            return None
        found = self._what_is_at(site, route)
        if found.outcome in _ORDER[:2]:
            return found
        if not _is_judged(site, route, found):
            return None
        if found.outcome is Outcome.BROKEN and site.confident:
            return found
        evidence = found.evidence or self._share(host, address)
        return Resolution(Outcome.BROKEN, route=f"/{route}", evidence=evidence) if evidence else None

    def _starts_in(self, site: Site, route: str) -> bool:
        """Return whether the first part of a route is that of some page of a site."""
        if site not in self._starts:
            self._starts[site] = {_first(site.route(path)) for path in site.tree.facts}
        return _first(route) in self._starts[site]

    def _what_is_at(self, site: Site, route: str) -> Resolution:
        key = (site, route)
        if key not in self._served:
            self._served[key] = site.rooted("", Target("root", route, "", f"/{route}"))
        return self._served[key]

    def _is_confirmed(self, host: str, address: Address) -> bool:
        """Return whether at least half of the paths of a host that links name, and that are judged, are pages.

        A configuration may say the address of the product, where the docs are not.
        """
        arriving, among = self._arriving(host, address)
        return arriving * 2 >= among

    def _share(self, host: str, address: Address) -> Evidence | None:
        """Return how many of the paths of a host that links name are pages, if nearly all that are judged are."""
        arriving, among = self._arriving(host, address)
        is_known = arriving >= LEAST and arriving >= SHARE * among
        return Evidence(Ground.MAJORITY, arriving, among) if is_known else None

    def _arriving(self, host: str, address: Address) -> tuple[int, int]:
        """Return how many of the paths of a host that links name are pages, and how many are so or lead nowhere."""
        key = (host, address)
        if key not in self._shares:
            site = address.site
            paths = self._by_start[host].get(address.start, ()) if host in self._paths else ()
            routes = [one for path in paths if (one := site.route_on_host(address.base, path)) is not None]
            found = [(route, self._what_is_at(site, route)) for route in routes]
            arriving = sum(one.outcome is Outcome.THERE for _, one in found)
            dead = sum(one.outcome not in _ORDER[:2] and _is_judged(site, route, one) for route, one in found)
            self._shares[key] = arriving, arriving + dead
        return self._shares[key]

    @cached_property
    def _by_host(self) -> dict[str, list[Address]]:
        """The addresses by their hosts, the longest base first."""
        found: dict[str, list[Address]] = defaultdict(list)
        for site in self._sites:
            for url in site.addresses:
                if match := _URL.match(url):
                    found[_host(match["host"])].append(Address((match["path"] or "").strip("/"), site))
        pairs = [(host, address) for host, some in found.items() for address in some]
        used = {at.site for host, at in pairs if self._arriving(host, at)[0] and self._is_confirmed(host, at)}
        for site in self._sites:
            learned = self._learned(site) if site not in used and not site.shares_host else None
            if learned is not None and learned[0] not in found:
                found[learned[0]].append(learned[1])
        return {host: sorted(some, key=lambda one: -len(one.base)) for host, some in found.items()}

    def _learned(self, site: Site) -> tuple[str, Address] | None:
        """Return the host and the address of a site that links show: where most of them lead to its pages."""
        names = {name for path in site.tree.facts if site.publishes(path) for name in _names(path)}
        best: tuple[int, str, Address] | None = None
        for host, paths in sorted(self._paths.items()):
            if sum(_names(path)[-1] in names for path in paths) < _FEWEST:
                continue
            starts = self._by_start[host].items()
            likely = sorted((len(start), start) for start, some in starts if len(some) >= _FEWEST)
            pairs = [(base, start) for _, start in likely for base in dict.fromkeys(("", start))]
            for address in (Address(base, site, start, is_learned=True) for base, start in pairs):
                arriving, among = self._arriving(host, address)
                if arriving >= _FEWEST and arriving >= _MOST_OF * among and (best is None or arriving > best[0]):
                    best = arriving, host, address
        return best[1:] if best is not None else None

    @cached_property
    def _by_start(self) -> dict[str, dict[str, list[str]]]:
        """The paths that links name by their hosts and by each start that may be that of a site."""
        found: dict[str, dict[str, list[str]]] = {}
        for host, paths in self._paths.items():
            starts = found[host] = {"": paths}
            for path in paths:
                for start in {"/".join(path.split("/")[: depth + 1]) for depth in range(_DEEPEST)} - {""}:
                    starts.setdefault(start, []).append(path)
        return found

    @cached_property
    def _paths(self) -> dict[str, list[str]]:
        """The paths that links name by their hosts, each once."""
        found: dict[str, set[str]] = defaultdict(set)
        for url in self._urls:
            match = _URL.fullmatch(url.strip())
            path = _path(match["path"] or "") if match is not None and not match["query"] else None
            if match is not None and path is not None:
                found[_host(match["host"])].add(path)
        return {host: sorted(paths) for host, paths in found.items()}


_SHARED_HOST = re.compile(r"\.(?:github|gitlab)\.io$")
"""Hosts where each repository of an owner has a folder of its own."""
_ORDER = (Outcome.THERE, Outcome.MOVED, Outcome.BROKEN)


def _is_judged(site: Site, route: str, found: Resolution) -> bool:
    """Return whether a route that leads nowhere is one of the site's own: not of another build, nor of a file.

    What is not a page may be put there when the site is deployed.
    """
    if found.reason not in (None, Reason.ROUTES, Reason.HOST) or site.unjudged(route) is not None:
        return False
    if not route or _OTHER_BUILD.fullmatch(_first(route)) or site.is_built(route):
        return False
    return not targets.names_file(route)


def _first(route: str) -> str:
    return route.strip("/").partition("/")[0]


def _path(written: str) -> str | None:
    """Return the path of a URL without slashes at its ends; None where it has a placeholder."""
    target = targets.parse(f"/{written.lstrip('/')}", "")
    return target.path if target.kind == "root" else None


def _below(start: str, base: str, route: str) -> str:
    return start + "".join(f"/{part}" for part in (base, route.strip("/")) if part)


def _host(written: str) -> str:
    return written.lower().removeprefix("www.")


def _names(path: str) -> tuple[str, str]:
    """Return the last two parts of a path of a page or a route in lower case, without its ending."""
    *_, folder, name = ("", *path.lower().split("/"))
    return folder, next((name[: -len(end)] for end in (*PAGES, ".html") if name.endswith(end)), name)

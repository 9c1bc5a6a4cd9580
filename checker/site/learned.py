"""Links to routes and pages go in; the mappings from routes to pages that nearly all links confirm come out.

A mapping cuts a base from the route and a folder from the page: `/docs/tides` is `content/docs/01-tides.mdx` where the
folder is `content`. It is believed where enough links lead to pages under it, and its evidence is how many do.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ..findings import Evidence, Ground
from .routes import without_number
from .site_tree import PAGES

LEAST = 10
"""How many different routes must lead to pages before a mapping is believed."""
SHARE = 0.93
"""How many of the routes it is about must lead to pages: in the trees that are measured, no mapping that is right had
less, since each also has links that are dead."""
_CANDIDATES = 4
"""Mappings of one start that are tried: those that most routes speak for."""
_SHARED = 200
"""Pages that end alike, as a route does: their end does not show to which of them the route leads."""
_INDEXES = ("index", "readme", "_index", "page")
"""The names of pages that have the route of their folder; `page` is that of Next's app router."""

Segments = tuple[str, ...]


@dataclass
class Mapping:
    """Routes that start with `start` are pages of `folder`, once `base` is cut; all in lower case, without numbers."""

    base: Segments
    folder: Segments
    start: Segments
    agreeing: int = 0
    among: int = 0
    pages: dict[Segments, str] = field(default_factory=dict)
    folders: frozenset[Segments] = frozenset()

    def page(self, route: Segments) -> str | None:
        """Return the page of a route, or the folder that it names as an empty text; None where there is none."""
        inner = route[len(self.base) :]
        found = self.pages.get(inner)
        return found if found is not None else "" if inner in self.folders else None


class Learned:
    """What the links of a tree show about its routes; `links` are the routes they name, `pages` its pages."""

    def __init__(self, links: Iterable[str], pages: Iterable[str]) -> None:
        self._links = links
        self._pages = pages

    @cached_property
    def links(self) -> list[str]:
        """The routes that links name, each once, in order."""
        return sorted({route.strip("/") for route in self._links} - {""})

    def placed(self, route: str, folder: str | None = None) -> str | None:
        """Return the page that a route shows under a mapping that is believed, or None.

        Where a `folder` is given, only mappings to its pages count that keep their paths.
        """
        segments = _segments(route)
        only = None if folder is None else tuple(part for part in folder.lower().split("/") if part)
        for mapping in self._about(segments):
            if only is not None and mapping.folder != only:
                continue
            found = mapping.page(segments)
            if found is not None:
                return found
        return self._placed_alike(segments) if only is None else None

    def _placed_alike(self, segments: Segments) -> str | None:
        """Return the page that a route shows under a mapping that is believed of routes with another start, or None."""
        alike = (one for one in self.mappings if segments[: len(one.base)] == one.base)
        return next((page for one in alike if (page := one.pages.get(segments[len(one.base) :]))), None)

    def route_of(self, page: str) -> str | None:
        """Return the route, without its first slash, that a page has under a mapping that is believed, or None."""
        segments = _normal(page)
        for mapping in self.mappings:
            if segments[: len(mapping.folder)] == mapping.folder and mapping.pages.get(segments[len(mapping.folder) :]):
                return "/".join((*mapping.base, *segments[len(mapping.folder) :]))
        return None

    def evidence(self, route: str) -> Evidence | None:
        """Return how many routes like one that leads nowhere lead to pages; None where no mapping is about it."""
        found = next(iter(self._about(_segments(route))), None)
        return Evidence(Ground.MAJORITY, found.agreeing, found.among) if found is not None else None

    def _about(self, segments: Segments) -> Sequence[Mapping]:
        return [one for one in self.mappings if segments[: len(one.start)] == one.start]

    @cached_property
    def mappings(self) -> list[Mapping]:
        """The mappings that are believed, those with the longest start first."""
        routes = sorted({_segments(link) for link in self.links} - {()})
        pages = {_normal(path): path for path in sorted(self._pages)}
        candidates = self._candidates(routes, pages)
        by_start: dict[Segments, list[Segments]] = {start: [] for start in candidates}
        for route in routes:
            for length in range(len(route) + 1):
                if route[:length] in by_start:
                    by_start[route[:length]].append(route)
        found = []
        for start, spoken_of in sorted(by_start.items()):
            if len(spoken_of) < LEAST:
                continue
            likely = [one for one, votes in candidates[start].most_common(_CANDIDATES) if votes * 2 >= LEAST]
            scored = [_scored(start, one, spoken_of, pages) for one in likely]
            best = max(scored, key=lambda one: (one.agreeing, one.folder, one.base), default=Mapping((), (), ()))
            if best.agreeing >= LEAST and best.agreeing >= SHARE * best.among:
                found.append(best)
        kept = [one for one in found if not (one.base and one.folder and _is_reached(one, found))]
        return sorted(kept, key=lambda one: (-len(one.start), one.start))

    def _candidates(
        self, routes: Iterable[Segments], pages: dict[Segments, str]
    ) -> dict[Segments, Counter[tuple[Segments, Segments]]]:
        """Return for each start of routes the (base, folder) that would explain some, and how many."""
        by_end = _ByEnd(pages)
        found: dict[Segments, Counter[tuple[Segments, Segments]]] = defaultdict(Counter)
        for route in routes:
            alike = by_end.of(route)
            if len(alike) > _SHARED:
                continue
            ends = [(_common_end(route, page), page) for page in alike]
            longest = max((length for length, _ in ends), default=0)
            for length, page in ends:
                if length == longest:
                    base = route[:-length]
                    found[base or route[:1]][base, page[:-length]] += 1
        return found


class _ByEnd:
    """Pages by their last segments: by as many of them as it takes to divide crowds."""

    def __init__(self, pages: Iterable[Segments]) -> None:
        self._pages = [page for page in pages if page]
        self._by_next: dict[Segments, dict[str, list[Segments]]] = {}

    def of(self, route: Segments) -> Sequence[Segments]:
        """Return pages with those among them that end as a route does for longest."""
        end: Segments = ()
        found = self._pages
        while len(found) > _SHARED or not end:
            if end not in self._by_next:
                self._by_next[end] = _by_next(found, len(end))
            following = self._by_next[end].get(route[-1 - len(end)], []) if len(end) < len(route) else []
            if end and not following:
                break
            end, found = route[len(route) - len(end) - 1 :], following
        return found


def _by_next(pages: Iterable[Segments], length: int) -> dict[str, list[Segments]]:
    """Return pages by the segment before their last ones, of which there are so many."""
    found: dict[str, list[Segments]] = defaultdict(list)
    for page in pages:
        if len(page) > length:
            found[page[-1 - length]].append(page)
    return dict(found)


def _is_reached(mapping: Mapping, others: Iterable[Mapping]) -> bool:
    """Return whether the pages of a mapping have routes already: then its folder was renamed."""
    return any(
        not one.base and one.folder + one.start == mapping.folder[: len(one.folder + one.start)] for one in others
    )


def _scored(
    start: Segments, cut: tuple[Segments, Segments], routes: Sequence[Segments], pages: dict[Segments, str]
) -> Mapping:
    base, folder = cut
    inner = {page[len(folder) :]: path for page, path in pages.items() if page[: len(folder)] == folder}
    folders = frozenset(page[:depth] for page in inner for depth in range(len(page)))
    mapping = Mapping(base, folder, start, 0, len(routes), inner, folders)
    mapping.agreeing = sum(mapping.page(route) is not None for route in routes)
    return mapping


def _segments(route: str) -> Segments:
    parts = [part for part in route.lower().split("/") if part]
    return tuple(parts[:-1] if parts and parts[-1] in _INDEXES else parts)


def _normal(path: str) -> Segments:
    """Return a page's path as a route would have it: lower case, without ending, index, numbers and `(groups)`."""
    stem = next((path[: -len(end)] for end in (*PAGES, ".yml") if path.lower().endswith(end)), path).lower()
    parts = [without_number(part) for part in stem.split("/") if not (part.startswith("(") and part.endswith(")"))]
    return tuple(parts[:-1] if parts[-1:] and parts[-1] in _INDEXES else parts)


def _common_end(one: Segments, other: Segments) -> int:
    length = 0
    while length < min(len(one), len(other)) and one[-1 - length] == other[-1 - length]:
        length += 1
    return length

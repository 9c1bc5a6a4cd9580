"""Links of two versions of a page, and of a whole tree, go in; added, removed and retargeted ones come out."""

from __future__ import annotations

import posixpath
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from ..graph import DocsGraph, Page
from ..page.facts import Link
from ..site import targets
from .change import FilePage, Location, Side, Statement
from .kinds import Kind
from .lines import LinePair
from .words import code, count, listed, quoted


@dataclass(frozen=True)
class Incoming:
    """A link to a page, and the anchor in its target."""

    page: Page
    link: Link
    fragment: str

    def location(self, side: Side) -> Location:
        """Return its location."""
        return Location(side, self.page.place(self.link.span))


def incoming(graph: DocsGraph) -> dict[str, list[Incoming]]:
    """Return the links of a tree by the path of their target, relative to the root.

    A link that resolves is listed under the page that it leads to. A site path has no suffix, and starts above the
    docs: `/azure/ai-services/openai/overview` is listed under its last part, as `~overview`.
    """
    found: dict[str, list[Incoming]] = defaultdict(list)
    for page in graph.pages:
        for link in page.facts.links:
            target = targets.parse(link.target, page.path)
            if target.kind in ("page", "root", "anchor"):
                other = graph.linked(page, link)
                found[other.path if other else target.path].append(Incoming(page, link, target.fragment))
            if target.kind in ("page", "root") and "." not in posixpath.basename(target.path):
                found[f"~{posixpath.basename(target.path)}"].append(Incoming(page, link, target.fragment))
    return dict(found)


def leading_to(links: dict[str, list[Incoming]], path: str, routes: Collection[str] = ()) -> list[Incoming]:
    """Return the links of other pages to a path, whether or not it exists; `routes` are those that its page had."""
    stem = posixpath.splitext(path)[0]
    site = stem.partition("/")[2]  # Learn drops the folder of the docs
    found = {id(one.link): one for one in links.get(path, ())}
    for route in routes:
        for one in links.get(f"~{posixpath.basename(route)}", ()):
            if targets.parse(one.link.target, one.page.path).path == route:
                found.setdefault(id(one.link), one)
    if site.count("/") >= 1:
        for one in links.get(f"~{posixpath.basename(stem)}", ()):
            address = targets.parse(one.link.target, one.page.path).path
            if address == site or address.endswith(f"/{site}"):
                found.setdefault(id(one.link), one)
    return [one for one in found.values() if one.page.path != path]


def link_statements(one: FilePage, pairs: Sequence[LinePair]) -> Iterator[Statement]:
    """Yield what a change did to the links of a page that exists on both sides."""
    assert one.before
    assert one.after
    old, new = _on_lines(one.before, {i for i, _ in pairs}), _on_lines(one.after, {j for _, j in pairs})
    old, new = _without([(x.target, x) for x in old], [(x.target, x) for x in new])
    if one.file.status == "R":  # the relative links of a moved page are rewritten
        old, new = _without([(_resolved(x, one.before), x) for x in old], [(_resolved(x, one.after), x) for x in new])
    partner = dict(pairs)
    moved = list(_moved(old, new, one.before, one.after, partner))
    taken = {id(link) for pair in moved for link in pair}
    old, new = [x for x in old if id(x) not in taken], [x for x in new if id(x) not in taken]
    if moved:
        words = [f"{quoted(b.text or 'it', 40)} points to {code(b.target)} (was {code(a.target)})" for a, b in moved]
        locations = [
            location
            for a, b in moved
            for location in (_location(one.after, b, Side.AFTER), _location(one.before, a, Side.BEFORE))
        ]
        yield Statement(
            Kind.LINK_MOVED, f"{count(len(moved), 'link')} changed target: {listed(words, 3)}", tuple(locations)
        )
    for kind, links, page, side, verb in (
        (Kind.LINK_ADDED, new, one.after, Side.AFTER, "added"),
        (Kind.LINK_REMOVED, old, one.before, Side.BEFORE, "removed"),
    ):
        if links:
            names = list(dict.fromkeys(map(_named, links)))
            locations = [_location(page, x, side) for x in links]
            yield Statement(kind, f"{count(len(links), 'link')} {verb}: {listed(names, 4)}", tuple(locations))


def _named(link: Link) -> str:
    """Describe a link: its text, or that it is an image, and its target."""
    text = "" if "](" in link.text else " ".join(link.text.split())
    what = f"{quoted(text, 40)} to " if text else "an image, " if link.kind == "image" else ""
    return what + code(link.target)


def _on_lines(page: Page, lines: set[int]) -> list[Link]:
    return [link for link in page.facts.links if page.line(link.span.start) in lines]


def _resolved(link: Link, page: Page) -> str:
    target = targets.parse(link.target, page.path)
    return f"{target.path}#{target.fragment}" if target.kind in ("page", "root") else link.target


def _without(old: list[tuple[str, Link]], new: list[tuple[str, Link]]) -> tuple[list[Link], list[Link]]:
    """Return two lists of links without those that are in both, by their keys."""
    same = Counter(key for key, _ in old) & Counter(key for key, _ in new)
    return _rest(old, Counter(same)), _rest(new, Counter(same))


def _rest(links: list[tuple[str, Link]], same: Counter[str]) -> list[Link]:
    kept = []
    for key, link in links:
        same[key] -= 1
        if same[key] < 0:
            kept.append(link)
    return kept


def _moved(
    old: list[Link], new: list[Link], before: Page, after: Page, partner: dict[int, int]
) -> Iterator[tuple[Link, Link]]:
    """Yield links with the same text, on lines that became each other."""
    left: dict[tuple[int, str, str], deque[Link]] = defaultdict(deque)
    for b in new:
        left[after.line(b.span.start), b.kind, b.text].append(b)
    for a in old:
        same = left.get((partner.get(before.line(a.span.start), 0), a.kind, a.text))
        if same:
            yield a, same.popleft()


def _location(page: Page, link: Link, side: Side) -> Location:
    return Location(side, page.place(link.span))


class IncomingLinks:
    """The incoming links of pages, on both sides; each side is read on first use."""

    def __init__(self, before: DocsGraph, after: DocsGraph) -> None:
        self._graphs = {Side.BEFORE: before, Side.AFTER: after}
        self._found: dict[Side, dict[str, list[Incoming]]] = {}

    def before(self, path: str) -> list[Incoming]:
        """Return the links to a path before the change."""
        return leading_to(self._of(Side.BEFORE), path, self._routes(path))

    def after(self, path: str, *, inside: bool = False) -> list[Incoming]:
        """Return the links to a path after the change; with `inside`, those of the page itself too."""
        links = self._of(Side.AFTER)
        return list(links.get(path, ())) if inside else leading_to(links, path, self._routes(path))

    def _of(self, side: Side) -> dict[str, list[Incoming]]:
        if side not in self._found:
            self._found[side] = incoming(self._graphs[side])
        return self._found[side]

    def _routes(self, path: str) -> list[str]:
        """Return the routes that a page had before the change, else has now."""
        graph = next((one for one in self._graphs.values() if path in one.by_path), None)
        return graph.sites.routes(path) if graph is not None else []

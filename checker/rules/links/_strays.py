"""Links below the root of the published site go in; those that came along with text of another site come out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ...findings import Evidence, Ground
from ...graph import DocsGraph, Page
from ...page.facts import Link
from ...site.resolution import Outcome

_ANY_SITE = frozenset("doc docs documentation guide guides help manual wiki".split())
"""First folders that many sites have for all their pages: a site that uses others for them has none of these."""
_LEAST = 10


def strays(graph: DocsGraph) -> Iterator[tuple[Page, Link, str, Evidence]]:
    """Yield links such as `/docs/guides/x` of a tree whose pages otherwise link below other folders of their site.

    Each comes with its first folder, and with how many of the pages that link below their site's root do without it.
    """
    found: dict[str, list[tuple[Page, Link]]] = defaultdict(list)
    for page, link in graph.made_alone(_below_root):
        found[_first(link.target)].append((page, link))
    using = {page.path for links in found.values() for page, _ in links}
    foreign = sorted(_ANY_SITE & found.keys())
    own = {page.path for folder in foreign for page, _ in found[folder]}
    without = len(using) - len(own)
    if without < _LEAST or len(own) * 10 > len(using) or any(graph.exists(folder) for folder in foreign):
        return
    for folder in foreign:
        for page, link in found[folder]:
            resolution = graph.resolve(page, link)
            if resolution is not None and resolution.outcome is not Outcome.UNKNOWN:
                continue
            yield page, link, folder, Evidence(Ground.MAJORITY, without, len(using))


def _below_root(page: Page) -> list[Link]:
    """Return the links of a page that start at the root of its site."""
    rooted = (one for one in page.facts.links if one.target.startswith("/") and one.kind != "include")
    return [one for one in rooted if not one.target.startswith("//")]


def _first(target: str) -> str:
    return target[1:].split("/", 1)[0].split("#", 1)[0].split("?", 1)[0].lower()

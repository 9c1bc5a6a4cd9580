"""A link jumps to a heading or anchor that its target does not have.

Anchors are made as the generator makes them that publishes the page (GitHub's, Python-Markdown's, Mintlify's,
VitePress's, ...), includes resolved; `<a name>`, `id=` and `{#id}` count. An include or an excerpt, which is shown
inside other pages, is judged only together with them. Where components or plugins that only the site knows may make
anchors, nearly all links have to reach theirs before the others are reported; of the rest, only slips are.

```bad guide.md
# Guide

See [below](#no-such-heading). <!-- expect: broken-anchor -->
```
```good guide.md
# Guide

See [below](#set-it-up) and [the name](#x).

## Set it up!

<a name="x"></a>Named.
```
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, cast

from ...findings import Finding, Ground, Severity
from ...graph import DocsGraph, Page, expansion
from ...page import learn
from ...page.facts import Heading, Link
from ...site.anchors import Anchors, anchors, joined
from ...site.learned import LEAST, SHARE
from ...site.resolution import Outcome, Resolution
from .._base import Options, finding, rule
from ._links import followed

_GENERATED = re.compile(r"tabs?/|:~:|fn(?:ref)?[:-]?\d|user-content-|__|top$")
"""Anchors that generators, themes and browsers make: tabs, text fragments, footnotes, the top of the page."""
_KINDS = ("link", "href", "definition")
_SEVERAL = 3
"""How many different anchors that links name a page lacks, before a component is believed to make them."""


@rule(Severity.WARNING, ground=Ground.TARGET)
def broken_anchor(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield links to anchors that their pages lack."""
    reached, doubtful = Counter[tuple[int, str]](), defaultdict[int, list[_Jump]](list)
    for _, jump in graph.made_of_links(_jumps):
        reached[jump.site, jump.path] += jump.arriving
        if jump.missing is not None and jump.fragment:
            doubtful[jump.site].append(jump)
        elif jump.missing is not None:
            yield jump.missing
    for site, some in doubtful.items():
        yield from _confirmed(some, {path: number for (of, path), number in reached.items() if of == site})


class _Jump(NamedTuple):
    """What comes of a link to an anchor of a site, which is known by its number; or how many of its links arrive.

    `path` is the page. What is `missing` is doubtful where a component may make the anchor, which is the `fragment`
    then, and empty else; `is_slip` is set where it is nearly another.
    """

    site: int
    path: str = ""
    arriving: int = 0
    missing: Finding | None = None
    fragment: str = ""
    is_slip: bool = False


def _jumps(graph: DocsGraph, page: Page) -> list[_Jump]:
    """Return what comes of the links of a page that lead to anchors."""
    known, arriving, found = Known(graph), Counter[tuple[int, str]](), list[_Jump]()
    for link in page.facts.links:
        to = followed(graph, page, link) if "#" in link.target and link.kind in _KINDS else None
        other = graph.by_path.get(to.path) if to and to.outcome is Outcome.THERE else None
        if to is None or other is None or not (_is_written(link, to) and known.are_whole(other)):
            continue
        site = graph.sites.of(other.path)
        number = graph.sites.all.index(site) if site in graph.sites.all else -1
        there = known.around(page.path) if other is page else known.of(other.path)
        fragment = site.fragment(to.fragment.split("?")[0])
        is_doubtful = site.has_own_components
        if there.has(fragment):
            arriving[number, other.path] += is_doubtful
            continue
        missing = _missing(graph, page, link, to, there)
        doubt = (fragment, there.slip(fragment) != "") if is_doubtful else ("", False)
        found.append(_Jump(number, other.path, 0, missing, *doubt))
    return [*found, *(_Jump(*key, number) for key, number in arriving.items() if number)]


def _confirmed(doubtful: Sequence[_Jump], reached: Mapping[str, int]) -> Iterator[Finding]:
    """Yield the findings that other links confirm, given how many reach their anchors on each page.

    These are all where nearly all links do, else those of slips. Pages that show what a component makes do not count.
    """
    made = _made_by_components(doubtful, reached)
    arriving = sum(reached.values())
    among = arriving + sum(one.path not in made for one in doubtful)
    is_known = among < LEAST or arriving >= SHARE * among
    kept = (one for one in doubtful if (is_known and one.path not in made) or (one.is_slip and arriving >= LEAST))
    yield from (one.missing for one in kept if one.missing is not None)


def _made_by_components(doubtful: Sequence[_Jump], reached: Mapping[str, int]) -> set[str]:
    """Return the pages whose anchors a component makes: several different ones are missing, more than are reached."""
    missing = defaultdict[str, set[str]](set)
    for one in doubtful:
        if not one.is_slip:
            missing[one.path].add(one.fragment)
    return {path for path, some in missing.items() if len(some) >= _SEVERAL and len(some) > reached.get(path, 0)}


def _missing(graph: DocsGraph, page: Page, link: Link, found: Resolution, there: Anchors) -> Finding:
    """Return the finding of a link to an anchor that is not `there`, with the one that it probably meant."""
    site = graph.sites.of(found.path)
    near = there.near(site.fragment(found.fragment.split("?")[0]))
    hint = f"; did you mean `#{site.written_fragment(near)}`?" if near else ""
    where = "this page" if found.path == page.path else f"`{found.path}`"
    severity = None if graph.sites.is_published(page.path) else Severity.SUGGESTION
    why = f"{where} has no anchor `#{found.fragment}`{hint}"
    return finding(broken_anchor, page, link.span, why, severity=severity, evidence=found.evidence)


class Known:
    """The anchors of pages, with those of what they include; each made once."""

    def __init__(self, graph: DocsGraph) -> None:
        self.graph = graph
        self.found = cast("dict[str, Anchors]", graph.sites.memo.setdefault("anchors", {}))
        self._around: dict[str, Anchors] = {}
        self._whole = cast("dict[str, bool]", graph.sites.memo.setdefault("whole", {}))

    def of(self, path: str) -> Anchors:
        """Return the anchors of a page."""
        if path not in self.found:
            shown = [self.graph.by_path[one] for one, _ in expansion(self.graph, path)]
            all_headings = [(page, one) for page in shown for one in page.facts.headings]
            headings = [(one.level, *texts) for page, one in all_headings for texts in self._texts(page, one)]
            named = [anchor for page in shown for anchor in page.facts.anchors]
            held = {one.slug: one.slug for _, one in all_headings}
            self.found[path] = anchors(self.graph.sites.of(path), headings, named, held)
        return self.found[path]

    def around(self, path: str) -> Anchors:
        """Return the anchors that a jump within a page can reach: its own, and those of the pages that include it."""
        if path not in self._around:
            above = dict.fromkeys(include.parent for include in self.graph.parents.get(path, ()))
            self._around[path] = joined([self.of(one) for one in (path, *above)])
        return self._around[path]

    def are_whole(self, page: Page) -> bool:
        """Return whether an anchor of a page can only come from its text, which is all in the tree."""
        if page.path not in self._whole:
            self._whole[page.path] = self._is_whole(page)
        return self._whole[page.path]

    def _is_whole(self, page: Page) -> bool:
        if page.path.lower().endswith((".yml", ".yaml")) or not _is_whole(self.graph, page):
            return False
        if not self.graph.sites.of(page.path).has_known_anchors(page.facts):
            return False
        shown = [self.graph.by_path[path] for path, _ in expansion(self.graph, page.path)]
        return all(
            self.graph.linked(one, link) is not None
            for one in shown
            for link in one.facts.links
            if link.kind == "include"
        )

    def _texts(self, page: Page, heading: Heading) -> Iterator[tuple[str, str]]:
        """Yield the text and the source of a heading; if it includes pages, with what they say and without it."""
        raw = heading.span.slice(page.text)
        explicit = learn.explicit_id(raw)
        if "[!" not in raw:
            yield heading.text, raw[: explicit.start()] if explicit else raw
            return
        children = {
            link.span.start: self.graph.linked(page, link) for link in page.facts.links if link.kind == "include"
        }

        def said(match: re.Match[str]) -> str:
            child = children.get(heading.span.start + match.start("target"))
            return _body(child) if child is not None else ""

        from ...page.document import text_of  # loads the parser

        for source in (learn.INCLUDE.sub(said, raw), learn.INCLUDE.sub("", raw)):
            yield text_of(source), source


def _body(page: Page) -> str:
    """Return the text of a page that is shown inside a line: without its front matter and its comments."""
    text = re.sub(r"\A---\n.{0,5000}?\n---(?:\n|\Z)", "", page.text, count=1, flags=re.S)
    return " ".join(re.sub(r"<!--[^>]{0,2000}-->", "", text).split())


def _is_written(link: Link, found: Resolution) -> bool:
    """Return whether a link names an anchor that was written by hand, not made by a generator."""
    fragment = found.fragment.split("?")[0].lower()
    return bool(fragment) and not _GENERATED.match(fragment) and "plain=1" not in link.target


def _is_whole(graph: DocsGraph, page: Page) -> bool:
    """Return whether a page is a page of its own: it has a title, or is not an include and starts with a heading.

    In a tree that is all there, every page does.
    """
    if not graph.partial:
        return True
    if page.path in graph.parents:
        return False
    return bool(page.facts.metadata.get("title")) or any(heading.level == 1 for heading in page.facts.headings)

"""A link jumps to a heading or anchor that its target does not have.

Anchors are made as GitHub and Learn make them, includes resolved; `<a name>`, `id=` and `{#id}` count. An include or an
excerpt, which is shown inside other pages, is judged only together with them.

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

from collections.abc import Iterator
from functools import cache

from rapidfuzz import process

from ...findings import Finding, Ground, Severity
from ...graph import DocsGraph, Page, expansion
from ...site import targets
from .._base import Options, finding, rule

_GENERATED = ("tab/", "tabs/", ":~:")


@rule(Severity.WARNING, ground=Ground.TARGET)
def broken_anchor(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield links to anchors that their pages lack."""

    @cache
    def anchors(path: str) -> frozenset[str]:
        pages = [graph.by_path[one] for one, _ in expansion(graph, path)]
        return frozenset(anchor.name.lower() for page in pages for anchor in page.facts.anchors)

    for page in graph.pages:
        for link in page.facts.links:
            target = targets.parse(link.target, page.path)
            if (
                target.kind not in ("page", "root", "anchor")
                or not target.fragment
                or link.kind not in ("link", "href", "definition")
            ):
                continue
            fragment = target.fragment.split("?")[0].lower()
            if fragment.startswith(_GENERATED) or fragment in ("", "top") or not _is_judged(graph, page, target):
                continue
            known = anchors(target.path)
            if target.kind == "anchor":
                known = known.union(*(anchors(include.parent) for include in graph.parents.get(page.path, ())))
            if fragment not in known:
                near = process.extractOne(fragment, sorted(known), score_cutoff=75)
                hint = f"; did you mean `#{near[0]}`?" if near else ""
                where = "this page" if target.path == page.path else f"`{target.path}`"
                yield finding(broken_anchor, page, link.span, f"{where} has no anchor `#{target.fragment}`{hint}")


def _is_judged(graph: DocsGraph, page: Page, target: targets.Target) -> bool:
    """Tell whether all that the target shows is in the tree: it is a whole page, and so are its includes."""
    other = graph.by_path.get(target.path)
    if other is None or other.path.lower().endswith((".yml", ".yaml")):
        return False
    if not _is_whole(graph, other):
        return False
    shown = [graph.by_path[path] for path, _ in expansion(graph, other.path)]
    for one in shown:
        for link in one.facts.links:
            if link.kind == "include" and targets.parse(link.target, one.path).path not in graph.by_path:
                return False
    return True


def _is_whole(graph: DocsGraph, page: Page) -> bool:
    """Tell whether a page stands for itself: it has a title, or is no include and starts with a heading.

    In a tree that is all there, every page does.
    """
    if not graph.partial:
        return True
    if page.path in graph.parents:
        return False
    return bool(page.facts.metadata.get("title")) or any(heading.level == 1 for heading in page.facts.headings)

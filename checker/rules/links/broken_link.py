"""A link that leads nowhere on the site that publishes the tree.

What publishes it is detected from its files or said by `[site]` in the configuration (see `checker config`); else it is
the repository, as GitHub shows it. Judged are files, folders, and routes where the configuration says how they are
made, or nearly all links confirm one mapping from routes to pages. So is a URL of the site, or of a file on the main
branch of the repository, but not in changelogs and posts. In front matter, the pages before and after a page, related
pages, images and the canonical address are links. What cannot be judged is counted in the closing lines. With a partial
tree only slips of files that are there are reported.

A page without a translation may be shown in its first language (`docs/tides.md` for `docs/ja/tides.md`). A link such as
`/docs/guides/tides` is of another site where nearly all pages that link below the root of theirs do so without such a
folder. Pages that no docset publishes are reported as suggestions.

```bad guide.md
See the [quota](quota.md). <!-- expect: broken-link -->
```
A target that differs from one page in its case, by one `../`, or by the folder that a page with a name of several words
has moved to, is fixed.

```bad start.md
Read [the tides](Guides/tides.md#low) and [its harbors](tides/harbor-list.md) first. <!-- expect: broken-link -->
```
```bad guides/tides.md
## Low
```
```bad places/harbor-list.md
# Harbors
```
```good guide.md
See [pricing](https://example.com), [the overview](/azure/overview) and [this page](guide.md?tabs=rest#x).
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Finding, Fix, Ground, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.facts import Link
from ...site.resolution import Outcome, Resolution
from .._base import Options, finding, replacement, rule
from ._links import by_stem, fixed, followed, summed_up
from ._strays import strays
from .malformed_link import malformed


@rule(Severity.ERROR, fix=Safety.SAFE, ground=Ground.TARGET)
def broken_link(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield links whose target is not there."""
    yield from summed_up(graph, (one for _, one in graph.made_of_links(_broken)), "links")
    for page, link, folder, evidence in strays(graph):
        why = f"`{link.target}` is a path of another site: {evidence} that this one has no `/{folder}/`"
        yield finding(broken_link, page, link.span, why, evidence=evidence)


def _broken(graph: DocsGraph, page: Page) -> list[Finding]:
    """Return the findings of the links of a page whose target is not there."""
    severity = None if graph.sites.is_published(page.path) else Severity.SUGGESTION
    broken = []
    for link in page.facts.links:
        found = followed(graph, page, link)
        if found is None or found.outcome is not Outcome.BROKEN or malformed(graph, page, link):
            continue
        near = graph.sites.near(page.path, found) if found.route else ""
        fix = _route_fix(page, link, near) if found.route else fixed(graph, page, link, by_stem(graph))
        why = _why(found, near)
        broken.append(finding(broken_link, page, link.span, why, fix=fix, severity=severity, evidence=found.evidence))
    return broken


def _why(found: Resolution, near: str) -> str:
    if found.why:
        return found.why
    hint = ""
    if near:
        hint = f"; did you mean `{near}`?"
    elif found.evidence:
        hint = f"; {found.evidence.agreeing:,} of {found.evidence.among:,} similar routes lead to pages"
    return f"this site has nothing at `{found.route}`{hint}"


def _route_fix(page: Page, link: Link, near: str) -> Fix | None:
    """Return the fix that writes another route; a guess, so never a safe one."""
    path = link.target.partition("#")[0].partition("?")[0]
    if not near or near.startswith("/") != path.startswith("/") or link.span.slice(page.text) != link.target:
        return None
    return replacement(page, link.span, near + link.target.removeprefix(path), Safety.UNSAFE)

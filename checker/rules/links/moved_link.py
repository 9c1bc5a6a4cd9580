"""A link to a page that has moved: it works only as long as the redirect exists.

The redirects are those of the site: `.openpublishing.redirection*.json` of Microsoft Learn, `redirects` of Mintlify,
Astro and GitBook, MkDocs' redirects plugin, `aliases` and `redirect_from` of front matter. The fix writes where the
redirect leads; it never leads from one docset into another.

```bad guides/tides.md
See [the harbor](/old-harbor). <!-- expect: moved-link -->
```
```bad guides/harbor.md
# Harbor
```
```bad docs.json
{"navigation": ["guides/tides"], "redirects": [{"source": "/old-harbor", "destination": "/guides/harbor"}]}
```
```good guides/tides.md
See [the harbor](/guides/harbor).
```
```good guides/harbor.md
# Harbor
```
```good docs.json
{"navigation": ["guides/tides"], "redirects": [{"source": "/old-harbor", "destination": "/guides/harbor"}]}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...findings import Finding, Fix, Ground, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.facts import Link
from ...site.resolution import Outcome, Resolution
from .._base import Options, Scope, finding, replacement, rule
from ._links import followed
from .malformed_link import malformed


@rule(Severity.SUGGESTION, fix=Safety.SAFE, ground=Ground.TARGET, scope=Scope.LINKS)
def moved_link(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield links that a redirect leads on."""
    for page in graph.pages:
        for link in page.facts.links:
            found = followed(graph, page, link)
            if found is not None and found.outcome is Outcome.MOVED and not malformed(graph, page, link):
                message = f"`{link.target}` has moved: a redirect leads to `{found.to}`"
                yield finding(moved_link, page, link.span, message, fix=_fix(graph, page, link, found))


def _fix(graph: DocsGraph, page: Page, link: Link, found: Resolution) -> Fix | None:
    """Return the fix that writes where a redirect leads, where the same site has that in the tree."""
    written, rest = _split(link.target)
    if "#" in rest:
        return None  # the anchor may not be on the page that the redirect leads to
    near = found.near or (found.to if found.to.startswith("/") and written.startswith("/") else "")
    if not near.strip("/.") or link.span.slice(page.text) != link.target:
        return None
    to, own = _split(near)
    there = graph.sites.resolve(page.path, Link(to, link.span, link.kind, link.block))
    if (
        there is None
        or there.outcome is not Outcome.THERE
        or graph.sites.of(there.path) is not graph.sites.of(page.path)
    ):
        return None
    safety = Safety.UNSAFE if _is_start(graph, there.path) else Safety.SAFE
    return replacement(page, link.span, to + (rest or own), safety)


_START = re.compile(r"(?:index|readme)\.\w+", re.I)


def _is_start(graph: DocsGraph, path: str) -> bool:
    """Return whether a page is the start page of its site, where redirects lead from what was removed."""
    folder, _, name = path.rpartition("/")
    return folder == graph.sites.of(path).folder.strip("/") and _START.fullmatch(name) is not None


def _split(target: str) -> tuple[str, str]:
    """Return a target as its path and what follows it."""
    end = min(at for at in (target.find("#"), target.find("?"), len(target)) if at >= 0)
    return target[:end], target[end:]

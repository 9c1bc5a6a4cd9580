"""An include whose file is missing.

With a partial tree (`--partial`) a missing file proves nothing; reported is one that is a letter away from a file of
the same folder that nothing includes.

```bad guide.md
[!INCLUDE [prerequisites](includes/prerequisites.md)] <!-- expect: broken-include -->
```
```bad page.md
[!INCLUDE [terms](Includes/terms.md)] <!-- expect: broken-include -->
```
```bad includes/terms.md
Boats are lent by the day.
```
```good guide.md
[!INCLUDE [prerequisites](includes/prerequisites.md)]
```
```good includes/prerequisites.md
You need a subscription.
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph, Page
from ...site.resolution import Outcome
from .._base import Options, finding, rule
from ._links import fixed, summed_up


@rule(Severity.ERROR, fix=Safety.SAFE, ground=Ground.TARGET)
def broken_include(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield includes of files that are not there."""
    yield from summed_up(graph, (one for _, one in graph.made_of_links(_broken)), "includes")


def _broken(graph: DocsGraph, page: Page) -> list[Finding]:
    """Return the findings of the includes of a page whose file is not there."""
    severity = None if graph.sites.is_published(page.path) else Severity.SUGGESTION
    broken = []
    for link in page.facts.links:
        if link.kind != "include":
            continue
        found = graph.resolve(page, link)
        if not link.target.strip():
            broken.append(finding(broken_include, page, link.span, "this include names no file", key="empty"))
        elif found is not None and found.outcome is Outcome.BROKEN:
            why = f"there is no `{found.path}` to include" if not found.near else found.why
            fix = fixed(graph, page, link)
            broken.append(finding(broken_include, page, link.span, why, fix=fix, severity=severity))
    return broken

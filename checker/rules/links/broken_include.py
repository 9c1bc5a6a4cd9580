"""An include whose file is missing, or that includes itself.

With a partial tree (`--partial`) a missing file proves nothing and is not judged.

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
from ...graph import DocsGraph, Include
from ...site import targets
from .._base import Options, finding, related, rule
from ._links import mended


@rule(Severity.ERROR, fix=Safety.SAFE, ground=Ground.TARGET)
def broken_include(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield includes of files that are not there, and the include that closes each cycle."""
    for page in graph.pages:
        for link in page.facts.links:
            if link.kind != "include":
                continue
            target = targets.parse(link.target, page.path)
            if not link.target.strip():
                yield finding(broken_include, page, link.span, "this include names no file", key="empty")
            elif target.kind == "outside":
                yield finding(broken_include, page, link.span, f"`{link.target}` leads out of the tree")
            elif target.kind in ("page", "root") and not graph.exists(target.path) and not graph.partial:
                why = f"there is no `{target.path}` to include"
                yield finding(broken_include, page, link.span, why, fix=mended(graph, page, link))
    for include in _closing(graph):
        page = graph.by_path[include.parent]
        back = next((one for one in graph.includes if one.parent == include.child), None)
        ends = (related(graph.by_path[back.parent], back.span, "includes on"),) if back and back is not include else ()
        message = f"`{include.parent}` ends up including itself through `{include.child}`"
        yield finding(broken_include, page, include.span, message, related=ends)


def _closing(graph: DocsGraph) -> Iterator[Include]:
    """Yield the include that closes a cycle: found depth first from the first page of the cycle, in path order."""
    done: set[str] = set()

    def visit(path: str, trail: tuple[str, ...]) -> Iterator[Include]:
        for include in graph.children.get(path, ()):
            if include.child in (*trail, path):
                yield include
            elif include.child not in done:
                yield from visit(include.child, (*trail, path))
        done.add(path)

    for start in sorted(graph.children):
        if start not in done:
            yield from visit(start, ())

"""A page that includes itself, directly or through others.

```bad guide.md
[!INCLUDE [terms](includes/terms.md)]
```
```bad includes/terms.md
Boats are lent by the day. [!INCLUDE [more](../guide.md)] <!-- expect: circular-include -->
```
```good guide.md
[!INCLUDE [terms](includes/terms.md)]
```
```good includes/terms.md
Boats are lent by the day.
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Finding, Ground, Severity
from ...graph import DocsGraph, Include
from .._base import Options, finding, related, rule


@rule(Severity.ERROR, ground=Ground.TARGET)
def circular_include(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the include that closes each cycle."""
    for include in _closing(graph):
        page = graph.by_path[include.parent]
        back = next(iter(graph.children.get(include.child, ())), None)
        ends = (related(graph.by_path[back.parent], back.span, "includes on"),) if back and back is not include else ()
        message = f"`{include.parent}` ends up including itself through `{include.child}`"
        yield finding(circular_include, page, include.span, message, related=ends)


def _closing(graph: DocsGraph) -> Iterator[Include]:
    """Yield the include that closes a cycle: found depth first from the first page of the cycle, in path order."""
    done: set[str] = set()
    for start in sorted(graph.children):
        trail = {start: iter(graph.children[start])} if start not in done else {}
        while trail:
            path = next(reversed(trail))
            include = next(trail[path], None)
            if include is None:
                done.add(path)
                del trail[path]
            elif include.child in trail:
                yield include
            elif include.child not in done:
                trail[include.child] = iter(graph.children.get(include.child, ()))

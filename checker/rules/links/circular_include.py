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
        back = next((one for one in graph.includes if one.parent == include.child), None)
        ends = (related(graph.by_path[back.parent], back.span, "includes on"),) if back and back is not include else ()
        message = f"`{include.parent}` ends up including itself through `{include.child}`"
        yield finding(circular_include, page, include.span, message, related=ends)


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

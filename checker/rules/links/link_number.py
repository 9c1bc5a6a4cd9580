"""The number of an issue or a pull request in a link's text is not the one that the link leads to.

One of the two was copied from another line. Links to GitHub, GitLab and their like are compared whose text ends in the
number (“#12”, “harbor#12”).

```bad guide.md
Fixed in [#12](https://github.com/contoso/harbor/pull/13). <!-- expect: link-number -->
```
```good guide.md
Fixed in [#12](https://github.com/contoso/harbor/pull/12), [#3](https://example.com/list/7) and
[the second of them](https://github.com/contoso/harbor/issues/13).
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...findings import Finding, Ground, Severity
from ...graph import DocsGraph
from .._base import Options, Scope, finding, rule

_SHOWN = re.compile(r"(?:^|[\w.)\s/-])#(?P<number>\d{1,7})$")
_LED_TO = re.compile(
    r"https://[\w.-]+/(?:[\w.-]+/){2,4}(?:-/)?(?:pull|pulls|issues|discussions|merge_requests)/(?P<number>\d{1,7})(?![\w-])"
)
"""The address of an issue, a discussion or a pull request: https://docs.github.com/rest, https://docs.gitlab.com/api/."""


@rule(Severity.WARNING, ground=Ground.CONTRADICTION, scope=Scope.PAGE)
def link_number(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the links whose text has the number of another issue than their target."""
    for page in graph.pages:
        for link in page.facts.links:
            target = _LED_TO.match(link.target) if "#" in link.text else None
            shown = _SHOWN.search(link.text.strip()) if target else None
            if target and shown and shown["number"] != target["number"]:
                message = f"this link says #{shown['number']}, but leads to {target['number']}"
                yield finding(link_number, page, link.span, message)

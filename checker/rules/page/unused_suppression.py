"""A suppression comment suppresses nothing.

What it once hid is fixed or gone. Left in place, it hides the next mistake there, which no one has judged yet. A
comment counts as used when it hides a finding that has either end there. Comments for rules that did not run are not
reported; when this rule is selected alone, the others run for its sake and their findings are not shown.

```bad guide.md
The `a-preview` models are available. <!-- checker: ignore doubled-word --> <!-- expect: unused-suppression -->
```
```good guide.md
The `a-preview` and and `b-preview` models are available. <!-- checker: ignore doubled-word -->

<!-- checker: ignore doubled-word -- the the band's name -->
They play as The the Band and and more.
```
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...findings import Finding, Severity
from ...graph import DocsGraph, Page
from ...page.facts import Suppression
from .._base import Needs, Options, finding, rule


@rule(Severity.WARNING, needs=Needs.UNUSED_SUPPRESSIONS)
def unused_suppression(
    graph: DocsGraph, options: Options, unused: Sequence[tuple[Page, Suppression]]
) -> Iterator[Finding]:
    """Yield each suppression that was not needed, of the rules that ran."""
    for page, comment in unused:
        if comment.rule == unused_suppression.name:
            continue  # whether this one is needed is known only after this rule
        where = {"ignore-file": "on this page", "ignore-start": "in this region"}.get(comment.action, "here")
        message = f"unused suppression: `{comment.rule}` finds nothing {where}"
        key = f"{comment.action} {comment.rule}"
        yield finding(unused_suppression, page, comment.name, message, key=key)

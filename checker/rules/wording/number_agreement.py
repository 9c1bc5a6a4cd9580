"""A verb stands in another number than its subject.

It is usually left over from an edit that put a second name beside the first, or many in the place of one. Judged are
only subjects that open their sentence and are plain to see: two names in code or bold that "and" joins, and the plural
of what documentation counts (models, values, files), with the verb right behind it, or after a comma and "but". So is
"this" before such a plural.

```bad guide.md
Currently only `a-preview` and `b-preview` supports audio. <!-- expect: number-agreement -->
The new models share one encoder, but is tuned for speech. <!-- expect: number-agreement -->
```
```good guide.md
The difference between `a-preview` and `b-preview` is small. The models that `a-preview` replaced support audio.
The new models share one encoder, and it is tuned for speech. The order of operations is fixed.
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph
from .._base import Options, finding, related, replacement, rule


@rule(Severity.SUGGESTION, fix=Safety.UNSAFE, ground=Ground.PATTERN)
def number_agreement(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each verb, and each "this", that does not agree with its noun."""
    for page in graph.pages:
        for slip in page.facts.disagreements:
            word, noun = slip.span.slice(page.text), slip.noun.slice(page.text)
            message = f"“{word}” does not agree with “{' '.join(noun.split())}”: it would be “{slip.put}”"
            end = related(page, slip.noun, "this is more than one")
            fix = replacement(page, slip.span, slip.put, Safety.UNSAFE)
            yield finding(number_agreement, page, slip.span, message, related=(end,), fix=fix)

"""Words stand beside each other that no right sentence has together.

They are what an edit leaves behind (is be used, can is, the a), or another word than the one that was meant, which a
dictionary knows as well (in your won code, create you key, on it's value, at lease two). Only pairs of the words that
hold sentences together are looked at, where what is wrong does not depend on what the sentence is about.

```bad guide.md
The gauge is be used for tides, and it can is read from afar. <!-- expect: garbled-phrase -->
Create you account, and build your won harbor. <!-- expect: garbled-phrase -->
```
```good guide.md
The keys that you create you own, and your wonderful harbor is yours.
All that it can is what it will be used for. If you do, it's value for money.
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph
from .._base import Options, finding, replacement, rule
from .._slips import is_changelog


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.PATTERN)
def garbled_phrase(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the words that do not go together."""
    for page in graph.pages:
        if is_changelog(page):
            continue
        for one in page.facts.clashes:
            phrase = " ".join(one.text.split())
            fix = replacement(page, one.span, one.put, Safety.UNSAFE) if one.put else None
            yield finding(garbled_phrase, page, one.span, f"“{phrase}” cannot be right: {one.why}", fix=fix)

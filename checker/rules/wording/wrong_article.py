"""“a” stands before the sound of a vowel, or “an” before that of a consonant.

It is the sound that decides, not the letter: an hour, a user, an MP3 file, an 8-bit color, a UUID. Names of models and
what stands in code are read as well (an `AzureKeyCredential`, a text-embedding model). Where people do not agree on how
something is read (a SQL, an SQL; a URL; an historic), both are right.

```bad guide.md
Take an **tide-table-3** model and a `AnchorCredential` object. <!-- expect: wrong-article -->
It is an unique harbor with a 8-bit clock. <!-- expect: wrong-article -->
```
```good guide.md
An hour, a user, a European port, an MP3 file, a SQL query, an SQL query, an 8-bit clock, a one-time key, an o1 model.
Berth a is free, option a or b, and an LLM with a `UserMessage`.
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Finding, Safety, Severity
from ...graph import DocsGraph
from .._base import Options, finding, replacement, rule
from .._slips import is_changelog


@rule(Severity.SUGGESTION, fix=Safety.UNSAFE)
def wrong_article(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the articles that do not go with the word behind them."""
    for page in graph.pages:
        if is_changelog(page):
            continue
        for one in page.facts.wrong_articles:
            message = f"“{one.text}” does not go with “{one.word}”: “{one.put}” does"
            fix = replacement(page, one.span, one.put, Safety.UNSAFE)
            yield finding(wrong_article, page, one.span, message, fix=fix, key=f"{one.text} {one.word}")

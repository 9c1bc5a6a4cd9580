"""A name in code has a part in no dictionary, while the page writes the word one slip away.

Names are read in code spans and where samples assign them, and are cut at capitals and underscores: in
`/anchorageReuslts/{id}`, “reuslts” is no word, and the page tells of results. Abbreviations are left alone, since the
page must have the word as well and the misspelled part no more than twice, and so are parts that several pages have. In
code spans a name must have several parts: `scrypt` and `printf` are right.

````bad guide.md
The result of each poll is at `/tideResutl/{id}`. <!-- expect: misspelled-name -->

```python
resposne = client.poll()  # expect: misspelled-name
print(response.status)
```
````
````good guide.md
The `maxParams` and the `initCfg` of the parameters are set; `printf` prints, and `loong64` is long.

```python
params = client.parameters()
```
````
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph
from .._base import Options, finding, replacement, rule
from .._slips import is_changelog

_MOST_PAGES = 2


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.PATTERN)
def misspelled_name(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the parts of names that are slips of words."""
    pages = Counter(part for page in graph.pages for part in {one.text for one in page.facts.misspelled_names})
    for page in graph.pages:
        if is_changelog(page):
            continue
        for one in page.facts.misspelled_names:
            if pages[one.text] > _MOST_PAGES:
                continue
            written = one.span.slice(page.text)
            put = one.near.capitalize() if written[0].isupper() else one.near
            message = f"`{written}` is in no dictionary; the page has “{one.near}”, which is one slip away"
            yield finding(misspelled_name, page, one.span, message, fix=replacement(page, one.span, put, Safety.UNSAFE))

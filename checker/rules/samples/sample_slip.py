"""A slip of the keys stands in a sample: a mark too many, a comma too few, a method inside of a URL.

These are told where a sample as a whole cannot be read, since it is a piece or a command, or where it could be read and
still does not do what it should: `;;` at the end of a statement, a stray letter behind a semicolon, arguments without
a comma between them, `"POST https://..."` as the URL of a curl command, a key with a blank where the page has the same
with an underscore, a placeholder that asks for something else by one letter (PUR YOUR KEY HERE).

````bad guide.md
```java
  client.moor(harborId, shipId);; // expect: sample-slip
```

```bash
curl -X POST "POST {endpoint}/piers" # expect: sample-slip
```
````
````good guide.md
```javascript
for (;;) { tide(); }
```

```bash
case "$1" in
  moor) echo "POST /piers" ;;
esac
curl -X POST "{endpoint}/piers"
```
````
"""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Edit, Finding, Fix, Ground, Safety, Severity
from ...graph import DocsGraph
from .._base import Options, finding, rule


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.PATTERN)
def sample_slip(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the slips in samples."""
    for page in graph.pages:
        for slip in page.facts.sample_slips:
            message = f"`{' '.join(slip.span.slice(page.text).split())}` is a slip: {slip.why}"
            fix = Fix(Safety.UNSAFE, (Edit(page.place(slip.edit), slip.put),))
            yield finding(sample_slip, page, slip.span, message, fix=fix)

"""A sample reads an environment variable into a variable for another kind of value.

`apiVersion` that is read from `OPENAI_API_KEY` is a copy of the line above that was not adapted. The rule compares the
last word of both names where it is one of key, version, endpoint, region and secret.

````bad start.md
```javascript
const apiKey = process.env["HARBOR_API_KEY"];
const apiVersion = process.env["HARBOR_API_KEY"]; // expect: misread-variable
```
````
````good start.md
```javascript
const apiKey = process.env["HARBOR_API_KEY"];
const apiVersion = process.env["HARBOR_API_VERSION"];
const credential = process.env["HARBOR_API_KEY"];
```
````
"""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Finding, Ground, Severity
from ...graph import DocsGraph
from .._base import Options, Scope, finding, rule
from ._words import words_of

_VALUES = frozenset({"key", "version", "endpoint", "region", "secret"})
"""What names of variables end in that say what kind of value they have."""


@rule(Severity.WARNING, ground=Ground.CONTRADICTION, scope=Scope.PAGE)
def misread_variable(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the environment variables that are read into a name for another kind of value."""
    for page in graph.pages:
        for use in page.facts.variables:
            if use.kind == "environment" and not use.declares and use.into and _differ(use.into, use.name):
                message = f"`{use.into}` is read from `{use.name}`, which by its name holds something else"
                yield finding(misread_variable, page, use.span, message)


def _differ(into: str, name: str) -> bool:
    """Return whether two names end in words for different kinds of value, neither of which the other name has."""
    ours, theirs = words_of(into), words_of(name)
    if not ours or not {ours[-1], theirs[-1]} <= _VALUES:
        return False
    return ours[-1] not in theirs and theirs[-1] not in ours

"""A model version does not exist.

The tree's own tables decide which versions a model has, or the catalog where they have none. A version that is not a
date of the calendar, or is a typo away from one that exists, is reported in any case, and so is a date that ends in
`-preview`: only API versions are written like that, even in a table of models.

```bad models.md
| Model ID | Description | Max request (tokens) |
|---|---|---|
| `gpt-4o` (2024-11-20) | Text and images | 128,000 |
| `gpt-4o` (2024-08-06) | Text and images | 128,000 |

Deploy `gpt-4o` (version 2024-11-21). <!-- expect: unknown-model-version -->

Or deploy `gpt-4o` (2024-10-01-preview). <!-- expect: unknown-model-version -->
```
```good models.md
| Model ID | Description | Max request (tokens) |
|---|---|---|
| `gpt-4o` (2024-11-20) | Text and images | 128,000 |

Deploy `gpt-4o` (version 2024-11-20), or a deployment named `gpt-4o-1001`.
```
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from rapidfuzz.distance import OSA

from ...catalog import Catalog
from ...catalog.tables import is_api_version
from ...findings import Finding, Ground, Related, Severity
from ...graph import DocsGraph, Mention
from ...page.facts import Span
from .._base import Options, finding, related, rule

_DATE = re.compile(r"(?:turbo-)?(?P<day>\d{4}-\d{2}-\d{2})$")


@rule(Severity.ERROR, ground=Ground.TABLE)
def unknown_model_version(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each version that is given to a model which does not have it."""
    for mention in graph.mentions:
        if not mention.resolved.known or mention.role == "announced":
            continue
        for version, span in _bound(mention):
            if mention.role == "declared":
                why = "that is an API version" if is_api_version(version) else ""
            else:
                why = _why(graph.catalog, mention.model, version, options.as_of)
            if why:
                message = f"`{mention.model}` has no version `{version}`: {why}"
                ends = tuple(_declared(graph, mention.model))
                yield finding(unknown_model_version, mention.page, span, message, related=ends)


def _bound(mention: Mention) -> Iterator[tuple[str, Span]]:
    """Yield the versions written beside a name, and the date pinned in it."""
    for version in mention.versions:
        yield version.text.lower(), version.span
    pinned = mention.resolved.version
    if _DATE.match(pinned) and mention.text.lower().endswith(pinned):
        end = mention.span.end
        yield pinned, Span(end - len(pinned), end)


def _why(catalog: Catalog, model: str, version: str, as_of: dt.date) -> str:
    known = catalog.models[model].versions
    if version in known:
        return ""
    if is_api_version(version):
        return "that is an API version"
    date = _DATE.match(version)
    if date and not _is_day(date["day"]):
        return "that date does not exist"
    by_tree = sorted(v for v, entry in known.items() if any(origin.layer == "tree" for origin in entry.origins))
    comparable = [v for v in by_tree if bool(_DATE.match(v)) == bool(date)]
    if comparable and len(version) > 2:
        return "the tree's own tables declare " + ", ".join(f"`{v}`" for v in by_tree)
    future = date is not None and dt.date.fromisoformat(date["day"]) > as_of
    near = [v for v in known if date and OSA.distance(v, version) == 1 and (v[:4] == version[:4] or future)]
    return f"the nearest is `{near[0]}`" if near else ""


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _declared(graph: DocsGraph, model: str) -> Iterator[Related]:
    for table in graph.tables:
        page = graph.by_path[table.path]
        for row in table.rows:
            if row.resolved.model == model and row.versions:
                yield related(page, row.span, "declared with " + ", ".join(f"`{v}`" for v in row.versions))

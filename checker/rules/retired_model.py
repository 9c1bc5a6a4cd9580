"""A requirement or a sample names a model that no longer answers.

The tree's own retirement table decides, then the user's catalog, then the bundled one; only a firm date counts. Text
that tells of the past may name what is retired.

```bad guide.md
Deploy the `gpt-35-turbo` (version 0301) model. <!-- expect: retired-model -->
```
```bad model-retirements.md
| Model | Version | Retirement date | Replacement |
|---|---|---|---|
| `gpt-35-turbo` | 0301 | February 1, 2025 | `gpt-4o-mini` |
```
```good guide.md
Deploy the `gpt-4o` (version 2024-11-20) model.
```
```good model-retirements.md
| Model | Version | Retirement date | Replacement |
|---|---|---|---|
| `gpt-4o` | 2024-11-20 | No earlier than March 1, 2025 | |
```
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ..catalog import Catalog, Retirement
from ..findings import Finding, Ground, Related, Severity
from ..graph import DocsGraph, Mention
from ._base import Options, finding, related, rule


@rule(Severity.WARNING, ground=Ground.TABLE)
def retired_model(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each model that is required or used after its retirement."""
    for mention in graph.mentions:
        if mention.role not in ("required", "used") or not mention.resolved.known or mention.resolved.tail:
            continue
        if mention.use is None and mention.role == "used":
            continue
        if mention.page.history.past(mention.page.facts.blocks[mention.block].heading):
            continue
        versions = [version.text.lower() for version in mention.versions]
        versions += [mention.resolved.version] if mention.resolved.version else []
        retired = _retired(graph.catalog, mention.model, versions, options.as_of)
        if retired is not None:
            yield _finding(graph, mention, versions, retired)


def _retired(catalog: Catalog, model: str, versions: list[str], as_of: dt.date) -> Retirement | None:
    """Return the retirement that has passed: of every version named, or of the model and all its versions."""
    entry = catalog.models[model]
    known = [version for version in versions if version in entry.versions]
    if versions and not known:
        return None
    own = catalog.retirement(model)
    found = [catalog.retirement(model, version) for version in known or sorted(entry.versions)]
    if not known:
        if own is not None and own.origin is not None and (own.origin.layer == "tree" or not found):
            found = [own]
        elif own is not None:
            found.append(own)
    dates = [one for one in found if one is not None and one.day is not None and one.day < as_of]
    if not found or len(dates) < len(found):
        return None
    return max(dates, key=lambda one: one.day or dt.date.min)


def _finding(graph: DocsGraph, mention: Mention, versions: list[str], retired: Retirement) -> Finding:
    name = f"`{mention.text}`" + (f" ({versions[0]})" if versions and versions[0] not in mention.text else "")
    instead = f"; use `{retired.replacement}`" if retired.replacement else ""
    message = f"{name} is retired since {retired.day}{instead} (known from {retired.origin})"
    return finding(retired_model, mention.page, mention.span, message, related=tuple(_table(graph, retired)))


def _table(graph: DocsGraph, retired: Retirement) -> Iterator[Related]:
    for table in graph.tables:
        page = graph.by_path[table.path]
        for row in table.rows:
            if retired.origin is not None and retired.origin.source == f"{table.path}:{page.line(row.span.start)}":
                yield related(page, row.span, f"retires on {retired.day}")
                return

"""A model, or a version of one, is used for the first time, and no table of the tree declares it.

This covers trees whose tables declare models of its kind, and only uses: samples, requirements and running text, not
announcements or lists. Misspelled names are reported by `unknown-model`.

```bad before/models.md
| Model ID | Description | Max request (tokens) |
|---|---|---|
| `gpt-4o` (2024-11-20) | Text and images | 128,000 |
```
```bad after/models.md
| Model ID | Description | Max request (tokens) |
|---|---|---|
| `gpt-4o` (2024-11-20) | Text and images | 128,000 |
```
```bad before/guide.md
Deploy a `gpt-4o` model.
```
```bad after/guide.md
Deploy a `gpt-4o` model or a `gpt-4o-mini` model. <!-- expect: undeclared-introduction -->
```

```good before/models.md
| Model ID | Description | Max request (tokens) |
|---|---|---|
| `gpt-4o` (2024-11-20) | Text and images | 128,000 |
```
```good after/models.md
| Model ID | Description | Max request (tokens) |
|---|---|---|
| `gpt-4o` (2024-11-20) | Text and images | 128,000 |
| `gpt-4o-mini` (2024-07-18) | Text and images | 128,000 |
```
```good before/guide.md
Deploy a `gpt-4o` model.
```
```good after/guide.md
Deploy a `gpt-4o` model or a `gpt-4o-mini` model. Embed with `text-embedding-3-small`.
```
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...catalog import naming
from ...catalog.tables import ModelTable, Row
from ...findings import Finding, Ground, Related, Severity
from ...graph import DocsGraph, Mention
from .._base import Options, finding_at, rule
from ._in_use import in_use

if TYPE_CHECKING:
    from ...diff.change import Change

_USES = ("required", "used", "mentioned")


@rule(Severity.WARNING, ground=Ground.HISTORY)
def undeclared_introduction(change: Change, options: Options) -> Iterator[Finding]:
    """Yield the first use of each model and version that the change brought in and no table has."""
    declared = _declared(change.after)
    kinds = {naming.kind(model) for model in declared}
    known = {(one.model, "") for one in change.before.mentions} | {
        (one.model, version) for one in change.before.mentions for version in _versions(one)
    }
    nearest = _Nearest(change.after)
    first: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for one in in_use(change.after, _USES):
        if not one.resolved.tail:
            for version in ("", *_versions(one)):
                first[one.model, version].append(one)
    for (model, version), uses in sorted(first.items()):
        if (model, version) in known or naming.kind(model) not in kinds or _owned(change.after, model):
            continue
        if not version and model not in declared:
            yield _finding(change, uses, f"`{model}`", model, nearest)
        elif version and (model, "") in known and version not in declared.get(model, {version}) and declared[model]:
            yield _finding(change, uses, f"version {version} of `{model}`", f"{model}@{version}", nearest)


def _finding(change: Change, uses: list[Mention], what: str, key: str, nearest: _Nearest) -> Finding:
    one = min(uses, key=lambda use: (_USES.index(use.role), use.page.path, use.span))
    table, row = nearest.to(one.model)
    ends = (Related(change.after.by_path[table.path].place(row.span), "the table that should declare it"),)
    message = f"{what} is used for the first time, but no table declares it"
    return finding_at(undeclared_introduction, one.page.place(one.span), message, key=key, related=ends)


class _Nearest:
    """The rows of the tables that new models belong in: those of current models, else of models, else any."""

    def __init__(self, graph: DocsGraph) -> None:
        def far(table: ModelTable) -> tuple[bool, bool]:
            return graph.by_path[table.path].history.past(table.table.heading), table.kind != "models"

        nearest = min((far(table) for table in graph.tables if table.rows), default=None)
        self._first: dict[tuple[str, str], tuple[ModelTable, Row]] = {}
        for table in graph.tables:
            for row in table.rows if far(table) == nearest else ():
                series, kind = naming.series(row.resolved.model), naming.kind(row.resolved.model)
                for key in ((series, kind), (series, ""), ("", kind), ("", "")):
                    self._first.setdefault(key, (table, row))

    def to(self, model: str) -> tuple[ModelTable, Row]:
        """Return the row to show beside a model, and its table: of its series, else of its kind."""
        series, kind = naming.series(model), naming.kind(model)
        keys = ((series, kind), (series, ""), ("", kind), ("", ""))
        return next(self._first[key] for key in keys if key in self._first)


def _declared(graph: DocsGraph) -> dict[str, set[str]]:
    """Return the models that the tree's tables declare, each with its declared versions."""
    found: dict[str, set[str]] = defaultdict(set)
    for table in graph.tables:
        for row in table.rows:
            found[row.resolved.model].update(row.versions)
    return dict(found)


def _owned(graph: DocsGraph, model: str) -> bool:
    """Return whether the user's own catalog has a model."""
    return model in graph.catalog.models and graph.catalog.models[model].declared_in("user")


def _versions(mention: Mention) -> list[str]:
    pinned = [mention.resolved.version] if mention.resolved.version else []
    return [*pinned, *(version.text.lower() for version in mention.versions)]

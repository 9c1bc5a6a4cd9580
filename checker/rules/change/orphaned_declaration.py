"""A table still declares a model whose last use the change removed.

Perhaps its row should be removed as well, or a page lost more than intended. Announcements and other tables do not
count as uses.

```bad before/models.md
| Model ID | Description | Max request (tokens) |
|---|---|---|
| `gpt-4o` (2024-11-20) | Text and images | 128,000 |
| `gpt-4o-mini` (2024-07-18) | Text and images | 128,000 |
```
```bad after/models.md
| Model ID | Description | Max request (tokens) |
|---|---|---|
| `gpt-4o` (2024-11-20) | Text and images | 128,000 |
| `gpt-4o-mini` (2024-07-18) | Text and images | 128,000 | <!-- expect: orphaned-declaration -->
```
```bad before/guide.md
Deploy a `gpt-4o` model or a `gpt-4o-mini` model.
```
```bad after/guide.md
Deploy a `gpt-4o` model.
```

```good before/models.md
| Model ID | Description | Max request (tokens) |
|---|---|---|
| `gpt-4o` (2024-11-20) | Text and images | 128,000 |
| `gpt-4o-mini` (2024-07-18) | Text and images | 128,000 |
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
Deploy any `gpt-4o` model.
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...findings import Finding, Ground, Severity
from .._base import Options, finding_at, rule
from ._in_use import in_use

if TYPE_CHECKING:
    from ...diff.change import Change

_USES = ("required", "used", "shown", "mentioned")


@rule(Severity.SUGGESTION, ground=Ground.HISTORY)
def orphaned_declaration(change: Change, options: Options) -> Iterator[Finding]:
    """Yield the first row of each model that was used before and is no longer."""
    before = {one.model: one for one in in_use(change.before, _USES)}
    after = {one.model for one in in_use(change.after, _USES)}
    seen: set[str] = set()
    for table in change.after.tables:
        if table.kind != "models":
            continue
        for row in table.rows:
            model = row.resolved.model
            if model in seen or model in after or model not in before:
                continue
            seen.add(model)
            last = before[model]
            where = f"{last.page.path}:{last.page.line(last.span.start)}"
            message = f"`{model}` is declared here, but this change removed its last use, in {where}"
            place = change.after.by_path[table.path].place(row.span)
            yield finding_at(orphaned_declaration, place, message, key=model)

"""The recommended replacement of a retired model is retired itself, or retires no later.

This covers the replacements in retirement tables and sentences that recommend moving to a model. Also reported is a
replacement that retires so soon after the model it replaces that the move is not worth it (`notice_days`, 90 by
default), and one that neither the tree's tables nor the catalog have. Tables of models that are already gone may name
what came next.

```bad model-retirements.md
| Model | Version | Retirement date | Replacement |
|---|---|---|---|
| `gpt-4` | 0613 | September 6, 2025 | `gpt-35-turbo` (0125) | <!-- expect: retired-replacement -->
| `gpt-35-turbo` | 0125 | August 1, 2025 | `gpt-4o-mini` |
```
```good model-retirements.md
| Model | Version | Retirement date | Replacement |
|---|---|---|---|
| `gpt-4` | 0613 | September 6, 2025 | `gpt-4o` (2024-11-20) |
| `gpt-4o` | 2024-11-20 | No earlier than March 1, 2026 | |
```
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from ...catalog import ModelVersion, Retirement
from ...catalog.tables import ModelTable, Row, names_in, replacement_column
from ...findings import Evidence, Finding, Ground, Severity
from ...graph import DocsGraph, Mention, Page
from ...page.facts import Name
from .._base import Options, finding, related, rule
from .._models import model_shaped

_GONE = re.compile(r"\b(?:deprecated|retired|past|previous|histor\w+|legacy|archived?|old(?:er)?)\b", re.I)


class ReplacementOptions(Options, frozen=True):
    """`notice_days`: a replacement that retires within so many days after what it replaces is reported as well."""

    notice_days: int = 90


@rule(Severity.WARNING, ReplacementOptions, ground=Ground.TABLE)
def retired_replacement(graph: DocsGraph, options: ReplacementOptions) -> Iterator[Finding]:
    """Yield each replacement that is gone, goes too soon, or does not exist."""
    for table in graph.tables:
        page = graph.by_path[table.path]
        heading = table.table.heading
        gone = heading >= 0 and _GONE.search(page.facts.headings[heading].text)
        if table.kind == "retirement" and not gone and not page.history.chronicle(heading):
            yield from _rows(graph, page, table, options)
    for mention in graph.mentions:
        name = mention.name
        if name is None or not name.advised or mention.role not in ("mentioned", "listed"):
            continue
        if mention.resolved.known and not mention.page.history.chronicle(mention.page.facts.blocks[name.block].heading):
            yield from _advised(graph, mention, options)


def _rows(graph: DocsGraph, page: Page, table: ModelTable, options: ReplacementOptions) -> Iterator[Finding]:
    starts = [name.span.start for name in page.names]
    judged: set[tuple[int, str]] = set()
    for row in table.rows:
        column = replacement_column(table.table, row.cells)
        if column < 1 or not row.cells[column].text:
            continue
        for name in names_in(row.cells[column].span, page.names, starts):
            message, source = _judge(graph, page, row, name, options)
            if message:
                key = (name.span.start, message)  # the cell of two models would be judged twice
                if key not in judged:
                    judged.add(key)
                    ends = (related(page, row.span, "the model it replaces"),)
                    known = Evidence(Ground.TABLE, source=source)
                    yield finding(retired_replacement, page, name.span, message, related=ends, evidence=known)


def _judge(graph: DocsGraph, page: Page, row: Row, name: Name, options: ReplacementOptions) -> tuple[str, str]:
    """Return what is wrong with a replacement of a row, or an empty text, and where that is known from."""
    resolved = graph.catalog.resolve(name.text)
    if resolved.tail:
        return "", ""
    if not resolved.known:
        unknown = _is_id(name) and graph.catalog.is_of_known_words(resolved.model)
        message = f"the replacement `{name.text}` is neither in the tables of the tree nor in the catalog"
        return message if unknown else "", ""
    versions = _versions(name, resolved.version)
    if resolved.model == row.resolved.model and (not versions or set(versions) & set(row.versions)):
        return "", ""
    end = _end(graph, resolved.model, versions)
    if end is None or end.day is None:
        return "", ""
    written = f"`{name.text}`" + (f" ({versions[0]})" if versions and versions[0] not in name.text else "")
    if end.day < options.as_of:
        return f"the replacement {written} was itself retired on {end.day}", str(end.origin or "")
    own = _own(graph, page, row)
    if own is None or own < options.as_of:
        return "", ""
    if end.day <= own:
        return f"the replacement {written} retires on {end.day}, no later than the model it replaces ({own})", ""
    days = (end.day - own).days
    soon = days <= options.notice_days
    return f"the replacement {written} retires only {days} days after the model it replaces" if soon else "", ""


def _versions(name: Name, pinned: str) -> list[str]:
    return [version.text.lower() for version in name.versions] or ([pinned] if pinned else [])


def _is_id(name: Name) -> bool:
    return name.exact and model_shaped(name.text)


def _end(graph: DocsGraph, model: str, versions: list[str], platform: str | None = None) -> Retirement | None:
    """Return the last retirement among the versions named, or among all of a model; None while one has no date."""
    catalog = graph.catalog
    entry = catalog.models[model]
    known = [version for version in versions if version in entry.versions]
    if versions and not known:
        return None
    of_tree = [version for version in sorted(entry.versions) if _of_tree(entry.versions[version])]
    found = [catalog.retirement(model, version, platform) for version in known or of_tree or sorted(entry.versions)]
    own = catalog.retirement(model, "", platform)
    if not known and own is not None:
        found = [own] if own.origin is not None and own.origin.layer == "tree" else [*found, own]
    dated = [one for one in found if one is not None and one.day is not None]
    return max(dated, key=lambda one: one.day or dt.date.min) if found and len(dated) == len(found) else None


def _of_tree(version: ModelVersion) -> bool:
    return any(origin.layer == "tree" for origin in version.origins)


def _own(graph: DocsGraph, page: Page, row: Row) -> dt.date | None:
    """Return the day that a row gives for what is replaced; the earliest possible one where it is not firm."""
    entry = graph.catalog.models.get(row.resolved.model)
    source = f"{page.path}:{page.line(row.span.start)}"
    if entry is None:
        return None
    held = [one for version in row.versions if version in entry.versions for one in entry.versions[version].retirements]
    for one in [*held, *entry.retirements]:
        if one.origin is not None and one.origin.source == source:
            return one.day or one.not_before
    return None


def _advised(graph: DocsGraph, mention: Mention, options: ReplacementOptions) -> Iterator[Finding]:
    """Yield the model that a sentence recommends moving to, where it is gone."""
    if mention.name is None or mention.resolved.tail:
        return
    versions = _versions(mention.name, mention.resolved.version)
    end = _end(graph, mention.model, versions, mention.platform)
    if end is not None and end.day is not None and end.day < options.as_of:
        replacement = f"the recommended replacement `{mention.text}`"
        known = Evidence(Ground.TABLE, source=str(end.origin or ""))
        message = f"{replacement} was itself retired on {end.day}"
        yield finding(retired_replacement, mention.page, mention.span, message, evidence=known)

"""A smaller model has the display name of a larger one in the same table.

The display name next to an id in a cell is compared with those of the other ids in the table:
`gpt-4o-mini-audio-preview` must not be labeled GPT-4o audio, as `gpt-4o-audio-preview` is.

````bad models.md
| Model | For |
|---|---|
| `gpt-4o-audio-preview` <br> **GPT-4o audio** | Long talks. |
| `gpt-4o-mini-audio-preview` <br> **GPT-4o audio** | Short ones. | <!-- expect: model-label-mismatch -->
````
````good models.md
| Model | For |
|---|---|
| `gpt-4o-audio-preview` <br> **GPT-4o audio** | Long talks. |
| `gpt-4o-mini-audio-preview` <br> **GPT-4o mini audio** | Short ones. |
````
"""

from __future__ import annotations

from collections.abc import Iterator

from ...catalog import naming
from ...findings import Evidence, Finding, Ground, Severity
from ...graph import DocsGraph, Mention, Page
from .._base import Options, finding, rule
from .._models import names_model, points_at, sizes


@rule(Severity.WARNING, ground=Ground.CONTRADICTION)
def model_label_mismatch(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the display names that a table gives to a smaller and to a larger model."""
    for page in graph.pages:
        if page.facts.tables and page.path in graph.by_page:
            yield from _labels(graph, page)


def _labels(graph: DocsGraph, page: Page) -> Iterator[Finding]:
    """Yield display names beside the id of a smaller model that the table gives to the larger one too."""
    by_block: dict[int, list[Mention]] = {}
    for mention in graph.by_page.get(page.path, ()):
        by_block.setdefault(mention.block, []).append(mention)
    for table in page.facts.tables if by_block else ():
        cells = (by_block[cell.block] for row in table.rows for cell in row if cell.block in by_block)
        labelled = [pair for cell in cells for pair in _labelled(cell)]
        larger = {label.text: label for named, label in labelled if sizes(named) == sizes(label)}
        for named, label in labelled:
            other = larger.get(label.text)
            if other is not None and sizes(named) > sizes(label):
                message = f"`{named.text}` is labeled “{label.text}”, like a larger model in this table"
                end = (points_at(other, "the label of the larger model"),)
                evidence = Evidence(Ground.PATTERN)
                yield finding(model_label_mismatch, page, label.span, message, related=end, evidence=evidence)


def _labelled(cell: list[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """Yield the one id of a cell with the one display name beside it, where both are of a series."""
    if len(cell) < 2:
        return
    ids = [one for one in cell if one.name and one.name.code and names_model(one)]
    labels = [one for one in cell if one.name and not one.name.code]
    if len(ids) == len(labels) == 1 and naming.series(ids[0].model) == naming.series(labels[0].model):
        yield ids[0], labels[0]

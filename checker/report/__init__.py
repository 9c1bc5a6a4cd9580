"""A `Report` goes in, the text of one format comes out; each format is a module of its own, imported on demand.

A format's module has one public function, `render(report, look) -> str`. To add a format, add its module and its line
in `FORMATS`.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..findings import Report
    from ..graph import DocsGraph

FORMATS = {
    "text": "terminal",
    "full": "full",
    "concise": "concise",
    "json": "json",
    "jsonl": "jsonl",
    "sarif": "sarif",
    "github": "github",
    "gitlab": "gitlab",
    "rdjson": "rdjson",
    "junit": "junit",
    "markdown": "markdown",
    "html": "html",
}
"""Formats by the name that users write, with their modules."""

WITH_GRAPH = frozenset({"html"})
"""Formats that show more of the tree than the findings, if they are given its graph."""

_STYLES = {
    "error": "1;31",
    "warning": "1;33",
    "suggestion": "1;36",
    "good": "32",
    "path": "1",
    "dim": "2",
    "mark": "1;31",
    "related": "34",
}


@dataclass(frozen=True)
class Look:
    """How a report looks: whether in colour, its width in cells, and whether it has counts by rule instead of findings.

    `prefix` is the path from the top of the repository to the root (`docs/`, or empty), for formats whose readers know
    only paths from the top. `fail_on` is the lowest severity that fails the run, or `never`. `graph` is the tree that
    was checked, for formats that show more of it than the findings. `group_by` is `file` or `rule`, and
    `most` the number of findings to list (0 is all of them), for texts.
    """

    colour: bool = False
    width: int = 120
    statistics: bool = False
    prefix: str = ""
    fail_on: str = "suggestion"
    graph: DocsGraph | None = None
    group_by: str = "file"
    most: int = 0

    def paint(self, text: str, style: str) -> str:
        """Return a text in a style, if in colour."""
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.colour and text else text


def render(report: Report, format: str, look: Look | None = None) -> str:  # noqa: A002  the name that users know
    """Return a report in a format of `FORMATS`, with a final newline.

    Raises `KeyError` for an unknown format.
    """
    module = importlib.import_module(f".{FORMATS[format]}", __package__)
    text: str = module.render(report, look or Look())
    return text

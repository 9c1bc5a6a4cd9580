"""Reports for tests of the HTML report: a report or a tree goes in, its parsed page or the data of a view comes out."""

from __future__ import annotations

import base64
import json
import re
import zlib
from functools import cache
from pathlib import Path
from typing import Any

from checker.config import Config
from checker.findings import Report
from checker.report import Look, render
from checker.run import check, load
from checker.tree.sources import FolderSource

from . import CORPORA, SEED_DAY
from .html_page import Page


def page_of(report: Report, look: Look | None = None) -> Page:
    return Page(render(report, "html", look))


def data_of(text: str, view: str) -> Any:
    """Return the data of a view as its script would get it."""
    found = re.search(
        rf'<script type="application/json" id="data-{view}"( data-packed="deflate-raw")?>(.*?)</script>', text
    )
    assert found
    plain = zlib.decompress(base64.b64decode(found[2]), -15).decode() if found[1] else found[2]
    return json.loads(plain)


def tree(root: Path, as_of: Any = SEED_DAY, **pages: str) -> tuple[Report, Look]:
    """Check a folder, with these pages written into it, and return its report and its look with the graph."""
    for name, text in pages.items():
        (root / f"{name}.md").write_text(text, encoding="utf-8")
    source, config = FolderSource(root), Config()
    loaded = load(source, config)
    return check(source, config, as_of=as_of, loaded=loaded), Look(graph=loaded.graph)


@cache
def real() -> str:
    """Return the report of the sample tree."""
    report, look = tree(CORPORA / "trees" / "azure-openai")
    assert len(report.findings) > 20
    return render(report, "html", look)

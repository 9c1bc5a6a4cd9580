"""What comes of a link is looked up once for the pages of a folder, and is what it is for each page alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.config import Config
from checker.page.facts import Link, Span
from checker.run import load
from checker.tree.sources import FolderSource

from ..support import CORPORA

TREES = sorted(
    folder
    for group in ("clean", "sites", "trees")
    for folder in (CORPORA / group).iterdir()
    if folder.is_dir() and any(folder.rglob("*.md"))
)


@pytest.mark.parametrize("folder", TREES, ids=lambda folder: folder.name)
def test_a_link_leads_where_it_does_from_its_page_alone(folder: Path) -> None:
    graph = load(FolderSource(folder), Config()).graph
    links = {(page.path, link.target, link.kind): link for page in graph.pages for link in page.facts.links}
    beside = {  # each link of a page on all others of its folder too
        (page.path, link.target, link.kind): link
        for page in graph.pages
        for (path, _, _), link in links.items()
        if Path(path).parent == Path(page.path).parent
    }
    for (path, _, _), link in (links | beside).items():
        assert graph.sites.resolve(path, link) == graph.sites._resolved(path, link), (path, link)


def test_a_link_to_a_file_is_looked_up_once_in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.md", "b.md", "sub/c.md", "sub/b.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("# Page\n", encoding="utf-8")
    graph = load(FolderSource(tmp_path), Config()).graph
    looked_up: list[str] = []
    resolved = graph.sites._resolved
    monkeypatch.setattr(
        graph.sites,
        "_resolved",
        lambda page, link: looked_up.append(page) or resolved(page, link),  # type: ignore[func-returns-value]
    )
    link = Link("b.md", Span(0, 4), "link", 0)
    found = [graph.sites.resolve(page, link) for page in ("a.md", "b.md", "sub/c.md", "sub/b.md")]
    assert looked_up == ["a.md", "sub/c.md"]
    assert [one and one.path for one in found] == ["b.md", "b.md", "sub/b.md", "sub/b.md"]

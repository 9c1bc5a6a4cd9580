"""Routes of Jekyll pages; the expected ones are what Jekyll 4.3.1 builds, without `.html`."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.config import Config
from checker.run import load
from checker.tree.sources import FolderSource

from ..support import write
from .test_sites import outcome

PAGES = {
    "index.md": "---\ntitle: Top\n---\n",
    "a/b.md": "---\ntitle: B\n---\n",
    "_posts/2026-05-20-lights-on.md": "---\ncategories: News big\n---\n",
    "inner/_posts/2026-05-21-other.md": "---\nslug: named\n---\n",
    "_guides/deep/moor.md": "---\ntitle: Moor\n---\n",
    "_kept/x.md": "---\ntitle: X\n---\n",
    "_drafts/y.md": "---\ntitle: Y\n---\n",
    "off/z.md": "---\ntitle: Z\n---\n",
}
GUIDES = "exclude: [off/]\ncollections: {guides: {output: true}, kept: {output: false}}\n"


@pytest.mark.parametrize(
    ("config", "posts"),
    [
        ("", ["news/big/2026/05/20/lights-on", "inner/2026/05/21/named"]),
        ("permalink: none\n", ["news/big/lights-on", "inner/named"]),
        ("permalink: /blog/:year-:month/:title/\n", ["blog/2026-05/lights-on", "blog/2026-05/named"]),
    ],
)
def test_routes(config: str, posts: list[str], tmp_path: Path) -> None:
    write(tmp_path, {**PAGES, "_config.yml": GUIDES + config})
    sites = load(FolderSource(tmp_path), Config()).graph.sites
    got = [sites.of(path).route(path).strip("/") for path in PAGES if sites.of(path).kind == "jekyll"]
    assert got == ["", "a/b", *posts, "guides/deep/moor"]


def test_a_link_to_a_route_arrives_at_its_page(tmp_path: Path) -> None:
    write(tmp_path, {**PAGES, "_config.yml": GUIDES})
    assert outcome(tmp_path, "index.md", "/guides/deep/moor.html") == "there _guides/deep/moor.md"
    assert (
        outcome(tmp_path, "index.md", "/news/big/2026/05/20/lights-on.html") == "there _posts/2026-05-20-lights-on.md"
    )

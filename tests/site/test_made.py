"""What the build makes and what only the site's components know is not called broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.config import Config
from checker.run import check
from checker.tree.sources import FolderSource

from ..support import write
from .test_sites import outcome

MKDOCS = {"mkdocs.yml": "site_name: x\n", ".gitignore": "/docs/reference/cli.md\nbuild/\n", "docs/a.md": "# A\n"}


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("reference/cli.md", "unknown build docs/reference/cli.md"),
        ("build/x.png", "unknown build docs/build/x.png"),
        ("guides/cli.md", "broken docs/guides/cli.md"),
    ],
)
def test_what_git_ignores_is_made_by_the_build(target: str, expected: str, tmp_path: Path) -> None:
    write(tmp_path, MKDOCS)
    assert outcome(tmp_path, "docs/a.md", target) == expected


@pytest.mark.parametrize(
    "directive", ["[[autodoc]] harbor.Boat", "::: harbor.boat", "```{eval-rst}\n.. automodule:: harbor\n```"]
)
def test_documentation_of_code_brings_anchors(directive: str, tmp_path: Path) -> None:
    write(tmp_path, {"docs/a.md": f"# A\n\nSee [Boat](#harbor.boat).\n\n{directive}\n"})
    assert anchors_missing(tmp_path) == 0
    write(tmp_path, {"docs/a.md": "# A\n\nSee [Boat](#harbor.boat).\n"})
    assert anchors_missing(tmp_path) == 1


def anchors_missing(root: Path) -> int:
    """Return how many links of a folder are reported for their anchors."""
    return len(check(FolderSource(root), Config(select=["broken-anchor"])).findings)


@pytest.mark.parametrize(("known", "missing"), [(30, 1), (4, 0)])
def test_anchors_of_a_site_with_its_own_components_are_confirmed_by_links(
    known: int, missing: int, tmp_path: Path
) -> None:
    headings = "\n\n".join(f"## Part {number}\n\nSee [it](#part-{number})." for number in range(known))
    lost = "\n\n".join(f"See [it](#lost-{number})." for number in range(1 if known > 9 else 8))
    write(
        tmp_path,
        {"next.config.js": "module.exports = {}\n", "src/app/guide/page.mdx": f"# Guide\n\n{headings}\n\n{lost}\n"},
    )
    assert anchors_missing(tmp_path) == missing


@pytest.mark.parametrize(("known", "expected"), [(30, "broken"), (4, "unknown")])
def test_relative_routes_of_an_unknown_site_are_confirmed_by_links(known: int, expected: str, tmp_path: Path) -> None:
    pages = {f"app/guide/part{number}/page.mdx": "# Part\n" for number in range(known)}
    links = " ".join(f"[it](part{number})" for number in range(known))
    lost = " ".join(f"[it](lost{number})" for number in range(1 if known > 9 else 8))
    write(tmp_path, {"next.config.js": "module.exports = {}\n", **pages, "app/guide/page.mdx": f"{links} {lost}\n"})
    assert outcome(tmp_path, "app/guide/page.mdx", "lost0").split()[0] == expected


def test_a_link_of_what_is_shown_inside_other_pages_starts_at_theirs(tmp_path: Path) -> None:
    pages = {"app/guide/page.mdx": "# Guide\n", "app/guide/_tab.mdx": "See [it](other).\n"}
    write(tmp_path, {"next.config.js": "module.exports = {}\n", **pages})
    assert outcome(tmp_path, "app/guide/_tab.mdx", "other") == "unknown routes app/guide/other"
    assert outcome(tmp_path, "app/guide/_tab.mdx", "other.png") == "broken app/guide/other.png"
    assert outcome(tmp_path, "app/guide/page.mdx", "other") == "broken app/guide/other"


@pytest.mark.parametrize(("config", "missing"), [("site_name: x\n", 12), ("hooks: [own.py]\n", 0)])
def test_code_of_the_site_that_the_build_runs_may_give_anchors(config: str, missing: int, tmp_path: Path) -> None:
    links = " ".join(f"[it](#setting-{number})" for number in range(12))
    write(tmp_path, {"mkdocs.yml": config, "docs/a.md": f"# A\n\n{links}\n"})
    assert anchors_missing(tmp_path) == missing

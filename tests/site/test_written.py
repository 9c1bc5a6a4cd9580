"""How a generator wants links and includes between files written: endings, folders they start at, what plugins make."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.config import Config
from checker.run import check
from checker.tree.sources import FolderSource

from ..support import write
from .test_sites import PUBLISHING, outcome


def test_docfx_wants_the_ending_of_a_page(tmp_path: Path) -> None:
    page = "# A\n\n[b](guides/b#low) [c](guides/b.md#low) [d](guides)\n"
    write(
        tmp_path,
        {".openpublishing.publish.config.json": PUBLISHING, "docs/a.md": page, "docs/guides/b.md": "# B\n\n## Low\n"},
    )
    found = check(FolderSource(tmp_path), Config(select=["links"])).findings
    assert [one.message for one in found] == ["there is no `docs/guides/b` in the tree, only `docs/guides/b.md`"]
    assert found[0].fix is not None
    assert [edit.text for edit in found[0].fix.edits] == ["guides/b.md#low"]


@pytest.mark.parametrize(
    ("page", "target", "expected"),
    [
        ("docs/a.md", "guides/b", "broken docs/guides/b"),
        ("docs/a.md", "../guides/b", "there docs/guides/b.md"),
        ("docs/a.md", "../guides/b/", "there docs/guides/b.md"),
        ("docs/a.md", "guides/b.md", "there docs/guides/b.md"),
        ("docs/index.md", "guides/b", "there docs/guides/b.md"),
    ],
)
def test_mkdocs_leaves_a_path_without_ending_to_the_browser(
    page: str, target: str, expected: str, tmp_path: Path
) -> None:
    write(tmp_path, {"mkdocs.yml": "", "docs/index.md": "# H\n", "docs/a.md": "# A\n", "docs/guides/b.md": "# B\n"})
    assert outcome(tmp_path, page, target) == expected


def test_a_page_at_the_top_that_is_in_a_folder_is_not_made_by_a_plugin(tmp_path: Path) -> None:
    config = "plugins:\n  - macros\n"
    write(tmp_path, {"mkdocs.yml": config, "docs/guides/a.md": "# A\n", "docs/steps/errors.md": "# E\n"})
    assert outcome(tmp_path, "docs/guides/a.md", "../errors.md") == "broken docs/errors.md"
    assert outcome(tmp_path, "docs/guides/a.md", "../licenses.md") == "unknown build docs/licenses.md"


def test_the_extensions_of_python_markdown_include_from_the_folder_of_the_configuration(tmp_path: Path) -> None:
    shown = "{* ../src/boat.py hl[3] *}\n\n```python\n{!> ../src/ship.py!}\n```\n\nWrite `{! ../src/a.py !}`.\n"
    config = "markdown_extensions:\n  mdx_include:\n  markdown_include_variants:\n"
    write(tmp_path, {"docs/mkdocs.yml": config, "docs/docs/guides/a.md": f"# A\n\n{shown}", "src/boat.py": ""})
    found = check(FolderSource(tmp_path), Config(select=["links"])).findings
    assert [one.message for one in found] == ["there is no `src/ship.py` in the tree"]
    write(tmp_path, {"docs/mkdocs.yml": "site_name: A\n"})
    assert check(FolderSource(tmp_path), Config(select=["links"])).findings == []


def test_gitbook_finds_files_from_the_folder_of_the_page(tmp_path: Path) -> None:
    write(tmp_path, {"SUMMARY.md": "# S\n", "guides/boats/README.md": "# B\n", ".gitbook/assets/boat.png": ""})
    page = "guides/boats/README.md"
    for target, found in (("../../.gitbook/assets/boat.png", "there"), ("../.gitbook/assets/boat.png", "broken")):
        text = f'# B\n\n<img src="{target}">\n'
        write(tmp_path, {page: text})
        messages = [one.message for one in check(FolderSource(tmp_path), Config(select=["links"])).findings]
        assert (messages == []) is (found == "there")


def test_a_copy_that_holds_the_configuration_holds_the_whole_site(tmp_path: Path) -> None:
    pages = {"guides/a.mdx": "# A\n", "places/b.mdx": "# B\n", "docs/c.md": "# C\n"}
    write(tmp_path, {"docs.json": '{"navigation": []}', **pages})
    assert outcome(tmp_path, "guides/a.mdx", "../place/b") == "broken"
    (tmp_path / "docs.json").unlink()
    assert outcome(tmp_path, "docs/c.md", "../place/b.md") == "unknown above place/b.md"


def test_links_in_the_data_of_an_element_of_mdx_lead_on(tmp_path: Path) -> None:
    cards = """\
<Cards
  cards={[
    { title: 'Tides', href: '/tides' },
    { "title": "Gone", "href": "/gone", text: 'See [the piers](/piers) and `/boats`.' },
    { href: 'https://example.com', path: '/boats', text: "[more](/moon)" },
  ]}
/>
"""
    code = "<Code\n  code={`href: '/boats'`}\n/>\n"
    data = cards.replace(" and `/boats`", "")
    write(tmp_path, {"docs.json": '{"navigation": []}', "tides.mdx": "# Tides\n", "a.mdx": f"# A\n\n{data}\n{code}"})
    found = [one.message for one in check(FolderSource(tmp_path), Config(select=["broken-link"])).findings]
    assert found == [f"this site has nothing at `/{name}`" for name in ("gone", "piers", "moon")]

"""Rules about pages, where what publishes the tree decides."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..support import run, write

TABLE = "# Boats\n\n| Boat | Days |\n|---|---|\n"


@pytest.mark.parametrize("site", ["docfx.json", "mkdocs.yml", "docs.json"])
@pytest.mark.parametrize(
    ("row", "is_found"),
    [
        ("| `canoe | 3 |", True),
        ("| canoe` | `3` |", True),
        ("| `canoe` | 3 |", False),
        ("| `11 | 19 | 21 | 29` |", None),
        ("| `canoe | 3` |", None),
    ],
)
def test_a_backtick_in_a_cell_may_pair_over_a_pipe_on_some_sites(
    tmp_path: Path, site: str, row: str, is_found: bool | None
) -> None:
    about = {"docfx.json": '{"build": {"content": [{"files": ["**/*.md"]}]}}', "mkdocs.yml": "site_name: Harbor\n"}
    write(
        tmp_path,
        {site: about.get(site, '{"navigation": {"pages": ["docs/guide"]}}'), "docs/guide.md": f"{TABLE}{row}\n"},
    )
    found = run(tmp_path, select=("unbalanced-backtick",)).findings
    assert bool(found) is (site == "docs.json" if is_found is None else is_found)


def test_of_a_part_of_a_tree_a_link_that_stands_alone_may_be_a_slip(tmp_path: Path) -> None:
    pages = {
        "guide.md": "[tides](harbor-tides.md), [slip](harbor-tide-table.md), [more](harbor-tidez.md)\n",
        "other.md": "[tides](harbor-tides.md), [boat](harbor-boat.md), [again](harbr-boats.md), [2](harbor-2.md)\n",
        "third.md": "[boats](harbor-boats.md), [again](harbr-boats.md), [1](harbor-1.md)\n",
        "harbor-tides.md": "# Tides\n",
        "harbor-boats.md": "# Boats\n",
        "harbor-1.md": "# One\n",
    }
    write(tmp_path, pages)
    found = run(tmp_path, select=("broken-link",), partial=True).findings
    assert [(one.place.path, one.place.line) for one in found] == [("guide.md", 1)]
    assert "harbor-tidez" in found[0].message


@pytest.mark.parametrize(
    ("info", "fixed"),
    [
        ('yaml title="pier.yml', 'yaml title="pier.yml"'),
        ('yaml title="pier.yml" file="', 'yaml title="pier.yml" file=""'),
        ('yaml title="pier.yml"', ""),
        ("html 'class=\"pier'", ""),
        ('text 5" pipes', ""),
    ],
)
def test_a_value_after_the_language_of_a_fence_is_closed(tmp_path: Path, info: str, fixed: str) -> None:
    write(tmp_path, {"guide.md": f"# Piers\n\n```{info}\ndepth: 5\n```\n"})
    found = run(tmp_path, select=("malformed-attribute",)).findings
    edits = [edit for one in found if one.fix for edit in one.fix.edits]
    assert [info[: edit.place.column - 4] + edit.text for edit in edits] == ([fixed] if fixed else [])


@pytest.mark.parametrize(
    ("version", "format_", "path", "is_found"),
    [
        ("^3.4.0", "", "lock.md", True),
        ("^3.4.0", "detect", "lock.md", False),
        ("^3.4.0", "detect", "lock.mdx", True),
        ("2.4.3", "", "lock.mdx", False),
        ("", "", "lock.md", False),
        ("", "", "lock.mdx", True),
    ],
)
def test_what_docusaurus_compiles_depends_on_its_version(
    tmp_path: Path, version: str, format_: str, path: str, is_found: bool
) -> None:
    markdown = f"markdown: {{ format: '{format_}' }}, " if format_ else ""
    config = f"module.exports = {{ {markdown}presets: [['classic', {{ docs: {{ routeBasePath: '/' }} }}]] }};\n"
    files = {"docusaurus.config.js": config, f"docs/{path}": "# Lock\n\nIt opens in <5 minutes.\n"}
    if version:
        files["package.json"] = f'{{"dependencies": {{"@docusaurus/core": "{version}"}}}}'
    write(tmp_path, files)
    assert bool(run(tmp_path, select=("unreadable-mdx",)).findings) is is_found


def test_a_word_that_is_there_more_than_twice_is_one_finding(tmp_path: Path) -> None:
    write(
        tmp_path, {"a.md": "Lend the the the boat and and the the\nThe crew. Lend the, the the boat is is **is** it.\n"}
    )
    found = run(tmp_path, select=("doubled-word",)).findings
    assert [(one.place.line, one.place.column, one.place.end_line, one.place.end_column) for one in found] == [
        (1, 6, 1, 17),
        (1, 23, 1, 30),
        (1, 31, 1, 38),
        (2, 21, 2, 28),
        (2, 34, 2, 39),
        (2, 37, 2, 44),
    ]
    deleted = [one.fix.edits[0].place for one in found if one.fix]
    assert [(one.line, one.column, one.end_column) for one in deleted[:2]] == [(1, 9, 17), (1, 26, 30)]

"""Links to files on GitHub: which of them are of the tree's own repository, and what comes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.site.learned import LEAST

from ..support import write
from .test_sites import outcome

_FILES = {".git/HEAD": "", "src/boat.py": "", "docs/a.md": "# A\n"}
_START = "https://github.com/harbor/tides"


def repository(root: Path, files: dict[str, str], links: list[str]) -> None:
    """Write a repository with a page that has these links."""
    page = "# B\n\n" + "".join(f"[x]({link})\n" for link in links)
    write(root, {**_FILES, "docs/b.md": page, **files})


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (f"{_START}/blob/main/src/boat.py", "there src/boat.py"),
        (f"{_START}/blob/main/src/boat.py#L3-L5", "there src/boat.py"),
        (f"{_START}/tree/master/src/", "there src"),
        ("https://raw.githubusercontent.com/Harbor/Tides/main/src/boat.py", "there src/boat.py"),
        (f"{_START}/blob/main/docs/a.md#no-heading", "there docs/a.md"),
        (f"{_START}/blob/HEAD/src/ship.py?plain=1#L3", "broken src/ship.py"),
        (f"{_START}/blob/v1.0/src/ship.py", "none"),
        (f"{_START}/blob/main/src/<name>.py", "none"),
        (f"{_START}/issues/3", "none"),
        ("https://github.com/harbor/other/blob/main/src/ship.py", "none"),
    ],
)
def test_files_of_the_repository_that_a_manifest_names(link: str, expected: str, tmp_path: Path) -> None:
    manifest = {"package.json": '{"repository": "github:Harbor/tides.git"}'}
    repository(tmp_path, manifest, [f"{_START}/blob/main/src/boat.py"])
    assert outcome(tmp_path, "docs/b.md", link) == expected


def test_a_repository_that_few_links_lead_into_is_another(tmp_path: Path) -> None:
    """A manifest may name the product, whose files are in a repository of their own."""
    missing = [f"{_START}/blob/main/pkg/{number}.go" for number in range(3)]
    manifest = {"mkdocs.yml": "repo_url: https://github.com/harbor/tides\n"}
    repository(tmp_path, manifest, [f"{_START}/blob/main/src/boat.py", f"{_START}/blob/main/src/boat.py?x", *missing])
    assert outcome(tmp_path, "docs/b.md", missing[0]) == "none"


def test_many_links_that_arrive_name_the_repository(tmp_path: Path) -> None:
    files = {f"src/{number}.py": "" for number in range(LEAST)}
    links = [f"{_START}/blob/main/{path}" for path in files]
    repository(tmp_path, files, links)
    assert outcome(tmp_path, "docs/b.md", f"{_START}/blob/main/src/ship.py") == "broken src/ship.py"


def test_without_a_repository_a_missing_file_proves_nothing(tmp_path: Path) -> None:
    files = {f"src/{number}.py": "" for number in range(LEAST)}
    page = "# B\n\n" + "".join(f"[x]({_START}/blob/main/{path})\n" for path in files)
    write(tmp_path, {**files, "docs/b.md": page})
    assert outcome(tmp_path, "docs/b.md", f"{_START}/blob/main/src/ship.py") == "none"


def test_files_that_git_ignores_and_those_of_submodules_are_not_judged(tmp_path: Path) -> None:
    modules = '[submodule "x"]\n\tpath = lib\n\turl = https://example.com/x.git\n'
    manifest = {"package.json": '{"repository": "harbor/tides", "homepage": "https://github.com/harbor/tides"}'}
    repository(
        tmp_path,
        {**manifest, ".gitmodules": modules, ".gitignore": "/out/\n"},
        [f"{_START}/blob/main/src/boat.py"],
    )
    assert outcome(tmp_path, "docs/b.md", f"{_START}/blob/main/lib/x.py") == "none"
    assert outcome(tmp_path, "docs/b.md", f"{_START}/blob/main/out/x.py") == "none"


@pytest.mark.parametrize(
    ("name", "config", "expected"),
    [
        ("docusaurus.config.js", 'export default {x: {editUrl: "https://github.com/harbor/tides/blob/main"}}', True),
        (
            "docusaurus.config.js",
            'export default {x: {href: "https://github.com/harbor/tides/blob/main/LICENSE"}}',
            False,
        ),
        ("mkdocs.yml", "repo_url: https://github.com/harbor/tides\nedit_uri: edit/main/docs/\n", True),
        ("mkdocs.yml", "repo_url: https://github.com/harbor/tides\n", False),
        ("docs/.vitepress/config.js", "export default {p: 'https://github.com/harbor/tides/edit/main/:path'}", True),
    ],
)
def test_pages_are_edited_in_their_repository(name: str, config: str, expected: bool, tmp_path: Path) -> None:
    repository(tmp_path, {name: config}, [f"{_START}/blob/main/src/ship.py"])
    assert (outcome(tmp_path, "docs/b.md", f"{_START}/blob/main/src/ship.py") == "broken src/ship.py") is expected

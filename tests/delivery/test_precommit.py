"""The hooks, run by the real pre-commit: this repository is cloned, and a throw-away docs repository uses the clone.

pre-commit installs the package into an environment of its own, so that pip needs its index, or its cache, once.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from checker import baseline
from checker import run as checking
from checker.cli._origin import Origin
from checker.cli._starter import hooks
from checker.config import Config
from checker.page.file_types import can_be_page
from checker.tree.sources import FolderSource

from ..support import TOP

CLEAN = "# Clean\n\nAll is well. See [the guide](guide.md).\n"
GUIDE = "# Guide\n\nRead this first.\n"
MODELS = """# Models

| Model ID | Description | Max tokens |
|---|---|---|
| `gpt-4o` (2024-11-20) | text | 100 |
| `gpt-4o-mini` (2024-07-18) | text | 100 |
"""
START = """# Start

[!INCLUDE [part](part.md)]

```python
client.chat.completions.create(model="gpt-4o")
```
"""
PART = "## Prerequisites\n\nDeploy a `gpt-4o` model.\n"
SETTINGS = 'platform = "azure"\nignore = ["retired-model"]\n'  # which depends on the day


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """No git configuration but ours, no repository around, and a fresh home for pre-commit; pip's settings stay."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
    empty = tmp_path_factory.mktemp("home")
    (empty / "gitconfig").write_text("[user]\n\tname = A Writer\n\temail = writer@example.org\n")
    kept.update(GIT_CONFIG_GLOBAL=str(empty / "gitconfig"), GIT_CONFIG_SYSTEM=os.devnull, PRE_COMMIT_COLOR="never")
    kept.update(
        PRE_COMMIT_HOME=str(empty / "pre-commit"), PATH=f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
    )
    kept["PIP_NO_COMPILE"] = "1"  # most of what is installed is never run
    return kept


class Repo:
    """A git repository and the environment that its commands run in."""

    def __init__(self, path: Path, environment: dict[str, str]) -> None:
        self.path, self.environment = path, environment
        path.mkdir(parents=True, exist_ok=True)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.path, env=self.environment, capture_output=True, encoding="utf-8", check=False
        )

    def git(self, *arguments: str) -> str:
        done = self.run("git", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def precommit(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run(sys.executable, "-m", "pre_commit", *arguments)

    def write(self, **pages: str) -> None:
        for name, text in pages.items():
            file = self.path / (name.replace("__", "/") + ".md")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")

    def commit(self, message: str = "change") -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--no-verify", "--message", message)
        return self.git("rev-parse", "HEAD")


@pytest.fixture(scope="session")
def clone(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> tuple[Path, str]:
    """This checkout as a repository of its own, with what is not committed yet, and its revision."""
    repo = Repo(tmp_path_factory.mktemp("clone") / "checker", environment)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=TOP,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("this is no git checkout, so there is nothing that pre-commit could clone")
    for name in map(os.fsdecode, filter(None, listed.stdout.split(b"\0"))):
        if (TOP / name).is_file():
            (repo.path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(TOP / name, repo.path / name)
    repo.git("init", "--quiet")
    return repo.path, repo.commit("as it is")


@pytest.fixture
def docs(tmp_path: Path, clone: tuple[Path, str], environment: dict[str, str]) -> Repo:
    """A docs repository without a finding, which uses the hook that reports; nothing is staged."""
    path, revision = clone
    repo = Repo(tmp_path / "docs", environment)
    repo.git("init", "--quiet")
    repo.write(docs__clean=CLEAN, docs__guide=GUIDE, docs__models=MODELS, docs__start=START, docs__part=PART)
    (repo.path / "checker.toml").write_text(SETTINGS)
    (repo.path / ".pre-commit-config.yaml").write_text(
        "repos:\n" + hooks(Origin("", str(path), revision)).replace("      - id: checker-fix\n", "")
    )
    repo.commit("start")
    return repo


def test_the_hooks_are_as_pre_commit_wants_them() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", str(TOP / ".pre-commit-hooks.yaml")], check=False
    )
    assert done.returncode == 0
    hooks = yaml.safe_load((TOP / ".pre-commit-hooks.yaml").read_text())
    assert [hook["id"] for hook in hooks] == ["checker-fix", "checker"]
    for hook in hooks:
        names = [
            "a.md",
            "docs/B.MD",
            "c.mdx",
            "d.markdown",
            "e.yml",
            "f.YAML",
            "x.txt",
            ".clang-format",
            "md",
            "a.md.bak",
        ]
        assert [bool(re.search(hook["files"], name)) for name in names] == [can_be_page(name) for name in names]
        assert hook["require_serial"] is True
        assert "args" not in hook, "a user's own args would take the place of ours"


def test_all_files(docs: Repo) -> None:
    done = docs.precommit("run", "--all-files")
    assert (done.returncode, "Passed" in done.stdout) == (0, True), done.stdout + done.stderr
    docs.write(docs__guide="# Guide\n\nRead this this first.\n")
    docs.git("add", ".")
    done = docs.precommit("run", "--all-files")
    assert done.returncode == 1
    assert "docs/guide.md\n  3:6  warning" in done.stdout
    assert "3 | Read this this first." in done.stdout


def test_try_repo(docs: Repo, clone: tuple[Path, str]) -> None:
    docs.write(docs__guide="# Guide\n\nRead this this first.\n")
    docs.git("add", ".")
    done = docs.precommit("try-repo", str(clone[0]), "checker", "--all-files")
    assert done.returncode == 1
    assert "[doubled-word]" in done.stdout


def test_an_installed_hook_stops_a_commit(docs: Repo) -> None:
    docs.precommit("install")
    head = docs.git("rev-parse", "HEAD")
    docs.write(docs__guide="# Guide\n\nRead this this first.\n")
    docs.git("add", ".")
    stopped = docs.run("git", "commit", "-m", "worse")
    assert stopped.returncode != 0
    assert "[doubled-word]" in stopped.stderr + stopped.stdout
    assert docs.git("rev-parse", "HEAD") == head
    docs.write(docs__guide="# Guide\n\nRead this first of all.\n")
    docs.git("add", ".")
    passed = docs.run("git", "commit", "-m", "better")
    assert passed.returncode == 0, passed.stderr
    assert docs.git("rev-parse", "HEAD") != head


def test_either_end_may_be_in_the_commit(docs: Repo) -> None:
    """The requirement stands in an include, the sample in the page; each is changed alone."""
    for changed in (
        {"docs__part": PART.replace("gpt-4o", "gpt-4o-mini")},
        {"docs__start": START.replace("gpt-4o", "gpt-4o-mini")},
    ):
        docs.git("reset", "--quiet", "--hard")
        docs.write(**changed)
        docs.git("add", ".")
        done = docs.precommit("run")
        assert done.returncode == 1, done.stdout
        assert "[page-model-mismatch]" in done.stdout
        assert "docs/start.md" in done.stdout
        assert "docs/part.md" in done.stdout


def test_a_deleted_page_is_seen(docs: Repo) -> None:
    docs.precommit("install")
    docs.git("rm", "--quiet", "docs/guide.md")
    stopped = docs.run("git", "commit", "-m", "without the guide")
    assert stopped.returncode != 0
    assert "[broken-link]" in stopped.stderr + stopped.stdout
    assert "docs/clean.md" in stopped.stderr + stopped.stdout


def test_old_findings_elsewhere_do_not_matter(docs: Repo) -> None:
    docs.write(docs__old="# Old\n\nIt is is old.\n")
    docs.commit("old")
    docs.write(docs__guide="# Guide\n\nRead this at first.\n")
    docs.git("add", ".")
    done = docs.precommit("run")
    assert done.returncode == 0, done.stdout


def test_what_is_staged_counts(docs: Repo) -> None:
    docs.precommit("install")
    docs.write(docs__guide="# Guide\n\nRead this this first.\n")
    docs.git("add", ".")
    docs.write(docs__guide=GUIDE)
    assert docs.run("git", "commit", "-m", "worse").returncode != 0
    docs.write(docs__guide="# Guide\n\nRead this first, please.\n")
    docs.git("add", ".")
    docs.write(docs__guide="# Guide\n\nRead this this first.\n", docs__untracked="# New\n\nIt is is new.\n")
    done = docs.run("git", "commit", "-m", "better")
    assert done.returncode == 0, done.stderr
    assert (docs.path / "docs" / "guide.md").read_text() == "# Guide\n\nRead this this first.\n"


def test_a_page_that_links_to_an_untracked_one(docs: Repo) -> None:
    docs.write(docs__untracked="# New\n", docs__guide="# Guide\n\nSee [the new one](untracked.md).\n")
    docs.git("add", "docs/guide.md")
    done = docs.precommit("run")
    assert done.returncode == 1
    assert "[broken-link]" in done.stdout


def test_yaml_that_is_no_page_passes(docs: Repo) -> None:
    (docs.path / "checker.toml").write_text(SETTINGS + 'paths = ["docs"]\n')
    (docs.path / "mkdocs.yml").write_text("site_name: !!python/name:x y\n")
    (docs.path / "docs" / "settings.yml").write_text("a: 1\n")
    (docs.path / "README.md").write_text("# It is is outside the docs\n")
    docs.git("add", ".")
    done = docs.precommit("run")
    assert done.returncode == 0, done.stdout


def test_what_can_be_fixed_is_fixed_before_the_rest_is_reported(docs: Repo, clone: tuple[Path, str]) -> None:
    (docs.path / ".pre-commit-config.yaml").write_text("repos:\n" + hooks(Origin("", str(clone[0]), clone[1])))
    docs.commit("both hooks")
    docs.write(docs__guide="# Guide\n\nRead this this first.\n")
    (docs.path / "docs" / "more.mdx").write_text("# More\n\nRead the the rest. [Gone](gone.md)\n")
    docs.git("add", ".")
    done = docs.precommit("run")
    assert done.returncode == 1
    assert "files were modified by this hook" in done.stdout
    assert (docs.path / "docs" / "guide.md").read_text() == GUIDE
    assert "Read the rest." in (docs.path / "docs" / "more.mdx").read_text()
    docs.git("add", ".")
    done = docs.precommit("run")
    assert "[doubled-word]" not in done.stdout
    assert "[broken-link]" in done.stdout


def test_a_change_in_a_tree_of_old_findings(docs: Repo) -> None:
    """Over a hundred old findings are in the baseline; of two new ones, one shows in a page that the change leaves."""
    for number in range(60):
        docs.write(**{f"docs__old{number}": f"# Old {number}\n\nIt is is old.\n\nAnd [gone](gone{number}.md).\n"})
    old = checking.check(FolderSource(docs.path), Config(platform="azure", ignore=["retired-model"]))
    assert len(old.findings) > 100
    (docs.path / "known.jsonl").write_bytes(baseline.render(baseline.of(old.findings)))
    (docs.path / "checker.toml").write_text(SETTINGS + 'baseline = "known.jsonl"\n')
    docs.commit("adopt")
    docs.write(
        docs__guide="# Guide\n\nRead this this first.\n", docs__part="## Needs\n\nDeploy a `gpt-4o-mini` model.\n"
    )
    docs.git("add", ".")
    done = docs.precommit("run")
    assert done.returncode == 1
    assert "Found 0 errors, 2 warnings and 0 suggestions" in done.stdout, done.stdout
    assert "[doubled-word]" in done.stdout
    assert "[page-model-mismatch]" in done.stdout

"""`checker init`: what it writes into a docs repository, what it leaves, and that both can be used as they are."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from checker import cli, config
from checker.cli import _origin, _starter
from checker.cli import init as module
from checker.cli._origin import Origin

from ..support import TOP
from ..support.repositories import Repository

CONFIG, HOOKS, WORKFLOW = "checker.toml", ".pre-commit-config.yaml", ".github/workflows/checker.yml"


PUBLISHED = Origin("docs-consistency-checker==1.0")
OF_GIT = Origin("x @ git+https://github.com/o/x@v1.0", "https://github.com/o/x", "v1.0")
OF_FOLDER = Origin("x @ file:///home/me/x", local="/home/me/x")


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".github").mkdir()
    monkeypatch.setattr(module, "origin_of_this_package", lambda: PUBLISHED)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "page.md").write_text("# Page\n")
    monkeypatch.chdir(tmp_path / "docs")
    return tmp_path


@pytest.fixture
def git_repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository that git has made."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setattr(module, "origin_of_this_package", lambda: PUBLISHED)
    repository = Repository(tmp_path / "repository")
    repository.write(page="# Page\n")
    return repository


def init(*arguments: str) -> Result:
    return CliRunner().invoke(cli.cli, ["init", *arguments])


def files(repo: Path) -> dict[str, bytes]:
    return {file.relative_to(repo).as_posix(): file.read_bytes() for file in repo.rglob("*") if file.is_file()}


def test_writes_three_files_at_the_top(repo: Path) -> None:
    result = init()
    assert result.exit_code == 0
    assert set(files(repo)) == {"docs/page.md", CONFIG, HOOKS, WORKFLOW}
    assert [line.split()[1] for line in result.output.splitlines()[:3]] == [CONFIG, HOOKS, WORKFLOW]


def test_never_overwrites(repo: Path) -> None:
    init()
    before = files(repo)
    result = init()
    assert result.exit_code == 0
    assert files(repo) == before
    assert [line.split()[0] for line in result.output.splitlines()[:3]] == ["kept"] * 3


def test_leaves_what_is_there_and_prints_the_stanza(repo: Path) -> None:
    (repo / HOOKS).write_text("repos: []\n")
    (repo / "pyproject.toml").write_text("[tool.checker]\n")
    (repo / ".github" / "workflows").mkdir()
    (repo / WORKFLOW).write_text("mine\n")
    before = files(repo)
    result = init()
    assert files(repo) == before
    assert f"{repo}/pyproject.toml: it already configures this folder" in result.output
    assert _starter.hooks(PUBLISHED) in result.output


def test_the_starter_says_every_key_and_changes_nothing(repo: Path) -> None:
    init()
    assert config.load(repo / CONFIG) == config.Config()
    text = (repo / CONFIG).read_text()
    for key in config.known_keys():
        assert f"# {key} = " in text or f"# [{key}" in text


def test_the_starter_without_its_marks_is_valid(repo: Path) -> None:
    lines = _starter.configuration(PUBLISHED).splitlines()
    meant = [line.removeprefix("# ") for line in lines if line.startswith("# ")]
    keys = [line for line in meant if (" = " in line and not line[0].isupper()) or line.startswith("[")]
    (repo / CONFIG).write_text("\n".join(keys))
    assert config.load(repo / CONFIG).severity == {"doubled-word": "error"}
    assert set(tomllib.loads("\n".join(keys))) == set(config.known_keys())


@pytest.mark.parametrize("origin", [PUBLISHED, OF_GIT, OF_FOLDER], ids=["published", "git", "folder"])
def test_what_is_written_is_yaml(origin: Origin) -> None:
    (entry,) = yaml.safe_load("repos:\n" + _starter.hooks(origin))["repos"]
    assert [hook["id"] for hook in entry["hooks"]] == ["checker-fix", "checker"]
    assert entry["repo"] == (origin.repo or "local")
    steps = yaml.safe_load(_starter.github_workflow(origin))["jobs"]["checker"]["steps"]
    assert any(step.get("run", "") == f'pip install "{origin.requirement}"' for step in steps)
    job = yaml.safe_load(_starter.gitlab_job(origin))["checker"]
    assert f'pip install "{origin.requirement}"' in job["script"]
    assert job["script"][1].endswith(f"gitlab={job['artifacts']['reports']['codequality']}")


def test_each_action_has_one_version_wherever_it_is_named() -> None:
    texts = {
        **{file.name: file.read_text("utf-8") for file in (TOP / "docs").rglob("*.md")},
        "README.md": (TOP / "README.md").read_text("utf-8"),
        "action.yml": (TOP / "action.yml").read_text("utf-8"),
        "workflow": _starter.github_workflow(PUBLISHED),
    }
    named: dict[str, dict[str, set[str]]] = {}
    for where, text in texts.items():
        for action, version in re.findall(r"uses: ([\w-]+/[\w/-]+)@(?:[0-9a-f]{40} # )?(v\d+)", text):
            named.setdefault(action, {}).setdefault(version, set()).add(where)
    assert {"actions/checkout", "actions/setup-python"} <= set(named)
    assert {action: versions for action, versions in named.items() if len(versions) > 1} == {}


def test_local_hooks_are_the_published_ones() -> None:
    """Without a repository to name, one gets the same hooks."""
    published = {one["id"]: one for one in yaml.safe_load((TOP / ".pre-commit-hooks.yaml").read_text())}
    (entry,) = yaml.safe_load("repos:\n" + _starter.hooks(PUBLISHED))["repos"]
    assert {one["id"] for one in entry["hooks"]} == set(published)
    for hook in entry["hooks"]:
        for key in ("name", "entry", "language", "files", "require_serial", "always_run"):
            assert hook.get(key) == published[hook["id"]].get(key)


# -- where this package came from


def recorded(monkeypatch: pytest.MonkeyPatch, text: str | None) -> Origin:
    """Return the origin that pip's record says."""
    from importlib import metadata

    monkeypatch.setattr(metadata.PathDistribution, "read_text", lambda *_: text)
    monkeypatch.setattr(metadata.Distribution, "version", "2.0")
    return _origin.origin_of_this_package()


@pytest.mark.parametrize(("asked", "rev"), [("v2.0", "v2.0"), ("main", "abc"), ("", "abc")])
def test_an_installation_from_git(monkeypatch: pytest.MonkeyPatch, asked: str, rev: str) -> None:
    of_git = f'{{"vcs": "git", "commit_id": "abc", "requested_revision": "{asked}"}}'
    origin = recorded(monkeypatch, f'{{"url": "https://e.org/x", "vcs_info": {of_git}}}')
    assert origin == Origin("docs-consistency-checker @ git+https://e.org/x@abc", "https://e.org/x", rev)


def test_an_installation_from_an_index_or_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert recorded(monkeypatch, None) == Origin("docs-consistency-checker==2.0")
    address = "https://e.org/checker-2.0-py3-none-any.whl"
    archive = f'{{"url": "{address}", "archive_info": {{}}}}'
    assert recorded(monkeypatch, archive) == Origin(f"docs-consistency-checker @ {address}")
    folder = f'{{"url": "{tmp_path.as_uri()}", "dir_info": {{}}}}'
    url = f"docs-consistency-checker @ {tmp_path.as_uri()}"
    assert recorded(monkeypatch, folder) == Origin(url, local=str(tmp_path))


def test_an_installation_from_a_clone_names_what_was_cloned(
    monkeypatch: pytest.MonkeyPatch, git_repo: Repository
) -> None:
    commit = git_repo.commit()
    git_repo.git("remote", "add", "origin", "https://me:secret@e.org/x.git")
    folder = f'{{"url": "{git_repo.root.as_uri()}", "dir_info": {{"editable": true}}}}'
    url = "https://e.org/x.git"
    assert recorded(monkeypatch, folder) == Origin(f"docs-consistency-checker @ git+{url}@{commit}", url, commit)
    git_repo.git("remote", "set-url", "origin", "/home/me/x")
    assert recorded(monkeypatch, folder).local == str(git_repo.root)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("git@github.com:o/x.git", "ssh://git@github.com/o/x.git"),
        ("ssh://me@e.org:22/x", "ssh://git@e.org:22/x"),
        ("https://token@e.org/x", "https://e.org/x"),
        ("file:///home/me/x", ""),
        ("../x", ""),
        ("", ""),
    ],
)
def test_addresses_of_repositories(address: str, found: str) -> None:
    assert _origin.reachable(address) == found


def test_editors_find_the_schema_where_its_address_is_known(repo: Path) -> None:
    def first(origin: Origin) -> str:
        return _starter.configuration(origin).split("\n")[0]

    assert first(OF_GIT) == "#:schema https://raw.githubusercontent.com/o/x/v1.0/checker/cli/config.schema.json"
    of_gitlab = Origin("x", "https://gitlab.e.org/o/x.git", "abc")
    assert first(of_gitlab) == "#:schema https://gitlab.e.org/o/x/-/raw/abc/checker/cli/config.schema.json"
    assert first(PUBLISHED) == "# #:schema checker.schema.json"
    assert (TOP / _origin.SCHEMA).is_file()


def test_what_only_this_computer_has_is_marked(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "origin_of_this_package", lambda: OF_FOLDER)
    result = init()
    assert "Replace what is marked with REPLACE: only this computer has /home/me/x" in result.output
    for name in (HOOKS, WORKFLOW):
        marked = [line for line in (repo / name).read_text().splitlines() if "# REPLACE" in line]
        assert marked
        assert all("file:///home/me/x" in line for line in marked)


# -- services


def test_gitlab_by_its_file_or_remote(repo: Path) -> None:
    (repo / ".github").rmdir()
    (repo / ".gitlab-ci.yml").write_text("build:\n  script: make\n")
    result = init()
    assert _starter.gitlab_job(PUBLISHED) in result.output
    assert (repo / ".gitlab-ci.yml").read_text() == "build:\n  script: make\n"
    with (repo / ".gitlab-ci.yml").open("a") as file:
        file.write(_starter.gitlab_job(PUBLISHED))
    assert "kept     .gitlab-ci.yml: it already has the job" in init().output


@pytest.mark.parametrize(
    ("remote", "file"),
    [("git@gitlab.com:o/docs.git", ".gitlab-ci.yml"), ("https://github.com/o/docs", WORKFLOW), ("/srv/docs.git", "")],
)
def test_the_remote_says_which_service_runs_checks(
    remote: str, file: str, git_repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(git_repo.root)
    git_repo.git("remote", "add", "origin", remote)
    result = init()
    assert [name for name in (".gitlab-ci.yml", WORKFLOW) if (git_repo.root / name).exists()] == (
        [file] if file else []
    )
    assert ("skipped  workflow" in result.output) is not bool(file)


def test_a_workflow_can_be_asked_for_or_left_out(repo: Path) -> None:
    assert init("--no-workflow").exit_code == 0
    assert not (repo / WORKFLOW).exists()
    assert init("--no-workflow", "--workflow", "github").exit_code == 2
    init("--workflow", "gitlab")
    assert not (repo / WORKFLOW).exists()
    assert (repo / ".gitlab-ci.yml").read_text() == _starter.gitlab_job(PUBLISHED)


# -- baseline


def check() -> str:
    return CliRunner().invoke(cli.cli, ["check"]).output


def test_the_baseline_and_its_key_are_written_in_one_go(repo: Path) -> None:
    (repo / "docs" / "page.md").write_text("# Page\n\nOld old.\n")
    result = init("--baseline")
    assert result.exit_code == 0
    assert "the baseline has 1 finding" in result.output
    assert config.load(repo / CONFIG) == config.Config(baseline="checker-baseline.jsonl")
    assert "Not shown: 1 in the baseline." in check()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (CONFIG, "# Mine\n\nplatform = 'azure'\n[severity]\ndoubled-word = 'error'\n"),
        (CONFIG, "[severity]\ndoubled-word = 'error'\n"),
        (CONFIG, ""),
        ("pyproject.toml", "[project]\nname = 'x'\n[tool.checker]\nplatform = 'azure'\n[tool.other]\nbaseline = 1\n"),
        ("pyproject.toml", "[project]\nname = 'x'\n\n[tool.checker]"),
    ],
)
def test_the_key_is_added_to_a_configuration(name: str, text: str, repo: Path) -> None:
    (repo / "docs" / "page.md").write_text("# Page\n\nOld old.\n")
    (repo / name).write_text(text)
    before = config.load(repo / name)
    result = init("--baseline")
    after = config.load(repo / name)
    assert after.baseline == "checker-baseline.jsonl"
    after.baseline = ""
    assert after == before
    assert f'added `baseline = "{"checker-baseline.jsonl"}"`' in result.output
    assert "Not shown: 1 in the baseline." in check()


def test_where_the_key_cannot_be_added_it_is_said(repo: Path) -> None:
    (repo / "docs" / "page.md").write_text("# Page\n\nOld old.\n")
    text = "tool.checker.platform = 'azure'\n"
    (repo / "pyproject.toml").write_text(text)
    result = init("--baseline")
    assert 'add `baseline = "checker-baseline.jsonl"` to it' in result.output
    assert (repo / "pyproject.toml").read_text() == text


def test_without_findings_there_is_no_baseline(repo: Path) -> None:
    result = init("--baseline")
    assert "no baseline is needed" in result.output
    assert not (repo / "checker-baseline.jsonl").exists()
    assert config.load(repo / CONFIG) == config.Config()


def test_nothing_is_written_if_not_everything_could_be_checked(repo: Path) -> None:
    (repo / "docs" / "broken.md").write_bytes(b"\xff")
    result = init("--baseline")
    assert result.exit_code == 2
    assert "docs/broken.md: not UTF-8" in result.stderr
    assert not (repo / CONFIG).exists()


def test_a_folder_that_is_not_there(repo: Path) -> None:
    result = init("nowhere")
    assert result.exit_code == 2
    assert "no such folder: nowhere" in result.output

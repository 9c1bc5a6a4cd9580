"""`checker init`: what it writes into a docs repository, what it leaves, and that both can be used as they are."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from checker import cli, config
from checker.cli import init as module

from ..support import TOP

CONFIG, HOOKS, WORKFLOW = "checker.toml", ".pre-commit-config.yaml", ".github/workflows/checker.yml"


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "page.md").write_text("# Page\n")
    monkeypatch.chdir(tmp_path / "docs")
    return tmp_path


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
    (repo / ".github" / "workflows").mkdir(parents=True)
    (repo / WORKFLOW).write_text("mine\n")
    before = files(repo)
    result = init()
    assert files(repo) == before
    assert f"{repo}/pyproject.toml: it already configures this folder" in result.output
    assert module.stanza(module.origin_of_this_package()) in result.output


def test_the_starter_says_every_key_and_changes_nothing(repo: Path) -> None:
    init()
    assert config.load(repo / CONFIG) == config.Config()
    text = (repo / CONFIG).read_text()
    for key in config.known_keys():
        assert f"# {key} = " in text or f"# [{key}" in text


def test_the_starter_without_its_marks_is_valid(repo: Path) -> None:
    lines = module.starter().splitlines()
    meant = [line.removeprefix("# ") for line in lines if line.startswith("# ")]
    keys = [line for line in meant if (" = " in line and not line[0].isupper()) or line.startswith("[")]
    (repo / CONFIG).write_text("\n".join(keys))
    assert config.load(repo / CONFIG).severity == {"doubled-word": "error"}
    assert set(tomllib.loads("\n".join(keys))) == set(config.known_keys())


@pytest.mark.parametrize(
    "origin",
    [
        module.Origin("docs-consistency-checker==1.0"),
        module.Origin("x @ git+https://e.org/x@v1", "https://e.org/x", "v1"),
    ],
)
def test_hooks_and_workflow_are_yaml(origin: module.Origin) -> None:
    (entry,) = yaml.safe_load("repos:\n" + module.stanza(origin))["repos"]
    assert [hook["id"] for hook in entry["hooks"]] == ["checker"]
    assert entry["repo"] == (origin.repo or "local")
    steps = yaml.safe_load(module.workflow(origin))["jobs"]["checker"]["steps"]
    assert any(origin.requirement in step.get("run", "") for step in steps)


def test_each_action_has_one_version_wherever_it_is_named() -> None:
    texts = {
        "README.md": (TOP / "README.md").read_text("utf-8"),
        "action.yml": (TOP / "action.yml").read_text("utf-8"),
        "workflow": module.workflow(module.Origin("x==1")),
    }
    named: dict[str, dict[str, set[str]]] = {}
    for where, text in texts.items():
        for action, version in re.findall(r"uses: ([\w-]+/[\w/-]+)@(v\d[\w.]*)", text):
            named.setdefault(action, {}).setdefault(version, set()).add(where)
    assert {"actions/checkout", "actions/setup-python"} <= set(named)
    assert {action: versions for action, versions in named.items() if len(versions) > 1} == {}


def test_a_local_hook_is_the_published_one() -> None:
    """Whoever has no repository to name gets the same hook."""
    published = yaml.safe_load((TOP / ".pre-commit-hooks.yaml").read_text())[0]
    (entry,) = yaml.safe_load("repos:\n" + module.stanza(module.Origin("x==1")))["repos"]
    for key in ("id", "entry", "language", "files", "require_serial", "always_run"):
        assert entry["hooks"][0][key] == published[key]


def test_origin_is_what_pip_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib import metadata

    noted = '{"url": "https://e.org/x", "vcs_info": {"vcs": "git", "commit_id": "abc", "requested_revision": "v2"}}'
    monkeypatch.setattr(metadata.PathDistribution, "read_text", lambda *_: noted)
    monkeypatch.setattr(metadata.Distribution, "version", "2.0")
    assert module.origin_of_this_package() == module.Origin(
        "docs-consistency-checker @ git+https://e.org/x@abc", "https://e.org/x", "v2"
    )


def test_a_folder_that_is_not_there(repo: Path) -> None:
    result = init("nowhere")
    assert result.exit_code == 2
    assert "no such folder: nowhere" in result.output

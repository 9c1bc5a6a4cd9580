"""The GitHub action, run as a runner does: its scripts for real, the actions that it uses recorded and checked.

It is installed once, so that pip needs its index, or its cache. What only GitHub can show is not shown here: that the
versions of the other actions exist, and that it accepts the uploads.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from ..support import TOP
from ..support.action_runner import Runner, Step
from ..support.repositories import Repository

START = """# Start

Deploy a `gpt-4o-mini` model.

```python
client.chat.completions.create(model="gpt-4o-mini")
```
"""
OLD = "# Old\n\nIt is is old.\n"


@pytest.fixture(scope="module")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runner")


@pytest.fixture(scope="module")
def installed(temporary: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Step]:
    """The steps that install, run for real once; the check fails, since the workspace has nothing to check."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PIP_NO_COMPILE", "1")
        run = Runner(TOP, tmp_path_factory.mktemp("empty"), temporary).run()
    assert run.outputs["exit-code"] == "2", run.log
    assert set(run.steps) == {"python", "install", "check"}
    return {name: run.steps[name] for name in ("python", "install")}


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A docs repository with an old finding."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    repo = Repository(tmp_path / "docs-repo")
    (repo.root / "checker.toml").write_text('ignore = ["retired-model"]\n')  # which depends on the day
    repo.commit(docs__start=START, docs__old=OLD)
    return repo


def test_a_pull_request(docs: Repository, installed: dict[str, Step], temporary: Path) -> None:
    base = docs.git("rev-parse", "HEAD")
    docs.commit(docs__start=START.replace('model="gpt-4o-mini"', 'model="gpt-4o"') + "\nSee [more](more.md).\n")
    run = Runner(TOP, docs.root, temporary).run(installed, since=base, fail_on="error", paths="docs\n")
    assert run.outputs["exit-code"] == "1"
    assert not run.succeeded
    places = [(kind, given["file"], given["line"]) for kind, given, _ in run.annotations]
    assert places == [("error", "docs/start.md", "9"), ("warning", "docs/start.md", "6")]
    assert "there is no `docs/more.md`" in run.annotations[0][2]
    assert "this sample uses `gpt-4o`, but the page requires `gpt-4o-mini`" in run.summary
    assert "Not shown: 1 older than the changes" in run.summary
    sarif = json.loads(Path(run.steps["Upload SARIF"].inputs["sarif_file"]).read_text("utf-8"))
    found = {(one["ruleId"], _uri(one)) for one in sarif["runs"][0]["results"]}
    assert found == {("broken-link", "docs/start.md"), ("page-model-mismatch", "docs/start.md")}
    report = run.steps["Keep the HTML report"].inputs
    assert report["name"] == "checker-report"
    assert "page-model-mismatch" in Path(report["path"]).read_text("utf-8")


def _uri(result: dict[str, list[dict[str, dict[str, dict[str, str]]]]]) -> str:
    return result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]


def test_a_pull_request_without_findings(docs: Repository, installed: dict[str, Step], temporary: Path) -> None:
    base = docs.git("rev-parse", "HEAD")
    docs.commit(docs__more="# More\n")
    run = Runner(TOP, docs.root, temporary).run(installed, since=base)
    assert (run.succeeded, run.outputs["exit-code"], run.annotations) == (True, "0", [])
    assert {"Upload SARIF", "Keep the HTML report"} <= set(run.steps)


def test_uploads_can_be_turned_off(docs: Repository, installed: dict[str, Step], temporary: Path) -> None:
    run = Runner(TOP, docs.root, temporary).run(installed, sarif="false", report="false", fail_on="never")
    assert run.succeeded
    assert set(run.steps) == {"python", "install", "check"}
    assert [given["file"] for _, given, _ in run.annotations] == ["docs/old.md"]


def test_a_shallow_clone_is_an_error_and_nothing_is_uploaded(
    docs: Repository, installed: dict[str, Step], temporary: Path, tmp_path: Path
) -> None:
    base = docs.git("rev-parse", "HEAD")
    docs.commit(docs__more="# More\n")
    docs.git("clone", "--quiet", "--depth", "1", docs.root.as_uri(), str(tmp_path / "shallow"))
    run = Runner(TOP, tmp_path / "shallow", temporary).run(installed, since=base)
    assert (run.succeeded, run.outputs["exit-code"], run.outputs["sarif-file"]) == (False, "2", "")
    assert set(run.steps) == {"python", "install", "check"}
    ((kind, _, text),) = run.annotations
    assert kind == "error"
    assert "git fetch" in text


def test_a_folder_below_the_workspace(docs: Repository, installed: dict[str, Step], temporary: Path) -> None:
    """Paths in annotations start at the top of the repository, wherever the action works."""
    (docs.root / "docs" / "checker.toml").write_text("")
    run = Runner(TOP, docs.root, temporary).run(installed, working_directory="docs", args="--select\ndoubled-word")
    assert [given["file"] for _, given, _ in run.annotations] == ["docs/old.md"]
    assert run.outputs["exit-code"] == "1"


@pytest.mark.parametrize("name", ["action.yml", "checker/cli/_starter.py"])
def test_actions_are_pinned_to_a_commit(name: str) -> None:
    """A tag can be moved; the comment says which version the commit is, and programs that update both read it."""
    used = re.findall(r"uses: (\S+@.*)", (TOP / name).read_text("utf-8"))
    assert len(used) >= 2
    for one in used:
        assert re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one), one

"""Where reports go: the format a CI service is given, further files, the step summary, and the action that does it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from checker import cli

from ..support import TOP
from ..support.format_samples import VALIDATE
from ..support.oldest import oldest

ACTION = yaml.safe_load((TOP / "action.yml").read_text(encoding="utf-8"))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.cli, ["check", "--as-of", "2025-06-01", *arguments])


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git work tree whose configuration, and with it the root, lies in a folder of its own."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "checker.toml").write_text("")
    (tmp_path / "docs" / "wrong.md").write_text("A word stands stands twice.\n")
    monkeypatch.chdir(tmp_path / "docs")
    for name in ("GITHUB_ACTIONS", "GITLAB_CI", "GITHUB_STEP_SUMMARY", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_github_actions_gets_annotations_and_a_summary(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = tree / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    result = run()
    assert result.exit_code == 1
    assert result.stdout.startswith("::warning title=checker%3A doubled-word,file=docs/wrong.md,line=1,")
    assert summary.read_text().startswith("before\n<!-- checker -->\n### checker: 1 warning\n")
    assert "<code>docs/wrong.md</code>: 1 finding" in summary.read_text()


def test_what_the_command_line_says_counts_more_than_ci(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tree / "summary.md"))
    assert run("--format", "text").stdout.startswith("wrong.md\n")
    assert run("--statistics").stdout.startswith("1  warning")
    assert run("--output", "report.txt").exit_code == 1
    assert Path("report.txt").read_text().startswith("wrong.md\n")
    assert not (tree / "summary.md").exists()


def test_a_summary_that_cannot_be_written_is_an_error(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tree / "missing" / "summary.md"))
    result = run("--fail-on", "never")
    assert result.exit_code == 2
    assert "cannot write the step summary" in result.stderr
    assert result.stdout.startswith("::warning")


def test_gitlab_gets_text_in_the_log_and_code_quality_in_a_file(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITLAB_CI", "true")
    assert run().stdout.startswith("wrong.md\n")
    assert run("--output", "quality.json").exit_code == 1
    VALIDATE["gitlab"](Path("quality.json").read_text())
    assert json.loads(Path("quality.json").read_text())[0]["location"]["path"] == "docs/wrong.md"


def test_one_run_writes_several_reports(tree: Path) -> None:
    result = run("--report", "sarif=report.sarif", "--report", "junit=report.xml", "--fail-on", "error")
    assert result.exit_code == 0
    assert result.stdout.startswith("wrong.md\n")
    VALIDATE["sarif"](Path("report.sarif").read_text())
    VALIDATE["junit"](Path("report.xml").read_text())
    assert 'failures="0"' in Path("report.xml").read_text()


@pytest.mark.parametrize(
    ("given", "hint"),
    [("sarif", "FORMAT=FILE"), ("sarif=", "FORMAT=FILE"), ("sraif=x", "did you mean `sarif`?"), ("json=a/b", "a/b")],
)
def test_a_report_that_cannot_be_written_is_an_error(tree: Path, given: str, hint: str) -> None:
    result = run("--report", given)
    assert result.exit_code == 2
    assert hint in result.stderr


def test_what_was_not_checked_is_on_the_error_stream_of_machine_formats(tree: Path) -> None:
    (tree / "docs" / "broken.md").write_bytes(b"\xff")
    for name in VALIDATE:
        result = run("--format", name)
        assert result.exit_code == 2
        assert "broken.md: not UTF-8" in result.stderr
        VALIDATE[name](result.stdout)


def test_the_action_is_valid() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-actions"]
    subprocess.run([*command, str(TOP / "action.yml")], check=True, capture_output=True)


def test_no_script_of_the_action_holds_an_expression() -> None:
    scripts = [step["run"] for step in ACTION["runs"]["steps"] if "run" in step]
    assert len(scripts) == 2
    assert not any("${{" in script for script in scripts)


def test_every_input_of_the_action_is_used() -> None:
    text = json.dumps(ACTION["runs"])
    assert all(f"inputs.{name} " in text for name in ACTION["inputs"])


@pytest.fixture
def check_step(tmp_path: Path) -> Callable[..., tuple[int, list[str], dict[str, str]]]:
    """Run the action's script with a `checker` that writes down its arguments; return exit code, these and outputs."""
    fake = tmp_path / "checker"
    fake.write_text(
        "#!/usr/bin/env bash\n"
        'printf "%s\\0" "$@" > "$RECORD"\n'
        'for one in "$@"; do case $one in sarif=*|html=*) : > "${one#*=}";; esac; done\n'
        'exit "$CODE"\n'
    )
    fake.chmod(0o755)
    script = next(step["run"] for step in ACTION["runs"]["steps"] if step.get("id") == "check")

    def call(code: int = 0, **given: str) -> tuple[int, list[str], dict[str, str]]:
        output, record = tmp_path / "output", tmp_path / "record"
        inputs: dict[str, Any] = dict.fromkeys(("PATHS", "ARGS", "SINCE", "FAIL_ON"), "") | given
        environment = {f"CHECKER_{name}": value for name, value in inputs.items()}
        environment |= {"CHECKER": str(fake), "RECORD": str(record), "CODE": str(code), "GITHUB_OUTPUT": str(output)}
        environment |= {"RUNNER_TEMP": str(tmp_path), "PATH": os.environ["PATH"]}
        output.write_text("")
        result = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=tmp_path, env=environment, check=False, capture_output=True, text=True,
        )  # fmt: skip
        assert result.stderr == ""
        words = record.read_text().split("\0")[:-1]
        return result.returncode, words, dict(line.split("=", 1) for line in output.read_text().splitlines())

    return call


def test_the_action_passes_its_inputs_on_as_words(check_step: Callable[..., Any], tmp_path: Path) -> None:
    harm = "$(touch harm) `touch harm`; touch harm"
    code, words, outputs = check_step(
        PATHS=f"docs one\n  {harm}\n\n-x.md", ARGS="--select\ndoubled-word\r\n", SINCE=f"-{harm}", FAIL_ON="error"
    )
    sarif, html = f"{tmp_path}/checker.sarif", f"{tmp_path}/checker.html"
    assert code == 0
    assert words == [
        "check", "--format", "github", "--report", f"sarif={sarif}", "--report", f"html={html}",
        f"--since=-{harm}", "--fail-on=error",
        "--select", "doubled-word", "--", "docs one", harm, "-x.md",
    ]  # fmt: skip
    assert outputs == {"exit-code": "0", "sarif-file": sarif, "report-file": html}
    assert not (tmp_path / "harm").exists()


@pytest.mark.parametrize("code", [0, 1, 2])
def test_the_action_ends_as_the_check_did(check_step: Callable[..., Any], code: int) -> None:
    ended, words, outputs = check_step(code)
    assert (ended, outputs["exit-code"]) == (code, str(code))
    assert words[-1] == "--"


def test_every_dependency_has_an_oldest_version_that_ci_tries() -> None:
    found = list(oldest())
    assert len(found) > 15
    assert "PyYAML==6.0.4" in found
    assert 'step "The oldest dependencies" oldest_dependencies' in (TOP / ".ci" / "run").read_text(encoding="utf-8")


def test_every_dependency_is_listed_with_a_licence_that_it_has() -> None:
    """What is not installed here, such as an extra, need only be listed."""
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = (one for name, some in project["optional-dependencies"].items() if name != "dev" for one in some)
    rows = re.findall(r"^\| (MIT|BSD|Apache)[^|]*\| (.*) \|$", (TOP / "docs" / "install.md").read_text("utf-8"), re.M)
    listed = {name: licence for licence, names in rows for name in re.findall("`([^`]+)`", names)}
    for dependency in (*project["dependencies"], *extras):
        name = re.split(r"[^\w-]", dependency)[0]
        wanted = listed["tree-sitter" if name.startswith("tree-sitter-") else name]
        try:
            about = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue
        said = " ".join([*(about.get_all("License-Expression") or []), *(about.get_all("License") or [])])
        said += " ".join(one for one in about.get_all("Classifier") or [] if one.startswith("License"))
        assert wanted in said, (name, said[:80])

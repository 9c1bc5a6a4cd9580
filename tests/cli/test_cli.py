"""The command line: which tree is read, what is printed, and how it exits."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from checker import cli
from checker.findings import Finding
from checker.graph import DocsGraph
from checker.rules import Options
from checker.rules.page import doubled_word as doubled_word_module

DOUBLED = "A word stands stands twice.\n"
MODELS = """# Models

| Model ID | Description | Max tokens |
|---|---|---|
| `gpt-4o` (2024-11-20) | text | 100 |
| `gpt-4o-mini` (2024-07-18) | text | 100 |
"""
GUIDE = """# Guide

Deploy a `gpt-4o-mini` model. See [models](models.md).

```python
client.chat.completions.create(model="gpt-4o-mini")
url = "https://x.openai.azure.com/openai/deployments/gpt-4o-mini/chat/completions?api-version=2024-10-21"
```
"""


def run(*arguments: str | Path) -> Result:
    """Run a command; a check takes the day that the pages here are right on, if it names no other."""
    dated = ["--as-of", "2025-02-06"] if arguments[:1] == ("check",) and "--as-of" not in arguments else []
    return CliRunner().invoke(cli.cli, [*map(str, arguments), *dated])


def write(root: Path, **files: str) -> Path:
    for name, text in files.items():
        file = root / (name.replace("__", "/") + ".md")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git work tree with one wrong page and two right ones; it is the current folder."""
    (tmp_path / ".git").mkdir()
    write(tmp_path, docs__wrong=DOUBLED, docs__guide=GUIDE, docs__models=MODELS)
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "GITHUB_ACTIONS", "GITLAB_CI"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def paths(result: Result) -> list[str]:
    return [finding["path"] for finding in json.loads(result.stdout)["findings"]]


def test_exit_codes_follow_fail_on(tree: Path) -> None:
    assert run("check", "--select", "doubled-word").exit_code == 1
    assert run("check", "--select", "doubled-word", "--fail-on", "error").exit_code == 0
    assert run("check", "--select", "doubled-word", "--fail-on", "never").exit_code == 0
    assert run("check", "--ignore", "doubled-word").exit_code == 0
    (tree / "checker.toml").write_text('fail-on = "error"\n')
    assert run("check").exit_code == 0
    assert run("check", "--fail-on", "warning").exit_code == 1


def test_text_is_the_default(tree: Path) -> None:
    text = run("check").stdout
    assert text.startswith("docs/wrong.md\n  1:8  warning  ")
    assert "Checked 3 pages" in text
    assert "\x1b" not in text


def test_command_line_beats_configuration(tree: Path) -> None:
    (tree / "checker.toml").write_text('ignore = ["doubled-word"]\nselect = ["sibling-drift"]\n')
    assert run("check").exit_code == 0
    assert run("check", "--select", "doubled-word,sibling-drift").exit_code == 1


def test_severity_of_the_configuration(tree: Path) -> None:
    (tree / "checker.toml").write_text('[severity]\ndoubled-word = "error"\n')
    assert run("check", "--fail-on", "error").exit_code == 1


def test_root_is_the_work_tree(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree / "docs")
    result = run("check", ".", "--format", "json")
    assert paths(result) == ["docs/wrong.md"]
    assert json.loads(result.stdout)["root"] == str(tree.resolve())


def test_root_is_the_folder_of_the_configuration(tree: Path) -> None:
    (tree / "docs" / "checker.toml").write_text("")
    assert paths(run("check", "docs", "--format", "json")) == ["wrong.md"]
    (tree / "docs" / "checker.toml").rename(tree / "docs" / "other.toml")
    assert paths(run("check", "--config", "docs/other.toml", "--format", "json")) == ["wrong.md"]


def test_root_is_the_folder_given_where_there_is_no_git(tmp_path: Path) -> None:
    write(tmp_path / "a", wrong=DOUBLED)
    assert paths(run("check", tmp_path / "a", "--format", "json")) == ["wrong.md"]


def test_root_can_be_named(tree: Path) -> None:
    assert paths(run("check", "--root", "docs", "--format", "json")) == ["wrong.md"]
    assert paths(run("check", "docs", "--root", "docs", "--format", "json")) == ["wrong.md"]


def test_paths_outside_the_root_are_refused(tree: Path) -> None:
    (tree / "other").mkdir()
    result = run("check", "other", "--root", "docs")
    assert result.exit_code == 2
    assert "outside the root" in result.stderr


def test_folders_are_what_is_read(tree: Path) -> None:
    write(tree, other__page="Fine.\n")
    assert run("check", "other").exit_code == 0
    assert "Checked 1 page," in run("check", "other").stdout
    (tree / "checker.toml").write_text('paths = ["other"]\n')
    assert run("check").exit_code == 0
    assert run("check", "docs").exit_code == 1


def test_a_configured_folder_that_is_missing_is_an_error(tree: Path) -> None:
    (tree / "checker.toml").write_text('paths = ["docs", "dcos"]\n')
    assert run("check").exit_code == 2


def test_files_only_narrow_the_report(tree: Path) -> None:
    result = run("check", "docs/guide.md")
    assert result.exit_code == 0
    assert "Checked 3 pages" in result.stdout
    assert run("check", "docs/guide.md", "docs/wrong.md").exit_code == 1


def test_findings_with_their_other_end_in_a_passed_file_are_reported(tree: Path, rule: Callable[..., None]) -> None:
    from checker.rules._base import finding, related

    def two_ends(graph: DocsGraph, options: Options) -> Iterator[Finding]:
        one, other = graph.by_path["docs/guide.md"], graph.by_path["docs/models.md"]
        span = one.facts.headings[0].span
        ends = (related(other, other.facts.headings[0].span, "here"),)
        yield finding(doubled_word_module.doubled_word, one, span, "m", related=ends)

    rule(two_ends)
    assert run("check", "docs/models.md").exit_code == 1
    assert run("check", "docs/wrong.md").exit_code == 0


def test_a_passed_file_that_is_left_out_is_named(tree: Path) -> None:
    (tree / "docs" / "settings.yml").write_text("on: push\n")
    (tree / "checker.toml").write_text('exclude = ["wrong.md"]\n')
    result = run("check", "docs/settings.yml", "docs/wrong.md", "--format", "json")
    assert result.exit_code == 0
    assert "docs/settings.yml was not checked: it is YAML, but not a page of Microsoft Learn" in result.stderr
    assert "docs/wrong.md was not checked: excluded by paths, exclude or .gitignore" in result.stderr
    json.loads(result.stdout)


def test_yaml_for_other_programs_is_not_named_beside_a_page(tree: Path) -> None:
    """Hooks pass each changed file, such as a workflow."""
    (tree / "docs" / "settings.yml").write_text("on: push\n")
    for command in ("check", "fix"):
        assert "settings.yml" not in run(command, "docs/settings.yml", "docs/guide.md").output
        assert "settings.yml was not checked" in run(command, "docs/settings.yml").output


def test_a_passed_file_outside_the_read_folders_is_an_error(tree: Path) -> None:
    write(tree, README=DOUBLED)
    result = run("check", "docs", "README.md")
    assert result.exit_code == 2
    assert "README.md is outside" in result.stderr


def test_gitignore_and_exclude_are_honoured(tree: Path) -> None:
    (tree / ".gitignore").write_text("!\n[z-a]\nwrong.md\n")
    assert run("check").exit_code == 0
    (tree / ".gitignore").unlink()
    (tree / "checker.toml").write_text('exclude = ["docs/w*"]\n')
    assert run("check").exit_code == 0


@pytest.mark.parametrize(
    "arguments", [["missing"], ["missing.md"], ["--root", "missing"], ["--config", "missing.toml"]]
)
def test_what_does_not_exist_is_an_error(tree: Path, arguments: list[str]) -> None:
    result = run("check", *arguments)
    assert result.exit_code == 2
    assert "missing" in result.stderr


def test_nothing_to_check_is_an_error(tree: Path) -> None:
    (tree / "empty").mkdir()
    result = run("check", "empty")
    assert result.exit_code == 2
    assert "nothing to check" in result.stderr


def test_a_file_that_cannot_be_read_is_never_green(tree: Path) -> None:
    (tree / "docs" / "broken.md").write_bytes(b"caf\xe9\n")
    result = run("check", "--fail-on", "never")
    assert result.exit_code == 2
    assert "docs/broken.md: not UTF-8" in result.stdout
    assert "docs/wrong.md\n" in result.stdout
    summary = json.loads(run("check", "--format", "json").stdout)["summary"]
    assert summary["not_checked"][0]["path"] == "docs/broken.md"
    for command in (["where", "gpt-4o"], ["catalog"], ["graph", "--format", "dot"]):
        result = run(*command)
        assert result.exit_code == 2
        assert result.stdout
        assert "docs/broken.md" in result.stderr


@pytest.fixture
def rule(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Put a function in the place of `doubled-word`."""
    import dataclasses

    from checker import selection

    def replace(function: Any) -> None:
        fake = dataclasses.replace(doubled_word_module.doubled_word, function=function, options=Options)
        monkeypatch.setattr(selection, "check_rules", lambda: {fake.name: fake})

    return replace


def test_a_rule_that_crashes_is_never_green(tree: Path, rule: Callable[..., None]) -> None:
    def crash(graph: DocsGraph, options: Options) -> Iterator[Finding]:
        raise ZeroDivisionError("by design")

    rule(crash)
    result = run("check", "--fail-on", "never")
    assert result.exit_code == 2
    assert "by design" in result.stdout


def test_a_crash_is_a_two(tree: Path) -> None:
    code = (
        "import sys, checker.cli as cli, checker.run as run\n"
        "def crash(*args, **kwargs): raise RuntimeError('by design')\n"
        "run.check = crash\n"
        "sys.argv = ['checker', 'check']\n"
        "cli.main()\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "by design" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["chekc"], "did you mean `check`?"),
        (["docs"], "`checker check docs`"),
        (["check", "--fromat", "json"], "--format"),
        (["check", "--select", "doubled-wrod"], "did you mean `doubled-word`?"),
        (["check", "--ignore", "doubled-wrod"], "did you mean `doubled-word`?"),
        (["rule", "doubled-wrod"], "did you mean `doubled-word`?"),
        (["explain", "doubled-wrod"], "did you mean `doubled-word`?"),
        (["check", "--format", "yaml"], "'json'"),
        (["check", "--as-of", "yesterday"], "yesterday"),
        (["check", "--statistics", "--format", "json"], "--statistics"),
    ],
)
def test_what_is_unknown_names_the_nearest(tree: Path, arguments: list[str], hint: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert hint in result.stderr


def test_explain_is_another_name_of_rule(tree: Path) -> None:
    assert run("explain", "doubled-word").stdout == run("rule", "doubled-word").stdout != ""
    assert "explain" not in run("--help").stdout


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('exlude = ["x"]', "did you mean `exclude`?"),
        ('fail-on = "sometimes"', "fail-on"),
        ("paths =", "checker.toml"),
        ('[rules.doubled-word]\nalow = ["x"]', "did you mean `allow`?"),
        ('catalog = "none.toml"', "none.toml"),
    ],
)
def test_wrong_configuration_is_an_error(tree: Path, text: str, hint: str) -> None:
    (tree / "checker.toml").write_text(text)
    result = run("check")
    assert result.exit_code == 2
    assert hint in result.stderr


def test_wrong_catalog_is_an_error(tree: Path) -> None:
    (tree / "checker-catalog.toml").write_text("[modles]\n")
    assert run("check").exit_code == 2


def test_output_goes_to_a_file_and_the_summary_to_the_error_stream(tree: Path) -> None:
    result = run("check", "--format", "json", "--output", "report.json")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "Checked 3 pages" in result.stderr
    assert json.loads((tree / "report.json").read_text())["version"] == 1
    assert run("check", "--output", "missing/report.txt").exit_code == 2


def test_statistics_stand_in_place_of_the_findings(tree: Path) -> None:
    assert run("check", "--statistics").stdout.startswith("1  warning     doubled-word\n\nChecked 3 pages")


def test_as_of_reaches_the_rules(tree: Path, rule: Callable[..., None]) -> None:
    seen = []

    def look(graph: DocsGraph, options: Options) -> Iterator[Finding]:
        seen.append((options.as_of.isoformat(), options.partial))
        return iter(())

    rule(look)
    assert run("check", "--as-of", "2025-02-06", "--partial").exit_code == 0
    assert seen == [("2025-02-06", True)]


def test_colours(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = run("check").stdout
    assert "\x1b[" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == run("check").stdout


def test_output_is_the_same_whatever_the_hash_seed(tree: Path) -> None:
    """All commands in one process for each seed: starting it takes the most time."""
    commands = [["check", "--format", "json"], ["where", "gpt-4o"], ["catalog"], ["graph", "--format", "graphml"]]
    script = f"from checker.cli import cli\nfor command in {commands!r}:\n    cli(command, standalone_mode=False)\n"
    seen = [_python("-c", script, PYTHONHASHSEED=seed) for seed in ("0", "1", "2")]
    assert {done.returncode for done in seen} == {0}, seen[0].stderr
    assert all(part in seen[0].stdout for part in ('"findings"', "gpt-4o", "<graphml"))
    assert len({done.stdout for done in seen}) == 1


def _process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return _python("-m", "checker", *arguments, **environment)


def _python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        check=False,
    )


def test_output_is_utf8_whatever_the_locale(tree: Path) -> None:
    write(tree, docs__wrong="“Ein ein” Wort — noch noch einmal\n")
    result = _process("check", PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    assert result.returncode == 1
    assert "“Ein" in result.stdout


def test_a_reader_who_leaves_is_no_finding(tree: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "checker", "catalog"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 2
    assert errors == b""


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_nothing_heavy_is_imported_to_answer_at_once(argument: str) -> None:
    heavy = ("rich", "networkx", "markdown_it", "tree_sitter", "yaml", "rapidfuzz", "msgspec")
    code = (
        "import sys, checker.cli as cli\n"
        f"try: cli.cli.main([{argument!r}])\n"
        "except SystemExit: pass\n"
        f"print([name for name in {heavy!r} if name in sys.modules])\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "[]"


def test_no_command_prints_help_and_is_no_success() -> None:
    assert run().exit_code == 2
    told = run("--help")
    assert told.exit_code == 0
    commands = told.stdout.split("\nCommands:\n")[1]
    assert "..." not in commands, "what a command does is cut off"


def test_a_severity_that_is_not_shown_still_fails_the_run(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Locks\n\nThe lock is is open.\n", encoding="utf-8")
    result = CliRunner().invoke(cli.cli, ["check", "--root", str(tmp_path), "--no-cache", "--min-severity", "error"])
    assert result.exit_code == 1
    assert "doubled-word" not in result.output
    assert "Not shown: 1 below `--min-severity error`." in result.output

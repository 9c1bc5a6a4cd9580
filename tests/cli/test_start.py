"""How a command starts and ends: an interrupt is 130 at any time, and a rule cannot end a run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from checker import cli
from checker.findings import Finding
from checker.rules import all_rules

from ..support import TOP, write

_INTERRUPTED = """
import builtins, runpy, sys
whole = builtins.__import__
def interrupted(name, *rest, **more):
    if name.endswith({name!r}):
        raise KeyboardInterrupt
    return whole(name, *rest, **more)
builtins.__import__ = interrupted
sys.argv = ["checker", "check"]
runpy.run_module("checker", run_name="__main__", alter_sys=True)
"""


@pytest.mark.parametrize("name", ["cli", "click", "msgspec", "graph", "sources", "rapidfuzz"])
def test_an_interrupt_during_start_up_is_130(name: str, tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "# A\n\nFine.\n"})
    environment = {**os.environ, "PYTHONPATH": str(TOP)}
    command = [sys.executable, "-c", _INTERRUPTED.format(name=name)]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert done.returncode == 130


def test_nothing_is_imported_before_an_interrupt_is_caught() -> None:
    seen = "import sys; was = set(sys.modules); import checker.__main__; print(*set(sys.modules) - was)"
    done = subprocess.run([sys.executable, "-c", seen], cwd=TOP, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) <= {"checker", "checker.__main__", "__future__"}


def test_the_installed_command_starts_where_an_interrupt_is_caught() -> None:
    assert 'checker = "checker.__main__:main"' in (TOP / "pyproject.toml").read_text(encoding="utf-8")


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path, {"a.md": "# A\n\nUse the the boat.\n", "checker.toml": '[per-path-ignore]\n"old/" = ["links"]\n'})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.cli, ["check", *arguments])


@pytest.mark.parametrize("error", [SystemExit(0), MemoryError(), RecursionError("deep"), StopIteration()])
def test_a_rule_that_ends_oddly_is_named_and_ends_nothing(
    error: BaseException, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ending(graph: object, options: object) -> Iterator[Finding]:
        yield from ()
        raise error

    rule = replace(all_rules()["broken-link"], function=ending)
    monkeypatch.setitem(all_rules(), "broken-link", rule)
    result = run("--format", "json")
    assert result.exit_code == 2
    report = json.loads(result.stdout)
    kind = "RuntimeError" if isinstance(error, StopIteration) else type(error).__name__
    (gap,) = report["summary"]["not_checked"]
    assert gap["path"] == "rule broken-link"
    assert gap["reason"].startswith(f"crashed: {kind}")
    assert [one["rule"] for one in report["findings"]] == ["doubled-word"]


def test_json_has_what_the_text_shows_of_a_run(tree: Path) -> None:
    shown = run().stdout
    summary = json.loads(run("--format", "json").stdout)["summary"]
    assert summary["warnings"] == ["per-path-ignore: `old/` matches no pages"]
    assert summary["not_run"].keys() == {"wording"}
    assert summary["since"] is None
    assert f"warning: {summary['warnings'][0]}" in shown
    assert f"Not run: {summary['not_run']['wording']} rules on wording" in shown
    lines = [json.loads(line) for line in run("--format", "jsonl").stdout.splitlines()]
    assert {name: lines[-1][name] for name in summary} == summary

"""A stand-in for GitHub's runner: a composite action and its inputs go in, what its steps did comes out.

It runs the steps that are scripts as a runner does, with its variables and files. Steps that use other actions are
recorded with their inputs, and checked as far as these are known: `setup-python` gives this Python, `upload-sarif`
wants a SARIF file within GitHub's limits, and `upload-artifact` a file that exists. Of expressions it knows what the
action uses: `inputs`, outputs of steps, `==`, `!=`, `&&` and `!cancelled()`.
"""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from .format_samples import VALIDATE

_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.S)
_SARIF_LIMIT = 10 * 1024 * 1024
_COMMAND = re.compile(
    r"^::(?P<kind>error|warning|notice)(?: (?P<properties>[^:]*(?::(?!:)[^:]*)*))?::(?P<text>.*)$", re.M
)


@dataclass
class Step:
    """A step that ran: its name, whether it succeeded, its outputs, and the inputs of the action that it uses."""

    name: str
    succeeded: bool = True
    outputs: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)


@dataclass
class Run:
    """A run of an action: its steps by id or name, its log, its step summary, its outputs, and whether it succeeded."""

    steps: dict[str, Step]
    log: str
    summary: str
    outputs: dict[str, str]

    @property
    def succeeded(self) -> bool:
        """Whether no step failed."""
        return all(step.succeeded for step in self.steps.values())

    @property
    def annotations(self) -> list[tuple[str, dict[str, str], str]]:
        """The annotations in the log: kind, properties and text."""
        return [
            (
                match["kind"],
                dict(one.split("=", 1) for one in (match["properties"] or "").split(",") if one),
                match["text"],
            )
            for match in _COMMAND.finditer(self.log)
        ]


class Runner:
    """Runs a composite action for a workspace; `temporary` is `RUNNER_TEMP`, which is kept between runs."""

    def __init__(self, action: Path, workspace: Path, temporary: Path) -> None:
        self._path = action
        self._action: dict[str, Any] = yaml.safe_load((action / "action.yml").read_text(encoding="utf-8"))
        self._workspace, self._temporary = workspace, temporary

    def run(self, known: Mapping[str, Step] | None = None, **given: str) -> Run:
        """Run the action with these inputs (`fail_on` is `fail-on`); steps in `known` ran in an earlier run."""
        inputs = {name: str(one.get("default", "")) for name, one in self._action["inputs"].items()}
        inputs.update({name.replace("_", "-"): value for name, value in given.items()})
        summary = self._temporary / "summary.md"
        summary.write_text("")
        steps: dict[str, Step] = {}
        log: list[str] = []
        for step in self._action["runs"]["steps"]:
            name = step.get("id", step["name"])
            failed = any(not one.succeeded for one in steps.values())
            wanted = self._value(step["if"], inputs, steps) if "if" in step else not failed
            if not wanted:
                continue
            if known and name in known:
                steps[name] = known[name]
            elif "uses" in step:
                steps[name] = self._used(step, inputs, steps)
            else:
                steps[name] = self._script(step, inputs, steps, summary, log)
        outputs = {name: str(self._text(one["value"], inputs, steps)) for name, one in self._action["outputs"].items()}
        return Run(steps, "".join(log), summary.read_text(encoding="utf-8"), outputs)

    def _script(
        self, step: dict[str, Any], inputs: dict[str, str], steps: dict[str, Step], summary: Path, log: list[str]
    ) -> Step:
        """Run a script as the runner does: as a file, with a shell that ends at the first error."""
        assert step["shell"] == "bash"
        script, output = self._temporary / "script.sh", self._temporary / "output"
        script.write_text(self._text(step["run"], inputs, steps), encoding="utf-8")
        output.write_text("")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "GIT_", "PYTHON"))}
        environment = {
            **kept,
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(self._path),
            "GITHUB_WORKSPACE": str(self._workspace),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
            "RUNNER_TEMP": str(self._temporary),
            **{name: self._text(value, inputs, steps) for name, value in step.get("env", {}).items()},
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self._workspace / self._text(step.get("working-directory", "."), inputs, steps),
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        log.append(done.stdout)
        outputs = dict(line.split("=", 1) for line in output.read_text(encoding="utf-8").splitlines())
        return Step(step["name"], done.returncode == 0, outputs)

    def _used(self, step: dict[str, Any], inputs: dict[str, str], steps: dict[str, Step]) -> Step:
        """Record a step that uses another action, and check what it is given."""
        given = {name: self._text(str(value), inputs, steps) for name, value in step.get("with", {}).items()}
        action = step["uses"].partition("@")[0]
        if action == "actions/setup-python":
            return Step(step["name"], outputs={"python-path": sys.executable}, inputs=given)
        if action == "github/codeql-action/upload-sarif":
            data = Path(given["sarif_file"]).read_bytes()
            VALIDATE["sarif"](data.decode("utf-8"))
            assert len(gzip.compress(data)) <= _SARIF_LIMIT
            assert given["category"]
        elif action == "actions/upload-artifact":
            assert Path(given["path"]).is_file()
        else:
            raise AssertionError(f"unknown action {action}")
        return Step(step["name"], inputs=given)

    def _text(self, text: str, inputs: dict[str, str], steps: dict[str, Step]) -> str:
        return _EXPRESSION.sub(lambda match: str(self._value(match[1], inputs, steps)), str(text))

    def _value(self, expression: str, inputs: dict[str, str], steps: dict[str, Step]) -> Any:
        """Return the value of an expression."""
        expression = _EXPRESSION.sub(lambda match: match[1], expression).strip()
        if "&&" in expression:
            return all(self._value(one, inputs, steps) for one in expression.split("&&"))
        for sign, equal in (("==", True), ("!=", False)):
            if sign in expression:
                one, other = (self._value(part, inputs, steps) for part in expression.split(sign))
                return (one == other) is equal
        if expression == "!cancelled()":
            return True
        if match := re.fullmatch(r"'([^']*)'", expression):
            return match[1]
        if match := re.fullmatch(r"inputs\.([\w-]+)", expression):
            return inputs[match[1]]
        if match := re.fullmatch(r"steps\.([\w-]+)\.outputs\.([\w-]+)", expression):
            return steps[match[1]].outputs.get(match[2], "") if match[1] in steps else ""
        raise AssertionError(f"unknown expression {expression}")

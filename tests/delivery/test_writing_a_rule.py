"""The guide to writing a rule: its two rules are added to a copy of the package, and its tests are run there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ..support import TOP

GUIDE = (TOP / "docs" / "writing-a-rule.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r'^(?P<fence>`{4})\w+ title="(?P<path>[^"]+)"\n(?P<text>.*?)^(?P=fence)$', re.S | re.M)
FILES = {match["path"]: match["text"] for match in _BLOCK.finditer(GUIDE)}
RULES = sorted({path.split("/")[2] for path in FILES if path.startswith("corpora/")})
CONTRACTS = [f"tests/contracts/test_{name}.py" for name in ("contracts", "corpora", "examples", "glossary")]


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder, with that folder's package."""
    environment = {**os.environ, "PYTHONPATH": str(cwd)}
    return subprocess.run(
        [sys.executable, *command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout to which the files of the guide are added, and nothing else by hand."""
    top = tmp_path_factory.mktemp("copy") / "checkout"
    left_out = shutil.ignore_patterns(".git", ".venv", "reports", "__pycache__", ".*_cache", "dist", "build")
    shutil.copytree(TOP, top, ignore=left_out)
    for path, text in FILES.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(text, encoding="utf-8")
    schema = run("-m", "checker", "config", "--schema", cwd=top)
    (top / "checker" / "cli" / "config.schema.json").write_text(schema.stdout, encoding="utf-8")
    return top


def test_a_rule_is_two_files() -> None:
    assert len(RULES) == 2
    for rule in RULES:
        module = rule.replace("-", "_")
        own = [path for path in FILES if path.endswith(f"/{module}.py") or path.startswith(f"corpora/rules/{rule}/")]
        assert len(own) == 2
    assert len(FILES) == 2 * len(RULES)


def test_the_rules_of_the_guide_pass_what_every_rule_is_held_to(copy: Path) -> None:
    options = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-o", "addopts=", "-k", " or ".join(RULES))
    done = run("-m", "pytest", *options, *CONTRACTS, cwd=copy)
    assert done.returncode == 0, done.stdout
    assert re.search(r"\d\d passed", done.stdout)


def test_the_rules_of_the_guide_are_typed_and_formatted(copy: Path) -> None:
    modules = [path for path in FILES if path.endswith(".py")]
    for command in (["ruff", "check", "--no-cache"], ["ruff", "format", "--no-cache", "--check"], ["mypy", "--strict"]):
        if command[0] == "mypy":
            done = run("-m", *command, "--no-incremental", *modules, cwd=copy)
        else:
            done = run("-m", *command, *modules, cwd=copy)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_next_checks_know_the_rules_of_the_guide(copy: Path, tmp_path: Path) -> None:
    text = "See [here](#a).\n\n# A\n\nInstall it , then run it.\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    select = ("--select", ",".join(RULES), "--format", "jsonl", "--root", str(tmp_path), "--no-cache")
    done = run("-m", "checker", "check", *select, cwd=copy)
    assert {rule for rule in RULES if f'"{rule}"' in done.stdout} == set(RULES), done.stdout + done.stderr

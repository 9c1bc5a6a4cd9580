"""The first five minutes: the commands in the docs are run in a repository made for them, and blocks show the output.

`python -m tests.generated` writes the blocks. They are between `<!-- run: NAME -->` and `<!-- /run -->`, in the README
and in the pages of the docs.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterable, Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from click.testing import CliRunner

from checker import cli
from checker.cli._origin import Origin

from ..support import TOP

FILES = [TOP / "README.md", *sorted((TOP / "docs").glob("*.md"))]
BLOCK = re.compile(r"<!-- run: (?P<name>[a-z-]+) -->\n(?P<text>.*?)<!-- /run -->", re.S)
DAY = "2025-02-06"  # the date given to each command, and not shown
DATED = ("check", "baseline", "fix", "init")

EXAMPLE = "checker check corpora/examples/contoso --as-of 2025-11-30 --fail-on never"
PUBLISHED = Origin("docs-consistency-checker==0.1.0")

MODELS = """# Models

| Model ID | Description | Max tokens |
|---|---|---|
| `gpt-4o` (2024-11-20) | text and images | 16,384 |
| `gpt-4o-mini` (2024-07-18) | small and quick | 16,384 |
"""
QUOTAS = """# Quotas

| Model | Tokens per minute (TPM) |
|---|---|
| `gpt-4o` | 450,000 |
| `gpt-4o-mini` | 2,000,000 |
"""
QUICKSTART = """# Quickstart

Deploy a `gpt-4o-mini` model.

```python
client = AzureOpenAI(azure_endpoint=endpoint, api_version="2024-10-21")
answer = client.chat.completions.create(model="gpt-4o-mini", messages=messages)
```
"""
OLD = "# Limits\n\nThe limits are are soft. Ask [support](support.md) for more.\n"


def own_tests() -> str:
    """The tests that the docs show."""
    text = (TOP / "docs" / "pytest.md").read_text(encoding="utf-8").split("## Write your own assertions\n")[1]
    return text.split("```python\n")[1].split("```\n")[0]


def shown(command: str) -> str:
    """Run a command in the current folder and return it with what it prints, as a README shows it."""
    name, *arguments = command.split()
    if name == "checker":
        dated = ["--as-of", DAY] if arguments[0] in DATED and "--as-of" not in arguments else []
        output = CliRunner().invoke(cli.cli, [*arguments, *dated]).output
    else:
        environment = {**os.environ, "COLUMNS": "80", "PYTEST_ADDOPTS": ""}
        done = subprocess.run(
            [sys.executable, "-m", name, *arguments, f"--checker-as-of={DAY}", "-p", "no:cacheprovider"],
            capture_output=True,
            encoding="utf-8",
            env=environment,
            check=False,
        )
        output = re.sub(r"=+ (.*?) in [0-9.]+s =+", r"=== \1 ===", done.stdout + done.stderr)
    return f"```console\n$ {command}\n{output.rstrip()}\n```\n"


def blocks(root: Path) -> Iterator[tuple[str, str]]:
    """Walk through the five minutes in an empty folder; yield each block's name and text."""
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    docs = root / "docs"
    docs.mkdir()
    for name, text in {"models": MODELS, "quotas": QUOTAS, "quickstart": QUICKSTART, "limits": OLD}.items():
        (docs / f"{name}.md").write_text(text, encoding="utf-8")
    subprocess.run(["git", "-C", str(root), "remote", "add", "origin", "https://github.com/example/docs"], check=True)
    with chdir(root), mock.patch("checker.cli.init.origin_of_this_package", return_value=PUBLISHED):
        yield "old", shown("checker check --statistics")
        yield "init", shown("checker init --baseline")
        yield "clean", shown("checker check")
        sample = QUICKSTART.replace('(model="gpt-4o-mini"', '(model="gpt-4o"')
        (docs / "quickstart.md").write_text(sample)
        yield "read", shown("checker check")
        comment = "<!-- checker: ignore page-model-mismatch -- the larger model is shown on purpose -->\n"
        silent = sample.replace("```python", f"{comment}\n```python")
        (docs / "quickstart.md").write_text(silent)
        yield "comment", f"````markdown\n{silent.split(chr(10), 4)[4].strip()}\n````\n"
        yield "silent", shown("checker check")
        (root / "tests").mkdir()
        (root / "tests" / "test_docs.py").write_text(own_tests(), encoding="utf-8")
        yield "pytest", shown("pytest --checker --no-header")
        kept = (docs / "limits.md").read_text()
        yield "debt", shown("checker fix --no-baseline") + shown("checker baseline --update")
        (docs / "limits.md").write_text(kept)


def example() -> str:
    """The first finding in the example, as the README shows it."""
    with chdir(TOP):
        text = CliRunner().invoke(cli.cli, [*EXAMPLE.split()[1:], "--select", "model-mismatch"]).output
    return f"```text\n{text.partition(chr(10) * 2)[0]}\n```\n"


def measured() -> str:
    """The figures in `reports/accuracy.json`, of docs that the rules were developed with."""
    figures = json.loads((TOP / "reports" / "accuracy.json").read_text(encoding="utf-8"))
    plants, fixes = figures["plants"].values(), figures["fixes"]
    rows = [
        ("Slips planted in public docs, one of a kind at a time", *_sums(plants)),
        (
            "Slips of known kinds, planted by program in all these docs",
            figures["forms"]["found"],
            figures["forms"]["planted"],
        ),
        (
            "Defects that their authors fixed later: on the changed lines",
            fixes["hunk"]["found"],
            fixes["hunk"]["checked"],
        ),
        ("Defects that their authors fixed later: in the whole tree", fixes["tree"]["found"], fixes["tree"]["checked"]),
    ]
    lines = (f"| {what} | {found:,} of {of:,} ({found / of:.0%}) |\n" for what, found, of in rows)
    return f"| What | Found |\n|---|---|\n{''.join(lines)}"


def speed() -> str:
    """The figures in `reports/bench.json`: what a check costs, beside a linter written in Rust."""
    figures = json.loads((TOP / "reports" / "bench.json").read_text(encoding="utf-8"))["speed"]["commands"]
    seconds = {name: f"{value:.{1 if value >= 1 else 2}f}" for name, value in figures["cpu_seconds"].items()}
    text = (
        f"{figures['pages']:,} pages of public docs ({figures['bytes'] / 1e6:.0f} MB) take {seconds['cold']} seconds "
        f"of CPU time when nothing is cached, {seconds['one page changed']} seconds when one page has changed, and "
        f"{seconds['nothing changed']} seconds when nothing has changed. A Markdown linter written in Rust (rumdl "
        f"{figures['rumdl']}) takes {seconds['rumdl']} seconds for them, and {seconds['rumdl, nothing changed']} "
        "seconds when nothing has changed."
    )
    return textwrap.fill(text, 118, break_on_hyphens=False) + "\n"


def peers() -> str:
    """The figures in `reports/peers.json`: dead links that other tools find in the same docs."""
    tools = json.loads((TOP / "reports" / "peers.json").read_text(encoding="utf-8"))["tools"]
    lines = []
    for name, tool in tools.items():
        trees, slips = tool["trees"].values(), tool["slips"]
        found, false, missed = (sum(one[kind] for one in trees) for kind in ("true", "false", "missed"))
        known = "" if name == "checker" else f" {re.findall(r'[0-9][0-9.]+', tool['version'])[-1]}"
        seconds = sum(one["cpu_s"] for one in trees)
        planted = f"{slips['found']} of {slips['of']}"
        lines.append(f"| {name}{known} | {found} of {found + missed} | {false:,} | {planted} | {seconds:.1f} |\n")
    head = "| Tool | Dead links found | False ones reported | Planted slips found | Seconds of CPU time |\n"
    return f"{head}|---|---|---|---|---|\n{''.join(lines)}"


def _sums(plants: Iterable[dict[str, Any]]) -> tuple[int, int]:
    return sum(one["found"] for one in plants), sum(one["planted"] for one in plants)


def made(root: Path) -> dict[str, str]:
    """Return all blocks by name; those of the five minutes are made in an empty folder."""
    return {**dict(blocks(root)), "example": example(), "measured": measured(), "speed": speed(), "peers": peers()}


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The folder after the five minutes, and the blocks that came of them."""
    root = tmp_path_factory.mktemp("walked")
    return root, made(root)


def test_the_docs_show_what_the_commands_print(walked: tuple[Path, dict[str, str]]) -> None:
    texts = [file.read_text(encoding="utf-8") for file in FILES]
    in_docs = {match["name"]: match["text"] for text in texts for match in BLOCK.finditer(text)}
    assert in_docs == walked[1], "write them again: python -m tests.generated"


BREAKING = {
    "quota": ("docs/quotas.md", "| `gpt-4o-mini` | 2,000,000 |\n", ""),
    "preview": ("docs/quickstart.md", "2024-10-21", "2024-08-01-preview"),
    "quickstart": ("docs/quickstart.md", "Deploy a `gpt", "Deploy a a `gpt"),
}


@pytest.mark.parametrize("name", BREAKING)
def test_each_of_the_tests_in_the_docs_can_fail(name: str, walked: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    root = shutil.copytree(walked[0], tmp_path / "walked")
    file, old, new = BREAKING[name]
    text = (root / file).read_text()
    assert old in text
    (root / file).write_text(text.replace(old, new))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "tests", "-rA", f"--checker-as-of={DAY}"],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    failed = re.findall(r"^FAILED tests/test_docs.py::(\w+)", done.stdout, re.M)
    assert len(failed) == 1, done.stdout
    assert name in failed[0]


def write() -> None:
    """Write the blocks again."""
    with tempfile.TemporaryDirectory() as folder:
        texts = made(Path(folder))
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        new = BLOCK.sub(lambda match: f"<!-- run: {match['name']} -->\n{texts[match['name']]}<!-- /run -->", text)
        file.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    write()

"""The README's first five minutes: its commands are run in a repository made for them, and its blocks show the output.

`python -m tests.delivery.test_adoption` writes the blocks anew. They stand between `<!-- run: NAME -->` and
`<!-- /run -->`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner

from checker import cli
from checker.rules import check_rules

from ..support import TOP

README = TOP / "README.md"
BLOCK = re.compile(r"<!-- run: (?P<name>[a-z-]+) -->\n(?P<text>.*?)<!-- /run -->", re.S)
DAY = "2025-02-06"  # the day that is told to each command, and not shown

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


def readme() -> str:
    return README.read_text(encoding="utf-8")


def own_tests() -> str:
    """The tests that the README shows."""
    text = readme().split("### Write your own assertions\n")[1]
    return text.split("```python\n")[1].split("```\n")[0]


def shown(command: str) -> str:
    """Run a command in the current folder and return it with what it prints, as a README shows it."""
    name, *arguments = command.split()
    if name == "checker":
        dated = ["--as-of", DAY] if arguments[0] in ("check", "baseline") else []
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
    docs, settings = root / "docs", root / "checker.toml"
    docs.mkdir()
    for name, text in {"models": MODELS, "quotas": QUOTAS, "quickstart": QUICKSTART, "limits": OLD}.items():
        (docs / f"{name}.md").write_text(text, encoding="utf-8")
    with chdir(root):
        yield "init", shown("checker init")
        yield "old", shown("checker check --statistics")
        yield "baseline", shown("checker baseline")
        settings.write_text(settings.read_text() + 'baseline = "checker-baseline.jsonl"\n')
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


def rules() -> str:
    """The rules as a table."""
    rows = [
        f"| `{one.name}` | {one.severity.label}{'' if one.default else ', if asked for'} "
        f"| {one.fix.value if one.fix else ''} | {one.summary} |\n"
        for one in check_rules().values()
    ]
    return f"| Rule | Severity | Fix | What is wrong |\n|---|---|---|---|\n{''.join(rows)}"


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The folder after the five minutes, and the blocks that came of them."""
    root = tmp_path_factory.mktemp("walked")
    return root, dict(blocks(root))


def test_the_readme_shows_what_the_commands_print(walked: tuple[Path, dict[str, str]]) -> None:
    in_readme = {match["name"]: match["text"] for match in BLOCK.finditer(readme())}
    assert in_readme == {**walked[1], "rules": rules()}, "write them anew: python -m tests.delivery.test_adoption"


BREAKING = {
    "quota": ("docs/quotas.md", "| `gpt-4o-mini` | 2,000,000 |\n", ""),
    "preview": ("docs/quickstart.md", "2024-10-21", "2024-08-01-preview"),
    "quickstart": ("docs/quickstart.md", "Deploy a `gpt", "Deploy a a `gpt"),
}


@pytest.mark.parametrize("name", BREAKING)
def test_each_of_the_readmes_own_tests_can_fail(name: str, walked: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
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
    """Write the blocks of the README anew."""
    with tempfile.TemporaryDirectory() as folder:
        made = {**dict(blocks(Path(folder))), "rules": rules()}
    README.write_text(
        BLOCK.sub(lambda match: f"<!-- run: {match['name']} -->\n{made[match['name']]}<!-- /run -->", readme()),
        encoding="utf-8",
    )


if __name__ == "__main__":
    write()

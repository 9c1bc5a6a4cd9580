"""Fixes: what rules say of theirs, which are made; `checker fix` and `checker check --fix`."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from checker import cli
from checker.config import Config
from checker.edit import patch
from checker.edit.patch import Change
from checker.findings import Finding, Report, Safety
from checker.rules import check_rules
from checker.tree.sources import FolderSource
from checker.workflows import fix
from checker.workflows.fix import Outcome

from ..support import CORPORA, CORPUS_DAY, SEED_DAY
from ..support.labels import strip, unlabelled


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.cli, [*map(str, arguments), "--as-of", "2025-06-01"])


def fixed(root: Path, unsafe: bool = False, config: Config | None = None) -> Outcome:
    day = SEED_DAY if (root / "articles").is_dir() else CORPUS_DAY
    return fix.fix(FolderSource(root), config or Config(), as_of=day, unsafe=unsafe)


def write(root: Path, outcome: Outcome) -> None:
    assert patch.write(root, outcome.changes) == []


def kinds(report: Report) -> Counter[tuple[str, str, str]]:
    return Counter((one.rule, one.place.path, one.content) for one in report.findings)


# -- what rules say of their fixes


@pytest.mark.parametrize("name", check_rules())
def test_what_a_rule_says_of_its_fix_is_what_its_examples_show(name: str, tmp_path: Path) -> None:
    rule = check_rules()[name]
    shown: set[Safety] = set()
    for group in sorted({example.group for example in rule.examples}):
        root = tmp_path / str(group)
        for example in rule.examples:
            if example.group == group:
                file = root / example.path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(strip(example.text, example.path)[0], encoding="utf-8")
        outcome = fixed(root, unsafe=True, config=Config(select=[name]))
        shown |= {one.fix.safety for one in outcome.fixed if one.fix}
        assert outcome.dropped == []
        assert len(outcome.after.findings) == len(outcome.before.findings) - len(outcome.fixed)
    assert shown == ({rule.fix} if rule.fix else set())


@pytest.mark.parametrize("name", sorted(path.name for path in (CORPORA / "rules").iterdir()))
def test_no_fix_is_safer_than_its_rule_says(name: str, tmp_path: Path) -> None:
    """One may be less so: where it changes the anchor of a heading, or a value that a program uses."""
    unlabelled(CORPORA / "rules" / name, tmp_path)
    for finding in fixed(tmp_path).before.findings:
        of_rule = check_rules()[finding.rule].fix
        assert finding.fix is None or (of_rule and finding.fix.safety in (of_rule, Safety.UNSAFE))


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("?api-version=2024-5-01-preview", "?api-version=2024-05-01-preview"),
        ("?api-version=2024-05-01-Preview", "?api-version=2024-05-01-preview"),
        ("?api-version=2024-05-01-preveiw", "?api-version=2024-05-01-preview"),
        ("?api-version=2024-05-01-preveiw.1", "?api-version=2024-05-01-preview.1"),
        ("&api-version=2024-10-21", "?api-version=2024-10-21"),
        ("??api-version=2024-10-21", "?api-version=2024-10-21"),
        ("?a=1&&api-version=2024-10-21", "?a=1&api-version=2024-10-21"),
        ("?version=2024-10-21", "?api-version=2024-10-21"),
        ("?api-version=2024-13-01", None),
        ("?api-version=24-10-21", None),
    ],
)
def test_a_malformed_api_version_with_one_reading_is_mended(written: str, mended: str | None, tmp_path: Path) -> None:
    text = "Open `https://x.openai.azure.com/openai/models{}`.\n"
    (tmp_path / "a.md").write_text(text.format(written))
    outcome = fixed(tmp_path, config=Config(select=["malformed-api-version"]))
    assert len(outcome.before.findings) == 1
    assert [change.new.decode() for change in outcome.changes] == ([text.format(mended)] if mended else [])


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("Guides/Tides.md?a=b#low", "guides/tides.md?a=b#low"),
        ("./guides//tides.md", "./guides/tides.md"),
        ("old/spring-tides.md", "guides/spring-tides.md"),
        ("./spring-tides.md#low", "./guides/spring-tides.md#low"),
        ("old/guides/tides.md", "guides/tides.md"),
        ("old/tides.md", None),  # what a build makes may be called like an unrelated page
        ("Of%20us/a%20b.md", "of%20us/a%20b.md"),
        ("MEDIA/a.png", "media/a.png"),
        ("old/twice.md", None),
        ("old/index.md", None),
        ("old/tides.md#nowhere", None),
        ("old/tides.png", None),
        ("guides/tide.md", None),
        ("/guides/Tides.md", "/guides/tides.md"),
    ],
)
def test_a_link_with_one_near_match_is_mended(written: str, mended: str | None, tmp_path: Path) -> None:
    names = ("guides/tides.md", "guides/spring-tides.md", "one/twice.md", "two/twice.md", "one/index.md")
    for name in (*names, "of us/a b.md", "media/a.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("# Low\n")
    file = tmp_path / "a.md"
    file.write_text(f"See [this]({written}).\n")
    outcome = fixed(tmp_path)
    write(tmp_path, outcome)
    assert file.read_text() == f"See [this]({mended or written}).\n"


def test_an_include_is_not_looked_for_by_its_name(tmp_path: Path) -> None:
    for name, text in (("a.md", "[!INCLUDE [x](old/terms.md)]\n"), ("other/terms.md", "Other terms.\n")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    outcome = fixed(tmp_path)
    assert [one.rule for one in outcome.before.findings] == ["broken-include"]
    assert outcome.changes == []


REQUIRES = """# Speak

Deploy a `gpt-4o-mini-audio-preview` model.

```python
url = f"{{endpoint}}/openai/deployments/{}/chat/completions"
requests.post(url, json={{"model": "{}"}})
```
"""


@pytest.mark.parametrize("rules", [["model-mismatch"], []], ids=["alone", "with all others"])
@pytest.mark.parametrize("pair", [("gpt-4o-audio-preview", "{}"), ("{}", "gpt-4o-audio-preview")])
def test_a_mismatch_is_mended_towards_what_the_page_requires(
    pair: tuple[str, str], rules: list[str], tmp_path: Path
) -> None:
    wanted = "gpt-4o-mini-audio-preview"
    file = tmp_path / "a.md"
    file.write_text(REQUIRES.format(*(name.format(wanted) for name in pair)))
    assert fixed(tmp_path).changes == []
    write(tmp_path, fixed(tmp_path, unsafe=True, config=Config(select=rules)))
    assert file.read_text() == REQUIRES.format(wanted, wanted)


# -- which fixes are made


def test_a_fix_that_brings_another_finding_is_dropped_and_named(tmp_path: Path) -> None:
    url = "GET https://x.openai.azure.com/openai/models?api-version="
    (tmp_path / "a.md").write_text(f"A word word.\n\n```http\n{url}2024-6-01\n```\n")
    (tmp_path / "b.md").write_text(f"```http\n{url}2024-10-21\n```\n")
    outcome = fixed(tmp_path)
    assert [one.rule for one in outcome.fixed] == ["doubled-word"]
    assert [(one.finding.rule, one.why) for one in outcome.dropped] == [
        ("malformed-api-version", "it would introduce outdated-api-version at a.md:4")
    ]
    result = run("fix", tmp_path)
    assert result.exit_code == 0
    assert "Not fixed: a.md:4 malformed-api-version: it would introduce outdated-api-version at a.md:4" in result.stderr
    assert "2024-6-01" in (tmp_path / "a.md").read_text()
    again = run("fix", tmp_path)
    assert "Fixed 0 findings in 0 pages." in again.stderr


def test_fixes_that_touch_and_overlap_are_all_made(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("The the the boat, the\nthe boat, and GPT 4o and\tand [it](Guides//B.md).\n")
    (tmp_path / "guides").mkdir()
    (tmp_path / "guides" / "b.md").write_text("# B\n")
    outcome = fixed(tmp_path)
    write(tmp_path, outcome)
    assert (tmp_path / "a.md").read_text() == "The boat, the boat, and GPT-4o and [it](guides/b.md).\n"
    assert outcome.after.findings == []


def test_a_suppressed_finding_is_not_fixed(tmp_path: Path) -> None:
    text = "<!-- checker: ignore doubled-word -- a quotation -->\nA word word.\n"
    (tmp_path / "a.md").write_text(text)
    assert fixed(tmp_path).changes == []


def test_what_the_baseline_passes_over_is_not_fixed(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.md").write_text("A word word.\n")
    assert run("baseline", tmp_path).exit_code == 0
    (tmp_path / "checker.toml").write_text('baseline = "checker-baseline.jsonl"\n')
    known = "1 more fix for findings in the baseline: add --no-baseline.\n"
    assert run("fix", tmp_path).stderr == f"Fixed 0 findings in 0 pages.\n{known}"
    assert run("fix", tmp_path, "--select", "broken-link").stderr == "Fixed 0 findings in 0 pages.\n"
    (tmp_path / "a.md").write_text("A word word, and and.\n")
    assert run("fix", tmp_path).exit_code == 0
    assert (tmp_path / "a.md").read_text() == "A word word, and.\n"


def test_what_is_in_the_baseline_can_be_fixed(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.md").write_text("A word word.\n")
    (tmp_path / "checker.toml").write_text('baseline = "checker-baseline.jsonl"\n')
    assert run("baseline", tmp_path).exit_code == 0
    assert "Next:" not in run("fix", tmp_path, "--no-baseline", "--diff").stderr
    result = run("fix", tmp_path, "--no-baseline")
    assert (tmp_path / "a.md").read_text() == "A word.\n"
    assert result.stderr.splitlines()[-2:] == [
        "Fixed 1 finding in 1 page.",
        "Next: `checker baseline --update` removes what was fixed from checker-baseline.jsonl.",
    ]
    assert run("baseline", tmp_path, "--update").exit_code == 0
    assert run("fix", tmp_path).stderr == "Fixed 0 findings in 0 pages.\n"


TREES = [
    *(CORPORA / "trees").iterdir(),
    *(CORPORA / "rules").iterdir(),
    *(CORPORA / "clean").iterdir(),
]


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@pytest.mark.parametrize("tree", TREES, ids=lambda path: path.name)
def test_a_fixed_corpus_is_stable_and_gains_no_finding(tree: Path, unsafe: bool, tmp_path: Path) -> None:
    unlabelled(tree, tmp_path)
    outcome = fixed(tmp_path, unsafe)
    _hold(tmp_path, outcome, unsafe)


def _hold(root: Path, outcome: Outcome, unsafe: bool) -> None:
    """Write what was fixed, and see that it gains nothing, touches nothing else, and that nothing is left to fix."""
    for change in outcome.changes:
        _only_edited_lines(change, outcome.fixed)
    write(root, outcome)
    again = fixed(root, unsafe)
    assert kinds(again.before) == kinds(outcome.after)
    assert not kinds(again.before) - kinds(outcome.before)
    assert len(again.before.findings) <= len(outcome.before.findings) - len(outcome.fixed)
    assert (again.changes, again.fixed) == ([], [])


def _only_edited_lines(change: Change, fixed: list[Finding]) -> None:
    places = [edit.place for one in fixed if one.fix for edit in one.fix.edits if edit.place.path == change.path]
    assert places
    if all(place.line == place.end_line for place in places):
        old, new = (re.split(r"(?<=\n)|(?<=\r)(?!\n)", data.decode()) for data in (change.old, change.new))
        assert len(old) == len(new)
        touched = {number for number, (one, other) in enumerate(zip(old, new, strict=True), 1) if one != other}
        assert touched <= {place.line for place in places}


_LINES = st.sampled_from(
    [
        "A word word here.",
        "The the\nthe boat sails.",
        "- `gpt-4o-realtime-preview` (version 2024-12-17)`",
        "The GPT 4o model.",
        "Deploy a `gpt-4o-mini` model.",
        "See [this](Guides//One.md) and [that](old/two.md#low).",
        "[!INCLUDE [x](Includes/terms.md)]",
        "## Low",
        "## What's new",
        "| Model | API version |\n|---|---|\n| `gpt-4o` | 2024-10-21 |",
        '```python\nclient.chat.completions.create(model="gpt-4o", messages=[])\n```',
        '```python\nurl = f"{x}/openai/deployments/gpt-4o/chat/completions?api-version=2024-06-01"\n'
        'body = {"model": "gpt-4o-mini"}\n```',
        "```http\nGET https://x.openai.azure.com/openai/models?api-version=2024-6-01\n```",
        "```http\nGET https://x.openai.azure.com/openai/models?api-version=2024-10-21\n```",
        "```http\nGET https://x.openai.azure.com/openai/models&api-version=2024-05-01-preveiw\n```",
        "<!-- checker: ignore doubled-word -- so it is -->",
        "> Quoted quoted words\n> words.",
        "",
    ]
)
_PAGE = st.tuples(
    st.lists(_LINES, min_size=1, max_size=5), st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans()
)
_NAMES = st.sampled_from(["a.md", "call-python.md", "call-go.md", "call-java.md", "guides/one.md", "guides/two.md"])


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(_NAMES, _PAGE, min_size=1, max_size=5), st.booleans())
def test_a_fixed_tree_is_stable_and_gains_no_finding(
    pages: dict[str, tuple[list[str], str, bool, bool]], unsafe: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        for name, (parts, ending, mark, last) in pages.items():
            text = "\n\n".join(parts).replace("\n", ending)
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_bytes(("\ufeff" * mark + text + ending * last).encode())
        _hold(root, fixed(root, unsafe), unsafe)


# -- the commands


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "a.md").write_bytes(b"A word word.\r\nAnd one\xc2\xa0one more more")
    (tmp_path / "b.md").write_bytes(b"It is is so.\n")
    return tmp_path


def test_fix_writes_and_tells(tree: Path) -> None:
    result = run("fix", tree)
    assert result.exit_code == 0
    assert (tree / "a.md").read_bytes() == b"A word.\r\nAnd one\xc2\xa0one more"
    assert (tree / "b.md").read_bytes() == b"It is so.\n"
    assert result.stdout == ""
    assert "Fixed a.md:1 doubled-word" in result.stderr
    assert result.stderr.endswith("Fixed 3 findings in 2 pages.\n")
    assert run("fix", tree).stderr == "Fixed 0 findings in 0 pages.\n"


def test_a_diff_changes_nothing_and_exits_with_1(tree: Path) -> None:
    before = (tree / "a.md").read_bytes()
    result = run("fix", tree, "--diff")
    assert result.exit_code == 1
    assert (tree / "a.md").read_bytes() == before
    subprocess.run(["git", "apply", "-"], cwd=tree, input=result.stdout_bytes, check=True)
    assert (tree / "a.md").read_bytes() == b"A word.\r\nAnd one\xc2\xa0one more"
    clean = run("fix", tree, "--diff")
    assert (clean.exit_code, clean.stdout) == (0, "")


def test_files_and_rules_narrow_what_is_fixed(tree: Path) -> None:
    assert run("fix", tree / "b.md").exit_code == 0
    assert b"word word" in (tree / "a.md").read_bytes()
    assert (tree / "b.md").read_bytes() == b"It is so.\n"
    assert run("fix", tree, "--ignore", "doubled-word").stderr == "Fixed 0 findings in 0 pages.\n"
    assert run("fix", tree, "--select", "no-such-rule").exit_code == 2


def test_what_could_not_be_fixed_is_a_2(tree: Path) -> None:
    (tree / "a.md").chmod(0o444)
    result = run("fix", tree)
    assert result.exit_code == 2
    assert "Failed: a.md: not written: it is read-only" in result.stderr
    assert "Fixed 1 finding in 1 page." in result.stderr
    (tree / "c.md").write_bytes(b"\xff")
    result = run("fix", tree, "--diff")
    assert result.exit_code == 2
    assert "Not checked: c.md: not UTF-8" in result.stderr
    assert "--- a/a.md" in result.stdout


def test_check_can_fix_first(tree: Path) -> None:
    (tree / "c.md").write_text("See [it](nowhere.md), it is is so.\n")
    result = run("check", tree, "--fix")
    assert result.exit_code == 1
    assert "broken-link" in result.stdout
    assert "doubled-word" not in result.stdout
    assert "Fixed 4 findings in 3 pages." in result.stderr
    (tree / "c.md").unlink()
    assert run("check", tree, "--fix").exit_code == 0


def test_check_fixes_what_it_reports_only(tree: Path) -> None:
    assert run("check", tree, "--fix", "--select", "broken-link").exit_code == 0
    assert run("check", tree / "b.md", "--fix").exit_code == 0
    assert b"word word" in (tree / "a.md").read_bytes()


def test_unsafe_fixes_are_made_when_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(REQUIRES.format("gpt-4o-audio-preview", "gpt-4o-audio-preview"))
    safe = run("fix", tmp_path)
    assert "2 more fixes available with --unsafe." in safe.stderr
    assert "Fixed 2 findings in 1 page." in run("fix", tmp_path, "--unsafe").stderr

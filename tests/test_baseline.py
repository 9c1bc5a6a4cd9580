"""The baseline: what the file contains, what a check does not report, and how the file is kept up to date."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checker import baseline
from checker.findings import Finding, Place, Severity

from .support import write
from .support.repositories import run

HEAD = '{"checker-baseline":1}\n'
DOUBLED = "A word stands stands twice.\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree with three old findings, two of them equal; it is the current folder, and its configuration is ready."""
    (tmp_path / ".git").mkdir()
    write(tmp_path, {"docs/a.md": DOUBLED * 2, "docs/b.md": "Go to the the [next page](gone.md).\n"})
    write(tmp_path, {"docs/c.md": "Fine.\n", "checker.toml": 'baseline = "known.jsonl"\n'})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(*arguments: str | Path) -> list[tuple[str, int, str]]:
    report = json.loads(run("check", "--format", "json", *arguments).stdout)
    return [(one["path"], one["line"], one["rule"]) for one in report["findings"]]


def entries(file: Path) -> list[tuple[str, str, str, int]]:
    return [tuple(json.loads(line).values()) for line in file.read_text(encoding="utf-8").splitlines()[1:]]


def test_the_file_is_sorted_counted_and_without_lines(tree: Path) -> None:
    assert run("baseline").exit_code == 0
    assert (tree / "known.jsonl").read_text() == HEAD + (
        '{"page":"docs/a.md","rule":"doubled-word","content":"stands stands","count":2}\n'
        '{"page":"docs/b.md","rule":"broken-link","content":"gone.md","count":1}\n'
        '{"page":"docs/b.md","rule":"doubled-word","content":"the the","count":1}\n'
    )


def test_what_is_known_is_passed_over_and_counted(tree: Path) -> None:
    assert len(found("--no-baseline")) == 4
    run("baseline")
    result = run("check")
    assert result.exit_code == 0
    assert "4 in the baseline" in result.stdout
    assert len(found("--no-baseline")) == 4


def test_a_third_of_two_known_is_new(tree: Path) -> None:
    run("baseline")
    write(tree, {"docs/a.md": "New line.\n\n" + DOUBLED * 3})
    assert found() == [("docs/a.md", 5, "doubled-word")]


def test_moves_of_lines_and_edits_elsewhere_keep_entries_valid(tree: Path) -> None:
    run("baseline")
    write(tree, {"docs/a.md": f"# Title\n\n{DOUBLED}\nAnother paragraph.\n\n{DOUBLED}"})
    assert run("check").exit_code == 0
    assert "no longer" not in run("check").stdout


def test_another_page_is_another_finding(tree: Path) -> None:
    run("baseline")
    write(tree, {"docs/c.md": DOUBLED})
    assert found() == [("docs/c.md", 1, "doubled-word")]


def test_entries_that_match_nothing_are_named_and_taken_out(tree: Path) -> None:
    run("baseline")
    write(tree, {"docs/a.md": DOUBLED, "docs/b.md": "Fine.\n", "docs/c.md": DOUBLED})
    text = run("check").stdout
    assert "known.jsonl lists 3 findings that no longer occur" in text
    assert "docs/a.md [doubled-word] “stands stands”; docs/b.md [broken-link] “gone.md”" in text
    result = run("baseline", "--update")
    assert "- docs/b.md [broken-link] gone.md\n" in result.stdout
    assert "known.jsonl: 1 finding (0 added, 3 removed)." in result.stdout
    assert entries(tree / "known.jsonl") == [("docs/a.md", "doubled-word", "stands stands", 1)]
    assert found() == [("docs/c.md", 1, "doubled-word")]  # --update adds nothing


def test_what_a_run_cannot_judge_is_not_stale(tree: Path) -> None:
    run("baseline")
    write(tree, {"docs/b.md": "Fine.\n", "other/d.md": "Fine.\n"})
    assert "no longer" not in run("check", "other").stdout
    assert "no longer" not in run("check", "--select", "broken-anchor").stdout
    assert "lists 1 finding that no longer occurs" in run("check", "--select", "broken-link").stdout


def test_a_page_that_cannot_be_read_keeps_its_entries(tree: Path) -> None:
    run("baseline")
    (tree / "docs/b.md").write_bytes(b"\xe9\n")
    result = run("check")
    assert result.exit_code == 2
    assert "no longer" not in result.stdout


def test_a_deleted_page_and_a_rule_that_is_gone_are_stale(tree: Path) -> None:
    run("baseline")
    (tree / "docs/b.md").unlink()
    file = tree / "known.jsonl"
    file.write_text(file.read_text() + '{"page":"docs/a.md","rule":"old-rule","content":"x","count":1}\n')
    assert "lists 3 findings that no longer occur" in run("check").stdout


def test_a_part_of_the_tree_renews_its_part_of_the_file(tree: Path) -> None:
    run("baseline")
    before = entries(tree / "known.jsonl")
    write(tree, {"docs/a.md": "Fine.\n", "docs/b.md": "Fine.\n", "other/d.md": DOUBLED})
    run("baseline", "other")
    assert entries(tree / "known.jsonl") == [*before, ("other/d.md", "doubled-word", "stands stands", 1)]
    run("baseline", "docs/a.md")
    assert [entry[0] for entry in entries(tree / "known.jsonl")] == ["docs/b.md", "docs/b.md", "other/d.md"]


def test_the_file_can_be_named(tree: Path) -> None:
    (tree / "checker.toml").unlink()
    result = run("baseline", "--output", "ci/known.txt")
    assert result.exit_code == 2  # there is no such folder
    (tree / "ci").mkdir()
    result = run("baseline", "--output", "ci/known.txt", "--root", ".")
    assert 'set `baseline = "ci/known.txt"` in the configuration' in result.stdout
    assert len(found("--root", ".")) == 4
    assert run("check", "--root", ".", "--baseline", "ci/known.txt").exit_code == 0
    assert run("baseline", "--root", ".").exit_code == 0
    assert (tree / baseline.DEFAULT_NAME).exists()


def test_nothing_is_written_when_not_everything_was_checked(tree: Path) -> None:
    (tree / "docs/c.md").write_bytes(b"\xe9\n")
    result = run("baseline")
    assert result.exit_code == 2
    assert "docs/c.md: not UTF-8" in result.stderr
    assert not (tree / "known.jsonl").exists()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "known.jsonl:1: not a baseline"),
        ("{}\n", "known.jsonl:1: not a baseline"),
        (HEAD + "\n{\n", "known.jsonl:3: invalid entry"),
        (HEAD + '{"page":"a","rule":"b"}\n', "known.jsonl:2: invalid entry: Object missing required field"),
        (HEAD + '{"page":"a","rule":"b","content":"c","line":3}\n', "known.jsonl:2: invalid entry"),
        (HEAD + '{"page":"a","rule":"b","content":"c","count":0}\n', "known.jsonl:2: the count is 0"),
        (HEAD + "<<<<<<< HEAD\n", "known.jsonl:2: unresolved merge conflict"),
        (None, "baseline not found"),
    ],
)
def test_what_is_no_baseline_is_an_error_with_its_line(text: str | None, why: str, tree: Path) -> None:
    if text is not None:
        (tree / "known.jsonl").write_text(text)
    for command in (["check"], ["baseline", "--update"]):
        result = run(*command)
        assert result.exit_code == 2
        assert why in result.stderr
    assert run("check", "--no-baseline").exit_code == 1
    assert run("baseline").exit_code == 0  # writing it again repairs it
    assert run("check").exit_code == 0


def test_options_that_contradict(tree: Path) -> None:
    assert run("check", "--baseline", "x", "--no-baseline").exit_code == 2


def test_a_union_merge_is_understood() -> None:
    line = '{"page":"a","rule":"b","content":"c","count":%d}\n'
    known = baseline.parse((HEAD + line % 1 + line % 2).encode(), "x")
    assert known.counts == {("a", "b", "c"): 2}


def test_what_is_written_is_read_back() -> None:
    place = Place("d\u2028\udce9/“a”.md", 1, 1, 1, 2)
    one = Finding("doubled-word", Severity.ERROR, "m", place, key='two\nlines "quoted" \u2028 \x1f')
    known = baseline.of([one, one])
    assert baseline.parse(baseline.render(known), "x").counts == known.counts
    assert baseline.render(known).count(b"\n") == 2


def test_what_a_change_touches_is_new_before_the_rest() -> None:
    first, second = (Finding("r", Severity.ERROR, "m", Place("a.md", n, 1, n, 2), key="k") for n in (1, 9))
    known = baseline.of([first])
    assert baseline.unknown(known, [first, second]) == [second]
    assert baseline.unknown(known, [first, second], preferred=frozenset([first])) == [first]


def test_suppressions_come_before_the_baseline(tree: Path) -> None:
    run("baseline")
    write(tree, {"docs/a.md": DOUBLED + DOUBLED.strip() + " <!-- checker: ignore doubled-word -->\n"})
    text = run("check").stdout
    assert "1 suppressed and 3 in the baseline" in text
    assert "lists 1 finding that no longer occurs" in text

"""Triage: the file, what `checker triage` makes of it, and where the comments that silence findings can stand."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from checker import cli
from checker.edit.patch import apply
from checker.findings import Finding, Place, Severity
from checker.workflows import triage
from checker.workflows.suppression_comment import HTML, MDX, Marker, suppression_edit

from ..support import CORPORA, TOP, run, write
from ..support.labels import unlabelled
from ..support.repositories import run as called

SCHEMA = json.loads((TOP / "checker" / "workflows" / "triage.schema.json").read_text("utf-8"))
DOUBLED = "A word stands stands twice.\n"


def checked(*arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(called("check", "--format", "json", *arguments).stdout)["findings"]
    return found


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree with four findings, two of them equal; it is the current folder."""
    (tmp_path / ".git").mkdir()
    write(tmp_path, {"docs/a.md": f"# A\n\n{DOUBLED}\n{DOUBLED}", "docs/b.md": "Go to the the [next page](gone.md).\n"})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def decide(**verdicts: str) -> Path:
    """Write a file that decides about the findings here, by their order: `f0="later"`, `f1="false-alarm: words"`."""
    entries = []
    for number, one in enumerate(checked("--no-baseline")):
        if f"f{number}" in verdicts:
            verdict, _, comment = verdicts[f"f{number}"].partition(": ")
            place = {key: one[key] for key in ("rule", "path", "line", "message", "fingerprint")}
            entries.append({**place, "verdict": verdict, "comment": comment, "content": "not looked at"})
    file = Path("triage.json")
    file.write_text(json.dumps({"checker-triage": 1, "entries": entries}), encoding="utf-8")
    jsonschema.validate(json.loads(file.read_text("utf-8")), SCHEMA)
    return file


def lines(file: str) -> list[str]:
    return Path(file).read_text("utf-8").splitlines()


# -- what the command does


def test_later_goes_into_the_baseline(tree: Path) -> None:
    result = called("triage", decide(f1="later", f2="later"))
    assert result.exit_code == 0, result.stderr
    assert lines("checker-baseline.jsonl") == [
        '{"checker-baseline":1}',
        '{"page":"docs/a.md","rule":"doubled-word","content":"stands stands","count":1}',
        '{"page":"docs/b.md","rule":"doubled-word","content":"the the","count":1}',
    ]
    assert "added 2 findings to checker-baseline.jsonl" in result.stderr
    assert 'set `baseline = "checker-baseline.jsonl"`' in result.stderr
    assert [one["rule"] for one in checked("--baseline", "checker-baseline.jsonl")] == ["doubled-word", "broken-link"]


def test_a_false_alarm_gets_a_comment_with_its_reason(tree: Path) -> None:
    result = called("triage", decide(f0="false-alarm: a  name\nof\ttwo words", f3="false-alarm"))
    assert result.exit_code == 0, result.stderr
    assert lines("docs/a.md")[2] == f"{DOUBLED.strip()} <!-- checker: ignore doubled-word -- a name of two words -->"
    assert lines("docs/b.md") == ["Go to the the [next page](gone.md). <!-- checker: ignore broken-link -->"]
    assert [(one["path"], one["line"]) for one in checked()] == [("docs/a.md", 5), ("docs/b.md", 1)]
    assert not Path("checker-baseline.jsonl").exists()


def test_two_false_alarms_on_a_line_get_a_comment_each(tree: Path) -> None:
    assert called("triage", decide(f2="false-alarm: one", f3="false-alarm: two")).exit_code == 0
    assert lines("docs/b.md")[0].count("<!-- checker: ignore") == 2
    assert checked("docs/b.md") == []


def test_what_is_accepted_is_left_to_a_person_or_fixed(tree: Path) -> None:
    file = decide(f0="accept", f3="accept")
    before = Path("docs/a.md").read_bytes()
    result = called("triage", file)
    assert result.exit_code == 0
    assert "2 findings accepted; 1 safe fix available with --fix." in result.stderr
    assert Path("docs/a.md").read_bytes() == before
    assert "fixed 1 accepted finding" in called("triage", file, "--fix").stderr
    assert lines("docs/a.md")[2:] == ["A word stands twice.", "", DOUBLED.strip()]


def test_equal_findings_keep_their_own_decisions(tree: Path) -> None:
    """Fixing the first of two equal ones moves the fingerprint of the second; it is not taken for the first."""
    write(tree, {"docs/a.md": DOUBLED + "\n" + DOUBLED + "\n" + DOUBLED})
    result = called("triage", decide(f0="accept", f1="false-alarm: so it is", f2="later"), "--fix")
    assert result.exit_code == 0, result.stderr
    assert lines("docs/a.md") == [
        "A word stands twice.",
        "",
        f"{DOUBLED.strip()} <!-- checker: ignore doubled-word -- so it is -->",
        "",
        DOUBLED.strip(),
    ]
    assert checked("docs/a.md", "--baseline", "checker-baseline.jsonl") == []


def test_diff_changes_nothing_and_tells(tree: Path) -> None:
    file = decide(f0="false-alarm: why", f1="later", f2="accept")
    before = {path: path.read_bytes() for path in tree.rglob("*") if path.is_file()}
    result = called("triage", file, "--diff", "--fix")
    assert result.exit_code == 1
    assert {path: path.read_bytes() for path in tree.rglob("*") if path.is_file()} == before
    assert f"+{DOUBLED.strip()} <!-- checker: ignore doubled-word -- why -->" in result.stdout.splitlines()
    assert "+Go to the [next page](gone.md)." in result.stdout.splitlines()
    assert "would add 1 finding" in result.stderr
    assert called("triage", file, "--fix").exit_code == 0
    assert called("triage", file, "--diff", "--fix").exit_code == 0


def test_applying_twice_changes_nothing_more(tree: Path) -> None:
    file = decide(f0="false-alarm: why", f1="later")
    called("triage", file)
    state = {path: path.read_bytes() for path in tree.rglob("*") if path.is_file()}
    result = called("triage", file)
    assert result.exit_code == 0
    assert {path: path.read_bytes() for path in tree.rglob("*") if path.is_file()} == state
    assert "docs/a.md:3 doubled-word (false-alarm): it is already suppressed" in result.stderr
    assert "(1 already in it)" in result.stderr


def test_a_baseline_that_knows_equal_ones_takes_in_one_more(tree: Path) -> None:
    write(tree, {"checker.toml": 'baseline = "known.jsonl"\n'})
    called("baseline")
    write(tree, {"docs/a.md": f"# A\n\n{DOUBLED}\n{DOUBLED}\n{DOUBLED}"})
    assert [one["line"] for one in checked()] == [7]
    data = json.loads(decide(f2="later").read_text("utf-8"))
    data["entries"][0]["known"] = 2
    Path("triage.json").write_text(json.dumps(data), encoding="utf-8")
    for _ in range(2):
        result = called("triage", "triage.json")
        assert result.exit_code == 0
        assert '"content":"stands stands","count":3}' in Path("known.jsonl").read_text("utf-8")
        assert "write `baseline" not in result.stderr
    assert checked() == []


def test_what_is_gone_or_elsewhere_is_told(tree: Path) -> None:
    data = json.loads(decide(f0="false-alarm", f2="later", f3="accept").read_text("utf-8"))
    data["entries"].append({**data["entries"][0], "fingerprint": "0" * 16, "rule": "no-such-rule"})
    Path("triage.json").write_text(json.dumps(data), encoding="utf-8")
    write(tree, {"docs/b.md": "Go to the [next page](gone.md).\n"})
    result = called("triage", "triage.json", "docs/b.md")
    assert result.exit_code == 0, result.stderr
    told = [line for line in result.stderr.splitlines() if line.startswith("Nothing to do")]
    assert told == [
        "Nothing to do: docs/b.md:1 doubled-word (later): it no longer occurs",
        "Nothing to do: docs/a.md:3 no-such-rule (false-alarm): there is no rule `no-such-rule`",
        "Nothing to do: docs/a.md:3 doubled-word (false-alarm): its page is not in PATHS",
    ]
    assert lines("docs/a.md")[2] == DOUBLED.strip()


def test_rules_that_were_selected_for_the_report_are_run_again(tree: Path) -> None:
    write(tree, {"checker.toml": 'ignore = ["doubled-word"]\n'})
    rule = "doubled-word"
    (one,) = (each for each in checked("--extend-select", rule) if (each["line"], each["rule"]) == (3, rule))
    entry = triage.Entry(one["fingerprint"], "false-alarm", rule, "docs/a.md", 3, one["message"], "x", "why")
    Path("t.json").write_text(triage.render([entry]), encoding="utf-8")
    assert called("triage", "t.json").exit_code == 0
    assert lines("docs/a.md")[2].endswith("-- why -->")


def test_a_false_alarm_that_no_comment_can_silence_is_no_success(tree: Path) -> None:
    write(tree, {"docs/b.md": "# The the heading\n=====\n", "docs/a.md": "```\nA word stands\n"})
    found = checked()
    assert [one["rule"] for one in found if one["path"] == "docs/a.md"] == ["unbalanced-backtick"]
    result = called("triage", decide(f0="false-alarm: why"))
    text = Path("docs/a.md").read_text("utf-8")
    assert (result.exit_code, "Not suppressed" in result.stderr) in ((0, False), (2, True))
    assert (result.exit_code == 0) == ("checker: ignore" in text)


def test_what_a_comment_silences_beside_is_told(tree: Path) -> None:
    code = '```json\n{"a": "see see",\n "model": "x"}\n```\n'
    write(tree, {"docs/a.md": f"{DOUBLED}", "docs/b.md": "Word word of a line line.\n", "docs/c.md": code})
    found = [(one["path"], one["line"]) for one in checked()]
    assert found.count(("docs/b.md", 1)) == 2
    result = called("triage", decide(f1="false-alarm: why"))
    assert "Also suppressed, without a decision: docs/b.md:1 doubled-word" in result.stderr


def test_nothing_is_changed_when_a_page_cannot_be_read(tree: Path) -> None:
    file = decide(f0="false-alarm", f1="later")
    (tree / "docs/broken.md").write_bytes(b"\xff\xfe\xff")
    result = called("triage", file)
    assert result.exit_code == 2
    assert "docs/broken.md" in result.stderr
    assert lines("docs/a.md")[2] == DOUBLED.strip()
    assert not Path("checker-baseline.jsonl").exists()


def test_a_read_only_page_is_named(tree: Path) -> None:
    file = decide(f0="false-alarm: why")
    Path("docs/a.md").chmod(0o444)
    result = called("triage", file)
    assert result.exit_code == 2
    assert "Failed: docs/a.md: not written" in result.stderr
    assert "Suppressed 0 false alarms" in result.stderr


# -- the file


ENTRY = {
    "fingerprint": "f" * 16,
    "verdict": "later",
    "rule": "doubled-word",
    "path": "docs/a.md",
    "line": 1,
    "message": "m",
    "content": "c",
}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "t.json:1:1: invalid JSON"),
        ('{\n "checker-triage": 1,\n "entries": [}', "t.json:3:14: invalid JSON"),
        ("[]", "t.json: not a triage file: `checker-triage` is missing"),
        ('{"entries": []}', "t.json: not a triage file: `checker-triage` is missing"),
        (
            '{"checker-triage": 2, "entries": []}',
            "t.json: checker-triage: unsupported version 2; the supported one is 1",
        ),
        ('{"checker-triage": true, "entries": []}', "unsupported version True"),
        ('{"checker-triage": 1}', "t.json: Expected `array`, got `null`"),
        ('{"checker-triage": 1, "entries": [], "more": 1}', "t.json: unknown key `more`"),
        ({"verdict": "fine"}, "t.json: Invalid enum value 'fine' - at `entries[0].verdict`"),
        ({"line": 0}, "at `entries[0].line`"),
        ({"fingerprint": None}, "at `entries[0].fingerprint`"),
        ({"extra": 1}, "unknown field `extra` - at `entries[0]`"),
        (b"\xff", "t.json: not UTF-8: byte 0"),
        ("[" * 100_000, "t.json: nested too deeply"),
    ],
)
def test_a_file_that_is_none_is_an_error_with_its_place(tree: Path, text: Any, message: str) -> None:
    if isinstance(text, dict):
        text = json.dumps({"checker-triage": 1, "entries": [ENTRY | text]})
    Path("t.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    result = called("triage", "t.json")
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_a_file_that_is_not_there(tree: Path) -> None:
    result = called("triage", "none.json")
    assert result.exit_code == 2
    assert "none.json: No such file or directory" in result.stderr


def test_the_same_finding_twice_is_an_error(tree: Path) -> None:
    Path("t.json").write_text(json.dumps({"checker-triage": 1, "entries": [ENTRY, ENTRY | {"verdict": "accept"}]}))
    result = called("triage", "t.json")
    assert result.exit_code == 2
    assert "entries[0] and entries[1] are about the same finding" in result.stderr


def test_the_schema_says_what_the_reader_takes() -> None:
    entry = triage.Entry("f" * 16, "later", "a-rule", "a.md", 1, "m", "c", "why", 2)
    text = triage.render([entry])
    jsonschema.validate(json.loads(text), SCHEMA)
    assert triage.parse(text.encode(), "t") == [entry]
    item = SCHEMA["$defs"]["entry"]
    assert list(item["properties"]) == list(triage.Entry.__struct_fields__)
    assert all(one["description"] for one in item["properties"].values())
    for missing in item["required"]:
        less = {key: value for key, value in ENTRY.items() if key != missing}
        with pytest.raises(triage.TriageError, match=re.escape(f"`{missing}` - at `entries[0]`")):
            triage.parse(json.dumps({"checker-triage": 1, "entries": [less]}).encode(), "t")


# -- where comments can stand

I = "checker: ignore a-rule -- why"  # noqa: E741


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("one\ntwo\n", 2, f"one\ntwo <!-- {I} -->\n"),
        ("one\ntwo", 2, f"one\ntwo <!-- {I} -->"),
        ("hard  \nbreak\n", 1, f"hard <!-- {I} -->  \nbreak\n"),
        ("hard\\\nbreak\n", 1, f"hard <!-- {I} -->\\\nbreak\n"),
        ("a `code\nspan` b\n", 1, f"<!-- {I} -->\na `code\nspan` b\n"),
        ("# Head\n", 1, f"<!-- {I} -->\n# Head\n"),
        ("| a | b |\n|---|---|\n| c | d |\n", 1, f"| a | b <!-- {I} --> |\n|---|---|\n| c | d |\n"),
        ("| a | b |\n|---|---|\n| c | d |\n", 3, f"| a | b |\n|---|---|\n| c | d <!-- {I} --> |\n"),
        ("> one\n> two\n", 2, f"> one\n> two <!-- {I} -->\n"),
        ("```python\na = 1\n```\n", 2, f"```python\na = 1 # {I}\n```\n"),
        ("```js\nlet a = `\nx`;\n```\n", 2, f"```js\n// {I}\nlet a = `\nx`;\n```\n"),
        ('```python\na = """\nx\n"""\n```\n', 3, f'<!-- {I} -->\n```python\na = """\nx\n"""\n```\n'),
        ("```bash\ncurl a \\\n  -b\n```\n", 2, f"```bash\n# {I}\ncurl a \\\n  -b\n```\n"),
        ("```bash\ncurl a \\\n  -d 'x\n y'\n```\n", 3, f"<!-- {I} -->\n```bash\ncurl a \\\n  -d 'x\n y'\n```\n"),
        ('```json\n{"a": 1}\n```\n', 2, f'<!-- {I} -->\n```json\n{{"a": 1}}\n```\n'),
        (
            "1. x\n\n    ```http\n    GET x\n    ```\n",
            4,
            f"1. x\n\n    <!-- {I} -->\n    ```http\n    GET x\n    ```\n",
        ),
        ("text\n\n    indented\n", 3, f"text\n\n<!-- {I} -->\n    indented\n"),
        ("---\ntitle: T\n---\n", 2, f"---\ntitle: T # {I}\n---\n"),
        ("---\na: >\n  b\n  c\n---\n", 4, f"---\n# {I}\na: >\n  b\n  c\n---\n"),
        ("\tone\n", 1, f"<!-- {I} -->\n\tone\n"),
        ("<script>\nlet a;\n</script>\n", 2, f"<!-- {I} -->\n<script>\nlet a;\n</script>\n"),
    ],
)
def test_where_a_comment_stands(text: str, line: int, expected: str | None) -> None:
    edit = suppression_edit("page.md", text, finding(line), "why")
    assert (None if edit is None else apply(text.encode(), [edit]).decode()) == expected


def finding(line: int, path: str = "page.md", rule: str = "a-rule") -> Finding:
    return Finding(rule, Severity.ERROR, "m", Place(path, line, 1, line, 2))


def test_a_comment_in_mdx_and_in_a_yaml_page() -> None:
    edit = suppression_edit("page.mdx", "one\n", finding(1), "why")
    assert edit is not None
    assert edit.text == f" {{/* {I} */}}"
    toc = "- name: A\n  href: a.md\n"
    edit = suppression_edit("toc.yml", toc, finding(2), "why")
    assert edit is not None
    assert apply(toc.encode(), [edit]).decode() == f"- name: A\n  href: a.md # {I}\n"


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("<C>\n  <D a='b' />\n</C>\n", 2, f"<C>\n  {{/* {I} */}}\n\n  <D a='b' />\n</C>\n"),
        (
            "<C>\n  <D\n    a='b'\n    c='d'\n  />\n</C>\n",
            4,
            f"<C>\n  {{/* {I} */}}\n  <D\n    a='b'\n    c='d'\n  />\n</C>\n",
        ),
        ('<C>\n```json\n{"a": 1}\n```\n</C>\n', 3, f'<C>\n{{/* {I} */}}\n```json\n{{"a": 1}}\n```\n</C>\n'),
    ],
)
def test_in_mdx_a_comment_stands_between_elements(text: str, line: int, expected: str | None) -> None:
    edit = suppression_edit("page.mdx", text, finding(line), "why")
    assert (None if edit is None else apply(text.encode(), [edit]).decode()) == expected


@pytest.mark.parametrize("marker", [HTML, MDX, Marker("#"), Marker("//")])
def test_a_reason_cannot_end_its_comment(marker: Marker) -> None:
    reason = "a --> b */} c *\u200b/ --!> d\n\u2028<script> \u202e -- e -"
    comment = marker.comment("a-rule", reason)
    inside = comment.removeprefix(marker.opening).removesuffix(marker.closing)
    assert "\n" not in comment
    assert "\u202e" not in comment
    assert not marker.closing or marker.closing.strip() not in inside
    assert marker is not HTML or "--" not in inside.replace(" -- ", "", 1)
    assert comment.startswith(f"{marker.opening} checker: ignore a-rule -- a ")


def test_every_finding_of_the_sample_trees_can_be_silenced_or_says_why_not(tmp_path: Path) -> None:
    """All decided at once as false alarms: afterwards each is silent, or named as one that no comment can silence."""
    unlabelled(CORPORA / "trees" / "azure-openai", tmp_path)
    before = run(tmp_path).findings
    entries = [
        triage.Entry(one.fingerprint, "false-alarm", one.rule, one.place.path, 1, "m", one.content, f"reason --> {n}")
        for n, one in enumerate(before)
    ]
    (tmp_path / "t.json").write_text(triage.render(entries), encoding="utf-8")
    arguments = ["triage", str(tmp_path / "t.json"), "--root", str(tmp_path), "--as-of", "2025-06-01"]
    result = CliRunner().invoke(cli.cli, arguments)
    left = {f"{one.place.path}:" for one in run(tmp_path).findings}
    failed = [line for line in result.stderr.splitlines() if line.startswith("Not suppressed")]
    assert len(before) > 20
    assert len(failed) < len(before) / 10, failed
    assert len(run(tmp_path).findings) == len(failed), (left, failed)
    assert result.exit_code == (2 if failed else 0)

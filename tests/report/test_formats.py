"""Formats: each is valid by its schema, keeps its reader's limits, and takes no text from a page for more than text.

`CHECKER_UPDATE_GOLDEN=1 pytest tests/report/test_formats.py` writes the files of `tests/golden` anew.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from checker.findings import NotChecked, Related, Report, Severity
from checker.report import FORMATS, Look, github, markdown, render, sarif
from checker.report.escape import code_span, command_data, command_property, markdown_text, uri
from checker.report.excerpt import printable
from checker.rules import check_rules

from ..support import CORPORA, SEED_DAY, run
from ..support.format_samples import HOSTILE, VALIDATE, encoded, finding, hostile, many, ordinary, place

GOLDEN = Path(__file__).parents[1] / "golden"
SUFFIXES = {"json": "json", "jsonl": "jsonl", "sarif": "sarif", "gitlab": "json", "rdjson": "json", "junit": "xml"}
SAMPLES: dict[str, Callable[[], Report]] = {
    "empty": lambda: Report("/docs"),
    "ordinary": ordinary,
    "hostile": hostile,
    "many": lambda: many(30, 30, 30),
}


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("name", VALIDATE)
def test_machine_formats_are_valid(name: str, sample: str) -> None:
    VALIDATE[name](encoded(render(SAMPLES[sample](), name)))


@pytest.mark.parametrize("name", VALIDATE)
def test_a_real_report_is_valid_and_the_same_again(name: str) -> None:
    report = run(CORPORA / "trees" / "azure-openai", SEED_DAY)
    text = render(report, name, Look(prefix="corpora/"))
    VALIDATE[name](encoded(text))
    assert text == render(report, name, Look(prefix="corpora/"))


@pytest.mark.parametrize(
    ("name", "spoil"),
    [("json", "fingerprint"), ("sarif", "executionSuccessful"), ("gitlab", "severity"), ("rdjson", "location")],
)
def test_the_schemas_can_fail(name: str, spoil: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        VALIDATE[name](render(ordinary(), name).replace(f'"{spoil}"', f'"x{spoil}"'))


@pytest.fixture
def golden_report(tmp_path: Path) -> Report:
    shutil.copytree(GOLDEN / "docs", tmp_path / "docs")
    (tmp_path / "docs" / "broken.md").write_bytes(b"caf\xe9\n")
    report = run(tmp_path / "docs")
    report.root = "/repository/docs"
    return report


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - {"html"}))  # that has tests of its own
def test_golden(name: str, golden_report: Report) -> None:
    text = render(golden_report, name, Look(prefix="docs/"))
    if name == "sarif":
        text = _without_rules(text)
    file = GOLDEN / f"{name}.{SUFFIXES.get(name, 'md' if name == 'markdown' else 'txt')}"
    if os.environ.get("CHECKER_UPDATE_GOLDEN"):
        file.write_bytes(text.encode("utf-8"))
    assert text == file.read_bytes().decode("utf-8")


def _without_rules(text: str) -> str:
    """Return SARIF with the rules' names only, and without our version, as both change with every release."""
    data = json.loads(text)
    driver = data["runs"][0]["tool"]["driver"]
    assert driver.pop("semanticVersion")
    driver["rules"] = [rule["id"] for rule in driver["rules"] if rule["id"] in text.split('"results"')[1]]
    for result in data["runs"][0]["results"]:
        del result["ruleIndex"]
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def sarif_run(report: Report, look: Look | None = None) -> Any:
    return json.loads(render(report, "sarif", look))["runs"][0]


def test_sarif_has_the_full_text_of_every_rule() -> None:
    rules = {rule["id"]: rule for rule in sarif_run(Report("/docs"))["tool"]["driver"]["rules"]}
    assert rules.keys() == check_rules().keys()
    for name, rule in rules.items():
        assert rule["name"] == name.title().replace("-", "")
        assert rule["help"]["text"].startswith(check_rules()[name].summary)
        assert "expect:" not in json.dumps(rule)
        assert len(rule["fullDescription"]["text"]) <= 1024
        assert rule["shortDescription"]["text"].endswith(".")
        assert not re.search(r"^`{3,}(?:good|bad)", rule["help"]["markdown"], re.M)
        assert len(rule["properties"]["tags"]) <= 10


def test_sarif_results_point_at_their_rules() -> None:
    found = sarif_run(ordinary())
    for result in found["results"]:
        assert found["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_links_the_other_ends_from_the_message() -> None:
    result = sarif_run(ordinary())["results"][0]
    ids = [one["id"] for one in result["relatedLocations"]]
    links = re.findall(r"(?<!\\)\[(?:[^\]\\]|\\.)*\]\((\d+)\)", result["message"]["text"])
    assert [int(one) for one in links] == ids == [1, 2]
    assert result["message"]["text"].startswith(r"`b` contradicts `a` \[1\] (see [the table \[1\] declares it](1)")


def test_sarif_says_what_was_not_checked() -> None:
    invocation = sarif_run(ordinary())["invocations"][0]
    assert invocation["executionSuccessful"] is False
    texts = [(one["level"], one["message"]["text"]) for one in invocation["toolExecutionNotifications"]]
    assert texts[0] == ("error", "not checked: ü.md: not UTF-8")
    assert texts[-1] == ("warning", "look here")
    assert sarif_run(many(1, 0, 0))["invocations"] == [{"executionSuccessful": True}]


def test_sarif_paths_are_uris_from_the_top_of_the_repository() -> None:
    report = Report("/a b/docs", [finding(path="c d/#1 [é]%.md")])
    found = sarif_run(report, Look(prefix="docs/"))
    location = found["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": "docs/c%20d/%231%20%5B%C3%A9%5D%25.md", "uriBaseId": "%SRCROOT%"}
    assert found["originalUriBaseIds"]["%SRCROOT%"]["uri"] == "file:///a%20b/"
    assert found["columnKind"] == "unicodeCodePoints"
    assert uri("\udcff.md") == "%FF.md"
    assert sarif_run(Report("docs"))["originalUriBaseIds"]["%SRCROOT%"]["uri"] == Path("docs").absolute().as_uri() + "/"


def test_sarif_keeps_the_limits_of_github(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "RESULTS", 5)
    monkeypatch.setattr(sarif, "LOCATIONS", 20)
    report = many(3, 3, 3)
    report.findings[-1] = finding(number=9, related=tuple(Related(place("m.md", n), f"end {n}") for n in range(1, 50)))
    found = sarif_run(report)
    assert [one["level"] for one in found["results"]] == ["warning"] * 2 + ["error"] * 3
    assert len(found["results"][-1]["relatedLocations"]) == 19
    assert "and 9 more)" in found["results"][-1]["message"]["text"]
    notes = found["invocations"][0]["toolExecutionNotifications"]
    assert notes[0]["message"]["text"].startswith("4 findings left out, the least severe,")


def test_sarif_keeps_the_size_of_an_upload(monkeypatch: pytest.MonkeyPatch) -> None:
    import gzip

    whole = len(gzip.compress(render(Report("/docs"), "sarif").encode()))
    monkeypatch.setattr(sarif, "BYTES", whole + 4_000)
    text = render(many(100, 300, 900), "sarif")
    results = json.loads(text)["runs"][0]["results"]
    assert len(gzip.compress(text.encode())) <= sarif.BYTES
    assert 0 < len(results) < 1300
    assert sum(one["level"] == "error" for one in results) == min(100, len(results))


COMMAND = re.compile(r"::(\w+)(?: ([^\n]*?))?::(.*)")


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Return what a GitHub runner obeys in a log: lines that begin with `::`, blanks before it or not."""
    found = []
    for line in re.split(r"[\r\n\x0b\x0c\x85\u2028\u2029]", text):
        assert "##[" not in line
        if line.lstrip().startswith("::"):
            match = COMMAND.fullmatch(line)
            assert match is not None
            properties = dict(one.split("=", 1) for one in (match[2] or "").split(",") if one)
            found.append((match[1], properties, match[3]))
    return found


def test_github_annotates_the_most_severe_first_within_its_limits() -> None:
    given_ = commands(render(many(12, 3, 30), "github"))
    kinds = [kind for kind, _, _ in given_]
    assert kinds == ["error"] * 10 + ["warning"] * 3 + ["notice"] * 10 + ["group", "endgroup"]
    assert given_[22][2].startswith("23 findings without an annotation (2 errors, 21 suggestions)")
    log = render(many(12, 3, 30), "github")
    assert len(re.findall(r"^(?:error|suggestion): guide\.md:\d+:5: ", log, re.M)) == 23


def test_github_says_nothing_of_what_was_left_out_where_nothing_was() -> None:
    text = render(many(10, 10, 10), "github")
    assert [kind for kind, _, _ in commands(text)] == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10


def test_github_spends_one_annotation_on_what_was_not_checked() -> None:
    report = many(10, 0, 0)
    report.not_checked = [NotChecked(f"{number}.md", "not UTF-8") for number in range(30)]
    found = commands(render(report, "github"))
    assert [kind for kind, _, _ in found] == ["error"] * 10 + ["notice", "group", "endgroup"]
    assert found[0][2].startswith("0.md: not UTF-8%0A1.md: not UTF-8%0A")
    assert found[0][2].endswith("%0Aand 10 more")


def test_github_annotation_shows_both_ends() -> None:
    kind, properties, message = commands(render(ordinary(), "github", Look(prefix="docs/")))[1]
    assert (kind, properties["file"], properties["line"]) == ("error", "docs/guide.md", "2")
    assert (properties["col"], properties["endColumn"], properties["title"]) == ("5", "6", "checker%3A model-mismatch")
    assert "%0Adocs/models.md:1:1: the table [1] declares it" in message


def test_github_obeys_nobody_else() -> None:
    report = hostile()
    report.findings *= 12
    text = encoded(render(report, "github"))
    assert [kind for kind, _, _ in commands(text)] == ["error"] * 10 + ["notice", "group", "endgroup"]
    assert {key for _, given_, _ in commands(text) for key in given_} == {
        "title", "file", "line", "endLine", "col", "endColumn"
    }  # fmt: skip
    assert all(one == "\n" or printable(one) == one for one in text)


@given(st.lists(st.sampled_from(["%", "%0A", "%0D", "%25", "%3A", "%2C", ":", ",", "\n", "\r", "a"])).map("".join))
def test_workflow_commands_say_what_they_were_given(text: str) -> None:
    """Decoded as the runner does: `%25` last."""
    assert not re.search(r"[\r\n:,]", command_property(text))
    shown = command_property(text).replace("%3A", ":").replace("%2C", ",")
    assert shown == command_data(text)
    assert shown.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%") == text


def test_gitlab_paths_start_at_the_top_and_fingerprints_are_unique() -> None:
    entries = json.loads(render(ordinary(), "gitlab", Look(prefix="docs/")))
    assert entries[2]["location"] == {"path": "docs/guide.md", "lines": {"begin": 1, "end": 1}}
    assert [one["severity"] for one in entries] == ["blocker", "blocker", "major", "critical", "info"]
    assert len({one["fingerprint"] for one in entries}) == len(entries)


def test_rdjson_counts_bytes_and_suggests_whole_fixes_only() -> None:
    first, second, _ = json.loads(render(ordinary(), "rdjson"))["diagnostics"][2:]
    assert first["location"]["range"] == {"start": {"line": 1, "column": 10}, "end": {"line": 1, "column": 11}}
    assert "suggestions" not in first
    assert second["suggestions"][1] == {
        "range": {"start": {"line": 3, "column": 1}, "end": {"line": 3, "column": 5}},
        "text": "é",
    }


@pytest.mark.parametrize(("fail_on", "failing"), [("suggestion", 3), ("warning", 2), ("error", 1), ("never", 0)])
def test_junit_fails_what_the_run_fails(fail_on: str, failing: int) -> None:
    root = ET.fromstring(render(ordinary(), "junit", Look(fail_on=fail_on)))
    assert len(root.findall(".//failure")) == int(root.get("failures", "")) == failing
    assert len(root.findall(".//testcase")) == int(root.get("tests", "")) == 5
    assert len(root.findall(".//error")) == int(root.get("errors", "")) == 2


def test_junit_of_a_clean_run_is_one_case_that_passes() -> None:
    root = ET.fromstring(render(Report("/docs", pages=2), "junit"))
    assert [case.get("name") for case in root.findall(".//testcase")] == ["run"]
    assert root.get("failures") == root.get("errors") == "0"


def test_junit_shows_both_ends_with_their_lines() -> None:
    failure = ET.fromstring(render(ordinary(), "junit")).find(".//failure[@type='error']")
    assert failure is not None
    assert "--> models.md:1:1  the table [1] declares it" in (failure.text or "")
    assert "2 | use b." in (failure.text or "")


@pytest.mark.parametrize("report", [many(2000, 3000, 500), many(0, 0, 1), many(1, 1, 0)])
def test_markdown_fits_into_one_comment(report: Report) -> None:
    text = render(report, "markdown")
    assert len(text.encode()) <= markdown.LIMIT
    assert text.startswith(f"{markdown.MARK}\n### checker: ")
    shown = text.count("\n- **")
    left = re.search(r"^([\d,]+) further findings? did not fit", text, re.M)
    assert shown + (int(left[1].replace(",", "")) if left else 0) == len(report.findings)
    assert text.count("- **error**") == min(report.count(Severity.ERROR), shown)
    assert text.count("<details>") == text.count("</details>") == bool(shown)


def test_markdown_fits_whatever_the_texts() -> None:
    report = many(50, 0, 0)
    long = "`" + "x " * 5_000 + HOSTILE * 50
    report.findings = [finding(number=n, path=f"{n}{'日' * 900}.md") for n in range(1, 50)]
    report.not_checked = [NotChecked(long, long)] * 50
    report.warnings = [long] * 50
    assert len(render(report, "markdown").encode("utf-8", "backslashreplace")) <= markdown.LIMIT
    assert github.step_summary(report, Look()).count("<details>") == 49


GFM = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def tags(text: str) -> set[str]:
    return set(re.findall(r"<(/?[a-zA-Z!][\w-]*)", GFM.render(text)))


def test_markdown_holds_no_tags_links_or_mentions_of_strangers() -> None:
    text = encoded(render(hostile(), "markdown"))
    ours = {"details", "summary", "code", "h3", "p", "ul", "li", "strong", "pre"}
    assert tags(text) <= ours | {f"/{one}" for one in ours} | {"!--"}
    assert text.count("<!--") == 1
    outside = re.sub(r"<code.*?</code>", "", GFM.render(text), flags=re.S)
    assert not re.search(r"@octocat|#1|evil\.example", outside)
    for message in json.loads(encoded(render(hostile(), "rdjson")))["diagnostics"]:
        assert tags(message["message"]) <= {"p", "/p", "code", "/code", "ul", "/ul", "li", "/li"}


words = st.text(st.sampled_from([*"`*_[]()<>!#@|~\\&$-+.:/ \n\tab1日\u202e"]), max_size=60)


@given(words)
@example("`1`@`\\ ")
@example("`1``\\@")
def test_markdown_text_says_what_it_was_given(text: str) -> None:
    shown = re.sub(r"</?(?:p|code)>", "", GFM.renderInline("x" + markdown_text(text)))
    assert "<" not in shown
    plain = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
    assert re.sub(r"[\s`]+", "", plain) == re.sub(r"[\s`]+", "", "x" + printable(text))


@given(words.filter(str.strip))
def test_code_span_is_one(text: str) -> None:
    tokens = GFM.parseInline(code_span(text))[0].children or []
    assert [token.type for token in tokens] == ["code_inline"]
    assert tokens[0].content.strip() == printable(text).strip()


def test_full_shows_the_lines_around_the_fix_and_the_reason() -> None:
    text = render(ordinary(), "full")
    assert "    > 2 | use b.\n" in text
    assert "    safe fix in guide.md:\n    -use b.\n    -é b\n    +use a.\n    +é\n" in text
    assert "More, with examples: checker rule model-mismatch" in text
    assert "unused-name\n  " not in text


def test_people_formats_cannot_steer_the_terminal() -> None:
    for name in ("text", "full"):
        assert all(one == "\n" or printable(one) == one for one in encoded(render(hostile(), name)))

"""Suppressions: which lines a comment speaks of, and which findings it therefore silences."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.config import Config, ConfigError
from checker.findings import Finding, Report
from checker.graph import DocsGraph
from checker.page import suppressions, yaml_page
from checker.page.document import parse
from checker.reading.extraction import extract
from checker.rules import Options, check_rules
from checker.run import check
from checker.tree.sources import FolderSource

from .support import CORPUS_DAY, found


def report_of(root: Path, pages: dict[str, str], config: Config | None = None) -> Report:
    for name, text in pages.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return check(FolderSource(root), config or Config(), as_of=CORPUS_DAY)


def silenced(text: str, path: str = "page.md") -> list[tuple[str, str, int, int, str]]:
    """Return the suppressions of a page as (action, rule, first line, last line, fault)."""
    return [(one.action, one.rule, one.first, one.last, one.fault) for one in extract(path, text).suppressions]


def lines(text: str, path: str = "page.md") -> list[tuple[int, int]]:
    return [(first, last) for _, _, first, last, _ in silenced(text, path)]


I = "<!-- checker: ignore a-rule -->"  # noqa: E741


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"one\ntwo {I}\nthree\n", (2, 2)),
        (f"{I} text after it\nnext\n", (1, 1)),
        (f"{I}\none\ntwo\n\nthree\n", (2, 3)),
        (f"one\n{I}\ntwo\n", (3, 3)),
        (f"{I}\n\n\n# Heading\ntext\n", (4, 4)),
        (f"{I}\n{I}\none\n", (3, 3)),
        (f"{I}\n<!-- a remark -->\n\none\n", (4, 4)),
        (f"{I}\n\n| a | b |\n|---|---|\n| c | d |\n| e | f |\n\nafter\n", (3, 6)),
        (f"| a | b |\n|---|---|\n| c | d | {I}\n| e | f |\n", (3, 3)),
        (f"{I}\n```python\na = 1\nb = 2\n```\n", (2, 5)),
        (f"{I}\n- one\n\n  more of one\n\n  ```\n  code\n  ```\n- two\n", (2, 8)),
        (f"- one\n  {I}\n- two\n  more\n- three\n", (3, 4)),
        (f"- {I}\n  one\n- two\n", (2, 2)),
        (f"> {I}\n> one\n> two\n\nthree\n", (2, 3)),
        (f"    {I}\n", (1, 1)),
        (f"{I}\n", (1, 1)),
        ("one\n<!--\nchecker: ignore a-rule\n-- a reason\nof two lines -->\ntwo\n", (6, 6)),
        ("{/* checker: ignore a-rule */}\none\n", (2, 2)),
        ("```python\na = 1  # checker: ignore a-rule\nb = 2\n```\n", (2, 2)),
        ("```python\n# checker: ignore a-rule\n\na = 1\nb = 2\n```\n", (4, 4)),
        ("```js\n// checker: ignore a-rule\n// checker: ignore a-rule\nlet a;\n```\n", (4, 4)),
        ("```css\n/* checker: ignore a-rule */\na {}\n```\n", (3, 3)),
        ("```html\n<!-- checker: ignore a-rule -->\n<p>\n```\n", (3, 3)),
        ("```sql\nSELECT 1 -- checker: ignore a-rule -- why\n```\n", (2, 2)),
        ("---\n# checker: ignore a-rule\ntitle: T\nother: O\n---\n\ntext\n", (3, 3)),
        ("---\ntitle: T # checker: ignore a-rule\n---\n\ntext\n", (2, 2)),
    ],
)
def test_what_a_comment_speaks_of(text: str, expected: tuple[int, int]) -> None:
    assert lines(text)[0] == expected


def test_what_a_comment_in_yaml_speaks_of() -> None:
    head = "### YamlMime:TableOfContents\nitems:\n"
    assert lines(head + "- name: A # checker: ignore a-rule\n  href: a.md\n", "toc.yml") == [(3, 3)]
    entry = "# checker: ignore a-rule\n- name: A\n  items:\n  - name: B\n    href: b.md\n- name: C\n"
    assert lines(head + entry, "toc.yml") == [(4, 7)]
    markdown = "### YamlMime:FAQ\nsections:\n- answer: |\n    # checker: ignore a-rule\n    See [x](y).\n"
    assert lines(markdown, "faq.yml") == []
    inside = "### YamlMime:FAQ\nsections:\n- answer: |\n    <!-- checker: ignore a-rule -->\n    See [x](y).\n"
    assert lines(inside, "faq.yml") == [(5, 5)]


def test_rules_and_reasons() -> None:
    facts = extract("page.md", "text <!-- checker: ignore one, two  three -- since  it\tis -- so -->\n")
    assert [(one.rule, one.reason) for one in facts.suppressions] == [
        (n, "since it is -- so") for n in ("one", "two", "three")
    ]
    text = facts.suppressions[1].name.slice("text <!-- checker: ignore one, two  three -- since  it\tis -- so -->\n")
    assert text == "two"
    assert extract("page.md", "text <!-- checker: ignore one — why -->\n").suppressions[0].reason == "why"


@pytest.mark.parametrize(
    "text",
    [
        "`<!-- checker: ignore a-rule -->`\n",
        "checker: ignore a-rule\n",
        "<!-- spell-checker: ignore a-rule -->\n",
        "# checker: ignore a-rule\n",
        "<!-- our checker: ignore a-rule -->\n",
    ],
)
def test_what_is_no_comment_to_the_checker(text: str) -> None:
    assert silenced(text) == []


def test_regions() -> None:
    start, end = "<!-- checker: ignore-start {} -->\n", "<!-- checker: ignore-end {} -->\n"
    assert silenced(start.format("a") + "x\n" + end.format("a")) == [("ignore-start", "a", 1, 3, "")]
    both = start.format("a, b") + "x\n" + end.format("a") + "y\n" + end.format("")
    assert silenced(both) == [("ignore-start", "a", 1, 3, ""), ("ignore-start", "b", 1, 5, "")]
    nested = start.format("a") + start.format("a") + end.format("a") + end.format("a")
    assert silenced(nested) == [("ignore-start", "a", 1, 4, ""), ("ignore-start", "a", 2, 3, "")]
    assert [one[4] for one in silenced(start.format("a") + "x\n" + end.format("b"))] == ["unclosed", "unopened"]
    assert [one[4] for one in silenced(end.format(""))] == ["unopened"]


def test_a_file_is_silent_wherever_it_says_so(tmp_path: Path) -> None:
    text = "The the first.\n\nAnd and the second.\n\n```bash\n# checker: ignore-file doubled-word\n```\n"
    report = report_of(tmp_path, {"page.md": text, "other.md": "The the other.\n"})
    assert found(report) == {("other.md", 1, "doubled-word")}
    assert report.suppressed == 2


def test_an_unclosed_region_silences_nothing_and_is_an_error(tmp_path: Path) -> None:
    report = report_of(tmp_path, {"page.md": "<!-- checker: ignore-start doubled-word -->\n\nThe the first.\n"})
    assert found(report) == {("page.md", 1, "malformed-suppression"), ("page.md", 3, "doubled-word")}
    assert report.count(check_rules()["malformed-suppression"].severity) == 1


def two_ends(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    from checker.rules._base import finding, related

    one, other = graph.by_path["a.md"], graph.by_path["b.md"]
    ends = (related(other, other.facts.blocks[0].span, "the other"),)
    yield finding(check_rules()["doubled-word"], one, one.facts.blocks[0].span, "the one", related=ends)


@pytest.mark.parametrize(
    ("one", "other", "config"),
    [
        ("One. <!-- checker: ignore doubled-word -->\n", "Other.\n", Config()),
        ("One.\n", "Other. <!-- checker: ignore doubled-word -->\n", Config()),
        ("One.\n", "Other.\n", Config(per_path_ignore={"/a.md": ["doubled-word"]})),
        ("One.\n", "Other.\n", Config(per_path_ignore={"b*": ["broken-link", "doubled-word"]})),
    ],
)
def test_either_end_counts(
    one: str, other: str, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import dataclasses

    from checker import selection

    fake = dataclasses.replace(check_rules()["doubled-word"], function=two_ends, options=Options)
    monkeypatch.setattr(selection, "check_rules", lambda: check_rules() | {"doubled-word": fake})
    report = report_of(tmp_path, {"a.md": one, "b.md": other}, config)
    assert report.findings == []
    assert report.suppressed == 1
    silent = {"a.md": one.partition("<")[0] + "\n", "b.md": other.partition("<")[0] + "\n"}
    assert len(report_of(tmp_path, silent).findings) == 1


def test_a_rule_that_did_not_run_is_not_judged(tmp_path: Path) -> None:
    pages = {"page.md": "Fine. <!-- checker: ignore doubled-word -->\n"}
    assert found(report_of(tmp_path, pages)) == {("page.md", 1, "unused-suppression")}
    assert found(report_of(tmp_path, pages, Config(ignore=["doubled-word"]))) == set()
    assert found(report_of(tmp_path, pages, Config(select=["broken-link", "unused-suppression"]))) == set()
    alone = report_of(tmp_path, pages, Config(select=["unused-suppression"]))
    assert found(alone) == {("page.md", 1, "unused-suppression")}
    assert alone.rules == 1


def test_a_rule_that_crashed_is_not_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import dataclasses

    from checker import selection

    def crash(graph: DocsGraph, options: Options) -> Iterator[Finding]:
        raise ZeroDivisionError

    fake = dataclasses.replace(check_rules()["doubled-word"], function=crash, options=Options)
    monkeypatch.setattr(selection, "check_rules", lambda: check_rules() | {"doubled-word": fake})
    report = report_of(tmp_path, {"page.md": "Fine. <!-- checker: ignore doubled-word -->\n"})
    assert report.findings == []
    assert [one.path for one in report.not_checked] == ["rule doubled-word"]


def test_an_unused_suppression_can_be_silenced_as_well(tmp_path: Path) -> None:
    text = "Fine. <!-- checker: ignore doubled-word, unused-suppression -- it comes and goes -->\n"
    assert report_of(tmp_path, {"page.md": text}).findings == []
    config = Config(per_path_ignore={"page.md": ["unused-suppression"]})
    assert report_of(tmp_path, {"page.md": "Fine. <!-- checker: ignore doubled-word -->\n"}, config).findings == []


def test_an_unknown_rule_names_the_nearest(tmp_path: Path) -> None:
    report = report_of(tmp_path, {"page.md": "Fine. <!-- checker: ignore broken-lnk -->\n"})
    assert [(one.rule, one.place.column) for one in report.findings] == [("malformed-suppression", 28)]
    assert "did you mean `broken-link`?" in report.findings[0].message


def test_patterns_of_the_configuration(tmp_path: Path) -> None:
    pages = {"old/page.md": "The the first.\n", "new/page.md": "The the first.\n"}
    config = Config(per_path_ignore={"old/**": ["doubled-word"], "dead/": ["doubled-word"]})
    report = report_of(tmp_path, pages, config)
    assert found(report) == {("new/page.md", 1, "doubled-word")}
    assert report.warnings == ["per-path-ignore: `dead/` matches no pages"]


def test_the_part_that_is_read_does_not_make_a_pattern_dead(tmp_path: Path) -> None:
    pages = {"old/page.md": "The the first.\n", "new/page.md": "Fine.\n"}
    config = Config(per_path_ignore={"old/**": ["doubled-word"]})
    report_of(tmp_path, pages)
    assert check(FolderSource(tmp_path, ["new"]), config, as_of=CORPUS_DAY).warnings == []


def test_an_unknown_rule_of_the_configuration_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="did you mean `doubled-word`"):
        report_of(tmp_path, {"page.md": "Fine.\n"}, Config(per_path_ignore={"*": ["double-word"]}))


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("page.md", "<!-- checker: ignore a-rule\n"),
        ("page.md", "<!-- checker: ignore a-rule -->\n"),
        ("page.md", "<!-- checker: ignore a-rule --> "),
        ("page.md", "<!-- checker: ignore-start a-rule -->\n"),
        ("page.md", "<!-- checker: ignore a, b, c, d, e -- -- -- --"),
        ("page.md", "    # checker: ignore a-rule\n"),
        ("toc.yml", "# checker: ignore a-rule\n"),
        ("toc.yml", "# checker: ignore a-rule\n- name: x\n"),
    ],
)
def test_time_grows_with_the_page(path: str, pattern: str) -> None:
    def seconds(count: int) -> float:
        text = pattern * count
        document = parse(text) if path == "page.md" else yaml_page.parse(text).document
        code = document.code_lines
        begin = time.process_time()
        suppressions.read(document, code, yaml=path == "toc.yml")
        return time.process_time() - begin

    small, large = (min(seconds(count) for _ in range(2)) for count in (1000, 8000))
    assert large < 24 * max(small, 0.004)

"""One word for one idea: words that were replaced do not come back, neither in what users read nor in the code."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from checker import cli
from checker.cli import COMMANDS
from checker.findings import Report
from checker.report import FORMATS, Look, render
from checker.report.rule_page import rule_page
from checker.rules import CHANGE, all_rules

from ..support import CORPORA, CORPUS_DAY, TOP, run
from ..support.format_samples import ordinary
from ..support.labels import unlabelled

REPLACED = {
    r"mend(?:s|ed|ing)?": "fix",
    r"told|tell(?:s|ing)?": "report, show, say; return whether",
    r"st(?:ands?|ood|anding)": "is, appears, occurs",
    r"shall": "must, will; `if you prefer`",
    r"blanks?(?! lines?\b)": "space",
    r"silenc(?:e|es|ed|ing)": "suppress, suppression",
    r"pass(?:es|ed)? over": "not shown, skipped, ignored",
    r"(?:brought|brings?|comes?|came) about": "caused",
    r"otherwise than": "differently from",
    r"slips? of the keys?": "typo",
    r"(?<!there )(?:is|are|was|were) no(?= )(?! (?:longer|more|different|earlier)\b)": "is not a, is not",
    r"nobody|somebody|whoever|whatsoever": "no one, someone; the passive",
    r"in vain": "unused",
    r"anew": "again",
    r"nought": "zero",
    r"speaks? of": "is about, mentions",
    r"lets? on": "says",
    r"(?:other|both) ends?|an end (?:in|on|at|there)|ends? of a finding": "related location, all locations",
    r"(?:day|one|file|what) that counts": "effective; the date used as today",
    r"counts as today": "is used as today",
    r"tak(?:e|es|en|ing) out": "remove",
    r"(?:writes?|written|wrote) down": "record",
    r"left to a person": "manual review",
    r"carr(?:y|ies|ied|ying) out": "apply",
    r"(?:takes?|took) the place of": "replaces",
    r"lies?\b|lay\b": "is",
    r"besides the usual": "in addition to the default",
    r"lapsed?(?![ -]date)": "expired, past",
    r"whereof|thereof|therein": "of which, of it, in it",
    r"looked at": "checked",
    r"no news": "nothing new",
    r"without fault": "correct, without findings",
    r"behind": "after, below",
    r"does not go with": "`use “an” before “X”`",
    r"those who make it": "the official spelling",
    r"retired since": "was retired on",
    r"no mark": "no closing punctuation",
    r"asks? for silence": "suppression",
    r"(?:put|puts) it": "write it, place it",
}
"""Replaced words, as patterns of whole words, with what to write instead."""

_PATTERNS = {re.compile(rf"\b(?:{words})(?![a-z])", re.I): instead for words, instead in REPLACED.items()}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

CONVERTED_CODE = (
    "*.py", "cli/*.py", "config/*.py", "diff/*.py", "edit/*.py", "pytest/*.py", "report/**/*.py", "workflows/*.py",
    "lsp/*.py", "mcp/*.py",
    "graph/roles.py", "graph/networkx_view.py", "rules/**/*.py", "site/*.py",
    "english/*.*", "report/**/*.js", "report/**/*.html", "report/**/*.css",
)  # fmt: skip
"""The code whose names, comments and texts are checked as a whole."""


def faults(text: str) -> list[str]:
    """Return the replaced words in a text, each with its line and what to write instead."""
    plain = _CAMEL.sub(" ", text).replace("_", " ")
    return [
        f"line {plain.count(chr(10), 0, match.start()) + 1}: {match.group().strip()!r} -> {instead}"
        for pattern, instead in _PATTERNS.items()
        for match in pattern.finditer(plain)
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("The fix is applied.", 0),
        ("this word stands twice", 1),
        ("`a` is no model", 1),
        ("there is no `a.md`, and it is no longer found", 0),
        ("a blank line, and a blank", 1),
        ("def told_by(): ...", 1),
        ("class PassedOver: ...", 1),
        ("standard, understands, retells, Amended, outstanding", 0),
    ],
)
def test_words_are_found_as_whole_words(text: str, number: int) -> None:
    assert len(faults(text)) == number


# -- rules

_EXAMPLE = re.compile(r"^(`{3,})(?:good|bad) .*?^\1$", re.S | re.M)
_SENTENCE = re.compile(r"[^\\()\[\]|^$]*\w+ \w+ \w+[^\\()\[\]|^$]*")


def literals(name: str) -> Iterator[str]:
    """Yield the f-strings in the file of a rule, and its other strings that are sentences and not patterns."""
    source = inspect.getsource(importlib.import_module(all_rules()[name].module))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _SENTENCE.fullmatch(node.value):
            yield node.value


def messages(name: str, folder: Path) -> Iterator[str]:
    """Yield what a rule says of its corpus; its own words only, not those of the corpus."""
    unlabelled(CORPORA / "rules" / name, folder)
    for one in run(folder, CORPUS_DAY, select=(name,)).findings:
        yield from (
            re.sub("`[^`]*`|“[^”]*”", "X", text) for text in (one.message, *(end.message for end in one.related))
        )


@pytest.mark.parametrize("name", sorted(all_rules()))
def test_a_rule_uses_the_words_of_the_field(name: str, tmp_path: Path) -> None:
    rule = all_rules()[name]
    texts = [_EXAMPLE.sub("", rule_page(rule)), *literals(name)]
    if rule.group != CHANGE:
        texts.extend(messages(name, tmp_path))
    found = sorted({fault.partition(": ")[2] for text in texts for fault in faults(text)})
    assert found == []


# -- commands and reports


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_uses_the_words_of_the_field(name: str) -> None:
    result = CliRunner().invoke(cli.cli, [*name.split(), "--help"], terminal_width=200)
    assert result.exit_code == 0
    assert faults(result.output) == []


def neutral() -> Report:
    """Return a report with everything that a report can have, but for the texts of a rule."""
    report = ordinary()
    report.findings = [replace(one, rule="a-rule") for one in report.findings]
    report.suppressed, report.baselined, report.older, report.since = 1, 2, 3, "main"
    report.hidden = report.findings[:1]
    return report


@pytest.mark.parametrize("name", sorted({*FORMATS} - {"sarif"}))  # SARIF has the pages of all rules
def test_a_report_uses_the_words_of_the_field(name: str) -> None:
    text = render(neutral(), name, Look(prefix="docs/"))
    assert faults(text.replace("passed_over", "")) == []  # a key of the JSON report


def descriptions(value: Any) -> Iterator[str]:
    """Yield the descriptions in a JSON Schema, but for those of rules."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "description" and isinstance(inner, str):
                yield inner
            elif key != "rules":
                yield from descriptions(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from descriptions(inner)


SCHEMAS = sorted(path.relative_to(TOP).as_posix() for path in (TOP / "checker").rglob("*.schema.json"))


@pytest.mark.parametrize("path", SCHEMAS)
def test_a_schema_uses_the_words_of_the_field(path: str) -> None:
    found = list(descriptions(json.loads((TOP / path).read_text("utf-8"))))
    assert found
    assert [fault for text in found for fault in faults(text)] == []


# -- files

_CODE = re.compile(r"(?<!`)`[^`\n]+`(?!`)", re.S)
"""Code in the text of a document."""


DOCUMENTS = [
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"),
    *("action.yml", ".pre-commit-hooks.yaml", "pyproject.toml", "mkdocs.yml", "Dockerfile"),
    *sorted(path.relative_to(TOP).as_posix() for path in (TOP / "docs").rglob("*.md") if path.parent.name != "rules"),
]


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_document_uses_the_words_of_the_field(path: str) -> None:
    text = (TOP / path).read_text("utf-8")
    text = _CODE.sub(lambda match: re.sub("[^\n]", "", match[0]), text)
    assert faults(text.replace("passed_over", "")) == []


CODE = sorted(
    path.relative_to(TOP / "checker").as_posix() for shape in CONVERTED_CODE for path in (TOP / "checker").glob(shape)
)


@pytest.mark.parametrize("path", CODE)
def test_code_uses_the_words_of_the_field(path: str) -> None:
    assert faults((TOP / "checker" / path).read_text("utf-8").replace("passed_over", "")) == []

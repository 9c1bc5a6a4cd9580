"""Reports to render in every format, and what tells whether a rendered one is valid."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import xmlschema

from checker.findings import Edit, Finding, Fix, NotChecked, Place, Related, Report, Safety, Severity

SCHEMAS = Path(__file__).parents[1] / "schemas"
HOSTILE = (
    "`a`b`` ::error::x\n::set-output name=a::b\r##[error]c <img src=x onerror=alert(1)> [x](javascript:y) ![i](z) "
    "@octocat #1 https://evil.example www.evil.example ]]> </details> --> % , : {0} \\ | $x$ ~~s~~ **b** "
    "\x00\x07\x1b[2J\x7f\x9b\u202e\u2066\u200b\ufffe\uffff\u2028 & \" ' 日本 🎉"
)


def place(path: str, line: int = 2, column: int = 5, end_column: int = 6, end_line: int = 0) -> Place:
    return Place(path, line, column, end_line or line, end_column)


def finding(severity: Severity = Severity.ERROR, number: int = 1, path: str = "guide.md", **more: Any) -> Finding:
    given: dict[str, Any] = {"fingerprint": f"{number:016x}", **more}
    return Finding("model-mismatch", severity, f"`b` contradicts `a` [{number}]", place(path, number), **given)


def many(errors: int, warnings: int, suggestions: int) -> Report:
    """Return a report with so many findings, the least severe at the top of the page."""
    severities = [Severity.SUGGESTION] * suggestions + [Severity.WARNING] * warnings + [Severity.ERROR] * errors
    return Report("/docs", [finding(severity, number) for number, severity in enumerate(severities, 1)], pages=1)


def ordinary() -> Report:
    """Return a report with everything that a report can have."""
    edits = (Edit(place("guide.md"), "a"), Edit(place("guide.md", 3, 1, 4), "é"))
    both = Fix(Safety.UNSAFE, (Edit(place("guide.md", 1), "a"), Edit(place("models.md", 1, 1, 2), "")))
    report = Report("/docs", pages=2, samples=1, mentions=1200, rules=1)
    report.texts = {"guide.md": "日本 é b\nuse b.\né b\n", "models.md": "a row\n"}
    ends = (Related(place("models.md", 1, 1, 2), "the table [1] declares it"), Related(place("guide.md", 3), ""))
    report.findings = [
        finding(Severity.WARNING, 1, related=ends, fix=both),
        finding(Severity.ERROR, 2, related=ends[:1], fix=Fix(Safety.SAFE, edits)),
        Finding("unused-name", Severity.SUGGESTION, "m", Place("models.md", 1, 1, 3, 1), fingerprint="f"),
    ]
    report.not_checked = [NotChecked("ü.md", "not UTF-8"), NotChecked("rule doubled-word", "crashed: by design")]
    report.warnings = ["look here"]
    return report


def hostile() -> Report:
    """Return a report whose every text comes from somebody who means harm."""
    path = "x/" + HOSTILE.replace("\x00", "") + "\udcff/::error::.md"
    spot = Place(path, 1, 3, 1, 9)
    mend = Fix(Safety.SAFE, (Edit(spot, HOSTILE),))
    found = Finding("doubled-word", Severity.ERROR, HOSTILE, spot, (Related(spot, HOSTILE),), mend, fingerprint="1")
    report = Report("/docs", [found], [NotChecked(path, HOSTILE)], [HOSTILE], pages=1)
    report.texts = {path: HOSTILE.replace("\n", " ") + "\n```\n::error::y\n"}
    return report


def encoded(text: str) -> str:
    """Return a report as it reaches its reader, who decodes UTF-8."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _json(schema: dict[str, Any], data: Any) -> None:
    jsonschema.Draft202012Validator(schema).validate(data)


@cache
def schema(name: str) -> Any:
    """Return a schema: our own, or one that is kept beside the tests."""
    if name == "report":
        return json.loads(resources.files("checker.report").joinpath("report.schema.json").read_text("utf-8"))
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))


def _jsonl(text: str) -> None:
    ours = schema("report")
    lines = [json.loads(line) for line in text.split("\n")[:-1]]
    for line in lines:
        _json({"$ref": "#/$defs/line", "$defs": ours["$defs"]}, line)
    assert [lines[0]["type"], lines[-1]["type"]] == ["header", "summary"]


@cache
def _junit() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd")


VALIDATE: dict[str, Callable[[str], None]] = {
    "json": lambda text: _json(schema("report"), json.loads(text)),
    "jsonl": _jsonl,
    "sarif": lambda text: _json(schema("sarif-2.1.0"), json.loads(text)),
    "gitlab": lambda text: _json(schema("gitlab-codequality"), json.loads(text)),
    "rdjson": lambda text: _json(schema("rdjson"), json.loads(text)),
    "junit": lambda text: _junit().validate(text),
}
"""What raises where a text is not valid in its format."""

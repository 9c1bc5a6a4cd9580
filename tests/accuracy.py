"""Measures what the rules find and what they miss: `python -m tests.accuracy` writes reports/accuracy.json.

By rule, precision and recall on the labelled corpora; on the shared real pages, which labelled defects are found. A
fixed defect is run on the text before and after its repair: found means that a finding starts on the labelled line
before, silent that none of the same rules does after.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import tempfile
import textwrap
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from checker.findings import Report
from checker.patterns import MODEL_NAME
from checker.rules import all_rules

from .labels import unlabelled
from .support import CORPORA, CORPUS_DAY, SEED_DAY, SHARED, TOP, found, run

RULES_OF = {
    "doubled-word": {"doubled-word"},
    "backtick": {"unbalanced-backtick"},
    "api-version-wrong": {"malformed-api-version", "model-version-as-api-version", "unknown-api-version"},
    "api-version-outdated": {"outdated-api-version", "sibling-drift", "mixed-api-versions", "api-version-too-old"},
    "api-version-mixed": {"mixed-api-versions", "outdated-api-version"},
    "model-mismatch": {"model-mismatch", "page-model-mismatch"},
    "heading-body-mismatch": {"page-model-mismatch"},
    "model-unknown-or-misspelled": {"unknown-model", "model-spelling"},
    "model-retired": {"retired-model"},
    "model-version-wrong": {"unknown-model-version"},
    "name-style": {"model-spelling"},
    "sibling-drift": {"sibling-drift", "page-model-mismatch"},
    "broken-link": {"broken-link", "broken-include"},
    "broken-anchor": {"broken-anchor", "broken-link"},
    "table-coverage": {"missing-from-table"},
    "stale-date": {"lapsed-date"},
}
"""The rules that answer for each category of the shared labels; categories without one here have no rule yet."""

HUNK_GOAL = {
    "doubled-word", "backtick", "api-version-wrong", "model-mismatch", "heading-body-mismatch", "name-style",
    "broken-link",
}  # fmt: skip


def corpora() -> dict[str, dict[str, float]]:
    """Return by rule how many findings on the corpora are right, false and missed."""
    right, false, missed = Counter[str](), Counter[str](), Counter[str]()
    cases: list[tuple[Path, dt.date, tuple[str, ...]]] = [
        (path, CORPUS_DAY, (path.name,)) for path in sorted((CORPORA / "rules").iterdir())
    ]
    cases += [(path, SEED_DAY, ()) for kind in ("trees", "clean") for path in sorted((CORPORA / kind).iterdir())]
    for tree, day, select in cases:
        with tempfile.TemporaryDirectory() as folder:
            expected = unlabelled(tree, Path(folder))
            got = found(run(Path(folder), day, select=select))
        for counter, keys in ((right, got & expected), (false, got - expected), (missed, expected - got)):
            counter.update(rule for _, _, rule in keys)
    return {
        rule: {
            "right": right[rule],
            "false": false[rule],
            "missed": missed[rule],
            "precision": round(right[rule] / max(right[rule] + false[rule], 1), 3),
            "recall": round(right[rule] / max(right[rule] + missed[rule], 1), 3),
        }
        for rule in all_rules()
    }


def records(path: Path) -> list[dict[str, Any]]:
    """Return the records of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _lines(report: Report, rules: set[str]) -> set[tuple[str, str]]:
    """Return (path, text of the line) of every finding of some rules, and of the lines that it spans."""
    lines = set()
    for one in report.findings:
        if one.rule in rules:
            text = report.texts[one.place.path].split("\n")
            lines |= {(one.place.path, text[n - 1].strip()) for n in range(one.place.line, one.place.end_line + 1)}
    return lines


def seed() -> dict[str, Any]:
    """Return which defects of the seed are found on their lines, before and after the day's edit."""
    result: dict[str, Any] = {}
    for side in ("before", "after"):
        report = run(SHARED / "seed" / side, SEED_DAY, partial=True)
        hit: list[str] = []
        miss: list[str] = []
        for record in records(SHARED / "seed" / "defects.jsonl"):
            if record["category"] not in RULES_OF or record["line"].strip() not in _text(
                SHARED / "seed" / side, record
            ):
                continue
            ok = (record["path"], record["line"].strip()) in _lines(report, RULES_OF[record["category"]])
            (hit if ok else miss).append(record["id"])
        result[side] = {"findings": len(report.findings), "found": hit, "not_found": miss}
    return result


def _text(root: Path, record: dict[str, Any]) -> set[str]:
    file = root / record["path"]
    return {line.strip() for line in file.read_text(encoding="utf-8").splitlines()} if file.is_file() else set()


def tree() -> dict[str, Any]:
    """Return the findings by rule on the real tree, and its known defects found and missed."""
    name = "azure-ai-docs-2025-03"
    report = run(SHARED / "trees" / name, dt.date(2025, 3, 31), partial=True)
    at = {(one.place.path, line) for one in report.findings for line in range(one.place.line, one.place.end_line + 1)}
    known = {}
    for record in records(SHARED / "trees" / f"{name}.known-defects.jsonl"):
        if record["category"] in RULES_OF:
            known[record["id"]] = any((record["path"], line) in at for line in record["line_numbers"])
    return {
        "pages": report.pages,
        "findings": dict(sorted(Counter(one.rule for one in report.findings).items())),
        "known_defects": known,
    }


def _whole(text: str) -> str:
    """Return a hunk with the fence that it starts inside of, where its first fence line closes one."""
    fences = [line.strip() for line in text.split("\n") if line.lstrip().startswith("```")]
    return f"```\n{text}" if len(fences) % 2 and fences[0] == "```" else text


def _fragment(record: dict[str, Any], side: str) -> Report | None:
    """Check the text of one side of a record as a page of its own."""
    text = _whole(record[side])
    if not text:
        return None
    day = dt.date.fromisoformat(record["fixed"] or record["introduced"] or "2025-03-31")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / record["path"]
        file.parent.mkdir(parents=True)
        if file.suffix in (".yml", ".yaml"):  # a hunk of a YAML page is no YAML; its strings are Markdown
            file, text = file.with_suffix(".md"), textwrap.dedent(text)
        file.write_text(text, encoding="utf-8")
        return run(Path(folder), day, partial=True)


def fixes() -> dict[str, Any]:
    """Return by category how many defects of the history are found in their hunk, and gone after the repair."""
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    details: dict[str, list[str]] = defaultdict(list)
    for record in records(SHARED / "fixes" / "defects.jsonl"):
        rules = RULES_OF.get(record["category"])
        if rules is None or record["evidence"] != "hunk":
            continue
        if record["category"] == "name-style" and not MODEL_NAME.search(record["span"]):
            continue  # another product's name: no rule here judges those
        side = "before" if record["fixed"] or not record["after"] else "after"
        outcome = _outcome(record, side, rules)
        totals[record["category"]][outcome] += 1
        if outcome != "found":
            details[outcome].append(record["id"])
    goal = Counter[str]()
    for category in HUNK_GOAL:
        goal.update(totals[category])
    return {
        "by_category": {name: dict(sorted(count.items())) for name, count in sorted(totals.items())},
        "goal_categories": dict(sorted(goal.items())),
        "goal_share": round(goal["found"] / max(sum(goal.values()), 1), 3),
        **{name: sorted(ids) for name, ids in sorted(details.items())},
    }


def _outcome(record: dict[str, Any], side: str, rules: set[str]) -> str:
    report = _fragment(record, side)
    line = record["line"].strip()
    if report is None or line not in {text for _, text in _lines(report, rules)}:
        return "missed"
    if side == "after" or not record["fixed"]:
        return "found"
    repaired = _fragment(record, "after")
    left = repaired is not None and any(
        one.rule in rules and record["span"] in repaired.texts[one.place.path].split("\n")[one.place.line - 1]
        for one in repaired.findings
    )
    return "found, not silent after" if left else "found"


def main() -> None:
    """Write the report and print where it is."""
    result: dict[str, Any] = {"corpora": corpora()}
    if SHARED.is_dir():
        result |= {"seed": seed(), "tree": tree(), "fixes": fixes()}
    file = TOP / "reports" / "accuracy.json"
    file.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"wrote {file}\n")


if __name__ == "__main__":
    main()

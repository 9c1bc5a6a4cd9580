"""Measures what the rules find and what they miss: `python -m tests.accuracy` writes reports/accuracy.{json,md}.

By rule, precision and recall on the labelled corpora; on the shared real pages, which labelled defects are found; of
defects planted in sound pages, by hand and by rules, how many are found. It exits with 1 when a figure has dropped
below the written one.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

from checker.rules import all_rules, meant

from .support import CORPORA, SEED_DAY, SHARED, TOP, form_scores, found, mention_share, mutation, plants, run, verdicts
from .support.accuracy_report import as_markdown
from .support.fixed_defects import fixes, lines_found, records
from .support.known_pages import TREE, TREE_DAY
from .support.labels import Expected, unlabelled
from .support.mutation import summary
from .support.rule_corpora import outcome

FILE = TOP / "reports" / "accuracy.json"
READABLE = FILE.with_suffix(".md")
RULES_OF = {
    "doubled-word": {"doubled-word"},
    "backtick": {"unbalanced-backtick", "unbalanced-bold"},
    "api-version-wrong": {
        "malformed-api-version",
        "model-version-as-api-version",
        "unknown-api-version",
        "api-plane-mismatch",
    },
    "api-version-outdated": {
        "outdated-api-version",
        *meant("sibling-drift"),
        "mixed-api-versions",
        "api-version-too-old",
    },
    "api-version-mixed": {"mixed-api-versions", "outdated-api-version"},
    "model-mismatch": {"model-mismatch", *meant("page-model-mismatch"), *meant("sibling-drift")},
    "heading-body-mismatch": {
        "conflicting-fact",
        "copied-sentence",
        "model-version-as-api-version",
        *meant("page-model-mismatch"),
    },
    "model-unknown-or-misspelled": {"unknown-model", "model-spelling"},
    "model-retired": {"retired-model", "retired-replacement"},
    "model-version-wrong": {"unknown-model-version", "retired-model"},
    "name-style": {"model-spelling", *meant("term-variant"), *meant("page-model-mismatch")},
    "sibling-drift": {
        "circular-step",
        *meant("sibling-drift"),
        *meant("term-variant"),
        "sample-drift",
        *meant("undefined-placeholder"),
        *meant("page-model-mismatch"),
        "heading-level",
        "copied-sentence",
    },
    "list-punctuation": {"list-punctuation"},
    "other": {
        *meant("mangled-edit"),
        "number-agreement",
        *meant("term-variant"),
        "misspelled-word",
        "wrong-article",
        "garbled-phrase",
        "sample-slip",
    },
    "code-syntax": {
        "sample-syntax",
        *meant("undefined-placeholder"),
        "misspelled-variable",
        "sample-drift",
        "sample-slip",
        "misspelled-name",
        "misspelled-identifier",
    },
    "broken-link": {*meant("broken-link"), *meant("broken-include"), "moved-link"},
    "broken-anchor": {"broken-anchor", "moved-link", *meant("broken-link")},
    "table-coverage": {*meant("missing-from-table")},
    "stale-date": {"lapsed-date"},
}
"""The rules that answer for each category of the shared labels; categories without one here have no rule yet."""


def corpora() -> dict[str, dict[str, float]]:
    """Return by rule how many findings on the corpora are right, false and missed."""
    right, false, missed = Counter[str](), Counter[str](), Counter[str]()
    cases = [partial(outcome, path.name) for path in sorted((CORPORA / "rules").iterdir())]
    cases += [partial(_tree, path) for kind in ("trees", "clean") for path in sorted((CORPORA / kind).iterdir())]
    for case in cases:
        with tempfile.TemporaryDirectory() as folder:
            got, expected = case(Path(folder))
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


def _tree(tree: Path, into: Path) -> tuple[Expected, Expected]:
    """Return what a check finds on a labelled tree, copied without labels into a folder, and what is expected of it."""
    expected = unlabelled(tree, into)
    return found(run(into, SEED_DAY)), expected


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
            ok = (record["path"], record["line"].strip()) in lines_found(report, RULES_OF[record["category"]])
            (hit if ok else miss).append(record["id"])
        result[side] = {"findings": len(report.findings), "found": hit, "not_found": miss}
    return result


def _text(root: Path, record: dict[str, Any]) -> set[str]:
    file = root / record["path"]
    return {line.strip() for line in file.read_text(encoding="utf-8").splitlines()} if file.is_file() else set()


def tree() -> dict[str, Any]:
    """Return the findings by rule on the real tree, and its known defects found and missed."""
    report = run(TREE, TREE_DAY, partial=True)
    at = {(one.place.path, line) for one in report.findings for line in range(one.place.line, one.place.end_line + 1)}
    known = {}
    for record in records(TREE.with_name(f"{TREE.name}.known-defects.jsonl")):
        if record["category"] in RULES_OF:
            known[record["id"]] = any((record["path"], line) in at for line in record["line_numbers"])
    return {
        "pages": report.pages,
        "findings": dict(sorted(Counter(one.rule for one in report.findings).items())),
        "known_defects": known,
    }


def measure() -> dict[str, Any]:
    """Return all figures; those of the real pages where they are at hand."""
    result: dict[str, Any] = {"corpora": corpora()}
    if SHARED.is_dir():
        result |= {"seed": seed(), "tree": tree(), "fixes": fixes(RULES_OF)}
        result["verdicts"] = verdicts.shared()
        result["mentions"] = mention_share.shared()
    if plants.FILE.is_file():
        result["plants"] = plants.measure()
    result["packages"] = verdicts.packages()
    result["mutation"] = summary(mutation.measure())
    if SHARED.is_dir():
        result["forms"] = form_scores.summary(form_scores.measure())
    return result


def drops(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Return what has become worse, in words."""
    worse = []
    for rule, was in old["corpora"].items():
        now = new["corpora"].get(rule, {"precision": 0, "recall": 0})
        worse += [f"{rule}: {key} {was[key]} -> {now[key]}" for key in ("precision", "recall") if now[key] < was[key]]
    for evidence in sorted({"hunk", "tree", "world"} & old.get("fixes", {}).keys() & new.get("fixes", {}).keys()):
        was, now = old["fixes"][evidence]["share"], new["fixes"][evidence]["share"]
        worse += [f"fixes, {evidence}: {was} -> {now}"] if now < was else []
    for severity, was in old.get("verdicts", {}).get("severities", {}).items():
        now = new.get("verdicts", {}).get("severities", {}).get(severity, was)["precision"]
        worse += [f"precision, {severity}: {was['precision']} -> {now}"] if now < was["precision"] else []
    for name, was in old.get("mentions", {}).items():
        share = new.get("mentions", {}).get(name, {"share": 0})["share"]
        worse += [f"model names in samples, {name}: {was['share']} -> {share}"] if share < was["share"] else []
    for kind, was in old.get("plants", {}).items():
        share = new.get("plants", {}).get(kind, {"share": 0})["share"]
        worse += [f"slips planted by hand, {kind}: {was['share']} -> {share}"] if share < was["share"] else []
    for kind, was in old.get("mutation", {}).get("kinds", {}).items():
        score = new["mutation"]["kinds"].get(kind, {"score": 0})["score"]
        worse += [f"mutation, {kind}: {was['score']} -> {score}"] if score < was["score"] else []
    for form, was in old.get("forms", {}).get("forms", {}).items():
        score = new.get("forms", {}).get("forms", {}).get(form, {"score": was["score"]})["score"]
        worse += [f"form, {form}: {was['score']} -> {score}"] if score < was["score"] else []
    return worse


def main() -> int:
    """Write both reports, print where they are and what has become worse; exit with 1 when something has."""
    result = measure()
    worse = drops(json.loads(FILE.read_text(encoding="utf-8")), result) if FILE.is_file() else []
    write(result)
    sys.stdout.write(f"wrote {FILE} and {READABLE}\n" + "".join(f"worse: {line}\n" for line in worse))
    return bool(worse)


def write(result: dict[str, Any]) -> None:
    """Write both reports."""
    FILE.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    READABLE.write_text(as_markdown(result), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())

"""A tree's findings and what a person judged of them go in; precision by rule, and what is not judged yet, come out.

A verdict file is JSON Lines, one finding a line: `fingerprint`, `rule`, `severity`, `path`, `line`, `verdict` (`true`:
a docs maintainer would change something there; `false`: nobody should; `arguable`: some would) and a short `reason`.
`mended` marks what was judged and is found no longer, since its rule has a better idea now.

To judge a tree: `python -m tests.support.verdicts FOLDER [PATH..] --verdicts FILE [--as-of DATE] [--partial]` prints
the table and then, as lines to fill in and append, what nobody has judged. The trees of published packages that were
judged are listed in `verdicts/packages.json` with package, version, kind, docs folder, pages and the day that counted
as today; their file is `verdicts/NAME.jsonl`. To repeat one, fetch the source package (kind `pip`: `pip download
--no-deps --no-binary :all: PACKAGE==VERSION`; kind `npm`: `npm pack PACKAGE@VERSION`), unpack it, and give its top
folder as FOLDER and the docs folder as PATH.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

from checker.config import Config
from checker.findings import Finding
from checker.rules import OPT_IN, meant
from checker.run import check
from checker.tree.sources import FolderSource

from . import SEED_DAY, SHARED, run
from .fixed_defects import records
from .known_pages import TREE, TREE_DAY

FOLDER = Path(__file__).parents[1] / "verdicts"
Verdict = Literal["true", "false", "arguable"]
WANTED = {"error": 0.95, "warning": 0.9, "suggestion": 0.8}
"""The share of true findings, by severity, that a rule must hold to be in the default selection."""


@dataclass(frozen=True)
class Judged:
    """A tree with verdicts: where it is, the day that counts as today, and the file of its verdicts."""

    name: str
    root: Path
    day: dt.date

    @property
    def file(self) -> Path:
        """The verdicts on this tree."""
        return FOLDER / f"{self.name}.jsonl"


SHARED_TREES = (
    Judged("azure-ai-docs-2025-03", TREE, TREE_DAY),
    Judged("seed-after-2025-02", SHARED / "seed" / "after", SEED_DAY),
)


def load(file: Path) -> list[dict[str, Any]]:
    """Return the verdicts of a file; raises `ValueError` with the line of one that is not well formed."""
    found = records(file)
    for number, one in enumerate(found, 1):
        if one.get("verdict") not in get_args(Verdict) or not one.get("reason"):
            raise ValueError(f"{file.name}:{number}: a verdict is true, false or arguable, and has a reason")
    return found


def join(findings: Iterable[Finding], verdicts: Iterable[Mapping[str, Any]]) -> list[tuple[Finding, Verdict | None]]:
    """Return each finding with its verdict, or with None if nobody has judged it.

    They are joined by fingerprint; one that has another now (its rule looks at more, or it is of a rule that was split
    off since) by rule, path and line.
    """
    by_print, by_place = dict[str, Verdict](), dict[tuple[str, str, int], Verdict]()
    for one in verdicts:
        verdict = cast("Verdict", one["verdict"])
        by_print[one["fingerprint"]] = verdict
        by_place |= {(rule, one["path"], one["line"]): verdict for rule in meant(one["rule"])}
    return [
        (one, by_print.get(one.fingerprint) or by_place.get((one.rule, one.place.path, one.place.line)))
        for one in findings
    ]


def tally(judged: Iterable[tuple[str, str, str | None]]) -> dict[str, dict[str, Any]]:
    """Return by rule and severity how many (rule, severity, verdict) there are of each verdict, and the precision.

    Precision is the share of true ones among all that are judged: what can be argued about does not count as true.
    """
    counts = defaultdict[tuple[str, str], Counter[str]](Counter)
    for rule, severity, verdict in judged:
        counts[rule, severity][verdict or "unjudged"] += 1
    return {
        f"{rule} ({severity})": {
            **{kind: count[kind] for kind in (*get_args(Verdict), "unjudged")},
            "precision": _share(count),
            "wanted": WANTED[severity],
        }
        for (rule, severity), count in sorted(counts.items())
    }


def _share(count: Counter[str]) -> float | None:
    judged = sum(count[kind] for kind in get_args(Verdict))
    return round(count["true"] / judged, 3) if judged else None


def short(figures: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the rules and severities whose precision is less than what the default selection asks for."""
    return [name for name, one in figures.items() if one["precision"] is not None and one["precision"] < one["wanted"]]


def shared() -> dict[str, Any]:
    """Return the figures of each shared tree that is at hand, what nobody judged there, and those of all together."""
    trees, every, unjudged = dict[str, Any](), list[tuple[str, str, str | None]](), list[str]()
    for tree in SHARED_TREES:
        report = run(tree.root, tree.day, partial=True)
        joined = join(report.findings, load(tree.file))
        rows = [(one.rule, one.severity.label, verdict) for one, verdict in joined]
        unjudged += [f"{one.place.path}:{one.place.line} {one.rule}" for one, verdict in joined if verdict is None]
        trees[tree.name] = {"pages": report.pages, "findings": len(rows), "rules": tally(rows)}
        every += rows
    return {"trees": trees, "together": tally(every), "unjudged": unjudged}


def packages() -> dict[str, Any]:
    """Return by published package what was judged of its docs, which nobody had tuned the rules on."""
    listed = json.loads((FOLDER / "packages.json").read_text(encoding="utf-8"))
    found = {}
    for name, facts in sorted(listed.items()):
        judged = load(FOLDER / f"{name}.jsonl")
        today = [(one["rule"], one["severity"], one["verdict"]) for one in judged if not one.get("mended")]
        found[name] = {**facts, "mended": len(judged) - len(today), "rules": tally(today)}
    return found


def blank(finding: Finding) -> str:
    """Return the line to fill in for a finding."""
    place = {"path": finding.place.path, "line": finding.place.line}
    first = {"fingerprint": finding.fingerprint, "rule": finding.rule, "severity": finding.severity.label}
    return json.dumps({**first, **place, "verdict": "", "reason": ""}, ensure_ascii=False)


def table(figures: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the figures as lines of text."""
    keys = (*get_args(Verdict), "unjudged", "precision")
    rows = [
        ["rule", *keys],
        *([name, *("" if one[key] is None else one[key] for key in keys)] for name, one in figures.items()),
    ]
    return "".join(f"{row[0]:44}" + "".join(f"{cell:>10}" for cell in row[1:]) + "\n" for row in rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table of a tree and what is not judged there; exit with 1 when something is not."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.verdicts")
    parser.add_argument("folder", type=Path)
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--verdicts", type=Path, required=True)
    parser.add_argument("--as-of", type=dt.date.fromisoformat, default=dt.date.today())
    parser.add_argument("--partial", action="store_true")
    asked = parser.parse_args(arguments)
    source = FolderSource(asked.folder.resolve(), asked.paths or ("",))
    report = check(source, Config(partial=asked.partial, extend_select=[*OPT_IN]), as_of=asked.as_of)
    joined = join(report.findings, load(asked.verdicts) if asked.verdicts.is_file() else [])
    sys.stdout.write(table(tally((one.rule, one.severity.label, verdict) for one, verdict in joined)))
    open_ones = [one for one, verdict in joined if verdict is None]
    sys.stdout.write("".join(f"{blank(one)}\n" for one in open_ones))
    return bool(open_ones)


if __name__ == "__main__":
    sys.exit(main())

"""A tree's findings and what a reader judged of them go in; precision by rule, and what is not judged yet, come out.

A verdict file is JSON Lines. A line has a `path`, a `rule`, a `severity`, a `verdict` (`true`: a docs maintainer would
change something there; `false`: no one should; `arguable`: some would) and the findings that it is about: `found` maps
their fingerprints to their lines, or `fingerprint` and `line` name one. A short `reason` says why one is not true.
`mended` marks what was judged and is found no longer, since its rule has a better idea now; `cut` what is found only
because a part of the page is known, which ends there, so that it counts nowhere.

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
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
WANTED = {"error": 0.98, "warning": 0.95, "suggestion": 0.9}
"""What a severity promises: the share of true findings, which a rule must hold to be in the default selection."""
ENOUGH = 10
"""Judged findings from which on a share says something."""


@dataclass(frozen=True)
class Judged:
    """A tree with verdicts: where it is, the day that counts as today, and the file of its verdicts.

    Of a `partial` one, pages are missing; with `wording`, the findings of that group were judged as well.
    """

    name: str
    root: Path
    day: dt.date
    partial: bool = False
    wording: bool = False

    @property
    def file(self) -> Path:
        """The verdicts on this tree."""
        return FOLDER / f"{self.name}.jsonl"


SHARED_TREES = (
    Judged("azure-ai-docs-2025-03", TREE, TREE_DAY, partial=True, wording=True),
    Judged("seed-after-2025-02", SHARED / "seed" / "after", SEED_DAY, partial=True, wording=True),
    *(
        Judged(name, SHARED / "trees" / name, dt.date.fromisoformat(day), partial=name == "azcli-sample")
        for name, day in (
            ("agno", "2025-03-10"),
            ("azcli-sample", "2026-08-21"),
            ("continue", "2026-06-18"),
            ("crewai", "2026-08-21"),
            ("d365", "2026-08-13"),
            ("portkey", "2026-08-21"),
            ("pydantic-ai", "2026-08-22"),
            ("sk-docs", "2026-08-20"),
            ("vercel-ai", "2026-08-22"),
        )
    ),
)


def load(file: Path) -> list[dict[str, Any]]:
    """Return the verdicts of a file, one for each finding.

    Raises `ValueError` with the line of one that is not well formed.
    """
    found = []
    for number, one in enumerate(records(file), 1):
        if one.get("verdict") not in get_args(Verdict) or not (one["verdict"] == "true" or one.get("reason")):
            raise ValueError(f"{file.name}:{number}: a verdict is true, or it is false or arguable and has a reason")
        places = one.get("found") or {one["fingerprint"]: one["line"]}
        found += [{**one, "fingerprint": fingerprint, "line": line} for fingerprint, line in places.items()]
    return found


def join(findings: Iterable[Finding], verdicts: Iterable[Mapping[str, Any]]) -> list[tuple[Finding, Verdict | None]]:
    """Return each finding with its verdict, or with None if nobody has judged it.

    They are joined by fingerprint; one that has another now (its rule looks at more, or it is of a rule that was split
    off since) by rule, path and line.
    """
    by_print, by_place = dict[str, Verdict](), dict[tuple[str, str, int], Verdict]()
    cut = set[str]()
    for one in verdicts:
        if one.get("cut"):
            cut.add(one["fingerprint"])
        verdict = cast("Verdict", one["verdict"])
        by_print[one["fingerprint"]] = verdict
        by_place |= {(rule, one["path"], one["line"]): verdict for rule in meant(one["rule"])}
    return [
        (one, by_print.get(one.fingerprint) or by_place.get((one.rule, one.place.path, one.place.line)))
        for one in findings
        if one.fingerprint not in cut
    ]


def tally(judged: Iterable[tuple[str, str, str | None]]) -> dict[str, dict[str, Any]]:
    """Return by name and severity how many (name, severity, verdict) there are of each verdict, and the precision.

    Precision is the share of true ones among all that are judged: what can be argued about does not count as true.
    `lower` is the lower end of its 95 % interval after Wilson.
    """
    counts = defaultdict[tuple[str, str], Counter[str]](Counter)
    for rule, severity, verdict in judged:
        counts[rule, severity][verdict or "unjudged"] += 1
    return {
        f"{rule} ({severity})" if rule else severity: {**_figures(count), "wanted": WANTED[severity]}
        for (rule, severity), count in sorted(counts.items())
    }


def _figures(count: Counter[str]) -> dict[str, Any]:
    judged = sum(count[kind] for kind in get_args(Verdict))
    share = {
        "precision": round(count["true"] / judged, 3) if judged else None,
        "lower": round(wilson(count["true"], judged), 3) if judged else None,
    }
    return {**{kind: count[kind] for kind in (*get_args(Verdict), "unjudged")}, **share}


def wilson(hits: int, among: int, z: float = 1.96) -> float:
    """Return the lower end of Wilson's interval for a share; `z` is 1.96 for 95 %."""
    share = hits / among
    middle = share + z * z / (2 * among)
    reach = z * math.sqrt(share * (1 - share) / among + z * z / (4 * among * among))
    return (middle - reach) / (1 + z * z / among)


def short(figures: Mapping[str, Mapping[str, Any]], enough: int = ENOUGH) -> list[str]:
    """Return the names whose precision is less than what their severity promises, where enough are judged."""
    return [
        name
        for name, one in figures.items()
        if sum(one[kind] for kind in get_args(Verdict)) >= enough and one["precision"] < one["wanted"]
    ]


_QUOTED = re.compile(r"`[^`]*`|“[^”]*”")
_SAID = re.compile(r"\b(?:\d[\w.,-]*|[\w./-]+/[\w./-]+|(?<!^)[A-Z][\w.]*(?: [A-Z][\w.]*)*#?)")
_BESIDE = re.compile(r"(?:; (?:use|did you mean) _\??|, the last platform .*)?$")


def message_kind(message: str) -> str:
    """Return a message without what it quotes, names, counts and adds: those of one kind become the same."""
    return _SAID.sub("_", _BESIDE.sub("", _QUOTED.sub("_", message)))


def shared() -> dict[str, Any]:
    """Return the figures of each shared tree that is at hand, what no one judged there, and those of all together.

    They are given by severity, by rule, by rule and kind of message, and by what a report says of its confidence.
    """
    trees, every, unjudged = dict[str, Any](), list[tuple[Finding, Verdict | None]](), list[str]()
    for tree in SHARED_TREES:
        report = run(tree.root, tree.day, partial=tree.partial, wording=tree.wording)
        joined = join(report.findings, load(tree.file))
        unjudged += [f"{tree.name}: {_where(one)}" for one, verdict in joined if verdict is None]
        trees[tree.name] = {"pages": report.pages, "findings": len(joined), "rules": tally(_rows(joined))}
        every += joined
    confidence = defaultdict[str, Counter[str]](Counter)
    for one, verdict in every:
        confidence[one.evidence.confidence.label][verdict or "unjudged"] += 1
    return {
        "trees": trees,
        "severities": tally(("", severity, verdict) for _, severity, verdict in _rows(every)),
        "together": tally(_rows(every)),
        "kinds": tally((f"{one.rule}: {message_kind(one.message)}", one.severity.label, v) for one, v in every),
        "confidence": {label: _figures(count) for label, count in sorted(confidence.items())},
        "unjudged": unjudged,
    }


def _rows(joined: Iterable[tuple[Finding, Verdict | None]]) -> Iterator[tuple[str, str, Verdict | None]]:
    return ((one.rule, one.severity.label, verdict) for one, verdict in joined)


def _where(finding: Finding) -> str:
    return f"{finding.place.path}:{finding.place.line} {finding.rule}"


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

"""Two versions of the checker go in; what the later finds otherwise than the earlier comes out. Wording may differ.

`python -m tests.support.compare_findings BEFORE AFTER`: each is a checkout, or a folder of JSON reports by the name of
their tree. A checkout checks all corpora and all shared trees with every rule. Rule ids that were renamed or split
since are taken for what they were (`checker.rules.ALIASES`). Compared are, of each finding, rule, severity,
place, related places, fix and, where the id is the same, fingerprint; and what could not be checked.

Exits with 0 for no difference, 1 for any, 2 where a check could not be run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checker.rules import ALIASES

from . import SHARED, TOP

DAY = "2026-11-30"
Reports = dict[str, dict[str, Any]]
"""The JSON reports by the name of their tree."""
_PLACE = ("path", "line", "column", "end_line", "end_column")


class CompareError(Exception):
    """There is nothing to compare, and why."""


@dataclass(frozen=True)
class Found:
    """A finding as far as it is compared, and as it was reported."""

    rule: str
    place: tuple[Any, ...]
    severity: str
    related: tuple[tuple[Any, ...], ...]
    fix: tuple[Any, ...] | None
    id: str
    fingerprint: str
    message: str

    @property
    def about(self) -> tuple[Any, ...]:
        """What makes it the same finding, though it may say something else."""
        return self.rule, self.place[:3]

    @property
    def whole(self) -> tuple[Any, ...]:
        """All that must not differ, whatever the rule is called."""
        return self.rule, self.place, self.severity, self.related, self.fix

    def __str__(self) -> str:
        path, line, column, *_ = self.place
        return f"{path}:{line}:{column} {self.severity} [{self.id}] {self.message}"


def earlier_id(rule: str, aliases: Mapping[str, Iterable[str]]) -> str:
    """Return what a rule was called before it was renamed or split off."""
    return rule if rule in aliases else next((old for old, new in sorted(aliases.items()) if rule in new), rule)


def found_in(report: Mapping[str, Any], aliases: Mapping[str, Iterable[str]] = ALIASES) -> list[Found]:
    """Return the findings of a JSON report."""
    return [_found(one, aliases) for one in report["findings"]]


def _found(one: Mapping[str, Any], aliases: Mapping[str, Iterable[str]]) -> Found:
    fix = one["fix"] and (one["fix"]["safety"], *((_place(edit), edit["text"]) for edit in one["fix"]["edits"]))
    return Found(
        earlier_id(one["rule"], aliases),
        _place(one),
        one["severity"],
        tuple(_place(other) for other in one["related"]),
        fix,
        one["rule"],
        one["fingerprint"],
        one["message"],
    )


def _place(one: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(one[key] for key in _PLACE)


def differences(before: Iterable[Found], after: Iterable[Found]) -> Iterator[str]:
    """Yield a line for each finding that is gone, new, or says something else than its words."""
    left, new = defaultdict[Any, list[Found]](list), list[Found]()
    for one in before:
        left[one.whole].append(one)
    for one in after:
        same = left.get(one.whole)
        if not same:
            new.append(one)
            continue
        other = same.pop(next((n for n, old in enumerate(same) if old.fingerprint == one.fingerprint), 0))
        if other.id == one.id and other.fingerprint != one.fingerprint:
            yield f"changed {one}: fingerprint {other.fingerprint} -> {one.fingerprint}"
    gone = defaultdict[Any, list[Found]](list)
    for old in (old for some in left.values() for old in some):
        gone[old.about].append(old)
    for one in new:
        if gone[one.about]:
            yield f"changed {one}: {_parts(gone[one.about].pop(0), one)}"
        else:
            yield f"new     {one}"
    yield from (f"gone    {old}" for some in gone.values() for old in some)


def _parts(old: Found, new: Found) -> str:
    """Say what of a finding differs."""
    parts = [
        f"{name} {getattr(old, name)} -> {getattr(new, name)}"
        for name in ("place", "severity", "related", "fix")
        if getattr(old, name) != getattr(new, name)
    ]
    return "; ".join(parts)


def compared(before: Reports, after: Reports) -> Iterator[str]:
    """Yield a line for each difference between the reports of all trees."""
    for name in sorted(before):
        if name not in after:
            yield f"{name}: no report"
            continue
        old, new = before[name], after[name]
        for what in ("pages", "not_checked"):
            if old["summary"][what] != new["summary"][what]:
                yield f"{name}: {what}: {old['summary'][what]} -> {new['summary'][what]}"
        yield from (f"{name}: {line}" for line in differences(found_in(old), found_in(new)))


def rewordings(before: Reports, after: Reports) -> Counter[str]:
    """Count by rule the findings that say the same in other words."""
    counts: Counter[str] = Counter()
    for name in {*before} & {*after}:
        old, new = ({one.whole: one for one in found_in(reports[name])} for reports in (before, after))
        counts.update(new[key].id for key in {*old} & {*new} if old[key].message != new[key].message)
    return counts


def trees(corpora: Path) -> dict[str, Path]:
    """Return the trees that are checked, by the name of their report."""
    found = {tree.name: tree for tree in sorted(SHARED.glob("trees/*")) if tree.is_dir()}
    for kind in ("rules", "clean", "trees"):
        found |= {f"c-{kind}-{tree.name}": tree for tree in sorted((corpora / kind).glob("*")) if tree.is_dir()}
    return found


def reports_of(place: Path, corpora: Path, only: Iterable[str], keep: Path | None) -> Reports:
    """Return the reports of a folder that holds them, or those that a checkout makes; `keep` takes these as files.

    Raises `CompareError` where a check cannot be run.
    """
    if not (place / "checker").is_dir():
        return {file.stem: json.loads(file.read_text("utf-8")) for file in sorted(place.glob("*.json"))}
    wanted, made = set(only), Reports()
    for name, tree in trees(corpora).items():
        if wanted and name not in wanted:
            continue
        print(f"{place}: {name}", file=sys.stderr)
        text = _checked(place, tree)
        made[name] = json.loads(text)
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{name}.json").write_text(text, encoding="utf-8")
    return made


def _checked(checkout: Path, tree: Path) -> str:
    options = ["--root", str(tree), "--no-cache", "--format", "json", "--as-of", DAY, "--select", "ALL"]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "checker", "check", *options],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(checkout.resolve())},
            capture_output=True,
            text=True,
            check=False,
        )
    if not done.stdout:
        raise CompareError(f"{checkout} cannot check {tree}: {done.stderr.strip()}")
    return done.stdout


def main() -> int:
    """Compare and print; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.compare_findings", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("before", type=Path, help="a checkout, or a folder of JSON reports")
    parser.add_argument("after", type=Path, help="a checkout, or a folder of JSON reports")
    parser.add_argument("--only", action="append", default=[], metavar="TREE", help="compare this tree only")
    parser.add_argument("--corpora", type=Path, default=TOP / "corpora", help="the corpora to check (else our own)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep what checkouts report in DIR/before, DIR/after")
    parser.add_argument("--most", type=int, default=50, help="print at most so many differences (50)")
    given = parser.parse_args()
    sides = []
    for side in ("before", "after"):
        kept = given.keep / side if given.keep else None
        reports = reports_of(getattr(given, side), given.corpora, given.only, kept)
        sides.append({name: one for name, one in reports.items() if not given.only or name in given.only})
    before, after = sides
    if not before:
        raise CompareError(f"{given.before} holds no report to compare with")
    lines = list(compared(before, after))
    print(*lines[: given.most], sep="\n", end="\n" if lines else "")
    if len(lines) > given.most:
        print(f"... and {len(lines) - given.most} more")
    reworded = rewordings(before, after)
    total = sum(len(one["findings"]) for one in before.values())
    print(f"{len(before)} trees, {total} findings: {len(lines)} differences, {reworded.total()} in other words")
    for rule, count in sorted(reworded.items()):
        print(f"  other words: {rule} {count}")
    return 1 if lines else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CompareError as error:
        print(error, file=sys.stderr)
        sys.exit(2)

"""Sound trees go in; how many of the defects planted in them are found, by which rules, and what else they stir up.

`python -m tests.support.mutation [KIND]` prints the score and what is missed; `tests.accuracy` writes it down.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from checker import run
from checker.config import Config, find, load
from checker.findings import Finding, Report
from checker.graph import DocsGraph
from checker.rules import OPT_IN
from checker.tree.sources import FolderSource

from . import CORPORA, CORPUS_DAY, SEED_DAY, SHARED, Remembering
from .labels import unlabelled
from .mutants import KINDS, Kind, Site

PER_TREE = 40
"""How many defects of a kind are planted in one tree at most."""

_reader = Remembering()


@dataclass
class Planted(FolderSource):
    """A folder of which some pages have another text."""

    instead: dict[str, str] = field(default_factory=dict)

    def read(self, path: str) -> bytes:
        """Return a page's bytes, or what was planted."""
        text = self.instead.get(path)
        return super().read(path) if text is None else text.encode("utf-8")


@dataclass(frozen=True)
class Ground:
    """A tree to plant in, read as on a day."""

    name: str
    root: Path
    day: dt.date
    partial: bool = False

    def check(self, instead: dict[str, str], *, whole: bool = False) -> tuple[DocsGraph, Report]:
        """Check the tree with other texts in place of some pages."""
        file = find(self.root)
        config = load(file) if file is not None and file.is_relative_to(self.root) else Config()
        config.partial = self.partial and not whole
        config.extend_select = [*config.extend_select, *OPT_IN]
        source = Planted(self.root, config.paths or ("",), config.exclude, instead=instead)
        loaded = run.load(source, config, reader=_reader)
        return loaded.graph, run.check(source, config, as_of=self.day, loaded=loaded)


def grounds(folder: Path, *, real: bool = True) -> Iterator[Ground]:
    """Yield our corpora, their labels taken out into a folder, and the real pages where they are at hand and wanted."""
    for path in (CORPORA / "trees" / "azure-openai", *sorted((CORPORA / "clean").iterdir())):
        unlabelled(path, folder / path.name)
        yield Ground(
            f"corpora/{path.name}", folder / path.name, SEED_DAY if path.name == "azure-openai" else CORPUS_DAY
        )
    if real and SHARED.is_dir():
        yield Ground("azure-ai-docs-2025-03", SHARED / "trees" / "azure-ai-docs-2025-03", dt.date(2025, 3, 31), True)
        yield Ground("seed", SHARED / "seed" / "before", SEED_DAY, True)


@dataclass
class Score:
    """What came of the planted defects of one kind."""

    planted: int = 0
    found: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    stirred: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)

    def data(self) -> dict[str, Any]:
        """Return it as it is written down."""
        return {
            "planted": self.planted,
            "found": self.found,
            "score": round(self.found / max(self.planted, 1), 3),
            "by_rule": dict(sorted(self.rules.items())),
            "stirred_elsewhere": dict(sorted(self.stirred.items())),
            "missed": self.missed[:10],
        }


def judge(ground: Ground, kind: Kind, site: Site, before: set[tuple[str, ...]], score: Score) -> None:
    """Plant one defect, check, and count what is new."""
    _, report = ground.check({site.page.path: site.mutated}, whole=kind.whole)
    around = site.around or site.span
    first = site.page.line(around.start)
    last = max(first, site.page.line(max(around.start, around.end - 1)))
    new = [one for one in report.findings if identity(one, report) not in before]
    here = [one for one in new if kind.anywhere or touches(one, site.page.path, first, last)]
    right = [one for one in here if one.rule in kind.rules and site.about in one.message]
    score.planted += 1
    score.found += bool(right)
    score.rules.update({one.rule for one in right})
    score.stirred.update(one.rule for one in new if one not in here and one.rule not in kind.rules)
    if not right:
        old = site.span.slice(site.page.text).strip()
        score.missed.append(f"{ground.name}/{site.page.path}:{first}: `{old}` became `{site.text.strip()}`")


def identity(finding: Finding, report: Report) -> tuple[str, ...]:
    """Return what makes a finding the same though lines moved; the line's text is new where something was planted."""
    line = report.texts[finding.place.path].split("\n")[finding.place.line - 1]
    return finding.rule, finding.place.path, finding.message, line


def touches(finding: Finding, path: str, first: int, last: int) -> bool:
    """Return whether a finding has a place on one of some lines of a page."""
    return any(place.path == path and place.line <= last and place.end_line >= first for place in finding.places)


def measure(kinds: Iterable[str] = KINDS, *, real: bool = True, per_tree: int = PER_TREE) -> dict[str, Score]:
    """Return the score of each kind over all grounds."""
    scores = {name: Score() for name in kinds}
    with tempfile.TemporaryDirectory() as folder:
        for ground in grounds(Path(folder), real=real):
            for name, score in scores.items():
                _plant(ground, name, per_tree, score)
    return scores


def _plant(ground: Ground, name: str, per_tree: int, score: Score) -> None:
    kind = KINDS[name]
    graph, report = ground.check({}, whole=kind.whole)
    before = {identity(one, report) for one in report.findings}
    faulty = {(one.place.path, one.place.line) for one in report.findings}
    random = Random(f"{ground.name} {name}")
    sites = [
        site
        for site in kind.sites(graph, random, ground.day)
        if (site.page.path, site.page.line(site.span.start)) not in faulty
    ]
    for site in sorted(random.sample(sites, min(per_tree, len(sites))), key=lambda one: (one.page.path, one.span)):
        judge(ground, kind, site, before, score)


def summary(scores: dict[str, Score]) -> dict[str, Any]:
    """Return the scores as they are written down: all together, and by kind."""
    planted, found = (sum(getattr(score, key) for score in scores.values()) for key in ("planted", "found"))
    return {
        "planted": planted,
        "found": found,
        "score": round(found / max(planted, 1), 3),
        "stirred_elsewhere": sum(sum(score.stirred.values()) for score in scores.values()),
        "kinds": {name: score.data() for name, score in scores.items()},
    }


def main() -> None:
    """Print the scores of all kinds, or of those that are named."""
    sys.stdout.write(json.dumps(summary(measure(sys.argv[1:] or KINDS)), indent=2) + "\n")


if __name__ == "__main__":
    main()

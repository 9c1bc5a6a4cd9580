"""Real trees go in; how many slips of each form are found in them comes out, by operator and tree.

Slips are made on different pages of a tree at a time, so that a tree is checked a few times only.
`python -m tests.support.form_scores [FORM..] [--trees TREE..]` prints the scores with what is missed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from checker.findings import Finding, Report

from . import SHARED
from .known_pages import TREE, TREE_DAY
from .mutants import Site
from .mutation import Ground, Score, identity, touches
from .slip_forms import FORMS

PER_TREE = 5
"""How many slips of a form are made in one tree at most."""
ROUNDS = 6
"""How often a tree is checked, and how many slips are made on one page at most."""
TODAY = dt.date(2026, 11, 30)
"""The day that the shared trees are judged on."""
_PARTS = frozenset({TREE.name, "azcli-sample"})
"""Trees that are parts of larger ones: what a link leads to may be missing."""


@dataclass
class FormScore(Score):
    """What came of the slips of one form, with the number made and found by tree."""

    trees: dict[str, list[int]] = field(default_factory=dict)

    def data(self) -> dict[str, Any]:
        """Return it as it is written down."""
        return {**super().data(), "trees": dict(sorted(self.trees.items()))}


def measure(
    forms: Iterable[str] = FORMS, *, per_tree: int = PER_TREE, trees: Collection[str] = ()
) -> dict[str, FormScore]:
    """Return the score of each form over the shared trees with these names, else over all."""
    scores = {name: FormScore() for name in forms}
    for root in sorted(path for path in (SHARED / "trees").iterdir() if path.is_dir()):
        if trees and root.name not in trees:
            continue
        day = TREE_DAY if root == TREE else TODAY
        measure_in(Ground(root.name, root, day, root.name in _PARTS), scores, per_tree)
    return scores


def measure_in(ground: Ground, scores: dict[str, FormScore], per_tree: int) -> None:
    """Make slips of each form in a tree, and add to the scores what is found of them."""
    graph, report = ground.check({})
    known = {identity(one, report) for one in report.findings}
    faulty = {(place.path, place.line) for one in report.findings for place in one.places}
    rounds: list[dict[str, tuple[str, Site]]] = [{} for _ in range(ROUNDS)]
    for name in scores:
        random = Random(f"{ground.name} {name}")
        sites = [
            site
            for site in FORMS[name][0](graph, random)
            if (site.page.path, site.page.line(site.span.start)) not in faulty
        ]
        random.shuffle(sites)
        made = 0
        for site in sites:
            free = [one for one in rounds if site.page.path not in one and not _is_made_in(one, site)]
            if free and made < per_tree:
                min(free, key=lambda one: _made(one, name))[site.page.path] = name, site
                made += 1
    for batch in [list(one.values()) for one in rounds if one]:
        _, after = ground.check({site.page.path: site.mutated for _, site in batch})
        new = [one for one in after.findings if identity(one, after) not in known]
        _judge(ground, batch, new, after, scores)


def _made(batch: dict[str, tuple[str, Site]], name: str) -> int:
    """Return how many slips of a form are made at once: many of one kind would be a habit of the tree."""
    return sum(other == name for other, _ in batch.values())


def _is_made_in(batch: dict[str, tuple[str, Site]], site: Site) -> bool:
    """Return whether the same word has been written elsewhere: two slips alike would be a word of the tree."""
    return site.text.isalpha() and any(site.text == other.text for _, other in batch.values())


def _judge(
    ground: Ground,
    batch: list[tuple[str, Site]],
    new: list[Finding],
    report: Report,
    scores: dict[str, FormScore],
) -> None:
    for name, site in batch:
        score, around = scores[name], site.around or site.span
        first = site.page.line(around.start)
        last = max(first, site.page.line(max(around.start, around.end - 1)))
        right = [one for one in new if one.rule in FORMS[name][1] and touches(one, site.page.path, first, last)]
        counts = score.trees.setdefault(ground.name, [0, 0])
        score.planted, counts[0] = score.planted + 1, counts[0] + 1
        score.found, counts[1] = score.found + bool(right), counts[1] + bool(right)
        score.rules.update({one.rule for one in right})
        if not right:
            old = site.span.slice(site.page.text).strip()
            score.missed.append(f"{ground.name}/{site.page.path}:{first}: `{old}` became `{site.text.strip()}`")


def summary(scores: dict[str, FormScore]) -> dict[str, Any]:
    """Return the scores as they are written down: all together, and by form."""
    planted, found = (sum(getattr(score, key) for score in scores.values()) for key in ("planted", "found"))
    share = round(found / max(planted, 1), 3)
    return {
        "planted": planted,
        "found": found,
        "score": share,
        "forms": {name: one.data() for name, one in scores.items()},
    }


def main() -> None:
    """Print the scores of all forms, or of those that are named, over all trees or those that are named."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.form_scores")
    parser.add_argument("forms", nargs="*", metavar="FORM")
    parser.add_argument("--trees", nargs="+", default=(), metavar="TREE")
    given = parser.parse_args()
    scores = measure(given.forms or FORMS, trees=given.trees)
    sys.stdout.write(json.dumps(summary(scores), indent=2) + "\n")


if __name__ == "__main__":
    main()

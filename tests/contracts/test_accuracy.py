"""No rule has become worse than what is written down, and planted defects are found."""

from __future__ import annotations

import json

import pytest

from ..accuracy import corpora, drops
from ..support import CORPORA, CORPUS_DAY, TOP, form_scores, mutation
from ..support.mutants import KINDS


def written() -> dict[str, dict[str, object]]:
    data: dict[str, dict[str, object]] = json.loads((TOP / "reports" / "accuracy.json").read_text(encoding="utf-8"))
    return data


def test_no_rule_has_dropped_on_the_corpora() -> None:
    now = corpora()
    assert not drops({"corpora": written()["corpora"]}, {"corpora": now})
    assert set(now) == set(written()["corpora"]), "write it anew: python -m tests.generated"


@pytest.fixture(scope="module")
def scores() -> dict[str, mutation.Score]:
    return mutation.measure(real=False, per_tree=6)


def test_planted_defects_are_found(scores: dict[str, mutation.Score]) -> None:
    figures = mutation.summary(scores)
    assert figures["planted"] > 100
    assert figures["score"] >= 0.95, {name: score.missed for name, score in scores.items() if score.missed}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_planted_defect_is_found(kind: str, scores: dict[str, mutation.Score]) -> None:
    score = scores[kind]
    assert score.planted
    assert score.found >= 0.85 * score.planted, score.missed


def test_a_drop_is_told() -> None:
    figures = {"precision": 1.0, "recall": 0.9}
    old = {"corpora": {"doubled-word": figures}, "mutation": {"kinds": {"break-link": {"score": 1.0}}}}
    new = {
        "corpora": {"doubled-word": {**figures, "recall": 0.8}},
        "mutation": {"kinds": {"break-link": {"score": 0.5}}},
    }
    assert drops(old, new) == ["doubled-word: recall 0.9 -> 0.8", "mutation, break-link: 1.0 -> 0.5"]
    assert drops(old, old) == []


def test_slips_in_other_forms_are_made_in_clean_pages_and_counted_by_tree() -> None:
    names = ("double-in-heading", "double-in-front-matter", "link-last-letter", "no-comma-json")
    scores = {name: form_scores.FormScore() for name in names}
    for root in sorted((CORPORA / "clean").iterdir()):
        form_scores.measure_in(mutation.Ground(root.name, root, CORPUS_DAY), scores, 3)
    figures = form_scores.summary(scores)
    assert figures["planted"] >= 12
    assert figures["score"] >= 0.75, [one["missed"] for one in figures["forms"].values()]
    made = figures["forms"]["double-in-heading"]
    assert made["planted"] == sum(counts[0] for counts in made["trees"].values()) > 0

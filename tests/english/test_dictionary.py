"""The words of English: what the data derives from the word list, and what a list that cannot be read costs."""

from __future__ import annotations

import importlib.resources
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from checker.english import dictionary

from ..support import TOP

KNOWN = dictionary.morphology()


def test_the_word_list_is_whole() -> None:
    ranks = dictionary.ranks()
    assert len(ranks) >= KNOWN.list.least
    assert ranks["the"] == 0
    assert len(set(ranks.values())) == len(ranks)


def test_words_are_derived_by_prefixes_and_suffixes() -> None:
    for affixes in (KNOWN.prefixes, KNOWN.suffixes):
        assert affixes.example not in dictionary.ranks()
        assert dictionary.exists(affixes.example)
        assert len(set(affixes.words.split())) == len(affixes.words.split())


@pytest.mark.parametrize("one", KNOWN.british, ids=lambda one: one.american)
def test_american_and_british_spellings_are_both_right(one: dictionary.British) -> None:
    american, british = one.example
    assert british in dictionary.british(american)
    assert dictionary.exists(american)
    assert dictionary.exists(british)


def test_compounds() -> None:
    assert not dictionary.exists(KNOWN.compounds.example)
    assert dictionary.is_compound(KNOWN.compounds.example)
    assert not dictionary.is_compound("anwser")
    assert all(len(word) == 3 for word in KNOWN.compounds.words.split())


@pytest.mark.parametrize(
    ("typo", "word"),
    [
        ("anwser", "answer"),
        ("adress", "address"),
        ("exisisting", "existing"),
        ("retrive", "retrieve"),
        ("optionanl", "optional"),
        ("interuption", "interruption"),
        ("organzie", "organize"),
    ],
)
def test_a_typo_leads_to_its_word(typo: str, word: str) -> None:
    assert not dictionary.exists(typo)
    assert dictionary.meant(typo)[0] == word


@pytest.mark.parametrize("one", KNOWN.misspellings, ids=lambda one: one.pattern)
def test_an_ending_that_is_not_spelled_so_makes_no_word(one: dictionary.Misspelling) -> None:
    wrong, right = one.example
    assert not dictionary.exists(wrong)
    assert dictionary.exists(right)


def test_parts_make_no_word_where_a_typo_is_likelier() -> None:
    wrong, right = KNOWN.slips.example
    assert not dictionary.is_compound(wrong)
    assert right in dictionary.meant(wrong)
    assert not dictionary.exists("prefered")
    for word in ("systemd", "referer", "rerender", "tunneled", "queueing", "changeable"):
        assert dictionary.exists(word)


def test_a_short_word_is_a_typo_of_one_that_is_there_as_well() -> None:
    assert dictionary.meant("agnet") == ()
    assert dictionary.meant_among("agnet", {"agent", "magnet", "gnat"}) == ("agent", "magnet")
    assert dictionary.meant_among("math", {"match"}) == ()


def test_a_longer_word_may_be_a_typo_of_a_rarer_one() -> None:
    letters, ranks = [one.letters for one in KNOWN.limits], [one.rank for one in KNOWN.limits]
    assert letters == sorted(letters, reverse=True)
    assert ranks == sorted(ranks, reverse=True)


def test_what_is_longer_than_any_word_costs_no_time() -> None:
    longest = max(map(len, dictionary.ranks()))
    assert longest + 3 < KNOWN.typos.longest
    assert list(dictionary.typos("ab" * 5_000)) == []
    assert dictionary.meant("ab" * 5_000) == ()


# -- a word list that cannot be read

LIST = importlib.resources.files(KNOWN.list.package).joinpath(KNOWN.list.file).read_bytes()
NEEDING = {
    "rule misspelled-code",
    "rule misspelled-name",
    "rule misspelled-proper-noun",
    "rule misspelled-word",
    "rule product-name",
    "rule wrong-article",
}
PAGE = """# A page

The berth and the the pier are a anchor and a Terrafrom of the harbor. Ask for an anwser, please.
It is be used by you. Call `/tideResutl/{id}` for the result.
"""


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (None, "cannot read the word list of symspellpy: "),
        (b"", "the word list of symspellpy is damaged: "),
        (LIST[: len(LIST) // 2], "the word list of symspellpy is damaged: "),
        (LIST + b"one more word", "the word list of symspellpy is damaged: "),
        (LIST[:2_000] + b"\xff\xfe" + LIST[2_000:], "cannot read the word list of symspellpy: "),
    ],
    ids=["missing", "empty", "cut", "other fields", "no text"],
)
def test_a_bad_word_list_costs_the_rules_that_need_it_and_no_page(data: bytes | None, why: str, tmp_path: Path) -> None:
    package = tmp_path / "packages" / KNOWN.list.package
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    if data is not None:
        (package / KNOWN.list.file).write_bytes(data)
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "page.md").write_text(PAGE, encoding="utf-8")
    command = [sys.executable, "-m", "checker", "check", str(docs), "--select", "ALL", "--no-cache", "--format", "json"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(package.parent), str(TOP)])}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=TOP)
    report = json.loads(done.stdout)
    assert done.returncode == 2, done.stderr
    assert report["summary"]["pages"] == 1
    assert {one["rule"] for one in report["findings"]} == {"doubled-word", "garbled-phrase"}
    assert {one["path"] for one in report["summary"]["not_checked"]} == NEEDING
    for one in report["summary"]["not_checked"]:
        assert one["reason"].startswith(f"could not read 1 page: WordListError: {why}"), one


def test_where_words_are_looked_for_leaves_out_none() -> None:
    """Words, and what one or two random slips make of them, have the same neighbors as without the ends of words."""
    chance = random.Random(11)
    words = chance.sample(sorted(dictionary.ranks()), 500)
    spelled = [word for word in dictionary.ranks() if "is" in word or "ys" in word or "iz" in word]
    words += ["harborlend", "zz", "a", "", *chance.sample(spelled, 200)]
    for word in words:
        for slips in range(3):
            other = _slipped(word, slips, chance)
            plain = set(dictionary.near(other, None))
            assert set(dictionary.near(other, dictionary.known_ends(other))) == plain, other


def _slipped(word: str, slips: int, chance: random.Random) -> str:
    for _ in range(slips):
        at, letter = chance.randrange(len(word) + 1), chance.choice("aeiorslntz")
        word = word[:at] + chance.choice(["", letter, letter + word[at : at + 1]]) + word[at + 1 :]
    return word


def test_american_spellings_have_known_ends() -> None:
    """A spelling that the list has in its British form alone is found, with other letters than the z as well."""
    for word in dictionary.ranks():
        for one in (word.replace("is", "iz"), word.replace("ys", "yz")):
            if any(other in dictionary.ranks() for other in dictionary.british(one)):
                assert dictionary.known_ends(one) == (len(one), len(one))


def test_few_places_of_a_word_are_tried_where_english_has_nothing_like_it() -> None:
    word = "qxharborvkq"
    assert len(list(dictionary.typos(word, dictionary.known_ends(word)))) < len(list(dictionary.typos(word))) / 10

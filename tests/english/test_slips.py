"""Words that are a slip of the fingers away from others, and words that only look like it."""

from __future__ import annotations

import pytest

from checker.english import dictionary, slips

KNOWN = slips.data()


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("labled", "labeled"),
        ("screeenshot", "screenshot"),
        ("reciept", "receipt"),
        ("inputt", "input"),
        ("readibility", "readability"),
        ("sizez", "sizes"),
    ],
)
def test_one_slip(word: str, meant: str) -> None:
    found = slips.slip(word, meant)
    assert found is not None
    assert found == (1, len(word) == len(meant) and sorted(word) != sorted(meant))


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("propriatry", "proprietary"),
        ("nagivator", "navigator"),
        ("corveter", "converter"),
    ],
)
def test_two_slips_of_a_long_word(word: str, meant: str) -> None:
    found = slips.slip(word, meant)
    assert found is not None
    assert found.letters == 2


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("middlewares", "middleware"),  # another form
        ("falsy", "false"),
        ("logits", "logins"),  # keys that are far from each other
        ("minified", "modified"),
        ("performant", "performance"),
        ("eventbus", "events"),
        ("ideating", "iterating"),
        ("sekunder", "sender"),
        ("berth", "harbor"),
    ],
)
def test_other_words(word: str, other: str) -> None:
    assert slips.slip(word, other) is None


@pytest.mark.parametrize("pairs", [KNOWN.joined, KNOWN.contracted])
def test_what_is_run_together_is_no_word(pairs: slips.Pairs) -> None:
    assert slips.run_together(pairs.example)
    assert pairs.source
    for one in pairs.words:
        joined = one.replace(" ", "").replace("'", "")
        assert slips.run_together(joined) == one
        assert not dictionary.exists(joined)
        assert not dictionary.is_compound(joined)


@pytest.mark.parametrize(
    ("word", "parted"),
    [("promptmust", "prompt must"), ("thetool", "the tool"), ("onboarding", ""), ("forloop", ""), ("thesis", "")],
)
def test_a_missing_space(word: str, parted: str) -> None:
    assert slips.run_together(word) == parted


def test_glued_words_show_what_they_are_for() -> None:
    assert slips.run_together(KNOWN.glued.example)
    assert KNOWN.glued.source
    assert all(dictionary.exists(word) for word in (*KNOWN.glued.starts, *KNOWN.glued.ends))


def test_long_words_are_found_wherever_they_are() -> None:
    word, meant = KNOWN.alone.example
    assert slips.likely(word) == [meant]
    assert slips.likely("halluciation") == ["hallucination"]
    assert slips.likely("upserting") == slips.likely("transpiled") == slips.likely("typoo") == []


def test_the_examples_are_slips() -> None:
    assert slips.slip(*KNOWN.keys.example)
    assert slips.slip(*KNOWN.two.example)
    assert len(KNOWN.two.example[0]) >= KNOWN.two.letters
    assert slips.run_together("anchorage") == ""

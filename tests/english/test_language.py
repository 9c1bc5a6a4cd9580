"""Which texts are held together by the words of another language."""

from __future__ import annotations

import pytest

from checker.english import language

KNOWN = language.data()


@pytest.mark.parametrize("name", sorted(KNOWN.others))
def test_another_language_is_told_from_english(name: str) -> None:
    other = KNOWN.others[name]
    assert other.source
    assert language.is_foreign(other.example.lower().strip(".").split())
    assert not {*other.words.split()} & {*KNOWN.english.words.split()}


def test_english_with_names_and_a_foreign_phrase() -> None:
    text = "the pier à la carte is in the harbor of Zoë, and a “plat du jour” is served with it ✨"
    assert not language.is_foreign(text.lower().split())
    assert not language.is_foreign(KNOWN.english.example.lower().split())
    assert not language.is_foreign(["✨", "→"])
    assert not language.is_foreign([])

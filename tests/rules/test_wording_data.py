"""The data beside the rules on wording: each entry shows what it is for, and a rule finds that and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import msgspec
import pytest

from checker.page.readers import Fact
from checker.rules.wording import (
    garbled_phrase,
    list_punctuation,
    misspelled_name,
    misspelled_word,
    number_agreement,
    product_name,
    term_variant,
    version_notation,
    wrong_article,
)

from ..support import TOP, own_facts

FOLDER = TOP / "checker" / "rules" / "wording"
LOADED = {
    Path(module.__file__ or "").stem: module.data()
    for module in (
        garbled_phrase,
        list_punctuation,
        misspelled_name,
        misspelled_word,
        number_agreement,
        product_name,
        term_variant,
        version_notation,
        wrong_article,
    )
}
FACTS: dict[str, type[Fact]] = {
    "garbled_phrase": garbled_phrase.GarbledPhrase,
    "number_agreement": number_agreement.Disagreement,
    "wrong_article": wrong_article.WrongArticle,
    "product_name": product_name.MisspelledProduct,
}


class Entry(Protocol):
    source: str
    example: str
    right: str


def entries(value: object, name: str = "") -> Iterator[tuple[str, Entry]]:
    """Yield the lists and patterns in the data of a rule, with their names."""
    if isinstance(value, msgspec.Struct):
        fields = value.__struct_fields__
        if {"source", "example", "right"} <= {*fields}:
            yield name, value  # type: ignore[misc]
        for field in fields:
            yield from entries(getattr(value, field), field)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from entries(one, key)


ENTRIES = [
    pytest.param(rule, entry, id=f"{rule}-{name}") for rule, data in LOADED.items() for name, entry in entries(data)
]
PAIRS = garbled_phrase.data().pairs
BEGINNINGS = wrong_article.data().beginnings


def test_every_file_of_data_is_read_by_the_rule_beside_it() -> None:
    assert {file.stem for file in FOLDER.glob("*.toml")} == set(LOADED)


def test_entries_are_found() -> None:
    assert len(ENTRIES) > 20


@pytest.mark.parametrize(("rule", "entry"), ENTRIES)
def test_an_entry_has_a_source_and_shows_what_it_is_for(rule: str, entry: Entry) -> None:
    assert entry.source
    assert bool(entry.example) != bool(entry.right)
    if fact := FACTS.get(rule):
        assert bool(own_facts(f"{entry.example or entry.right}\n", fact)) == bool(entry.example)


@pytest.mark.parametrize(("rule", "entry"), ENTRIES)
def test_a_list_has_no_word_twice(rule: str, entry: Entry) -> None:
    words = getattr(entry, "words", "").split()
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.example)
def test_a_pair_finds_its_example_and_leaves_alone_what_is_right(pair: garbled_phrase.Pair) -> None:
    [found] = own_facts(f"{pair.example}\n", garbled_phrase.GarbledPhrase)
    assert found.why == pair.why
    assert bool(found.replacement) == bool(pair.slip)
    if found.replacement:
        corrected = pair.example[: found.span.start] + found.replacement + pair.example[found.span.end :]
        assert own_facts(f"{corrected}\n", garbled_phrase.GarbledPhrase) == []
    for right in pair.right:
        assert own_facts(f"{right}\n", garbled_phrase.GarbledPhrase) == []


def test_a_pair_names_lists_and_patterns_that_exist_and_each_is_named() -> None:
    data = garbled_phrase.data()
    texts = [text for pair in data.pairs for text in (*pair.first, pair.rest, pair.before, pair.not_before)]
    named = {name for text in texts for name in re.findall(r"\{([a-z-]+)\}", text)}
    assert named == {*data.words, *data.patterns}
    assert not data.words.keys() & data.patterns.keys()


@pytest.mark.parametrize("beginning", BEGINNINGS, ids=lambda beginning: beginning.pattern)
def test_a_beginning_decides_the_article_of_its_examples(beginning: wrong_article.Beginning) -> None:
    for word in beginning.examples:
        first = next(one for one in BEGINNINGS if re.match(one.pattern, word.lower()))
        assert first == beginning, word
        assert wrong_article.article_of(word) == beginning.article, word


def test_letters_are_read_by_their_names() -> None:
    letters = wrong_article.data().letters
    for word in letters.examples:
        assert wrong_article.article_of(word) == "an", word
    assert wrong_article.article_of("T4") == "a"

"""Details of samples: settings in any style, sentences, URLs; in one form whatever the language."""

from __future__ import annotations

import pytest

from checker.code.details import details, normal, settings


@pytest.mark.parametrize(
    "code",
    [
        "ask(max_boats=25)",
        "ask({ maxBoats: 25 })",
        '{"max_boats": 25}',
        "ask --max-boats 25",
        "ask --max-boats=25",
        "Builder().maxBoats(25).build()",
        "MaxBoats = 25,",
        "max_boats => 25,",
    ],
)
def test_a_setting_has_one_name_and_value_in_all_styles(code: str) -> None:
    found = [(one.name, one.value) for one in settings(code)]
    assert found == [("maxboats", "25")]
    (one,) = settings(code)
    assert code[one.start : one.end] == "25"


@pytest.mark.parametrize("code", ["wait(timeout=60 * 60)", "x = 3.items()", "wait(25)"])
def test_what_is_more_than_a_value_is_no_setting(code: str) -> None:
    assert list(settings(code)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1_000", "1,000"),
        ("0.50", "0.5"),
        ("True", "true"),
        ('"fixed"', "'fixed'"),
        (r'"It\'s"', '"It’s"'),
        ('"{boat} left"', '"${boat} left"'),
    ],
)
def test_values_are_compared_as_they_are_meant(one: str, other: str) -> None:
    assert normal(one) == normal(other)


def test_sentences_and_urls_are_details() -> None:
    code = 'curl https://harbour.example/ask. -d \'{"q": "Which boats are free today?"}\''
    found = [(one.kind, code[one.start : one.end]) for one in details(code)]
    assert found == [("sentence", "Which boats are free today?"), ("url", "https://harbour.example/ask")]


@pytest.mark.parametrize("text", ["two words", "a/b/c d e f", "[1] is an object", "call(x) on it now"])
def test_what_is_no_sentence_is_not_compared_as_one(text: str) -> None:
    assert [one for one in details(f'"{text}"') if one.kind == "sentence"] == []

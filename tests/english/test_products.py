"""Official spellings of products: they are never wrong, and each misspelling leads to one of them."""

from __future__ import annotations

import pytest

from checker.english import products
from checker.rules.wording.product_name import MisspelledProduct

from ..support import own_facts


def misspelled(text: str) -> list[tuple[str, str]]:
    return [(one.span.slice(text), one.replacement) for one in own_facts(text, MisspelledProduct)]


def test_no_official_spelling_is_reported() -> None:
    known = products.load()
    assert len(known.official) > 100
    for name in sorted(known.official):
        assert misspelled(f"Here {name} runs, and a {name}\nthere. {name}'s page is `{name.lower()}`.\n") == [], name
    for name in known.names:
        assert misspelled(f"Here {name}s run.\n") == [], name


def test_no_two_names_share_a_form() -> None:
    names = products.load().names
    assert len({products.form(name) for name in names}) == len(names)


def test_names_that_are_listed_twice_are_names() -> None:
    known = products.load()
    assert {*known.apart.names, *known.never_lower.names} <= known.names.keys()


def test_each_name_has_a_page_that_shows_it() -> None:
    for name, source in products.load().names.items():
        assert source.startswith("https://"), name


@pytest.mark.parametrize("table", ["apart", "never_lower", "numbered"])
def test_the_example_of_a_table_is_found(table: str) -> None:
    written, official = getattr(products.load(), table).example
    assert misspelled(f"The crew of the boat runs {written}.\n") == [(written, official)]


@pytest.mark.parametrize(("written", "official"), products.load().phrases.items())
def test_each_phrase_is_found(written: str, official: str) -> None:
    assert misspelled(f"The crew of the boat runs {written}.\n") == [(written, official)]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Github", "GitHub"),
        ("Websockets", "WebSockets"),
        ("Node-JS", "Node.js"),
        ("Mongo DB", "MongoDB"),
        ("Kubernets", "Kubernetes"),
        ("Terrafrom", "Terraform"),
        ("Azure OpenAI Services", "Azure OpenAI Service"),
        ("Azure Cognitive Service", "Azure Cognitive Services"),
        ("Azure Communications Services", "Azure Communication Services"),
        ("youtube", "YouTube"),
    ],
)
def test_misspellings_lead_to_the_name(written: str, name: str) -> None:
    assert misspelled(f"The crew of the boat runs {written}.\n") == [(written, name)]
    assert misspelled(
        f"The crew of the boat runs {written},\nas the [{written}](https://example.com) page has it.\n"
    ) == [
        (written, name),
        (written, name),
    ]


def test_a_word_of_another_language_is_no_typo() -> None:
    german = "Die Signale der Docken im Hafen: {} FastAPI- und andere Dienste.\n"
    assert misspelled(german.format("Kubernetas")) == []
    assert misspelled(german.format("Github")) == [("Github", "GitHub")]


@pytest.mark.parametrize(
    "text",
    ["Open AI Foundry.", "`Github` and Github.md", "**Github**", '"Github"', "x/Github/y", "NodeJS.Timeout", "OPENAI"],
)
def test_labels_code_and_orders_are_left_alone(text: str) -> None:
    assert misspelled(f"{text}\n") == []

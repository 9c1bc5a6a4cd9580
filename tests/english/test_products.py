"""How products are called: what the owners write is never wrong, and each slip leads to one name."""

from __future__ import annotations

import pytest

from checker.english import products
from checker.page.facts import Facts
from checker.reading.extraction import extract


def misnomers(text: str) -> list[tuple[str, str]]:
    facts: Facts = extract("guide.md", text)
    return [(one.span.slice(text), one.name) for one in facts.misnomers]


def test_no_right_name_is_taken_for_a_slip() -> None:
    names = {*products._NAMES, *products._KNOWN.values(), *products._NUMBERED, *products._NEVER_LOWER}
    assert len(names) > 100
    for name in sorted(names):
        assert misnomers(f"Here {name} runs, and a {name}\nthere. {name}'s page is `{name.lower()}`.\n") == [], name
    for name in products._NAMES:
        assert misnomers(f"Here {name}s run.\n") == [], name


def test_no_two_names_share_a_form() -> None:
    assert len({products.form(name) for name in products._NAMES}) == len(products._NAMES)


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
def test_slips_lead_to_the_name(written: str, name: str) -> None:
    assert misnomers(f"The crew of the boat runs {written}.\n") == [(written, name)]
    assert misnomers(
        f"The crew of the boat runs {written},\nas the [{written}](https://example.com) page has it.\n"
    ) == [
        (written, name),
        (written, name),
    ]


def test_a_word_of_another_language_is_no_slip() -> None:
    german = "Die Signale der Docken im Hafen: {} FastAPI- und andere Dienste.\n"
    assert misnomers(german.format("Kubernetas")) == []
    assert misnomers(german.format("Github")) == [("Github", "GitHub")]


@pytest.mark.parametrize(
    "text",
    ["Open AI Foundry.", "`Github` and Github.md", "**Github**", '"Github"', "x/Github/y", "NodeJS.Timeout", "OPENAI"],
)
def test_labels_code_and_orders_are_left_alone(text: str) -> None:
    assert misnomers(f"{text}\n") == []

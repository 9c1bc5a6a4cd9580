"""The families of model names: what their data says of itself, and what is bundled, is read by their patterns."""

import importlib.resources
import tomllib

import pytest

from checker.patterns import families, models

KNOWN = families.load()


def bundled() -> list[str]:
    """Return the ids of all bundled models."""
    raw = importlib.resources.files("checker.catalog").joinpath("bundled.toml").read_text("utf-8")
    return sorted(tomllib.loads(raw)["models"])


@pytest.mark.parametrize("model", bundled())
def test_a_bundled_id_has_the_shape_of_a_model_name(model: str) -> None:
    assert models.is_model_name(model)


@pytest.mark.parametrize(("family", "example"), [(one, name) for one in KNOWN.families for name in one.examples])
def test_a_family_reads_its_examples(family: families.Family, example: str) -> None:
    assert models.is_model_name(example)
    assert families.of(example) == family
    [(start, end)] = models.model_names(f"{example}, or another", models.model_starts(example))
    assert example[start:end] == example


@pytest.mark.parametrize("family", KNOWN.families, ids=lambda one: one.examples[0])
def test_a_family_is_sound(family: families.Family) -> None:
    assert family.maker in KNOWN.makers
    assert family.examples
    assert family.source.startswith("https://")
    assert all(text == text.lower() for text in (*family.heads, *family.beginnings, *family.series, *family.whole))


@pytest.mark.parametrize("name", [name for one in KNOWN.families for name in one.whole])
def test_a_name_that_is_a_word_counts_only_where_it_stands_alone(name: str) -> None:
    assert models.is_model_name(name)
    assert not list(models.model_names(f"a {name} of one", models.model_starts(name)))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("call gpt-5.20 now", "gpt-5.20"),
        ("call gpt-4o.", "gpt-4o."),
        ("the command-line tool", "command-line"),
        ("embed-this-file", ""),
        ("embed-english-v3.0", "embed-english-v3.0"),
        ("ChatGPT-like", ""),
    ],
)
def test_names_end_where_they_end(text: str, name: str) -> None:
    found = [text[start:end] for start, end in models.model_names(text, models.model_starts(text))]
    assert found == ([name.rstrip(".")] if name else [])


def test_words_of_a_sentence_are_unclear() -> None:
    assert models.is_unclear("command-line")
    assert not models.is_unclear("Command-R")
    assert not models.is_unclear("command-r-plus")
    assert models.is_unclear("o1")
    assert not models.is_unclear("o3-mini")

"""What is the same value, which host is whose, and what a written date promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker import run
from checker.catalog import Catalog, exclusive_host
from checker.catalog.files import CatalogFileError, add_bundled, add_file, export
from checker.config import Config
from checker.page.facts import Span, Value
from checker.reading.extraction import extract
from checker.rules.models.conflicting_fact import same
from checker.rules.page.lapsed_date import DatePromise
from checker.tree.sources import FolderSource

from ..support import CORPUS_DAY, found, write


def value(text: str) -> Value:
    """Return the value that a table cell of this text holds."""
    (found,) = extract("a.md", f"| Model | Size |\n|---|---|\n| x | {text} |\n").values
    return found


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("128,000", "128K", True),
        ("131,072", "128K", True),
        ("16,385", "16k", True),
        ("1,047,576", "1M", True),
        ("2.7 K", "2,700", True),
        ("30 million", "30 M", True),
        ("128,000", "200K", False),
        ("4,096", "4,097", False),
        ("2.7K", "2,800", False),
        ("June 14, 2024", "2024-06-14", True),
        ("Jun 14th, 2024", "June 2024", True),
        ("Oct 2023", "October 2023", True),
        ("Oct 2023", "Sep 2023", False),
        ("June 14, 2024", "June 15, 2024", False),
    ],
)
def test_values_are_compared_as_exactly_as_they_are_written(one: str, other: str, equal: bool) -> None:
    assert same(value(one), value(other)) is equal
    assert same(value(other), value(one)) is equal


@pytest.mark.parametrize("text", ["0613", "v1", "1106-preview", "`o3`", "June 31, 2024", "2024-02-30"])
def test_versions_and_days_that_no_calendar_has_are_no_values(text: str) -> None:
    assert [
        one for one in extract("a.md", f"| M | S |\n|---|---|\n| x | {text} |\n").values if one.kind != "month"
    ] == []


def test_values_and_urls_are_where_their_spans_say() -> None:
    text = (
        "| Model | Max |\n|---|---|\n| `gpt-4o` | Input: 128,000 <br> Output: 4,096 |\n\n"
        "> The `gpt-4o` model has a context window of\n> 128K tokens. "
        "See `https://<your name>.openai.azure.com/openai`.\n\n"
        "    GET https://{{host}}.search.windows.net/indexes('a')/docs?x=1, then go\n"
    )
    facts = extract("a.md", text)
    assert [one.span.slice(text) for one in facts.values] == ["128,000", "4,096", "128K"]
    assert [(one.host.slice(text), one.text) for one in facts.urls] == [
        ("<your name>.openai.azure.com", "https://<your name>.openai.azure.com/openai"),
        ("{{host}}.search.windows.net", "https://{{host}}.search.windows.net/indexes("),
    ]


@pytest.mark.parametrize(
    ("host", "owner"),
    [
        ("contoso.openai.azure.com", "azure-openai"),
        ("Contoso.Search.Windows.net", "azure-ai-search"),
        ("contoso.cognitiveservices.azure.com", ""),
        ("contoso.services.ai.azure.com", ""),
        ("example.com", ""),
    ],
)
def test_a_shared_host_belongs_to_nobody(host: str, owner: str) -> None:
    catalog = Catalog()
    add_bundled(catalog)
    found = exclusive_host(catalog.services.values(), host)
    assert (found.id if found else "") == owner


def test_control_planes_survive_an_export(tmp_path: Path) -> None:
    catalog = Catalog()
    add_bundled(catalog)
    file = tmp_path / "checker-catalog.toml"
    file.write_text(export(catalog, "a test", CORPUS_DAY), encoding="utf-8")
    again = Catalog()
    add_file(again, file)
    assert again.control_planes == catalog.control_planes != {}


def test_a_control_plane_that_is_no_list_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "checker-catalog.toml"
    file.write_text('[control_planes]\n"Microsoft.Search" = "2023-11-01"\n', encoding="utf-8")
    with pytest.raises(CatalogFileError, match="control_planes"):
        add_file(Catalog(), file)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("It will be retired on Monday, May 5, 2025.", "2025-05-05"),
        ("It retires on 5 May 2025.", "2025-05-05"),
        ("It will be there in Q2 2025.", "2025-06-30"),
        ("It will be there by the end of 2025.", "2025-12-31"),
        ("It will be there in early 2025.", "2025-04-30"),
        ("Upgrades start no earlier than February 2024.", "2024-02-29"),
    ],
)
def test_a_promise_is_dated_by_the_last_day_that_it_can_mean(text: str, day: str) -> None:
    (promise,) = extract("a.md", text).of(DatePromise)
    assert promise.day == day
    assert promise.span.within(Span(0, len(text)))


@pytest.mark.parametrize("after", ["", " tokens in all", " <br> Output: 4,096"])
def test_a_value_at_the_start_of_a_cell_counts(after: str, tmp_path: Path) -> None:
    table = "# Models of {0}\n\n| Model ID | Context window |\n|---|---|\n| `gpt-4o` | {0}" + after + " |\n"
    write(tmp_path, {"a.md": table.format("128,000"), "b.md": table.format("200,000")})
    report = run.check(FolderSource(tmp_path), Config(select=["conflicting-fact"]), as_of=CORPUS_DAY)
    assert found(report) == {("b.md", 5, "conflicting-fact")}

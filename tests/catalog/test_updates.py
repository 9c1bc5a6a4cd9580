"""A newer table or feed is read, compared and kept: what it changes, and what a catalog says after it."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from checker.catalog import Catalog, newer, table, updates
from checker.catalog.files import (
    CatalogFileError,
    add_bundled,
    bundled_models,
    parts,
    read_file,
    updated,
    with_update,
)
from checker.catalog.newer import NewerTableError
from checker.catalog.updates import Change

DAY = dt.date(2027, 3, 1)
Entries = dict[str, dict[str, Any]]


def known(day: dt.date, entries: Entries, name: str = "a table") -> table.Known:
    return table.read([newer.parsed(entries, name, day).source])


def entry(provider: str, day: str = "") -> dict[str, Any]:
    return {"litellm_provider": provider, "mode": "chat", **({"deprecation_date": day} if day else {})}


OLD = known(
    DAY,
    {
        "gpt-8": entry("openai", "2027-05-01"),
        "gpt-8-mini": entry("openai"),
        "azure/gpt-8": entry("azure", "2027-08-01"),
    },
)
NEW = known(
    dt.date(2027, 6, 1),
    {
        "gpt-8": entry("openai", "2027-09-01"),
        "gpt-9-2027-01-01": entry("openai"),
        "azure/gpt-8": entry("azure", "2027-08-01"),
    },
)


def test_changes_are_by_maker_and_platform() -> None:
    assert updates.changes(NEW, OLD, DAY) == [
        Change("openai", "openai", "gpt-8", "", "changed", "2027-05-01", "2027-09-01"),
        Change("openai", "openai", "gpt-8-mini", "", "removed"),
        Change("openai", "openai", "gpt-9", "2027-01-01", "added"),
    ]


def test_what_only_older_tables_have_is_not_removed() -> None:
    kinds = {one.kind for one in updates.changes(NEW, OLD, DAY + dt.timedelta(1))}
    assert kinds == {"changed", "added"}
    assert {one.kind for one in updates.changes(NEW, OLD, None)} == {"changed", "added"}


def test_a_merge_keeps_what_the_newer_one_lacks_with_its_source() -> None:
    merged = updates.merge(NEW, OLD)
    assert sorted(merged.models) == ["gpt-8", "gpt-8-mini", "gpt-9"]
    bare = merged.models["gpt-8"].bare
    assert bare is not None
    assert bare.on == {"openai": "2027-09-01", "azure": "2027-08-01"}
    left = merged.models["gpt-8-mini"].bare
    assert left is not None
    assert merged.sources[left.source] == ("a table", "2027-03-01")


def test_only_what_is_new_is_kept() -> None:
    assert sorted(updates.beyond(NEW, OLD).models) == ["gpt-8", "gpt-9"]
    assert updates.beyond(OLD, OLD).models == {}


def test_a_source_is_kept_once_and_only_if_used() -> None:
    again = updates.merge(known(dt.date(2027, 7, 1), {"gpt-8": entry("openai", "2027-09-01")}), NEW)
    once = updates.beyond(updates.merge(NEW, again), OLD)
    assert once.sources == [("a table", "2027-06-01")]
    updates.check(once)


def test_an_update_survives_the_file(tmp_path: Path) -> None:
    file = tmp_path / "checker-catalog.toml"
    own = "# ours\n[models.contoso-1]\n"
    file.write_text(with_update(own, NEW, file))
    assert parts(file) == (own + "\n", NEW)
    assert list(read_file(file).models) == ["contoso-1"]


def test_a_catalog_has_the_newer_day() -> None:
    catalog = Catalog()
    add_bundled(catalog, NEW)
    found = catalog.retirement("gpt-8", "", "openai")
    assert found is not None
    assert found.day == dt.date(2027, 9, 1)
    assert str(found.origin) == "a table (2027-06-01)"
    assert catalog.day == dt.date(2027, 6, 1)


def test_an_update_that_the_bundle_has_overtaken_is_ignored() -> None:
    old = known(bundled_models().day - dt.timedelta(1), {"gpt-8": entry("openai")})
    assert updated(old) is bundled_models()


WRONG = [
    ('gpt-8 = { maker = "nobody" }', "unknown maker `nobody`"),
    ('gpt-8 = { maker = "openai", bare = { on = { nowhere = "" } } }', "unknown platform `nowhere`"),
    ('gpt-8 = { maker = "openai", bare = { on = { openai = "soon" } } }', "not a date: `soon`"),
    ('gpt-8 = { maker = "openai", bare = { on = { openai = "" }, source = 7 } }', "there is no source 7"),
    ('gpt-8 = { maker = "openai", bear = 1 }', "unknown field `bear`"),
]


@pytest.mark.parametrize(("line", "message"), WRONG)
def test_a_wrong_update_is_an_error(line: str, message: str, tmp_path: Path) -> None:
    data = f'[update]\nsources = [["t", "2027-01-01"]]\n[update.models]\n{line}\n'.encode()
    with pytest.raises(CatalogFileError, match=message):
        read_file(tmp_path / "c.toml", data)


def test_tables_below_an_update_are_not_lost(tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    file.write_text(updates.rendered(NEW) + "[models.contoso-1]\n")
    with pytest.raises(CatalogFileError, match=r"c\.toml:1: .*move other tables above"):
        parts(file)
    file.write_text("[update]\nsources = []\nmodels = {}\n")
    with pytest.raises(CatalogFileError, match="cannot be replaced"):
        parts(file)


# -- tables and feeds

ITEM = {"provider": "AWS Bedrock", "model_id": "anthropic.claude-sonnet-9-20270101-v1:0", "shutdown_date": "2029-01-01"}


def feed(*items: dict[str, Any]) -> table.Known:
    return table.read([newer.parsed([{**ITEM, **item} for item in items], "feed", DAY).source])


def days(found: table.Known) -> dict[str, str]:
    return {key: day for one in found.models.values() for held in one.versions.values() for key, day in held.on.items()}


def test_a_feed_has_days_by_platform() -> None:
    found = feed({}, {"provider": "Google Vertex", "shutdown_date": "2030-01-01", "replacement_models": ["gpt-9"]})
    assert days(found) == {"bedrock": "2029-01-01", "vertex": "2030-01-01"}
    assert list(found.models) == ["claude-sonnet-9"]


@pytest.mark.parametrize(
    "item",
    [
        {"announcement_date": "2029-01-01"},  # the day of the announcement is none
        {"shutdown_date": ""},
        {"provider": "Nowhere"},
        {"model_id": "Assistants API"},
    ],
)
def test_what_says_no_day_of_a_model_is_left_out(item: dict[str, Any]) -> None:
    assert feed(item).models == {}


def test_the_last_announcement_of_a_model_counts() -> None:
    later = {"announcement_date": "2027-02-01", "shutdown_date": "2029-06-01"}
    earlier = {"announcement_date": "2027-01-01"}
    assert days(feed(later, earlier)) == days(feed(earlier, later)) == {"bedrock": "2029-06-01"}


def test_a_json_feed_says_its_day() -> None:
    items = [
        {"_deprecation": ITEM, "date_published": "2027-04-02T10:00:00+00:00"},
        {"_deprecation": ITEM, "date_published": "2027-04-01T10:00:00Z"},
    ]
    found = newer.parsed({"version": "https://jsonfeed.org/version/1.1", "items": items}, "feed", None)
    assert (found.source.as_of, found.is_whole) == (dt.date(2027, 4, 2), False)


@pytest.mark.parametrize(
    ("name", "platform"),
    [
        ("OpenAI", "openai"),
        ("AWS Bedrock", "bedrock"),
        ("Google", "gemini"),
        ("Google Vertex AI", "vertex"),
        ("Microsoft Azure OpenAI", "azure"),
        ("x", ""),
    ],
)
def test_a_provider_is_a_platform(name: str, platform: str) -> None:
    assert newer.platform_called(name) == platform


BROKEN = [
    (b"{", "t.json:1:2: not JSON"),
    (b"\xff", "not UTF-8: byte 0 is 0xff"),
    (b"[" * 100_000, "not JSON that can be read"),
    (b"7", "neither a table of models nor a feed"),
    (b"{}", "neither a table of models nor a feed"),
    (b'{"a": {}}', "no entry has a `litellm_provider`"),
    (b'{"a": 1}', "`a`: not an object"),
    (b'{"a": {"litellm_provider": "openai", "deprecation_date": "2027-02-30"}}', "`a`: `deprecation_date` is not a"),
    (b'{"a": {"litellm_provider": "openai"}}', "--as-of"),
    (b"[1]", "item 1: not an object"),
    (b'[{"_deprecation": 1}]', "item 1: not an object"),
    (b'[{"provider": "OpenAI"}]', "item 1: `model_id` is missing"),
    (b'[{"provider": "OpenAI", "model_id": "a", "shutdown_date": 7}]', "item 1: `shutdown_date` is not a date"),
    (b"[]", "--as-of"),
]


@pytest.mark.parametrize(("data", "message"), BROKEN)
def test_what_is_wrong_with_a_table_is_said_with_its_place(data: bytes, message: str, tmp_path: Path) -> None:
    file = tmp_path / "t.json"
    file.write_bytes(data)
    with pytest.raises(NewerTableError) as caught:
        newer.read_newer(file, "t", None)
    assert message in str(caught.value)
    assert str(file) in str(caught.value)


def test_the_sample_entry_of_a_table_is_none(tmp_path: Path) -> None:
    file = tmp_path / "t.json"
    file.write_text(json.dumps({"sample_spec": {"deprecation_date": "a date"}, "gpt-8": entry("openai")}))
    assert list(table.read([newer.read_newer(file, "t", DAY).source]).models) == ["gpt-8"]

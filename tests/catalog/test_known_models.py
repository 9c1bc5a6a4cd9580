"""What is known of the models of all makers: ids resolve, dates are those of the platform that is asked for."""

import datetime as dt

import pytest

from checker.catalog import Catalog, Origin, Retirement, table
from checker.catalog.files import add_bundled, add_known, bundled_models
from checker.patterns import families


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    made = Catalog()
    add_bundled(made)
    return made


@pytest.mark.parametrize(
    ("written", "model", "version"),
    [
        ("openai/gpt-4o", "gpt-4o", ""),
        ("gpt-4o-2024-11-20", "gpt-4o", "2024-11-20"),
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5", "20250929"),
        ("claude-3-5-sonnet@20240620", "claude-3-5-sonnet", "20240620"),
        ("anthropic/claude-3.5-sonnet", "claude-3-5-sonnet", ""),
        ("Claude Sonnet 4.5", "claude-sonnet-4-5", ""),
        ("llama3.1:8b", "llama-3.1-8b", ""),
        ("accounts/fireworks/models/llama-v3p1-8b-instruct", "llama-3.1-8b-instruct", ""),
        ("mistral-large-2407", "mistral-large", "2407"),
        ("command-r-08-2024", "command-r", "08-2024"),
        ("gpt-3.5-turbo", "gpt-35-turbo", ""),
    ],
)
def test_a_written_name_resolves(catalog: Catalog, written: str, model: str, version: str) -> None:
    found = catalog.resolve(written)
    assert (found.model, found.version, found.tail, found.known) == (model, version, "", True)


@pytest.mark.parametrize("written", ["gpt-5.20", "claude-sonet-4-5", "@team/gpt-9"])
def test_an_unknown_model_keeps_its_maker(catalog: Catalog, written: str) -> None:
    found = catalog.resolve(written)
    assert not found.known
    assert found.maker


def test_every_bundled_model_is_found_under_its_own_id(catalog: Catalog) -> None:
    known = bundled_models()
    for name, one in known.models.items():
        assert catalog.resolve(one.spelled or name).model == name
        assert one.maker in families.load().makers
        for dates in filter(None, (one.bare, *one.versions.values())):
            for platform, day in dates.on.items():
                assert platform in families.platforms().platforms
                assert not day or dt.date.fromisoformat(day)
                assert dates.source_of(platform) < len(known.sources)


TABLES = [
    table.Source(
        "new",
        dt.date(2026, 11, 30),
        {
            "claude-x-4": {"litellm_provider": "anthropic", "mode": "chat", "deprecation_date": "2026-11-01"},
            "claude-x-5": {"litellm_provider": "anthropic", "mode": "chat", "deprecation_date": "2027-01-01"},
            "gpt-9": {"litellm_provider": "openai", "mode": "chat", "deprecation_date": "2027-01-01"},
            "azure_ai/claude-x-4": {"litellm_provider": "azure_ai", "mode": "chat", "deprecation_date": "2026-06-01"},
            "anthropic.claude-x-4-20250101-v1:0": {"litellm_provider": "bedrock", "mode": "chat"},
            "snowflake/claude-4-x": {"litellm_provider": "snowflake", "mode": "chat"},
            "some/thing": {"litellm_provider": "openai", "mode": "chat"},
        },
    ),
    table.Source(
        "old",
        dt.date(2025, 1, 1),
        {
            "claude-x-4": {"litellm_provider": "anthropic", "mode": "chat", "deprecation_date": "2026-01-01"},
            "claude-x-4-20250101": {"litellm_provider": "anthropic", "mode": "chat", "deprecation_date": "2026-01-01"},
            "claude-x-3": {"litellm_provider": "anthropic", "mode": "chat", "deprecation_date": "2024-01-01"},
        },
        doubtful=frozenset({"anthropic"}),
    ),
]


def test_newer_tables_win_and_older_ones_add() -> None:
    known = table.read(TABLES)
    assert sorted(known.models) == ["claude-x-3", "claude-x-4", "claude-x-5", "gpt-9"]
    new, old = known.models["claude-x-4"], known.models["claude-x-3"]
    assert new.bare is not None
    assert new.bare.on == {"anthropic": "2026-11-01", "azure": "2026-06-01"}
    pinned = new.versions["20250101"]
    assert pinned.on == {"bedrock": "", "anthropic": ""}
    assert [known.sources[pinned.source_of(one)][0] for one in ("bedrock", "anthropic")] == ["new", "old"]
    assert old.bare is not None
    assert (old.bare.on, known.sources[old.bare.source][0]) == ({"anthropic": ""}, "old")


@pytest.mark.parametrize(
    ("version", "platform", "day"),
    [
        ("", "anthropic", dt.date(2026, 11, 1)),
        ("", "azure", dt.date(2026, 6, 1)),
        ("", "", dt.date(2026, 11, 1)),  # nobody says where: when the last platform gives it up
        ("", None, dt.date(2026, 11, 1)),  # the maker's own, as the tree's platform has none
        ("", "groq", None),
        ("20250101", "", None),  # Bedrock has no day for it
    ],
)
def test_a_day_is_that_of_the_platform(version: str, platform: str | None, day: dt.date | None) -> None:
    catalog = Catalog()
    catalog.platform = "openai"
    add_known(catalog, table.read(TABLES), "bundled")
    found = catalog.retirement("claude-x-4", version, platform)
    assert (found.day if found else None) == day


def test_a_day_to_come_is_the_earliest_where_the_platform_names_no_other() -> None:
    catalog = Catalog()
    add_known(catalog, table.read(TABLES), "bundled")
    earliest, firm = (catalog.retirement(*one) for one in (("claude-x-5", "", "anthropic"), ("gpt-9", "", "openai")))
    assert earliest is not None
    assert (earliest.day, earliest.not_before) == (None, dt.date(2027, 1, 1))
    assert firm is not None
    assert (firm.day, firm.not_before) == (dt.date(2027, 1, 1), None)


def test_of_platforms_that_give_a_model_up_on_one_day_its_makers_is_named() -> None:
    known = Catalog()
    model = known.add_model("gpt-9", Origin("bundled", "a table"))
    model.maker, day = "openai", dt.date(2026, 1, 1)
    keys = sorted(families.platforms().platforms)
    model.retirements = [Retirement(day, platform=key) for key in keys]
    found = known.retirement("gpt-9", platform="")
    assert found is not None
    assert found.platform == "openai"

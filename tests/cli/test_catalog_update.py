"""`checker catalog update` takes a newer table from a file or a package, shows what changes, and writes it."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from checker import cli
from checker.catalog.files import bundled_models
from checker.findings import MOST_CATALOG_DAYS

TABLE = {
    "gpt-9": {"litellm_provider": "openai", "mode": "chat", "deprecation_date": "2028-01-01"},
    "sample_spec": {"deprecation_date": "the day it is shut down"},
}
DAY = "2027-03-01"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.cli, list(arguments))


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "docs"
    root.mkdir()
    (root / "a.md").write_text("# A\n\nDeploy `gpt-9` on OpenAI.\n")
    (root / "t.json").write_text(json.dumps(TABLE))
    monkeypatch.chdir(root)
    return root


def test_a_table_is_shown_and_written(docs: Path) -> None:
    dry = run("catalog", "update", "t.json", "--as-of", DAY, "--diff")
    assert dry.exit_code == 0, dry.output
    assert "OpenAI\n" in dry.stdout
    assert "+ gpt-9" in dry.stdout
    assert "t.json (2027-03-01): 1 added, 0 with another date" in dry.stdout
    assert not (docs / "checker-catalog.toml").exists()
    assert run("catalog", "--name", "gpt-9").exit_code == 1
    assert run("catalog", "update", "t.json", "--as-of", DAY).exit_code == 0
    assert "gpt-9" in run("catalog", "--name", "gpt-9").stdout
    again = run("catalog", "update", "t.json", "--as-of", DAY)
    assert "0 added, 0 with another date" in again.stdout
    found = json.loads(run("check", "--format", "json", "--as-of", "2028-02-01").stdout)["findings"]
    assert "retired-model" in {one["rule"] for one in found}


def test_what_is_the_users_own_stays_and_counts(docs: Path) -> None:
    own = '# ours\n[models."gpt-9"]\nretires = { openai = 2029-01-01 }\n'
    (docs / "checker-catalog.toml").write_text(own)
    assert run("catalog", "update", "t.json", "--as-of", DAY).exit_code == 0
    assert (docs / "checker-catalog.toml").read_text().startswith(own)
    found = json.loads(run("check", "--format", "json", "--as-of", "2028-02-01").stdout)["findings"]
    assert "retired-model" not in {one["rule"] for one in found}


def test_a_package_is_found_without_an_import(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = docs.parent / "site" / "litellm"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError")
    (package / "model_prices_and_context_window_backup.json").write_text(json.dumps(TABLE))
    monkeypatch.setattr(sys, "path", [str(package.parent)])
    result = run("catalog", "update", "--package", "litellm", "--as-of", DAY, "--diff")
    assert result.exit_code == 0, result.output
    assert "litellm (2027-03-01): 1 added" in result.stdout


def test_a_package_that_is_not_there_is_an_error(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(docs)])
    result = run("catalog", "update", "--package", "litellm", "--as-of", DAY)
    assert result.exit_code == 2
    assert "litellm is not installed" in result.stderr if result.stderr else result.output


ERRORS = [
    (["none.json", "--as-of", DAY], "none.json"),
    (["t.json"], "--as-of DATE"),
    (["t.json", "--as-of", "2020-01-01"], "the catalog has a newer one"),
    (["empty.json", "--as-of", DAY], "no entry names a model"),
    ([], "name one table"),
    (["t.json", "--package", "litellm"], "name one table"),
]


@pytest.mark.parametrize(("arguments", "message"), ERRORS)
def test_what_cannot_be_done_is_said(arguments: list[str], message: str, docs: Path) -> None:
    (docs / "empty.json").write_text('{"a": {"litellm_provider": "nobody", "mode": "chat"}}')
    result = CliRunner().invoke(cli.cli, ["catalog", "update", *arguments], standalone_mode=True)
    assert result.exit_code == 2
    assert message in result.output
    assert not (docs / "checker-catalog.toml").exists()


def test_it_is_not_written_through_a_link_unless_that_is_named(docs: Path) -> None:
    victim = docs.parent / "victim.toml"
    victim.write_text("")
    (docs / "checker-catalog.toml").symlink_to(victim)
    result = run("catalog", "update", "t.json", "--as-of", DAY)
    assert result.exit_code == 2
    assert "--output" in result.output
    assert victim.read_text() == ""
    named = run("catalog", "update", "t.json", "--as-of", DAY, "--output", "checker-catalog.toml")
    assert named.exit_code == 0
    assert "gpt-9" in victim.read_text()


@pytest.mark.parametrize("own", ["models = 7\n", "[modles]\n", "= \n"])
def test_a_wrong_catalog_file_is_left_alone(own: str, docs: Path) -> None:
    (docs / "checker-catalog.toml").write_text(own)
    result = run("catalog", "update", "t.json", "--as-of", DAY)
    assert result.exit_code == 2
    assert "checker-catalog.toml" in result.output
    assert (docs / "checker-catalog.toml").read_text() == own


@pytest.mark.parametrize(("after", "is_old"), [(0, False), (MOST_CATALOG_DAYS, False), (MOST_CATALOG_DAYS + 1, True)])
def test_an_old_catalog_is_said_to_be_old(after: int, is_old: bool, docs: Path) -> None:
    day = bundled_models().day + dt.timedelta(after)
    text = run("check", "--as-of", str(day)).stdout
    assert ("`checker catalog update` takes a newer table" in text) is is_old
    summary = json.loads(run("check", "--format", "json", "--as-of", str(day)).stdout)["summary"]
    assert summary["catalog"] == {"as_of": str(bundled_models().day), "old": is_old}
    assert run("catalog", "update", "t.json", "--as-of", str(day)).exit_code == 0
    assert "takes a newer table" not in run("check", "--as-of", str(day)).stdout


def test_a_day_of_the_makers_own_page_is_not_said_to_change(docs: Path) -> None:
    day = {"litellm_provider": "anthropic", "mode": "chat", "deprecation_date": "2029-01-01"}
    (docs / "t.json").write_text(json.dumps({"claude-2.1": day, "claude-9": day}))
    result = run("catalog", "update", "t.json", "--as-of", DAY)
    assert "+ claude-9 " in result.stdout
    assert "+ claude-2" not in result.stdout
    assert "~ claude-2" not in result.stdout
    found = json.loads(run("check", "--format", "json", "--as-of", "2027-04-01").stdout)
    assert found["summary"]["catalog"] == {"as_of": DAY, "old": False}


def test_a_date_that_goes_is_shown_and_gone(docs: Path) -> None:
    assert run("catalog", "update", "t.json", "--as-of", DAY).exit_code == 0
    (docs / "t.json").write_text(json.dumps({"gpt-9": {"litellm_provider": "openai", "mode": "chat"}}))
    result = run("catalog", "update", "t.json", "--as-of", "2027-04-01")
    assert re.search(r"~ gpt-9 +has no date, not 2028-01-01", result.stdout)
    found = json.loads(run("check", "--format", "json", "--as-of", "2028-02-01").stdout)["findings"]
    assert "retired-model" not in {one["rule"] for one in found}

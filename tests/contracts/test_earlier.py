"""Files of earlier versions are read as they were meant; those of later ones are refused by their version."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from checker import baseline, cli
from checker.catalog import Catalog
from checker.catalog.files import CatalogFileError, add_file, export
from checker.config import ConfigError, load
from checker.report.json import VERSION
from checker.workflows import triage

from ..support import SEED_DAY, TOP

EARLIER = TOP / "tests" / "earlier"
DAY = ("--as-of", SEED_DAY.isoformat())


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(EARLIER / "tree", tmp_path / "tree")
    monkeypatch.chdir(tmp_path / "tree")
    return tmp_path / "tree"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.cli, list(arguments))


def report_now(*arguments: str) -> dict[str, Any]:
    result = run("check", "--format", "json", *DAY, *arguments)
    return json.loads(result.stdout)  # type: ignore[no-any-return]


def shape(value: Any, path: str = "") -> set[str]:
    """Return the keys of some JSON, each with the way to it."""
    if isinstance(value, dict):
        return {one for key, inner in value.items() for one in (f"{path}.{key}", *shape(inner, f"{path}.{key}"))}
    return {one for inner in value for one in shape(inner, f"{path}[]")} if isinstance(value, list) else set()


@pytest.mark.parametrize("name", ["report-first.json", "report.json"])
def test_a_report_still_has_every_key(name: str, tree: Path) -> None:
    then, now = json.loads((EARLIER / name).read_text(encoding="utf-8")), report_now()
    assert then["version"] == now["version"] == VERSION
    assert shape(then) <= shape(now)


@pytest.mark.parametrize("name", ["report-first.json", "report.json"])
def test_the_same_findings_have_the_same_fingerprints_and_places(name: str, tree: Path) -> None:
    def identities(report: dict[str, Any]) -> set[tuple[str, ...]]:
        keys = ("rule", "path", "line", "column", "end_line", "end_column", "fingerprint")
        return {tuple(str(one[key]) for key in keys) for one in report["findings"]}

    then = json.loads((EARLIER / name).read_text(encoding="utf-8"))
    assert len(then["findings"]) == 3
    assert identities(then) == identities(report_now())


def test_a_service_that_reads_sarif_knows_the_findings_again(tree: Path) -> None:
    then = json.loads((EARLIER / "report.sarif").read_text(encoding="utf-8"))
    now = json.loads(run("check", "--format", "sarif", *DAY).stdout)
    assert then["version"] == now["version"]
    marks = [{json.dumps(one["partialFingerprints"]) for one in report["runs"][0]["results"]} for report in (then, now)]
    assert len(marks[0]) == 3
    assert marks[0] == marks[1]


def test_a_baseline_knows_its_findings(tree: Path) -> None:
    (tree / "known.jsonl").write_bytes((EARLIER / "baseline.jsonl").read_bytes())
    report = report_now("--baseline", "known.jsonl")
    assert report["findings"] == []
    assert report["summary"]["passed_over"]["baseline"] == 3
    assert report["summary"]["warnings"] == []


def test_a_baseline_is_written_as_before(tree: Path) -> None:
    data = (EARLIER / "baseline.jsonl").read_bytes()
    assert baseline.render(baseline.parse(data, "known")) == data


def test_decisions_are_applied(tree: Path) -> None:
    (tree / "decisions.json").write_bytes((EARLIER / "triage.json").read_bytes())
    result = run("triage", "decisions.json", "--fix", *DAY)
    assert result.exit_code == 0, result.output
    page = (tree / "docs" / "guide.md").read_text(encoding="utf-8")
    assert "<!-- checker: ignore broken-link -- as discussed -->" in page
    assert "Use the boat" in page
    assert "page-model-mismatch" in (tree / "checker-baseline.jsonl").read_text(encoding="utf-8")


def test_a_catalog_is_read(tmp_path: Path) -> None:
    catalog = Catalog()
    add_file(catalog, EARLIER / "catalog.toml")
    assert str(catalog.models["gpt-35-turbo-16k"].versions["0613"].retirements[0].day) == "2025-04-30"
    assert catalog.services["content-safety"].clients == ["ContentSafetyClient"]
    assert ("azure-openai", "2022-03-01-preview") in catalog.api_versions
    text = export(catalog, "again", SEED_DAY)
    assert "version = 1\n" in text
    again = Catalog()
    add_file(again, tmp_path / "again.toml", text.encode())
    assert export(again, "again", SEED_DAY) == text


def test_a_configuration_is_read(tree: Path) -> None:
    config = load(tree / "checker.toml")
    assert (config.version, config.paths, config.platform, config.fail_on) == (1, ["docs"], "azure", "error")
    assert config.severity == {"broken-link": "warning"}


@pytest.mark.parametrize("version", ["2", "0", "true", '"1"', "1.5"])
def test_later_versions_are_refused_by_their_number(version: str, tree: Path) -> None:
    (tree / "checker.toml").write_text(f"version = {version}\nnew-key = 1\n", encoding="utf-8")
    (tree / "catalog.toml").write_text(f"[catalog]\nversion = {version}\n\n[novelty]\n", encoding="utf-8")
    with pytest.raises(CatalogFileError, match="unsupported version"):
        add_file(Catalog(), tree / "catalog.toml")
    with pytest.raises(ConfigError, match="unsupported version"):
        load(tree / "checker.toml")


def test_later_baselines_and_decisions_are_refused_by_their_number() -> None:
    with pytest.raises(baseline.BaselineError, match="unsupported version 2"):
        baseline.parse(b'{"checker-baseline":2}\n{"new": 1}\n', "known")
    with pytest.raises(triage.TriageError, match="unsupported version 2"):
        triage.parse(b'{"checker-triage": 2, "entries": [], "more": 1}', "decisions")


@pytest.mark.parametrize(
    "head", [b"", b"{}", b"[1]", b'{"checker-baseline":"1"}', b'{"checker-baseline":1,"x":2}', b"\xff"]
)
def test_what_is_no_baseline_is_named(head: bytes) -> None:
    with pytest.raises(baseline.BaselineError, match="not a baseline"):
        baseline.parse(head + b"\n", "known")

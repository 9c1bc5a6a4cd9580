"""What can be looked up: `checker where`, `checker catalog`, `checker graph`, `checker rules`, `checker rule`."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from ..cli.test_cli import MODELS, run, tree, write

__all__ = ["tree"]


def test_where_a_model_stands(tree: Path) -> None:
    result = run("where", "GPT-4o mini", "--config", _config(tree))
    assert result.exit_code == 0
    assert "known from tree: docs/models.md:6" in result.stdout
    assert re.search(r"declared \(1\)\n  docs/models\.md:6 +\| `gpt-4o-mini` \(2024-07-18\)", result.stdout)
    assert re.search(r"required \(1\)\n  docs/guide\.md:3 ", result.stdout)
    assert re.search(r"used \(2\)\n  docs/guide\.md:6 .*\n  docs/guide\.md:7 ", result.stdout)
    assert re.search(r"on the same pages\n  gpt-4o  1 page\n", result.stdout)


def test_a_model_is_named_by_its_id_even_if_a_table_has_its_name(tree: Path) -> None:
    write(tree, docs__models=MODELS.replace("`gpt-4o-mini`", "**GPT-4o-mini**"))
    assert run("where", "gpt-4o-mini").stdout.startswith("gpt-4o-mini  model, ")


def _config(tree: Path) -> str:
    (tree / "checker.toml").write_text('paths = ["docs"]\n')
    return "checker.toml"


@pytest.mark.parametrize("name", ["gpt-4o@2024-11-20", "gpt-4o 2024-11-20", "gpt-4o-2024-11-20"])
def test_where_a_model_version_stands(tree: Path, name: str) -> None:
    text = run("where", name).stdout
    assert text.startswith(
        "gpt-4o 2024-11-20  model version, mentioned once on 1 page\n  known from tree: docs/models.md:5\n"
    )


def test_where_an_api_version_stands(tree: Path) -> None:
    text = run("where", "2024-10-21").stdout
    assert text.startswith("2024-10-21  API version, mentioned once on 1 page\n")
    assert re.search(r"used \(1\)\n  docs/guide\.md:7  .*api-version=2024-10-21", text)
    assert text == run("where", "azure-openai@2024-10-21").stdout


def test_where_a_date_is_a_version_of_models(tree: Path) -> None:
    assert "2024-11-20  model version of\n  gpt-4o  (tree: docs/models.md:5)" in run("where", "2024-11-20").stdout


@pytest.mark.parametrize("name", ["docs/models.md", "./docs/models.md", "models.md"])
def test_where_a_page_stands(tree: Path, name: str) -> None:
    text = run("where", name).stdout
    assert text.startswith("docs/models.md  page  Models\n")
    assert "declared\n  gpt-4o 2024-11-20  line 5\n" in text
    assert "linked from\n  docs/guide.md\n" in text


def test_where_a_page_includes_others_and_has_siblings(tree: Path) -> None:
    write(tree, docs__start="[!INCLUDE [x](start-python.md)]\n", docs__start_python="", docs__a="")
    write(tree / "docs", **{"start-python": "# Python\n", "start-java": "# Java\n"})
    assert "includes\n  docs/start-python.md\n" in run("where", "start.md").stdout
    text = run("where", "start-python.md").stdout
    assert "included by\n  docs/start.md\n" in text
    assert "siblings\n  docs/start-java.md\n" in text


@pytest.mark.parametrize(
    ("name", "near"),
    [("gpt-4o-minii", "`gpt-4o-mini`"), ("docs/modles.md", "`docs/models.md`"), ("2024-10-22", "`2024-10-21`")],
)
def test_where_names_the_nearest(tree: Path, name: str, near: str) -> None:
    result = run("where", name)
    assert (result.exit_code, result.stdout) == (1, "")
    assert near in result.stderr


def test_catalog_tells_where_each_entry_is_known_from(tree: Path) -> None:
    (tree / "checker-catalog.toml").write_text('[catalog]\nsource = "ours"\n[models]\n"swan-1" = {}\n')
    text = run("catalog").stdout
    assert re.search(r"^  gpt-4o +tree: docs/models\.md:5$", text, re.M)
    assert re.search(r"^    2024-11-20 +tree: docs/models\.md:5$", text, re.M)
    assert re.search(r"^  swan-1 +user: ours$", text, re.M)
    assert re.search(r"^  azure-openai 2024-10-21 +bundled: ", text, re.M)
    assert re.search(r"^  azure-ai-search  +bundled: .*  Azure AI Search", text, re.M)


def test_an_exported_catalog_serves_another_repository(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    write(tree, docs__models=MODELS.replace("gpt-4o-mini", "gpt-9"))
    other = write(tmp_path_factory.mktemp("other"), page="The `gpt-9` model.\n")
    result = run("catalog", "--export", other / "checker-catalog.toml", "--as-of", "2025-02-06")
    assert result.exit_code == 0
    text = run("where", "gpt-9", other).stdout
    assert f"known from user: {tree.name} (2025-02-06)" in text


def test_graph_as_json(tree: Path) -> None:
    data = json.loads(run("graph", "--format", "json").stdout)
    ids = [node["id"] for node in data["nodes"]]
    assert ids == sorted(ids)
    assert "page:docs/guide.md" in ids
    kinds = {(edge["source"], edge["kind"], edge["target"]) for edge in data["edges"]}
    assert ("page:docs/guide.md", "links to", "page:docs/models.md") in kinds
    assert ("page:docs/guide.md", "requires", "model:gpt-4o-mini") in kinds


def test_graph_as_graphml_and_dot(tree: Path) -> None:
    write(tree, **{'docs__say-"x"-\\-y': "# Odd\n"})
    ET.fromstring(run("graph", "--format", "graphml").stdout)
    assert run("graph", "--format", "dot", "--output", "graph.dot").stdout == ""
    text = (tree / "graph.dot").read_text(encoding="utf-8")
    assert text.startswith("digraph checker {\n")
    assert text.endswith("}\n")
    assert 'label="docs/say-\\"x\\"-\\\\-y.md", class="page"' in text
    assert 'class="API-version"' in text
    assert "section:" not in text


def test_graph_needs_known_formats_and_kinds(tree: Path) -> None:
    assert run("graph", "--format", "png").exit_code == 2
    assert "did you mean `models`?" in run("graph", "--only", "model").stderr


def drawn(*arguments: str) -> tuple[set[str], set[tuple[str, str, str]]]:
    """Return the nodes and edges of a graph."""
    data = json.loads(run("graph", "--format", "json", *arguments).stdout)
    return (
        {node["id"] for node in data["nodes"]},
        {(edge["source"], edge["kind"], edge["target"]) for edge in data["edges"]},
    )


def test_graph_around_a_model(tree: Path) -> None:
    nodes, _ = drawn("--around", "GPT-4o", "--only", "models,versions,pages")
    assert nodes >= {"model:gpt-4o", "version:gpt-4o@2024-11-20", "page:docs/models.md"}
    assert "page:docs/guide.md" not in nodes
    further, edges = drawn("--around", "gpt-4o", "--depth", "2", "--only", "models,pages")
    assert further >= {"model:gpt-4o", "model:gpt-4o-mini", "page:docs/models.md", "page:docs/guide.md"}
    assert {node.partition(":")[0] for node in further} == {"model", "page"}
    assert ("page:docs/guide.md", "uses", "model:gpt-4o-mini") in edges
    whole, _ = drawn("--around", "models.md")
    assert any(node.startswith("section:docs/models.md") for node in whole)


def test_graph_of_models_links_those_on_the_same_pages(tree: Path) -> None:
    nodes, edges = drawn("--around", "gpt-4o", "--only", "models")
    assert {node.partition(":")[0] for node in nodes} == {"model"}
    together = {("model:gpt-4o", "on the same pages", "model:gpt-4o-mini")}
    assert {edge for edge in edges if edge[1] != "replaced by"} == together
    assert {edge for edge in drawn("--only", "models")[1] if edge[1] != "replaced by"} == together


def test_graph_around_nothing(tree: Path) -> None:
    result = run("graph", "--around", "gpt-9")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "No model, API version, service or page is called `gpt-9`" in result.stderr


def test_graph_warns_where_graphviz_would_take_long(tree: Path) -> None:
    links = "".join(f"[x](page{number}.md)\n" for number in range(40))
    write(tree, **{f"docs__page{number}": links for number in range(40)})
    assert "edges, which Graphviz may not draw" in run("graph").stderr
    assert run("graph", "--around", "gpt-4o").stderr == ""


def test_catalog_by_name(tree: Path) -> None:
    text = run("catalog", "--name", "GPT-4o").stdout
    assert text.startswith("Models\n")
    assert re.search(r"^  gpt-4o +tree: docs/models\.md:5$", text, re.M)
    assert re.search(r"^    2024-11-20 +tree: docs/models\.md:5$", text, re.M)
    assert all("gpt-4o" in line for line in text.splitlines() if re.match(r"  \S", line))
    assert re.search(r"^  gpt-4o +2024-11-20 ", run("catalog", "--name", "2024-11-20").stdout, re.M)
    assert re.search(r"^  azure-openai 2024-10-21 +bundled: ", run("catalog", "--name", "azure-*10-21").stdout, re.M)
    assert run("catalog", "GPT-4o").stdout == text
    nothing = run("catalog", "--name", "gpt-99")
    assert (nothing.exit_code, nothing.stdout) == (1, "")
    assert run("catalog", "--name", "gpt-4o", "--export", "x.toml").exit_code == 2
    assert "no such file or folder: two" in run("catalog", "one", "two").stderr


def test_rules_lists_every_rule() -> None:
    from checker.rules import check_rules, meant

    lines = run("rules").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [*check_rules(), *sorted(meant("change"))]
    assert any(re.match(r"doubled-word +warning +safe fix +A word", line) for line in lines)


def test_rule_prints_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    text = run("rule", "doubled-word").stdout
    assert text.startswith("# doubled-word\n\nWarning; safe fix.\n\n")
    assert "```bad guide.md\n" in text
    assert "- `allow` (default: `[]`)" in text
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "```" not in run("rule", "doubled-word").stdout

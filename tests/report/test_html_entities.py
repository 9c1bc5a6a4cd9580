"""The data behind the views of entities and of the graph: what is said of each, and that it adds up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from checker.config import Config
from checker.graph import DocsGraph, networkx_view
from checker.graph.roles import ROLES
from checker.report import Look, render
from checker.report.html import entities, entity_lines, graph, layout, nodes
from checker.run import check, load
from checker.tree.sources import FolderSource

from ..support import CORPORA, CORPUS_DAY, write
from ..support.labels import unlabelled

Data = dict[str, Any]

MODELS = """\
# Models

| Model ID | Description | Max request (tokens) |
|---|---|---|
| `gpt-4o` (2024-11-20) | Text and images | 128,000 |
| `gpt-4o-mini` (2024-07-18) | Small | 128,000 |
"""
RETIREMENTS = """\
# Retirements

| Model | Version | Retirement date | Replacement |
|---|---|---|---|
| `gpt-4o` | 2024-11-20 | March 1, 2027 | `gpt-4.1` |
| `gpt-4.1` | 2025-04-14 | No earlier than April 14, 2028 | |
"""
PYTHON = """\
# Quickstart

Deploy the `gpt-4o` model.

```python
client = AzureOpenAI(api_version="2024-10-21")
client.chat.completions.create(model="gpt-4o-mini")
```
"""
REST = """\
# Quickstart

Deploy the `gpt-4o` model. See [models](models.md).

```http
POST https://example.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2024-08-01-preview
```
"""
PAGES = {
    "models.md": MODELS,
    "retirements.md": RETIREMENTS,
    "quickstart-python.md": PYTHON,
    "quickstart-rest.md": REST,
    "alone.md": "# Alone\n\nNothing here.\n",
}


def views(root: Path) -> tuple[Data, Data, DocsGraph]:
    """Return the data of both views of a folder, as a reader of the file gets them, and the graph."""
    loaded = load(FolderSource(root), Config())
    report = check(FolderSource(root), Config(), as_of=CORPUS_DAY, loaded=loaded)
    look = Look(graph=loaded.graph)
    made = [json.loads(json.dumps(module.data(report, look))) for module in (entities, graph)]
    return made[0], made[1], loaded.graph


def written(root: Path, pages: dict[str, str]) -> Path:
    for path, text in pages.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def small(tmp_path: Path) -> tuple[Data, Data, DocsGraph]:
    return views(written(tmp_path, PAGES))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> tuple[Data, Data, DocsGraph]:
    root = tmp_path_factory.mktemp("azure-openai")
    unlabelled(CORPORA / "trees" / "azure-openai", root)
    return views(root)


def one(data: Data, name: str) -> Data:
    """Return an entity by its id."""
    found: Data = next(entity for entity in data["entities"] if entity["id"] == name)
    return found


def places(data: Data, entity: Data, role: str) -> list[tuple[str, int, str]]:
    """Return what a role of an entity shows: path, line and the marked text."""
    found = []
    for role_data in entity["roles"]:
        if role_data["role"] == role:
            for number, *marks in role_data["shown"]:
                page, line, text = data["lines"][number]
                found += [
                    (data["paths"][page], line, text[start:end])
                    for start, end in zip(marks[::2], marks[1::2], strict=True)
                ]
    return found


def cells(data: Data, model: str) -> dict[str, str]:
    """Return a model's row of the matrix: the state by sort and title of the column."""
    number = next(i for i, entity in enumerate(data["entities"]) if entity["id"] == f"model:{model}")
    row = next(row for group in data["matrix"]["groups"] for entity, row in group["rows"] if entity == number)
    return {f"{c['sort']} {c['title']}": cell[0] for c, cell in zip(data["matrix"]["columns"], row, strict=True)}


def test_places_are_shown_by_role(small: tuple[Data, Data, DocsGraph]) -> None:
    data, _, _ = small
    mini = one(data, "model:gpt-4o-mini")
    assert places(data, mini, "declared") == [("models.md", 6, "gpt-4o-mini")]
    assert places(data, mini, "used") == [("quickstart-python.md", 7, "gpt-4o-mini")]
    assert [role["role"] for role in one(data, "model:gpt-4o")["roles"]] == ["declared", "required", "used"]
    assert places(data, one(data, "api:azure-openai@2024-10-21"), "used") == [("quickstart-python.md", 6, "2024-10-21")]


def test_catalog_tells_provenance_and_lifecycle(small: tuple[Data, Data, DocsGraph]) -> None:
    data, _, _ = small
    version = one(data, "version:gpt-4o@2024-11-20")
    assert data["entities"][version["owner"]]["id"] == "model:gpt-4o"
    assert version["known"]["origins"][0] == ["tree", "models.md:5", ""]
    retirement = version["known"]["retirement"]
    assert (retirement["day"], retirement["replacement"]) == ("2027-03-01", "gpt-4.1")
    assert retirement["source"] == ["tree", "retirements.md:5", ""]
    newer = one(data, "version:gpt-4.1@2025-04-14")["known"]["retirement"]
    assert (newer["day"], newer["floor"]) == ("", "2028-04-14")


def test_versions_of_a_named_service_are_all_there(small: tuple[Data, Data, DocsGraph]) -> None:
    data, _, tree = small
    service = next(i for i, entity in enumerate(data["entities"]) if entity["id"] == "service:azure-openai")
    held = {entity["label"]: entity for entity in data["entities"] if entity["owner"] == service}
    assert {known.version for known in tree.catalog.api_versions_of("azure-openai")} <= held.keys()
    assert held["2024-08-01-preview"]["known"]["channel"] == "preview"
    assert held["2024-10-21"]["known"]["channel"] == "ga"
    assert held["2024-10-21"]["pages"] == 1
    assert "channel" not in held["v1"]["known"], "a name without a date is of no channel"


def test_neighbours_are_weighed_by_pages_and_samples(small: tuple[Data, Data, DocsGraph]) -> None:
    data, _, _ = small
    near = {data["entities"][number]["id"]: rest for number, *rest in one(data, "model:gpt-4o")["near"]}
    assert near["service:azure-openai"] == [2, 1]
    assert near["model:gpt-4o-mini"] == [2, 0]
    assert "version:gpt-4o@2024-11-20" not in near, "its own version is not a neighbour"
    assert "model:gpt-4o" not in near


def test_matrix_tells_who_is_missing_where(small: tuple[Data, Data, DocsGraph]) -> None:
    data, _, _ = small
    mini, full = cells(data, "gpt-4o-mini"), cells(data, "gpt-4o")
    family = next(name for name in mini if name.startswith("quickstart"))
    assert mini["models models.md"] == full["models models.md"] == "has"
    assert mini["retirement retirements.md"] == "lacks"
    assert (mini[family], full[family]) == ("some", "has")
    assert cells(data, "gpt-4.1")["models models.md"] == "open", "a retirement table may hold more than the others"


def test_findings_concern_what_they_touch(tmp_path: Path) -> None:
    root = written(tmp_path, PAGES)
    data, _, _ = views(root)
    report = check(FolderSource(root), Config(), as_of=CORPUS_DAY)
    for entity in data["entities"]:
        for number in entity["findings"]:
            finding = report.findings[number]
            shown = {(path, line) for role in ROLES for path, line, _ in places(data, entity, role)}
            ends = {(end.path, line) for end in finding.places for line in range(end.line, end.end_line + 1)}
            assert shown & ends, (entity["id"], finding)
    assert one(data, "model:gpt-4o-mini")["findings"], "the sample uses it, and the page requires another"
    assert not one(data, "version:gpt-4.1@2025-04-14")["findings"]


def test_every_mention_is_counted_once(corpus: tuple[Data, Data, DocsGraph]) -> None:
    data, drawn, tree = corpus
    models = [entity for entity in data["entities"] if entity["kind"] == "model"]
    of_known_words = tree.catalog.is_of_known_words
    named = [one for one in tree.mentions if one.resolved.known or of_known_words(one.model)]
    assert sum(entity["count"] for entity in models) == sum(not nodes.is_free(one) for one in named)
    services = [entity for entity in data["entities"] if entity["kind"] == "service"]
    assert sum(entity["count"] for entity in services) == len(tree.api_mentions)
    for entity in data["entities"]:
        assert entity["count"] == sum(role["count"] for role in entity["roles"])
    drawn_counts = [sum(int(c) for text in flat[1::2] for c in _digits(text)) for flat in drawn["named"]]
    assert drawn_counts == [entity["count"] for entity in data["entities"]]


def _digits(text: str) -> list[str]:
    return "".join(c if c.isdigit() else " " for c in text).split()


def test_shown_lines_are_the_source(corpus: tuple[Data, Data, DocsGraph]) -> None:
    data, _, tree = corpus
    seen = 0
    for entity in data["entities"]:
        for role in ROLES:
            for path, line, text in places(data, entity, role):
                source = tree.by_path[path].text.split("\n")[line - 1]
                assert text, (entity["id"], path, line)
                assert text in source
                seen += 1
    assert seen > 300


def test_numbers_point_at_what_is_there(corpus: tuple[Data, Data, DocsGraph]) -> None:
    data, drawn, _ = corpus
    assert [entity["id"] for entity in data["entities"]] == [entity[0] for entity in drawn["entities"]]
    paths = ["/".join(filter(None, (drawn["folders"][folder], name))) for folder, name, *_ in drawn["pages"]]
    assert paths == data["paths"]
    pages, clusters = len(paths), len(drawn["clusters"])
    for lists in (drawn["links"], drawn["includes"], drawn["families"]):
        assert all(0 <= number < pages for numbers in lists for number in numbers)
    assert all(-1 <= page[2] < clusters for page in drawn["pages"])
    assert all(low < high < len(drawn["map"]["nodes"]) for low, high, _ in drawn["map"]["edges"])
    homes = [page[2] for page in drawn["pages"]]
    assert [one["pages"] for one in drawn["clusters"]] == [homes.count(number) for number in range(clusters)]
    assert drawn["unconnected"] == homes.count(-1)


def test_graph_tells_links_includes_and_families(small: tuple[Data, Data, DocsGraph]) -> None:
    data, drawn, _ = small
    at = {path: number for number, path in enumerate(data["paths"])}
    assert drawn["links"][at["quickstart-rest.md"]] == [at["models.md"]]
    assert drawn["families"] == [sorted([at["quickstart-python.md"], at["quickstart-rest.md"]])]
    assert drawn["pages"][at["alone.md"]][2] == -1
    pair = [[data["entities"][number]["id"] for number in pair] for pair in drawn["replaced"]]
    assert ["model:gpt-4o", "model:gpt-4.1"] in pair


def test_small_tree_is_drawn_whole(tmp_path: Path) -> None:
    _, drawn, _ = views(written(tmp_path, {"a.md": "# A\n\nUse the `gpt-4o` model.\n", "b.md": "See [a](a.md).\n"}))
    assert drawn["map"]["whole"]
    assert [name for name, *_ in drawn["map"]["nodes"]] == ["page:0", "page:1", "entity:0"]


def test_empty_tree_and_no_tree(tmp_path: Path) -> None:
    report = check(FolderSource(written(tmp_path, {"a.md": "# A\n"})), Config(), as_of=CORPUS_DAY)
    assert entities.data(report, Look()) == graph.data(report, Look()) == {"given": False}
    assert render(report, "html", Look()).count("was created without the docs tree") == 2
    data, drawn, _ = views(tmp_path)
    assert data["entities"] == []
    assert drawn["map"] == {"whole": True, "nodes": [], "edges": []}
    assert drawn["unconnected"] == 1


@pytest.mark.parametrize("number", [1, 2, 7, 26])
def test_boxes_do_not_overlap(number: int) -> None:
    ring = {(one, (one + 1) % number): 1.0 + one for one in range(number - 1)}
    weights = {(min(pair), max(pair)): weight for pair, weight in ring.items() if pair[0] != pair[1]}
    places = layout.arranged(number, weights, 232, 84)
    assert len(places) == number
    for index, (x, y) in enumerate(places):
        assert x >= 232 / 2
        assert y >= 84 / 2
        for other_x, other_y in places[:index]:
            assert abs(x - other_x) >= 232 or abs(y - other_y) >= 84, (places, index)


def test_communities_are_what_holds_together() -> None:
    cliques = {(a + base, b + base): 1.0 for base in (0, 10, 20) for a in range(5) for b in range(a + 1, 5)}
    found = networkx_view.communities({**cliques, (0, 10): 0.1, (10, 20): 0.1})
    assert found == [list(range(5)), list(range(10, 15)), list(range(20, 25))]
    assert networkx_view.communities({}) == []


@cache
def many(pages: int) -> dict[str, str]:
    """Return pages like those of a large docs repository, with families, tables and links."""
    names = [f"gpt-4o-{size}" for size in ("mini", "nano", "pro", "max")] + [f"model-{n}-turbo" for n in range(60)]
    texts = {"models.md": MODELS, "retirements.md": RETIREMENTS}
    for number in range(pages):
        some = [names[(number * 7 + step * step) % len(names)] for step in range(6)]
        day = f"20{20 + number % 6}-{1 + number % 12:02}-01{'-preview' if number % 3 else ''}"
        texts[f"docs/part-{number % 40}/page-{number}-python.md"] = (
            f"# Page {number}\n\nDeploy the `{some[0]}` model (version 2024-{1 + number % 12:02}-01).\n\n"
            + "".join(f"- `{name}` is like `{some[-1]}`; see [it](page-{number - 40}-python.md).\n" for name in some)
            + f'\n```python\nclient = AzureOpenAI(api_version="{day}")\nclient.create(model="{some[1]}")\n```\n'
        )
    return texts


def test_large_tree_stays_small_and_is_a_map(tmp_path: Path) -> None:
    data, drawn, _ = views(written(tmp_path, many(600)))
    assert len(data["lines"]) <= entity_lines.MOST_LINES
    cut = [role for entity in data["entities"] for role in entity["roles"] if role["left"]]
    assert cut, "a large tree shows that something was left out"
    for role in cut:
        shown = sum(len(marks) // 2 for _, *marks in role["shown"])
        assert shown + role["left"] == role["count"]
    assert not drawn["map"]["whole"]
    assert 2 <= len(drawn["map"]["nodes"]) <= 24
    assert len(drawn["map"]["edges"]) <= 3 * len(drawn["map"]["nodes"])
    assert sum(len(json.dumps(one)) for one in (data, drawn)) < 3_000 * len(data["paths"])


def test_hostile_names_are_data(tmp_path: Path) -> None:
    evil = '</script><script>alert(1)</script>"onload=alert(1) \u202egpt-4o\u202c `gpt-4o` '
    bidi = "gpt-4o\u202e.md"
    long = "`gpt-4o` " + "x" * 2_000_000 + " `gpt-4o-mini`"
    data, drawn, tree = views(written(tmp_path, {bidi: f"# {evil}\n\n{evil}\n", "long.md": long}))
    assert bidi in data["paths"]
    assert all(len(text) < 400 and text.isprintable() for _, _, text in data["lines"])
    report = check(FolderSource(tmp_path), Config(), as_of=CORPUS_DAY)
    text = render(report, "html", Look(graph=tree))
    assert "<script>alert" not in text
    assert "\u202e" not in text
    assert drawn["given"]


def test_same_bytes_with_any_hash_seed() -> None:
    script = (
        "import json, sys; from pathlib import Path\n"
        "from tests.report.test_html_entities import views\n"
        f"made = views(Path({str(CORPORA / 'trees' / 'azure-openai')!r}))[:2]\n"
        "sys.stdout.write(json.dumps(made))\n"
    )
    made = set()
    for seed in ("0", "1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", script]
        ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        made.add(ran.stdout)
    assert len(made) == 1


def test_what_only_begins_like_a_model_is_no_entity(tmp_path: Path) -> None:
    text = "Use `claude-desktop` or `llama-index` with `gpt-4o`, or with `gpt-9-mini`, and `api-version=2024-10-21`.\n"
    write(tmp_path, {"a.md": f"{text}\n```yaml\napiVersion: 1.0.0\n```\n"})
    names = {
        (one.kind, one.label)
        for one in nodes.collect(load(FolderSource(tmp_path), Config()).graph).all
        if one.occurrences
    }
    assert {label for kind, label in names if kind == "model"} == {"gpt-4o", "gpt-9-mini"}
    assert {label for kind, label in names if kind == "api"} <= {"2024-10-21"}

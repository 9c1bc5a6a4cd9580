"""What holds for every rule over every corpus, and for every file of the package."""

from __future__ import annotations

import ast
import random
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import msgspec
import pytest

from checker.config import Config
from checker.findings import Finding, Place, Report, Safety, Severity
from checker.graph import DocsGraph, Page
from checker.page.facts import Facts, Span
from checker.rules import check_rules, readers
from checker.run import findings_of, load
from checker.selection import options_of
from checker.tree.sources import FolderSource

from ..support import CORPORA, CORPUS_DAY, TOP, run, spans
from ..support.labels import unlabelled

TREES = sorted(path for kind in ("rules", "trees", "clean") for path in (CORPORA / kind).iterdir() if path.is_dir())
RULES = sorted(check_rules())
PACKAGE = sorted((TOP / "checker").rglob("*.py"))
TESTS = sorted((TOP / "tests").rglob("*.py"))


@dataclass(frozen=True)
class Tree:
    """A corpus without its labels, as a graph."""

    name: str
    graph: DocsGraph
    pristine: list[bytes]
    findings: list[Finding]

    def yielded(self, rule: str) -> list[Finding]:
        """Return what a rule yields here, unsorted."""
        one = check_rules()[rule]
        return list(findings_of(one, self.graph, options_of(one, Config(), CORPUS_DAY)))


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> list[Tree]:
    found = []
    for tree in TREES:
        root = tmp_path_factory.mktemp(tree.name)
        unlabelled(tree, root)
        graph = load(FolderSource(root), Config(select=["ALL"])).graph
        found.append(Tree(tree.name, graph, state(graph), run(root, select=("ALL",)).findings))
    return found


@pytest.fixture(scope="module")
def findings(trees: list[Tree]) -> dict[str, list[tuple[Tree, Finding]]]:
    """All findings by rule, as a check reports them."""
    return {rule: [(tree, one) for tree in trees for one in tree.findings if one.rule == rule] for rule in RULES}


def sliced(place: Place, pages: Mapping[str, Page]) -> tuple[int, int]:
    """Return a place as offsets, worked out by hand from its 1-based lines and columns; all must exist."""
    lines = pages[place.path].text.split("\n")
    assert 1 <= place.line <= place.end_line <= len(lines), place
    assert 1 <= place.column <= len(lines[place.line - 1]) + 1, place
    assert 1 <= place.end_column <= len(lines[place.end_line - 1]) + 1, place
    before = [sum(len(line) + 1 for line in lines[: number - 1]) for number in (place.line, place.end_line)]
    return before[0] + place.column - 1, before[1] + place.end_column - 1


def own_spans(page: Page) -> Iterator[Span]:
    """Yield the spans of the blocks, which are packed, and of what rules have read for themselves."""
    yield from (block.span for block in page.facts.blocks)
    for reader in readers().values():
        for one in page.of(reader.fact):
            yield from spans(one)


@pytest.mark.parametrize("rule", RULES)
def test_places_name_a_text_that_the_facts_name(rule: str, findings: dict[str, list[tuple[Tree, Finding]]]) -> None:
    """Both ends slice to text, and to one that extraction has named: nothing is found a second time by its words."""
    assert findings[rule]
    for tree, one in findings[rule]:
        for place in (one.place, *(other.place for other in one.related)):
            page = tree.graph.by_path[place.path]
            start, end = sliced(place, tree.graph.by_path)
            text = page.text[start:end]
            assert text == text.strip() != "", (place, text)
            assert Span(start, end) in {*spans(page.facts), *own_spans(page)}, (place, text)


@pytest.mark.parametrize("rule", RULES)
def test_edits_lie_in_the_finding_and_change_something(
    rule: str, findings: dict[str, list[tuple[Tree, Finding]]]
) -> None:
    declared = check_rules()[rule].fix
    fixes = [(tree, one, one.fix) for tree, one in findings[rule] if one.fix is not None]
    assert bool(fixes) == (declared is not None), "a rule declares a fix exactly when its corpus shows one"
    for tree, one, fix in fixes:
        assert fix.safety in Safety
        assert fix.edits
        offsets = []
        for edit in fix.edits:
            start, end = sliced(edit.place, tree.graph.by_path)
            assert start <= end
            assert edit.text != tree.graph.by_path[edit.place.path].text[start:end], one
            offsets.append((edit.place.path, start, end))
        assert all(a[0] != b[0] or a[2] <= b[1] for a, b in zip(sorted(offsets), sorted(offsets)[1:], strict=False))


@pytest.mark.parametrize("rule", RULES)
def test_texts_are_one_line_without_a_full_stop(rule: str, findings: dict[str, list[tuple[Tree, Finding]]]) -> None:
    for _, one in findings[rule]:
        for message in (one.message, *(other.message for other in one.related)):
            assert message == " ".join(message.split()) != "", message
            assert not message.endswith("."), message
            assert "None" not in message, message


@pytest.mark.parametrize("rule", RULES)
def test_findings_are_of_their_rule(rule: str, findings: dict[str, list[tuple[Tree, Finding]]]) -> None:
    for _, one in findings[rule]:
        assert one.rule == rule
        assert isinstance(one.severity, Severity)
        assert one.key


@pytest.mark.parametrize("rule", RULES)
def test_one_name_finds_everything(rule: str) -> None:
    [module] = (TOP / "checker" / "rules").glob(f"*/{rule.replace('-', '_')}.py")
    functions = {node.name for node in ast.parse(module.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)}
    assert check_rules()[rule].name == rule
    assert rule.replace("-", "_") in functions
    assert (CORPORA / "rules" / rule).is_dir()


def state(graph: DocsGraph) -> list[bytes]:
    """Return all that rules could change: facts and the decisions over them."""
    facts = [msgspec.msgpack.encode(page.facts) for page in graph.pages]
    roles = [repr((one.page.path, one.span, one.role, one.resolved)).encode() for one in graph.mentions]
    services = [repr((one.page.path, one.fact, one.service, one.role)).encode() for one in graph.api_mentions]
    return [*facts, *roles, *services, repr(sorted(graph.catalog.models.items())).encode()]


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_pure(rule: str, trees: list[Tree]) -> None:
    for tree in trees:
        assert tree.yielded(rule) == tree.yielded(rule)
        assert state(tree.graph) == tree.pristine, tree.name


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: tree.name)
def test_the_order_of_pages_makes_no_difference(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = run(tree)
    ordered = FolderSource.pages
    for seed in range(3):

        def shuffled(source: FolderSource, seed: int = seed) -> list[str]:
            paths = ordered(source)
            random.Random(seed).shuffle(paths)
            return paths

        monkeypatch.setattr(FolderSource, "pages", shuffled)
        assert run(tree) == expected


_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?^---[ \t]*\n", re.S | re.M)


def head(text: str) -> str:
    """Return a page's front matter, which must stay first, or an empty text."""
    match = _FRONT_MATTER.match(text)
    return match.group() if match else ""


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: tree.name)
def test_fingerprints_are_unique_and_stay_when_lines_move(tree: Path, tmp_path: Path) -> None:
    unlabelled(tree, tmp_path)
    before = run(tmp_path)
    heads: dict[str, int] = {}
    for file in tmp_path.rglob("*"):
        if file.suffix in (".md", ".mdx", ".yml", ".yaml"):
            text = file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
            heads[file.relative_to(tmp_path).as_posix()] = head(text).count("\n")
            file.write_bytes((head(text) + "\n" * 3 + text[len(head(text)) :]).encode())
    after = run(tmp_path)
    prints = [one.fingerprint for one in before.findings]
    assert len(set(prints)) == len(prints)
    assert identities(after) == identities(before)
    for one, other in zip(before.findings, after.findings, strict=True):
        moved = 3 if one.place.line > heads[one.place.path] else 0
        assert other.place.line == one.place.line + moved


def identities(report: Report) -> list[tuple[str, str, str]]:
    return [(one.place.path, one.rule, one.fingerprint) for one in report.findings]


def test_a_fingerprint_follows_content_not_place() -> None:
    place = Place("a.md", 1, 1, 1, 5)
    one = Finding("doubled-word", Severity.WARNING, "a message", place, key="key")
    elsewhere = replace(one, place=Place("a.md", 9, 3, 9, 7), message="another message")
    other_page = replace(one, place=Place("b.md", 1, 1, 1, 5))
    assert one.fingerprint_for(0) == elsewhere.fingerprint_for(0)
    assert len({one.fingerprint_for(0), one.fingerprint_for(1), other_page.fingerprint_for(0)}) == 3


# -- the shape of the code


SHEETS = sorted(file for kind in ("js", "css", "html", "j2") for file in (TOP / "checker").rglob(f"*.{kind}"))
"""Scripts, style sheets and templates: what people write in the package beside Python; data may be long."""


def test_every_kind_of_sheet_is_found() -> None:
    assert {file.suffix for file in SHEETS} >= {".js", ".css", ".html"}


@pytest.mark.parametrize("file", SHEETS, ids=lambda file: file.relative_to(TOP).as_posix())
def test_scripts_styles_and_templates_stay_small(file: Path) -> None:
    assert len(file.read_text("utf-8").splitlines()) < 500


@pytest.mark.parametrize("file", [*PACKAGE, *TESTS], ids=lambda file: file.relative_to(TOP).as_posix())
def test_files_and_functions_stay_small(file: Path) -> None:
    text = file.read_text("utf-8")
    assert len(text.splitlines()) < (400 if "rules" in file.parts else 500)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno + 1 < 60, f"{file.name}: {node.name} is too long"


@cache
def imported(file: Path) -> set[str]:
    """Return the top-level packages that a module imports when it runs; imports for types alone do not count."""
    tree = ast.parse(file.read_text("utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for branch in node.body
        for inner in ast.walk(branch)
    }
    names = set()
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize(
    ("package", "importers"),
    [
        ("markdown_it", {"document.py", "parser.py", "quick_blocks.py"}),
        ("mdit_py_plugins", {"parser.py"}),
        ("tree_sitter", {"grammars.py"}),
        ("networkx", {"networkx_view.py", "export.py"}),
    ],
)
def test_one_module_knows_a_heavy_library(package: str, importers: set[str]) -> None:
    assert {file.name for file in PACKAGE if package in imported(file)} == importers


def test_no_module_imports_the_package_by_name() -> None:
    assert [file.name for file in PACKAGE if "checker" in imported(file)] == []


_LINES = {"line", "column", "end_line", "end_column"}


@pytest.mark.parametrize("file", PACKAGE, ids=lambda file: file.relative_to(TOP).as_posix())
def test_a_span_is_made_of_offsets(file: Path) -> None:
    """Lines and columns make a `Place`; whoever needs them as a key says so by a tuple."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Span":
            named = {inner.attr for part in node.args for inner in ast.walk(part) if isinstance(inner, ast.Attribute)}
            assert named & _LINES == set(), f"line {node.lineno}: {ast.unparse(node)}"


_OUTSIDE = set("os io pathlib shutil glob tempfile subprocess socket tree git sources reading ms_date_history".split())


@pytest.mark.parametrize(
    "file", [one for one in PACKAGE if one.parent.parent.name == "rules"], ids=lambda one: one.stem
)
def test_a_rule_reads_nothing_but_the_graph(file: Path) -> None:
    """What rules need of files, git or the network is handed to them, by whoever runs them, in the graph."""
    tree = ast.parse(file.read_text("utf-8"))
    told = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {part for node in told for alias in node.names for part in alias.name.split(".")}
    names |= {part for node in told if isinstance(node, ast.ImportFrom) for part in (node.module or "").split(".")}
    assert names & _OUTSIDE == set()
    called = {ast.unparse(node.func).rpartition(".")[2] for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert called & {"open", "read_text", "read_bytes"} == set()


_PARSERS = ("networkx", "markdown_it", "mdit_py_plugins", "tree_sitter", "yaml")
_HEAVY = (*_PARSERS, "rich", "rapidfuzz")
_COMMAND = "sys.argv[1:] = {!r}; from checker.cli import main; main()"


@pytest.mark.parametrize(
    ("code", "heavy"),
    [
        ("import checker", _HEAVY),
        (_COMMAND.format(["--version"]), _HEAVY),
        (_COMMAND.format(["rules"]), _PARSERS),
        (_COMMAND.format(["rule", "doubled-word"]), _PARSERS),
    ],
    ids=["import", "version", "rules", "rule"],
)
def test_nothing_heavy_is_loaded_before_it_is_used(code: str, heavy: tuple[str, ...]) -> None:
    script = f"import sys\ntry:\n    {code}\nexcept SystemExit:\n    pass\nprint(*sorted(sys.modules), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=True, cwd=TOP
    )
    loaded = set(done.stderr.split())
    assert "checker" in loaded
    assert sorted(loaded & set(heavy)) == []


def test_facts_have_a_description_for_each_kind() -> None:
    """Every list of facts is a type of its own with a docstring, since rules are written against these."""
    for field in msgspec.structs.fields(Facts):
        for kind in getattr(field.type, "__args__", ()):
            if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
                assert kind.__doc__

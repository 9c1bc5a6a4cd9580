"""Facts are kept by content: whatever happens to the cache, a check says what it says without one."""

from __future__ import annotations

import dataclasses
import functools
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from importlib import metadata
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from checker import cli
from checker.page.fact import Fact
from checker.page.facts import Facts
from checker.page.file_types import decode
from checker.page.page_text import PageText
from checker.reading import cache, extraction, fingerprints, record
from checker.reading import reader as reader_module
from checker.reading.cache import VARIABLE, Cache, key, open_cache
from checker.reading.outcome import Page
from checker.reading.reader import Reader
from checker.rules import readers
from checker.tree.sources import FolderSource

from ..support import CORPORA, TOP
from ..support.repositories import Repository

TREE = CORPORA / "trees" / "azure-openai"
PACKAGE = Path(cache.__file__).parent.parent


def pages_of(root: Path) -> list[Page]:
    source = FolderSource(root)
    texts = [(path, decode(source.read(path))) for path in source.pages()]
    return [(path, text) for path, text in texts if extraction.is_page(path, text)]


PAGES = pages_of(TREE)
FACTS = [extraction.extract(path, text) for path, text in PAGES]
EXTRACTOR = fingerprints.of_shared_facts()


@pytest.fixture(autouse=True)
def one_extractor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the package be edited while its tests run."""
    monkeypatch.setattr(cache, "of_shared_facts", lambda: EXTRACTOR)


@functools.cache
def full() -> bytes:
    """Return the file of a cache of the pages."""
    with tempfile.TemporaryDirectory() as folder:
        kept = open_cache(Path(folder), Path(folder))
        assert kept is not None
        Reader(open_cache=lambda: kept).read(PAGES)
        return kept.file.read_bytes()


def stored(folder: Path) -> Cache:
    """Return a cache of the pages."""
    kept = open_cache(folder, folder)
    assert kept is not None
    kept.file.write_bytes(full())
    return kept


def read(kept: Cache | None, pages: list[Page] = PAGES) -> tuple[list[Facts | str], int]:
    """Return what a new reader reads, and how many pages it had to extract."""
    reader = Reader(open_cache=lambda: kept)
    return reader.read(pages), reader.extracted


# -- what an entry depends on


def test_what_was_read_once_is_not_read_again(tmp_path: Path) -> None:
    reader = Reader(open_cache=lambda: open_cache(tmp_path, tmp_path))
    assert reader.read(PAGES) == FACTS
    assert reader.extracted == len(PAGES)
    assert read(open_cache(tmp_path, tmp_path)) == (FACTS, 0)


def test_a_reader_remembers_the_last_two_trees_without_a_cache() -> None:
    reader = Reader()
    one, other = PAGES[:4], [*PAGES[:3], ("new.md", "A new page.\n")]
    for tree, extracted in ((one, 4), (other, 5), (one, 5), (one, 5)):
        assert reader.read(tree) == [extraction.extract(path, text) for path, text in tree]
        assert reader.extracted == extracted


def test_a_tree_is_read_in_parts_from_and_into_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_module, "_AT_ONCE", 2)
    kept = open_cache(tmp_path, tmp_path)
    assert read(kept, [*PAGES, *PAGES]) == ([*FACTS, *FACTS], len(PAGES))
    reader = Reader(open_cache=lambda: kept)
    assert (reader.read(PAGES), reader.extracted) == (FACTS, 0)
    assert not reader._last  # the cache has it


def test_pages_with_the_same_text_are_read_once_and_have_facts_of_their_own() -> None:
    reader = Reader()
    one, other = reader.read([("a.md", "# A\n"), ("b/c.md", "# A\n")])
    assert reader.extracted == 1
    assert one == other
    assert one is not other


def test_the_text_the_ending_and_the_extractor_make_the_key() -> None:
    here = key("a/page.md", "text", b"one")
    assert here == key("elsewhere/other.MD", "text", b"one")
    others = {key("a/page.mdx", "text", b"one"), key("a/page.md", "text ", b"one"), key("a/page.md", "text", b"two")}
    assert len({here, *others}) == 4


def test_facts_depend_on_nothing_else_of_the_path() -> None:
    trees = [path for kind in ("rules", "trees", "clean") for path in (CORPORA / kind).iterdir() if path.is_dir()]
    for path, text in (page for tree in sorted(trees) for page in pages_of(tree)):
        name = path.rpartition("/")[2] if path.endswith((".yml", ".yaml")) else "other." + path.rpartition(".")[2]
        assert extraction.extract(f"else/where/{name}", text) == extraction.extract(path, text), path


def test_the_fingerprint_covers_what_extraction_imports() -> None:
    """Run in a process of its own, so that nothing is imported but what extraction needs."""
    script = """
import json, sys
before = set(sys.modules)
from checker.page.file_types import is_yaml
from checker.reading import extraction
for path, text in json.load(sys.stdin):
    extraction.read_shared(extraction.parsed(path, text), yaml=is_yaml(path))
print(json.dumps({name: getattr(sys.modules[name], "__file__", None) for name in {*sys.modules} - before}))
"""
    languages = ("python", "js", "ts", "c#", "java", "go", "sh", "pwsh", "json")
    samples = [("s.md", f"```{language}\nx = 1\n```\n") for language in languages]
    command = [sys.executable, "-c", script]
    done = subprocess.run(
        command, input=json.dumps([*PAGES, *samples]), capture_output=True, check=True, text=True, cwd=TOP
    )
    loaded: dict[str, str | None] = json.loads(done.stdout)
    files = {Path(file) for name, file in loaded.items() if name.startswith("checker.") and file}
    own = {file.relative_to(TOP / "checker") for file in files}
    assert len(own) > 10
    assert own <= {file.relative_to(fingerprints.PACKAGE) for file in fingerprints.shared_sources()}
    assert {file.parts[0] for file in own} & set(fingerprints.WITHOUT_PART) == set()
    distributions = metadata.packages_distributions()
    needed = {one.partition("==")[0].lower().replace("_", "-") for one in fingerprints._requirements()}
    foreign = {name for top in {name.partition(".")[0] for name in loaded} for name in distributions.get(top, ())}
    assert "markdown-it-py" in foreign
    assert {"tree-sitter", "tree-sitter-python"} <= foreign
    not_ours = {"mdurl", "typing-extensions"}  # what the parsers need in their turn; they pin what they rely on
    assert {one.lower().replace("_", "-") for one in foreign} - needed <= {"docs-consistency-checker", *not_ours}


def test_another_source_or_parser_is_another_fingerprint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fingerprint = fingerprints.of_shared_facts.__wrapped__
    here = fingerprint()
    assert here == fingerprint()
    with monkeypatch.context() as patch:
        patch.setattr(fingerprints, "_requirements", lambda: ["markdown-it-py==99"])
        assert fingerprint() != here
    file = tmp_path / "more.py"
    file.write_text("more = 1\n", encoding="utf-8")
    sources = fingerprints.shared_sources()
    monkeypatch.setattr(fingerprints, "shared_sources", lambda: [*sources, file])
    assert fingerprint() != here


def test_a_reader_that_changed_reads_pages_again_and_nothing_else_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = open_cache(tmp_path, tmp_path)
    assert read(kept) == (FACTS, len(PAGES))
    ran: list[str] = []
    plain = extraction.read_own
    monkeypatch.setattr(extraction, "read_shared", lambda *_, **__: pytest.fail("shared facts are read again"))

    def noted(page: PageText, wanted: Iterable[str]) -> object:
        ran.extend(wanted)
        return plain(page, wanted)

    monkeypatch.setattr(extraction, "read_own", noted)
    plain_of = fingerprints.of_reader
    monkeypatch.setattr(record, "of_reader", lambda one: "new" if one.name == "RepeatedWord" else plain_of(one))
    record.stored_as.cache_clear()
    try:
        assert read(kept) == (FACTS, len(PAGES))
        assert set(ran) == {"RepeatedWord"}
        assert read(kept) == (FACTS, 0)
    finally:
        record.stored_as.cache_clear()


def test_a_reader_that_nobody_wants_does_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = open_cache(tmp_path, tmp_path)
    one = Reader(open_cache=lambda: kept)
    with monkeypatch.context() as patch:
        never = dataclasses.replace(readers()["RepeatedWord"], function=lambda _: pytest.fail("it runs"))
        patch.setitem(readers(), "RepeatedWord", never)
        assert [facts.own for facts in one.read(PAGES, None, []) if isinstance(facts, Facts)] == [{}] * len(PAGES)
    assert one.read(PAGES, None, ["RepeatedWord"]) != one.read(PAGES, None, [])
    assert read(kept, PAGES)[0] == FACTS


def test_a_reader_that_fails_costs_its_facts_and_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(page: PageText) -> Iterator[Fact]:
        raise OSError("no such word list")
        yield

    kept = open_cache(tmp_path, tmp_path)
    with monkeypatch.context() as patch:
        patch.setitem(readers(), "RepeatedWord", dataclasses.replace(readers()["RepeatedWord"], function=failing))
        found, _ = read(kept)
        assert all(isinstance(one, Facts) and "RepeatedWord" in one.failed for one in found)
    assert read(kept) == (FACTS, len(PAGES))


# -- what may happen to it


def everywhere(change: Callable[[bytearray], None]) -> Callable[[Path], None]:
    def do(file: Path) -> None:
        data = bytearray(file.read_bytes())
        change(data)
        file.write_bytes(data)

    return do


def sql(*statements: str) -> Callable[[Path], None]:
    def do(file: Path) -> None:
        connection = sqlite3.connect(file)
        with connection:
            for statement in statements:
                connection.execute(statement)
        connection.close()

    return do


def forged(file: Path) -> None:
    """Give each entry data of another kind, with a checksum that fits."""
    kept = open_cache(file.parent, file.parent)
    assert kept is not None
    connection = sqlite3.connect(file)
    data = msgspec.msgpack.encode({"title": 1, "names": "none"})
    with connection:
        for (name,) in connection.execute("SELECT key FROM facts").fetchall():
            connection.execute(
                "UPDATE facts SET data = ?, sum = ? WHERE key = ?", (data, kept.checksum(name, data), name)
            )
    connection.close()


def into_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


DAMAGE: dict[str, Callable[[Path], None]] = {
    "empty": everywhere(lambda data: data.clear()),
    "no database": everywhere(lambda data: data.__setitem__(slice(None), b"What is this?\n" * 1000)),
    "cut off": everywhere(lambda data: data.__delitem__(slice(len(data) // 2, None))),
    "head overwritten": everywhere(lambda data: data.__setitem__(slice(0, 200), b"\xff" * 200)),
    "zeros inside": everywhere(lambda data: data.__setitem__(slice(4096, 40960), bytes(36864))),
    "another table": sql("DROP TABLE facts", "CREATE TABLE facts (a, b)"),
    "a view": sql("DROP TABLE facts", "CREATE VIEW facts AS SELECT x'00' AS key, 1 AS used, 2 AS sum, 3 AS data"),
    "other types": sql("UPDATE facts SET data = 'text', used = 'never'"),
    "no data": sql("UPDATE facts SET data = NULL, sum = NULL"),
    "swapped": sql(
        "UPDATE facts SET data = (SELECT data FROM facts AS other WHERE other.rowid <> facts.rowid LIMIT 1)"
    ),
    "facts of something else": forged,
    "gone": lambda file: file.unlink(),
    "a folder": into_a_folder,
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_a_miss_and_is_mended(name: str, tmp_path: Path) -> None:
    kept = stored(tmp_path)
    DAMAGE[name](kept.file)
    facts, extracted = read(kept)
    assert facts == FACTS
    assert extracted
    assert read(kept)[0] == FACTS
    if name != "a folder":
        assert read(kept)[1] == 0


def test_no_byte_of_the_schema_stops_a_run(tmp_path: Path) -> None:
    """SQLite quotes the schema in its errors, and Python decodes these: what is no text is not an error of ours."""
    kept, page = open_cache(tmp_path, tmp_path), PAGES[:1]
    assert kept is not None
    read(kept, page)
    whole = kept.file.read_bytes()
    start = whole.index(b"CREATE TABLE facts") - 20
    for at in range(start, start + 60):
        kept.file.write_bytes(whole[:at] + b"\x9c" + whole[at + 1 :])
        assert read(kept, page)[0] == FACTS[:1], at
        assert read(kept, page)[0] == FACTS[:1], at


@pytest.mark.parametrize("seed", range(20))
def test_flipped_bits_never_make_other_facts(seed: int, tmp_path: Path) -> None:
    kept = stored(tmp_path)
    random_ = random.Random(seed)
    data = bytearray(kept.file.read_bytes())
    for _ in range(40):
        data[random_.randrange(len(data))] ^= 1 << random_.randrange(8)
    kept.file.write_bytes(data)
    assert read(kept)[0] == FACTS
    assert read(kept)[0] == FACTS


def test_a_locked_cache_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_BUSY", 0.01)
    kept = stored(tmp_path)
    other = sqlite3.connect(kept.file)
    other.execute("BEGIN EXCLUSIVE")
    assert read(kept) == (FACTS, len(PAGES))
    other.rollback()
    other.close()
    assert read(kept) == (FACTS, 0)


def test_many_processes_use_one_cache(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "checker", "check", str(TREE), "--root", str(TREE), "--format", "json"]
    more = ["--fail-on", "never", "--as-of", "2025-02-06", "--cache-dir", str(tmp_path), "--select", "ALL"]
    running = [subprocess.Popen([*command, *more], stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
    results = [process.communicate() for process in running]
    assert {process.returncode for process in running} == {0}
    assert len({out for out, _ in results}) == 1
    assert read(open_cache(TREE, tmp_path)) == (FACTS, 0)
    assert only(tmp_path)


# -- what is kept


def test_old_entries_are_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = stored(tmp_path)
    today = cache._today()
    old, new = key("old.md", "Old.\n", kept.extractor), key("new.md", "New.\n", kept.extractor)
    monkeypatch.setattr(cache, "_today", lambda: today - 20)
    kept.save({old: b"old", new: b"new"})
    monkeypatch.setattr(cache, "_today", lambda: today - 10)
    assert kept.load([new]) == {new: b"new"}  # which notes the use
    monkeypatch.setattr(cache, "_today", lambda: today + 15)
    kept.save({key("a.md", "", b""): b"more"})
    assert kept.load([old, new]) == {new: b"new"}


def test_there_is_an_end_to_the_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = open_cache(tmp_path, tmp_path)
    assert kept is not None
    monkeypatch.setattr(cache, "_ROOM", 1000)
    keys = [bytes([number]) * 20 for number in range(20)]
    for name in keys:
        kept.save({name: name * 10})
    left = kept.load(keys)
    assert sum(map(len, left.values())) <= 1000
    assert keys[-1] in left
    assert keys[0] not in left


# -- where it is


def check(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.cli, ["check", *map(str, arguments), "--as-of", "2025-02-06"])


@pytest.fixture
def default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE)


def entries(file: Path) -> int:
    connection = sqlite3.connect(file)
    try:
        return int(connection.execute("SELECT count(*) FROM facts").fetchone()[0])
    finally:
        connection.close()


def only(folder: Path) -> Path:
    """Return the file of the one cache in a folder."""
    [file] = folder.rglob("facts-*.sqlite3")
    return file


@pytest.mark.usefixtures("default")
def test_it_lies_in_the_folder_of_the_user_one_for_each_root(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    repo.write(docs__a="# A\n", docs__b="# B\n")
    assert check("docs").exit_code == 0
    assert entries(only(tmp_path / "caches")) == 4  # the pages, what was made of them, and the report
    assert repo.git("status", "--porcelain", "--ignored") == "?? docs/"
    assert check("--root", "docs").exit_code == 0
    assert len(list((tmp_path / "caches").rglob("facts-*.sqlite3"))) == 2
    for path in (tmp_path / "caches").rglob("*"):
        assert not path.is_dir() or path.stat().st_mode & 0o077 == 0 or path.name == "caches"
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "caches").rglob("key")} == {0o600}


@pytest.mark.usefixtures("default")
def test_it_is_used_wherever_it_is_named(repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write(a="# A\n")
    assert check("--no-cache").exit_code == 0
    assert check("--cache-dir", tmp_path / "one").exit_code == 0
    monkeypatch.setenv(VARIABLE, str(tmp_path / "other" / "one"))
    assert check().exit_code == 0
    assert entries(only(tmp_path / "one")) == entries(only(tmp_path / "other" / "one")) == 3


def test_a_named_folder_that_cannot_be_used_is_an_error(repo: Repository, tmp_path: Path) -> None:
    repo.write(a="# A\n")
    (tmp_path / "file").write_bytes(b"")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        result = check("--cache-dir", folder)
        assert result.exit_code == 2
        assert f"cannot use {folder} as cache" in result.stderr
    assert check("--cache-dir", "x", "--no-cache").exit_code == 2


COMMANDS: Iterable[tuple[str, ...]] = [
    ("check", "--since", "HEAD"),
    ("fix", "--diff"),
    ("baseline", "--output", os.devnull),
    ("where", "gpt-4o"),
    ("catalog",),
    ("graph", "--format", "json"),
    ("rename", "gpt-4o", "gpt-4o-mini"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command[0]))
def test_each_command_reads_from_it(
    command: tuple[str, ...], repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit(a="Deploy a `gpt-4o` model.\n")
    cached = ("--cache-dir", str(tmp_path / "cache"))
    assert check(*cached).exit_code == 0

    def never(path: str, text: str) -> Facts:
        pytest.fail(f"{path} is extracted again")

    monkeypatch.setattr(extraction, "parsed", never)
    result = CliRunner().invoke(cli.cli, [*command, *cached])
    assert result.exit_code == 0, result.output

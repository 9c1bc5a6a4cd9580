"""A tree that is checked again and again: each report is the one of a fresh check, whatever changed in between."""

from __future__ import annotations

import gc
import random
import shutil
import weakref
from pathlib import Path

import pytest

from checker import run
from checker.config import ConfigError
from checker.findings import Report
from checker.report import Look, render
from checker.tree.sources import FolderSource
from checker.workflows.docs_tree import reader_of
from checker.workflows.live_tree import LiveTree, encoded

from ..support import CORPORA, CORPUS_DAY, write

PIECES = [
    "the the ", "gpt-4o", "`gpt-4`", "\n\n", "[x](nowhere.md)", "[x](#a)", "```\n", "| Model | Retires |\n|---|---|\n",
    "# B\n", "2024-10-21", "\n- a\n- b.\n", "<!-- checker: ignore links -->", "---\n", "\n| `gpt-4o` | May 1, 2025 |\n",
]  # fmt: skip


def edited(text: str, chance: random.Random) -> str:
    """Return a text with a piece added, removed or moved."""
    start, other = chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)
    end = min(len(text), start + chance.randrange(30))
    kind = chance.randrange(4)
    if kind == 0:
        return text[:start] + text[end:]
    if kind == 1:
        return text[:other] + text[start:end] + text[other:]
    return text[:start] + chance.choice(PIECES) + text[start:]


def shown(report: Report) -> str:
    """Return a report as bytes would show it, but for where the tree is."""
    report.root = "tree"
    return render(report, "json", Look())


def fresh(root: Path, live: LiveTree) -> Report:
    """Return the report of the same tree on the disk, as nothing had been read of it before."""
    config = live.tree.config
    return run.check(FolderSource(root, config.paths or ("",), config.exclude), config, as_of=CORPUS_DAY)


def copied(tree: Path, *folders: Path) -> None:
    for folder in folders:
        shutil.copytree(tree, folder)
        write(folder, {"checker.toml": 'extend-select = ["wording"]\n'})


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("tree", ["trees/azure-openai", "clean/mkdocs", "rules/broken-anchor"])
def test_after_random_edits_it_is_the_report_of_a_fresh_check(tree: str, seed: int, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    copied(CORPORA / tree, here, there)
    live = LiveTree(here, day=CORPUS_DAY, reader=reader_of(here, cached=False, jobs=1, keeping=True))
    chance = random.Random(seed)
    paths = sorted(path.relative_to(here).as_posix() for path in here.rglob("*.md*"))
    buffers: dict[str, str] = {}
    for _ in range(10):
        path = chance.choice(paths)
        if path in buffers and chance.random() < 0.2:  # saved and closed
            write(here, {path: buffers.pop(path)})
            live.changed(path, there_before_and_after=True)
        else:
            text = buffers.get(path) or (here / path).read_text("utf-8")
            buffers[path] = edited(text, chance)
            write(there, {path: buffers[path]})
        assert shown(live.check(encoded(buffers)).report) == shown(fresh(there, live)), path


def test_files_that_come_and_go_count(tmp_path: Path) -> None:
    write(tmp_path, {"checker.toml": "", "a.md": "# A\n\nSee [b](b.md).\n"})
    live = LiveTree(tmp_path, day=CORPUS_DAY, reader=reader_of(tmp_path, cached=False, keeping=True))

    def rules(**buffers: str) -> list[str]:
        return [
            one.rule
            for one in live.check(encoded({f"{name}.md": text for name, text in buffers.items()})).report.findings
        ]

    assert rules() == ["broken-link"]
    assert rules(b="# B\n") == []  # in a buffer that was never saved
    assert rules() == ["broken-link"]
    write(tmp_path, {"b.md": "# B\n"})
    assert rules() == ["broken-link"]  # nobody has said so
    live.changed("b.md")
    assert rules() == []
    live.changed(".git/index")
    assert rules(a="# A\n\nSee [b](b.md#c).\n") == ["broken-anchor"]
    assert rules(a="# A\n\nSee [b](b.md#c).\n", b="# B\n\n## C\n") == []


def test_an_editor_that_reports_nothing_is_no_reason_to_miss_changes(tmp_path: Path) -> None:
    write(tmp_path, {"checker.toml": "", "a.md": "# A\n\nSee [b](b.md).\n"})
    live = LiveTree(tmp_path, day=CORPUS_DAY, reader=reader_of(tmp_path, cached=False, keeping=True))
    assert not live.look()
    assert len(live.check({}).report.findings) == 1
    write(tmp_path, {"b.md": "# B\n", "a.md": "# A\n\nSee the the [b](b.md).\n"})
    assert live.look()
    assert [one.rule for one in live.check({}).report.findings] == ["doubled-word"]
    write(tmp_path, {"checker.toml": 'ignore = ["doubled-word"]\n'})
    assert live.look()
    assert live.check({}).report.findings == []


def test_with_an_invalid_configuration_the_last_one_stays(tmp_path: Path) -> None:
    write(tmp_path, {"checker.toml": 'ignore = ["doubled-word"]\n', "a.md": "# A\n\nThe the end.\n"})
    live = LiveTree(tmp_path, day=CORPUS_DAY, reader=reader_of(tmp_path, cached=False, keeping=True))
    write(tmp_path, {"checker.toml": "nonsense = 1\n"})
    with pytest.raises(ConfigError, match="nonsense"):
        live.changed("checker.toml")
    assert live.check({}).report.findings == []
    write(tmp_path, {"checker.toml": ""})
    live.changed("checker.toml")
    assert len(live.check({}).report.findings) == 1


@pytest.mark.parametrize(
    "text", ["nonsense = 1\n", 'ignore = ["no-such-rule"]\n', "[rules.broken-link]\nno-option = 1\n"]
)
def test_what_a_check_cannot_use_is_said_when_it_is_read(text: str, tmp_path: Path) -> None:
    write(tmp_path, {"checker.toml": "", "a.md": "# A\n\nThe the end.\n"})
    live = LiveTree(tmp_path, day=CORPUS_DAY, reader=reader_of(tmp_path, cached=False, keeping=True))
    live.look()
    write(tmp_path, {"a.md": "# A\n\nThe end.\n", "checker.toml": text})
    with pytest.raises(ConfigError, match=r"checker\.toml:\d: "):
        live.look()
    assert live.check({}).report.findings == []  # the page was read again all the same
    assert not live.look()
    with pytest.raises(ConfigError):
        LiveTree(tmp_path)


def test_a_configuration_that_changes_before_the_first_look_counts(tmp_path: Path) -> None:
    write(tmp_path, {"checker.toml": "", "a.md": "# A\n\nThe the end.\n"})
    live = LiveTree(tmp_path, day=CORPUS_DAY, reader=reader_of(tmp_path, cached=False, keeping=True))
    write(tmp_path, {"checker.toml": 'ignore = ["doubled-word"]\n'})
    assert not live.look()
    assert live.check({}).report.findings == []


def test_what_was_replaced_is_freed(tmp_path: Path) -> None:
    write(tmp_path, {"checker.toml": "", "a.md": "# A\n\nSee [b](b.md).\n", "b.md": "# B\n"})
    live = LiveTree(tmp_path, day=CORPUS_DAY, reader=reader_of(tmp_path, cached=False, keeping=True))
    catalogs = []
    gc.disable()  # the collector is not to run by itself
    try:
        for number in range(3):
            write(tmp_path, {f"c{number}.md": "# C\n"})
            live.changed(f"c{number}.md")
            catalogs.append(weakref.ref(live.check({}).graph.catalog))
            live.tidy()
        kept = [one() is not None for one in catalogs]
    finally:
        gc.enable()
    assert kept == [False, False, True]


@pytest.mark.parametrize(
    ("files", "rules"),
    [
        ({"b.py": "pass\n"}, []),
        ({"b.md": "# B\n"}, ["broken-link"]),
        ({"checker.toml": 'extend-select = ["wording"]\n'}, ["product-name", "broken-link"]),
        ({"checker.toml": 'exclude = ["c.md"]\n'}, ["broken-link"]),
        ({"checker.toml": '[site]\nroot = "docs"\n', "docs/b.py": "pass\n"}, ["broken-link"]),
    ],
)
def test_what_changes_during_a_check_counts_in_the_next_one(
    files: dict[str, str], rules: list[str], tmp_path: Path
) -> None:
    write(tmp_path, {"checker.toml": "", "a.md": "# A\n\nOn Github, see [b](b.py).\n", "c.md": "# C\n"})
    live = LiveTree(tmp_path, day=CORPUS_DAY, reader=reader_of(tmp_path, cached=False, keeping=True))

    def changed(done: int, total: int) -> None:
        write(tmp_path, files)
        for path in files:
            live.changed(path)

    during = live.check({}, changed).report
    assert (during.not_checked, [one.rule for one in during.findings]) == ([], ["broken-link"])
    after = live.check({}).report
    assert [one.rule for one in after.findings] == rules
    assert shown(after) == shown(fresh(tmp_path, live))


def test_a_page_that_changes_while_it_is_read_is_read_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write(tmp_path, {"checker.toml": "", "a.md": "# A\n\nThe the end.\n"})
    live = LiveTree(tmp_path, day=CORPUS_DAY, reader=reader_of(tmp_path, cached=False, keeping=True))
    read = FolderSource.read

    def slow(source: FolderSource, path: str) -> bytes:
        data = read(source, path)
        if path == "a.md":
            write(tmp_path, {"a.md": "# A\n\nThe end.\n"})
            live.changed("a.md", there_before_and_after=True)
        return data

    with monkeypatch.context() as patched:
        patched.setattr(FolderSource, "read", slow)
        assert [one.rule for one in live.check({}).report.findings] == ["doubled-word"]
    assert live.check({}).report.findings == []


def test_files_are_named_by_where_they_are(tmp_path: Path) -> None:
    write(tmp_path / "work", {"checker.toml": "", "docs/a.md": "# A\n"})
    (tmp_path / "link").symlink_to(tmp_path / "work")
    live = LiveTree(tmp_path / "link", reader=reader_of(tmp_path, cached=False))
    assert live.path_of(tmp_path.resolve() / "work/docs/a.md") == "docs/a.md"
    assert live.path_of(live.root / "docs/a.md") == "docs/a.md"
    assert live.path_of(tmp_path / "b.md") is None


def test_a_page_that_a_heading_includes_makes_its_anchor(tmp_path: Path) -> None:
    write(tmp_path, {"checker.toml": "", "name.md": "limits\n", "b.md": "# B\n\n## The [!INCLUDE [x](name.md)]\n"})
    write(tmp_path, {"a.md": "# A\n\nSee [b](b.md#the-limits).\n"})
    live = LiveTree(tmp_path, day=CORPUS_DAY, reader=reader_of(tmp_path, cached=False, keeping=True))
    for text, rules in (("limits\n", []), ("quotas\n", ["broken-anchor"]), ("limits\n", [])):
        report = live.check(encoded({"name.md": text})).report
        assert [one.rule for one in report.findings if one.place.path == "a.md"] == rules

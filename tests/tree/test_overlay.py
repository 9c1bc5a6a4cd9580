"""A tree with overlaid files is, in every answer, the tree that has these files on the disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.config import Config
from checker.run import check
from checker.tree.overlay import HeldSource, OverlaySource
from checker.tree.sources import FolderSource, NoPageError, Source, SourceError, beside, relative
from checker.tree.stamps import differing, stamps

from ..support import CORPUS_DAY, write

DISK = {
    "index.md": "# Home\n\n[Guide](docs/guide.md) and [new](docs/new/page.md).\n",
    "docs/guide.md": "# Guide\n\nUse the the client.\n",
    "docs/kept.txt": "text\n",
    ".gitignore": "build/\n",
    "build/made.md": "# Made\n",
}
PATHS = ["index.md", "docs/guide.md", "docs/new/page.md", "docs/more.md", "build/made.md", "x/y/z.mdx", ".gitignore"]
TEXTS = ["# A\n", "# B\n\nSee the the [guide](guide.md).\n", "[home](../index.md)\n", "*.mdx\ndocs/new/\n", ""]


def answers(source: Source) -> list[object]:
    """Return all that a source says of the paths of this test."""
    places = sorted({*PATHS, "docs", "docs/new", "x", "x/y", "nowhere", "", "docs/kept.txt", "build", ".git"})
    told: list[object] = [source.is_repository, sorted(source.files()), source.exists_above("../out.md")]
    told += [(one, source.exists(one), source.is_folder(one), sorted(source.names(one))) for one in places if one]
    try:
        told += [(path, source.read(path)) for path in source.pages()]
    except SourceError as error:
        told.append(type(error))
    return told


@given(changed=st.dictionaries(st.sampled_from(PATHS), st.sampled_from(TEXTS), max_size=4))
@settings(max_examples=60, deadline=None)
def test_it_answers_as_the_tree_on_the_disk_would(
    changed: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    top = tmp_path_factory.mktemp("overlay")
    here, there = top / "here", top / "there"
    write(here, DISK)
    write(there, {**DISK, **changed})
    overlay = OverlaySource(FolderSource(here), {path: text.encode() for path, text in changed.items()})
    assert answers(overlay) == answers(FolderSource(there))
    reports = [check(one, Config(), as_of=CORPUS_DAY) for one in (overlay, FolderSource(there))]
    assert reports[0].findings == reports[1].findings
    assert reports[0].texts == reports[1].texts


def test_overlays_lie_over_one_another(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "1", "b.md": "1", "c.md": "1"})
    first = OverlaySource(FolderSource(tmp_path), {"a.md": b"2", "b.md": b"2"})
    second = OverlaySource(first, {"b.md": b"3", "d.md": b"3"})
    assert [second.read(path) for path in second.pages()] == [b"2", b"3", b"1", b"3"]
    assert [first.read(path) for path in first.pages()] == [b"2", b"2", b"1"]
    with pytest.raises(TypeError):
        second.overlaid["a.md"] = b"4"  # type: ignore[index]


def test_a_page_that_is_only_overlaid_is_a_page(tmp_path: Path) -> None:
    source = OverlaySource(FolderSource(tmp_path), {"docs/a.md": b"# A\n"})
    assert source.pages() == ["docs/a.md"]
    with pytest.raises(NoPageError):
        OverlaySource(FolderSource(tmp_path), {"docs/a.txt": b"A\n"}).pages()


def test_what_a_configuration_names_is_overlaid_too(tmp_path: Path) -> None:
    write(tmp_path, {"catalog.toml": "old"})
    source = OverlaySource(FolderSource(tmp_path), {"catalog.toml": b"new"})
    assert beside(source, "./catalog.toml") == b"new"
    assert beside(FolderSource(tmp_path), "catalog.toml") == b"old"
    assert beside(source, "other.toml") is None


def test_a_held_tree_stays_as_it_was_read(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "1", "b.md": "1"})
    held = HeldSource(FolderSource(tmp_path))
    assert [held.read(path) for path in held.pages()] == [b"1", b"1"]
    write(tmp_path, {"a.md": "2", "b.md": "2", "c.md": "2"})
    assert [held.read(path) for path in held.pages()] == [b"1", b"1"]
    held.forget(["b.md"])
    assert [held.read(path) for path in held.pages()] == [b"1", b"2"]


def test_only_what_is_unsaved_need_not_exist(tmp_path: Path) -> None:
    assert relative(tmp_path, [tmp_path / "a.md"], {tmp_path / "a.md"}) == ["a.md"]
    with pytest.raises(SourceError, match="no such file"):
        relative(tmp_path, [tmp_path / "a.md"])
    with pytest.raises(SourceError, match="outside the root"):
        relative(tmp_path / "docs", [tmp_path / "a.md"], {tmp_path / "a.md"})


def test_stamps_tell_what_came_went_or_changed(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "1", "docs/b.md": "1", "docs/c.md": "1", ".git/HEAD": "1"})
    before = stamps(tmp_path)
    assert sorted(before) == ["a.md", "docs/b.md", "docs/c.md"]
    assert differing(before, stamps(tmp_path)) == set()
    write(tmp_path, {"docs/b.md": "22", "new/d.md": "1", ".git/HEAD": "22"})
    (tmp_path / "a.md").unlink()
    assert differing(before, stamps(tmp_path)) == {"a.md", "docs/b.md", "new/d.md"}

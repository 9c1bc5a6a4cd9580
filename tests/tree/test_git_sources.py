"""The sources that read git tell the same as a folder does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from checker.config import Config
from checker.run import check
from checker.tree.git_sources import IndexSource, RevisionSource
from checker.tree.sources import FolderSource, Source, SourceError, relative

from ..support import SEED_DAY
from ..support.repositories import DOUBLED, Repository

# -- the sources


def sources(repo: Repository, exclude: Sequence[str] = ()) -> list[Source]:
    return [
        FolderSource(repo.root, exclude=exclude),
        IndexSource(repo.root, exclude=exclude),
        RevisionSource(repo.root, exclude=exclude),
    ]


def test_three_sources_tell_the_same(repo: Repository) -> None:
    (repo.root / ".gitignore").write_text("build/\n*.tmp.md\n!keep.tmp.md\n")
    (repo.root / "sub").mkdir()
    (repo.root / "sub" / ".gitignore").write_text("secret.md\n")
    repo.write(a="A\n", sub__b="B\r\n", sub__secret="S\n", build__c="C\n", x="X\n")
    repo.write(**{"one.tmp": "1\n", "keep.tmp": "2\n", "node_modules__d": "D\n"})
    (repo.root / "picture.png").write_bytes(b"\x89")
    (repo.root / "toc.yml").write_text("- name: a\n")
    (repo.root / "link.md").symlink_to("sub/b.md")
    (repo.root / "out.md").symlink_to("../outside.md")
    (repo.root / "folder").symlink_to("sub")
    repo.git("add", "-A", "-f")
    repo.git("commit", "-q", "-m", "x")
    names = ["", "a.md", "A.md", "sub", "sub/", "sub/b.md", "./sub/../a.md", "../x", "picture.png", "folder/b.md"]
    names += ["link.md", "out.md", "build/c.md", "no/where", "folder", "sub/no", "a.md/b"]
    expected, *others = sources(repo, exclude=["x.md"])
    pages = expected.pages()
    assert pages == ["a.md", "keep.tmp.md", "link.md", "sub/b.md", "toc.yml"]
    for other in others:
        assert other.pages() == pages
        assert [other.read(path) for path in pages] == [expected.read(path) for path in pages]
        assert [other.exists(name) for name in names] == [expected.exists(name) for name in names]
        for folder in ("sub", "sub/", "folder", "no"):
            assert other.names(folder) == expected.names(folder)
            assert other.is_folder(folder) == expected.is_folder(folder)
        assert other.names("") == expected.names("") - {".git"}
        for path in ("out.md", "no.md", "sub"):
            with pytest.raises(OSError, match=r"."):
                other.read(path)


def test_a_loop_of_links_and_a_submodule(repo: Repository, tmp_path: Path) -> None:
    inner = Repository(tmp_path / "inner")
    inner.commit(page="Fine.\n")
    (repo.root / "a.md").symlink_to("b.md")
    (repo.root / "b.md").symlink_to("a.md")
    repo.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner.root), "inner")
    repo.commit(c="[x](inner/page.md) [y](inner)\n")
    for source in sources(repo)[1:]:
        assert source.pages() == ["c.md"]
        assert source.exists("inner")
        assert source.exists("inner/page.md")
        assert not source.exists("a.md")
        assert source.is_folder("inner")


def test_a_loop_of_links_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to("b.md")
    (tmp_path / "b.md").symlink_to("a.md")
    (tmp_path / "c.md").write_text("[x](a.md)\n", encoding="utf-8")
    source = FolderSource(tmp_path)
    assert source.pages() == ["c.md"]
    assert not source.exists("a.md")


def test_more_pages_than_are_fetched_at_once(repo: Repository) -> None:
    repo.commit(**{f"page{number}": f"Page {number}.\n" for number in range(1203)})
    source = RevisionSource(repo.root)
    read = {path: source.read(path).decode() for path in source.pages()}
    assert len(read) == 1203
    assert all(text == f"Page {path[4:-3]}.\n" for path, text in read.items())


def test_a_revision_is_checked_like_a_folder(repo: Repository) -> None:
    repo.commit(a=DOUBLED, b="[x](gone.md)\n")
    reports = [check(source, Config(), as_of=SEED_DAY) for source in sources(repo)]
    assert reports[0].findings
    assert reports[1].findings == reports[0].findings == reports[2].findings
    second = repo.commit(c=DOUBLED)
    repo.commit(d=DOUBLED)
    report = check(RevisionSource(repo.root, revision=second), Config(), as_of=SEED_DAY, since=f"{second}~1")
    assert [one.place.path for one in report.findings] == ["c.md"]


def test_an_old_revision_that_is_not_there(repo: Repository) -> None:
    repo.commit(a="Fine.\n")
    with pytest.raises(SourceError, match="cannot read"):
        RevisionSource(repo.root, revision="nowhere").pages()


def test_a_tree_is_the_same_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "docs" / "how").mkdir(parents=True)
    (tmp_path / "linked").symlink_to(tmp_path / "docs")
    assert relative((tmp_path / "docs").resolve(), [tmp_path / "linked" / "how", tmp_path / "linked"]) == ["how", ""]

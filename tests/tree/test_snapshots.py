"""The difference between two trees is the one that git sees, though git never looks at the files of a folder."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
from pathlib import Path

import pytest

from checker.tree import git, snapshots
from checker.tree.git_sources import IndexSource, RevisionSource
from checker.tree.sources import FolderSource, Source

from ..support.repositories import Repository, found, git_version

LIST = ("--name-status", "-z", "-M")
PATCH = ("-p", "-U1", "-M", "--text")


def difference(before: Source, after: Source) -> tuple[list[str], str]:
    """Return what is listed as different, and the patch without the ids in it."""
    with snapshots.between(before, after) as differ:
        listed, patch = git.fields(differ(*LIST)), differ(*PATCH).decode("utf-8", "replace")
    return listed, "\n".join(line for line in patch.split("\n") if not line.startswith("index "))


def against_the_files(root: Path) -> tuple[list[str], str]:
    return difference(RevisionSource(root), FolderSource(root))


WORDS = "tide harbor lighthouse buoy anchor keel mast".split()


def shuffled(dice: random.Random, repo: Repository) -> None:
    """Change files at random: edits, moves with and without edits, links, folders that become files."""
    files = sorted(file for file in repo.root.rglob("*") if ".git" not in file.parts and file.is_file())
    for number, file in enumerate(files):
        lines = file.read_text().split("\n")
        kind = dice.randrange(7)
        if kind == 0 or file.is_symlink():
            file.unlink()
        elif kind == 1:
            lines.insert(dice.randrange(len(lines)), dice.choice(WORDS))
            file.write_text("\n".join(lines))
        elif kind == 2:
            file.rename(file.with_name(f"moved {number} “ü”.md"))
        elif kind == 3:
            file.write_text("\n".join(lines[1:]))
            (repo.root / "new" / "folder").mkdir(parents=True, exist_ok=True)
            file.rename(repo.root / "new" / "folder" / f"{number}.txt")
        elif kind == 4:
            file.unlink()
            file.symlink_to("elsewhere.md")
    if (repo.root / "sub0").is_dir():
        shutil.rmtree(repo.root / "sub0")
    (repo.root / "sub0").write_text("A file now.\n")


@pytest.mark.parametrize("seed", range(8))
def test_files_compare_with_a_revision_as_the_index_does(seed: int, repo: Repository) -> None:
    dice = random.Random(seed)
    pages = {
        f"sub{number % 3}__page{number}": "".join(f"{dice.choice(WORDS)} {line}.\n" for line in range(12))
        for number in range(20)
    }
    repo.commit(**pages)
    shuffled(dice, repo)
    listed, patch = against_the_files(repo.root)
    repo.git("add", "-A")
    assert (listed, patch) == difference(RevisionSource(repo.root), IndexSource(repo.root))
    repo.git("commit", "-q", "-m", "x")
    assert (listed, patch) == difference(RevisionSource(repo.root, revision="HEAD~1"), RevisionSource(repo.root))
    assert against_the_files(repo.root) == ([], "")


def test_two_folders_compare_as_two_commits_do(repo: Repository, tmp_path: Path) -> None:
    dice = random.Random(99)
    repo.commit(**{f"sub{number % 3}__page{number}": "".join(dice.choices(WORDS, k=40)) for number in range(9)})
    shutil.copytree(repo.root, tmp_path / "copy", symlinks=True, ignore=lambda *_: [".git"])
    shuffled(dice, repo)
    listed, patch = difference(FolderSource(tmp_path / "copy"), FolderSource(repo.root))
    assert (listed, patch) == against_the_files(repo.root)


def test_only_what_is_below_the_root_is_compared(repo: Repository) -> None:
    repo.commit(docs__a="A\n", outside="B\n")
    repo.write(docs__a="AA\n", outside="BB\n")
    assert against_the_files(repo.root / "docs")[0] == ["M", "a.md"]


def test_what_is_left_out_is_still_there(repo: Repository) -> None:
    text = "".join(f"Line {number}\n" for number in range(20))
    repo.commit(old="Old.\n", kept=text)
    repo.write(copied=text)
    source = FolderSource(repo.root, exclude=["kept.md"])
    assert difference(RevisionSource(repo.root), source)[0] == ["A", "copied.md"]


def test_a_file_that_cannot_be_read_is_no_change(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit(a="A\n", b="B\n")
    repo.write(a="AA\n", b="BB\n")
    read = FolderSource.read

    def refused(source: FolderSource, path: str) -> bytes:
        if path == "a.md":
            raise PermissionError(13, "Permission denied")
        return read(source, path)

    monkeypatch.setattr(FolderSource, "read", refused)
    assert against_the_files(repo.root)[0] == ["M", "b.md"]


# -- what git does at a checkout is no change


@pytest.mark.parametrize("setting", ["true", "input"])
def test_line_ends_of_a_checkout_are_no_change(setting: str, repo: Repository) -> None:
    repo.git("config", "core.autocrlf", setting)
    repo.commit(a="One.\n\nTwo.\n", b="One.\n")
    repo.write(a="One.\r\n\r\nTwo two.\r\n", b="One.\r\n")
    assert against_the_files(repo.root)[1].count("\n+") == 2  # the name of the file, and the line
    assert found("--since", "HEAD") == [("a.md", 3, "doubled-word")]


def test_line_ends_that_were_committed_are_compared_as_they_are(repo: Repository) -> None:
    repo.commit(a="One.\r\nTwo.\r\n")
    assert against_the_files(repo.root) == ([], "")
    repo.write(a="One.\r\nTwo!\r\n")
    assert against_the_files(repo.root)[1].count("\n+") == 2


def test_what_git_lfs_has_fetched_is_no_change(repo: Repository) -> None:
    picture = bytes(range(256)) * 10
    pointer = (
        "version https://git-lfs.github.com/spec/v1\n"
        f"oid sha256:{hashlib.sha256(picture).hexdigest()}\nsize {len(picture)}\n"
    )
    (repo.root / "one.png").write_text(pointer)
    (repo.root / "other.png").write_text(pointer)
    repo.commit(a="A\n")
    (repo.root / "one.png").write_bytes(picture)
    (repo.root / "other.png").write_bytes(picture + b"more")
    assert against_the_files(repo.root)[0] == ["M", "other.png"]


def test_large_files_are_known_by_what_they_hold(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "_LARGE", 1000)
    for name in ("same", "moved", "changed"):
        (repo.root / f"{name}.bin").write_bytes(name.encode() * 1000)
    repo.commit(a="A\n")
    (repo.root / "moved.bin").rename(repo.root / "there.bin")
    (repo.root / "changed.bin").write_bytes(b"other" * 1000)
    assert against_the_files(repo.root)[0] == ["M", "changed.bin", "R100", "moved.bin", "there.bin"]


def test_a_repository_with_longer_ids(repo: Repository, tmp_path: Path) -> None:
    os.chdir(tmp_path)
    (tmp_path / "long").mkdir()
    long = Repository.__new__(Repository)
    long.root = tmp_path / "long"
    if git_version() < (2, 29):
        pytest.skip("this git knows no longer ids")
    long.git("init", "-q", "--object-format=sha256")
    long.commit(a="A\n", b="B\n")
    long.write(a="AA\n")
    assert against_the_files(long.root)[0] == ["M", "a.md"]


def test_names_of_every_kind(repo: Repository) -> None:
    names = [
        "with space",
        'quote"',
        "tab\t",
        "new\nline",
        "ümlaut",
        "back\\slash",
        "-dash",
        ":colon",
        "*",
        "..",
        ".git",
    ]
    deep = "/".join(["deep"] * 60)
    repo.commit(a="A\n")
    for name in names[:-2]:
        (repo.root / f"{name}.md").write_text(name)
    (repo.root / deep).mkdir(parents=True)
    (repo.root / deep / "page.md").write_text("Deep.\n")
    with open(os.fsencode(repo.root) + b"/bad\xff.md", "wb") as file:
        file.write(b"Bad.\n")
    listed, _ = against_the_files(repo.root)
    assert sorted(listed[1::2]) == sorted([*(f"{name}.md" for name in names[:-2]), f"{deep}/page.md", "bad\udcff.md"])
    assert set(listed[::2]) == {"A"}

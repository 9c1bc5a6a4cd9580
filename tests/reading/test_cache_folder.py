"""The cache is the user's: nothing that a tree brings along is opened, believed or overwritten as one."""

from __future__ import annotations

import os
import shutil
import sqlite3
import struct
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from checker import cli
from checker.page.facts import Facts
from checker.reading import cache, cache_folder, record
from checker.reading.cache import VARIABLE, open_cache
from checker.rules import readers

from ..support.repositories import DOUBLED, Repository


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.cli, list(map(str, arguments)))


@pytest.fixture
def caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of all caches of a user who names no other."""
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    return tmp_path / "caches" / "docs-consistency-checker"


def blinded(file: Path, seal: bytes) -> None:
    """Let a cache say that no page holds anything."""
    read = record.packed(record.stored_as(name) for name in readers())
    blind = msgspec.msgpack.encode(record.Record(msgspec.Raw(msgspec.msgpack.encode(Facts())), read, {}))
    sealing = cache.Cache(file, b"", seal)
    connection = sqlite3.connect(file)
    with connection:
        for (name,) in connection.execute("SELECT key FROM facts").fetchall():
            sealed = (blind, sealing.checksum(name, blind), name)
            connection.execute("UPDATE facts SET data = ?, sum = ? WHERE key = ?", sealed)
    connection.close()


def place(repo: Repository) -> cache_folder.Place:
    return cache_folder.place(repo.root)


def test_only_who_knows_the_key_can_make_an_entry(repo: Repository, caches: Path) -> None:
    repo.write(a=DOUBLED)
    assert run("check").exit_code == 1
    here = place(repo)
    blinded(here.file, b"x" * 32)
    assert run("check").exit_code == 1
    blinded(here.file, here.seal)
    assert run("check").exit_code == 0  # so the seal is all that keeps others from being believed


@pytest.mark.parametrize("named", [True, False])
def test_what_came_with_a_checkout_is_neither_opened_nor_changed(
    named: bool, repo: Repository, caches: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.write(a=DOUBLED)
    folder = repo.root / ".checker_cache"
    stranger = cache_folder.place(repo.root.parent / "theirs", repo.root.parent / "stranger")
    assert run("check", "--cache-dir", repo.root.parent / "stranger").exit_code == 1
    blinded(stranger.file, stranger.seal)
    shutil.copytree(repo.root.parent / "stranger", folder)
    shutil.copy(stranger.file, folder / "facts.sqlite3")
    repo.git("add", "-A", "-f")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    if named:
        monkeypatch.setenv(VARIABLE, ".checker_cache")
    opened: list[str] = []
    connect = sqlite3.connect

    def noted(file: Path, timeout: float) -> sqlite3.Connection:
        opened.append(str(file))
        return connect(file, timeout)

    monkeypatch.setattr(sqlite3, "connect", noted)
    assert run("check").exit_code == 1
    assert {path: path.read_bytes() for path in before} == before
    assert opened
    assert not set(map(Path, opened)) & set(before)


def test_a_journal_that_came_along_deletes_nothing(repo: Repository, caches: Path, tmp_path: Path) -> None:
    """A hot journal names a super-journal, which SQLite deletes when it rolls back."""
    victim = tmp_path / "victim.txt"
    victim.write_text("mine")
    repo.write(a="# A\n")
    folder = repo.root / ".checker_cache"
    folder.mkdir()
    connection = sqlite3.connect(folder / "facts.sqlite3")
    with connection:
        connection.execute("CREATE TABLE facts (key BLOB PRIMARY KEY, used INTEGER, sum BLOB, data BLOB)")
    connection.close()
    name = os.fsencode(victim)
    magic = bytes.fromhex("d9d505f920a163d7")
    head = magic + struct.pack(">IIIII", 0, 0, 3, 512, 4096)
    tail = struct.pack(">I", 1) + name + struct.pack(">II", len(name), sum(name)) + magic
    (folder / "facts.sqlite3-journal").write_bytes(head.ljust(512, b"\0") + tail)
    for command in (["check"], ["check", "--cache-dir", str(folder)]):
        assert run(*command).exit_code == 0
        assert victim.read_text() == "mine"


# -- the key


def linked(key: Path) -> None:
    key.rename(key.with_name("other"))
    key.symlink_to("other")


def test_a_key_of_somebody_else_is_not_used(repo: Repository, caches: Path) -> None:
    first = place(repo)
    assert place(repo) == first
    key = caches / "key"
    spoils: list[Callable[[], object]] = [
        lambda: key.chmod(0o644),
        lambda: key.write_bytes(b"short"),
        lambda: linked(key),
        lambda: os.chown(key, 65534, 65534) if os.geteuid() == 0 else key.unlink(),
    ]
    for spoil in spoils:
        before = place(repo)
        spoil()
        assert place(repo).seal != before.seal
        assert key.stat().st_mode & 0o777 == 0o600
        assert not key.is_symlink()


def test_a_folder_of_the_user_within_the_tree_is_not_used(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.write(a=DOUBLED)
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setenv("XDG_CACHE_HOME", str(repo.root / "home"))
    assert run("check").exit_code == 1
    assert not (repo.root / "home").exists()
    assert open_cache(repo.root) is None
    result = run("check", "--cache-dir", "here")
    assert result.exit_code == 2
    assert "is within the tree that is checked" in result.stderr


def test_without_a_place_there_is_none(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write(a="# A\n")
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setenv("XDG_CACHE_HOME", os.devnull)
    assert run("check").exit_code == 0
    assert open_cache(repo.root) is None


# -- what is kept


def test_info_and_clear(repo: Repository, caches: Path, tmp_path: Path) -> None:
    assert run("cache", "info").stdout == f"{caches}: 0.0 MB in 0 caches\n"
    assert run("cache", "clear").exit_code == 0
    repo.write(a="# A\n", docs__b="# B\n")
    for command in (["check"], ["check", "--root", "docs"], ["check", "--cache-dir", tmp_path / "named"]):
        assert run(*command).exit_code == 0
    told = run("cache", "info").stdout
    assert "MB in 2 caches\n" in told
    assert str(repo.root.resolve()) in told
    assert str(repo.root.resolve() / "docs") in told
    assert "MB in 1 cache\n" in run("cache", "info", "--cache-dir", tmp_path / "named").stdout
    assert run("cache", "clear").exit_code == 0
    assert list(caches.rglob("facts*")) == []
    assert "in 0 caches" in run("cache", "info").stdout
    assert "in 1 cache\n" in run("cache", "info", "--cache-dir", tmp_path / "named").stdout
    (tmp_path / "named" / "mine.txt").write_text("mine")
    assert run("cache", "clear", "--cache-dir", tmp_path / "named").exit_code == 0
    assert (tmp_path / "named" / "mine.txt").read_text() == "mine"
    assert run("check").exit_code == 0


def test_caches_of_many_roots_take_no_more_than_there_is_room(
    repo: Repository, caches: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    for number in range(6):
        root = repo.root / f"docs{number}"
        root.mkdir()
        file = cache_folder.place(root).file
        file.write_bytes(b"x" * 1000)
        os.utime(file, (now, now - 100 + number))
    (repo.root / "docs0").rmdir()
    old = cache_folder.held(caches)[0]
    os.utime(next(old.folder.glob("facts*")), (now, now - 31 * 86_400))
    monkeypatch.setattr(cache_folder, "_ROOM", 3500)
    cache_folder.place(repo.root)
    assert [one.root[-5:] for one in cache_folder.held(caches) if one.size] == ["docs4", "docs3", "docs2"]

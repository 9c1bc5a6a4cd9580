"""Files are read if they are files, and written at once or not at all."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from checker.tree import disk

from ..support import TOP

# -- reading


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"bytes")
    (tmp_path / "link").symlink_to("file")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "to a device").symlink_to("/dev/zero")
    assert disk.read(tmp_path / "file") == disk.read(tmp_path / "link") == b"bytes"
    for name, kind in (("pipe", "a pipe"), ("to a device", "a device"), (".", "a folder")):
        with pytest.raises(OSError, match=kind):
            disk.read(tmp_path / name)
    with pytest.raises(FileNotFoundError):
        disk.read(tmp_path / "none")


def test_what_becomes_a_pipe_meanwhile_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"bytes")
    os.mkfifo(tmp_path / "pipe")
    plain = os.stat(tmp_path / "file")
    monkeypatch.setattr(os, "stat", lambda _: plain)
    with pytest.raises(OSError, match="a pipe"):
        disk.read(tmp_path / "pipe")


# -- writing


def test_a_new_file_has_the_mode_that_the_mask_leaves(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        disk.write(tmp_path / "new", b"bytes")
    finally:
        os.umask(before)
    assert (tmp_path / "new").read_bytes() == b"bytes"
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["new"]


def test_mode_owner_and_link_stay(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "file").chmod(0o604)
    if os.geteuid() == 0:
        os.chown(tmp_path / "file", 65534, 65534)
    (tmp_path / "link").symlink_to("file")
    disk.write(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    found = (tmp_path / "file").stat()
    assert (tmp_path / "file").read_bytes() == b"new"
    assert stat.S_IMODE(found.st_mode) == 0o604
    assert found.st_uid == (65534 if os.geteuid() == 0 else os.geteuid())


def test_a_hard_link_keeps_what_it_had(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")
    os.link(tmp_path / "file", tmp_path / "other")
    disk.write(tmp_path / "file", b"new")
    assert (tmp_path / "other").read_bytes() == b"old"


def test_pipes_and_devices_are_written_to_as_they_are(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / "pipe").read_bytes()))
    reader.start()
    disk.write(tmp_path / "pipe", b"bytes")
    reader.join(10)
    assert read == [b"bytes"]
    disk.write(Path(os.devnull), b"bytes")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)
    script = "from pathlib import Path; from checker.tree import disk; disk.write(Path('/dev/stdout'), b'bytes')"
    with open(tmp_path / "out", "wb") as out:
        subprocess.run([sys.executable, "-c", script], cwd=TOP, stdout=out, check=True)
    assert (tmp_path / "out").read_bytes() == b"bytes"


@pytest.mark.parametrize("number", [10, 100_000])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(number: int, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old" * 1000)
    script = f"""
import resource, sys
from pathlib import Path
from checker.tree import disk
resource.setrlimit(resource.RLIMIT_FSIZE, (5, 5))
for act in (disk.write, disk.create):
    try:
        act(Path(sys.argv[1] if act is disk.write else sys.argv[1] + " new"), b"new" * {number})
    except OSError as error:
        print(error.strerror)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "file")], cwd=TOP, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["File too large"] * 2
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 5
    assert (tmp_path / "file").read_bytes() == b"old" * 1000
    assert os.listdir(tmp_path) == ["file"]


def test_an_interrupt_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    (tmp_path / "file").write_bytes(b"old")
    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        disk.write(tmp_path / "file", b"new")
    assert os.listdir(tmp_path) == ["file"]
    assert (tmp_path / "file").read_bytes() == b"old"


def test_what_is_there_is_not_made_anew(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "link").symlink_to("nowhere")
    for name in ("file", "link"):
        with pytest.raises(FileExistsError):
            disk.create(tmp_path / name, b"new")
    assert (tmp_path / "file").read_bytes() == b"old"
    assert not (tmp_path / "nowhere").exists()


# -- where


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("link", "a symbolic link"),
        ("dangling", "a symbolic link"),
        ("../outside", "outside the root"),
        ("/etc/passwd", "outside the root"),
        ("leads out/file", "outside the root"),
        (".git/hooks/pre-commit", "in a .git folder"),
        ("sub/.GIT/config", "in a .git folder"),
        ("to git/config", "in a .git folder"),
    ],
)
def test_what_a_configuration_names_stays_inside(name: str, why: str, tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / ".git").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    for link, target in (("link", "file"), ("dangling", "none"), ("leads out", "../elsewhere"), ("to git", ".git")):
        (root / link).symlink_to(target)
    with pytest.raises(OSError, match=why):
        disk.inside(root, name)


def test_a_folder_that_is_a_link_within_the_root_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    disk.write(disk.inside(tmp_path, "link/file"), b"bytes")
    assert (tmp_path / "real" / "file").read_bytes() == b"bytes"


@pytest.mark.skipif(sys.platform != "linux", reason="asks for a file whose size is not known")
def test_a_file_that_does_not_say_its_size_is_read_whole() -> None:
    assert disk.read("/proc/version") == Path("/proc/version").read_bytes() != b""


def test_a_file_is_read_whole_whatever_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "_AT_ONCE", 3)
    for size in (0, 1, 10):
        file = tmp_path / str(size)
        file.write_bytes(b"a" * size)
        assert disk.read(file) == b"a" * size

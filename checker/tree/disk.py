"""A path on the disk goes in, the bytes of a regular file come out; or bytes go in, and the file holds all or none."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import stat
from io import BufferedReader
from pathlib import Path

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe (FIFO)",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def read(path: str | os.PathLike[str]) -> bytes:
    """Return the bytes of a regular file, with symbolic links followed.

    Raises `OSError` as `opened` does.
    """
    handle, size = _handle(path)
    try:
        parts = [os.read(handle, size + 1)]
        while parts[-1]:
            parts.append(os.read(handle, _AT_ONCE))
        return b"".join(parts) if len(parts) > 2 else parts[0]
    finally:
        os.close(handle)


def opened(path: str | os.PathLike[str]) -> BufferedReader:
    """Open a regular file to read, with symbolic links followed.

    Nothing else is opened: a pipe without a writer would hold a run for ever, and a device has no end.

    Raises `OSError` when it cannot be opened, or is no regular file.
    """
    handle, _ = _handle(path)
    try:
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


_AT_ONCE = 1 << 20
_TO_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def _handle(path: str | os.PathLike[str]) -> tuple[int, int]:
    """Return the handle of a regular file that is opened to read, and how many bytes it has; raises as `opened`."""
    _insist(os.stat(path).st_mode)
    handle = os.open(path, _TO_READ)
    try:
        state = os.fstat(handle)
        _insist(state.st_mode)  # it may have been replaced meanwhile
    except BaseException:
        os.close(handle)
        raise
    return handle, state.st_size


def _insist(mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise OSError(f"not a regular file, but {_KINDS.get(stat.S_IFMT(mode), 'something else')}")


def write(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Make a file hold these bytes: it is replaced at once, or stays as it was.

    A symbolic link stays, and its target is replaced. What is no regular file, such as `/dev/stdout`, is written to as
    it is. A file keeps its mode and its owner.

    Raises `OSError` when it cannot be written.
    """
    if _is_special(path):
        with open(path, "wb") as stream:
            stream.write(data)
        return
    file = Path(os.path.realpath(path))
    temporary = file.with_name(f".checker-{secrets.token_hex(8)}")
    try:
        create(temporary, data, mode)
        if file.exists():
            _like(file, temporary)
        os.replace(temporary, file)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def create(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Make a new file that holds these bytes; the user's mask narrows its mode.

    Raises `FileExistsError` when there is one, or a link, and `OSError` when it cannot be written; then there is none.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, mode)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(handle)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(path)
        raise


def inside(root: Path, name: str | Path) -> Path:
    """Return where a file below a root is written whose name is not the user's own word, but that of a configuration.

    Raises `OSError` when that would be outside the root, in git's own folder, or through a symbolic link.
    """
    file = root / name
    if os.path.islink(file):
        raise OSError("it is a symbolic link")
    insist_inside(root, file.parent.resolve() / file.name)
    return file


def insist_inside(root: Path, real: Path) -> None:
    """Raise `OSError` for a path, as it is without links, that is outside a root or in git's own folder."""
    if not is_inside(root.resolve(), real):
        raise OSError("it is in a .git folder" if real.is_relative_to(root.resolve()) else "it is outside the root")


def is_inside(root: Path, real: Path) -> bool:
    """Tell whether a path is below a root and not in git's own folder; both are as they are without links."""
    return real.is_relative_to(root) and ".git" not in (part.lower() for part in real.relative_to(root).parts)


def _is_special(path: Path) -> bool:
    try:
        return not stat.S_ISREG(os.stat(path).st_mode) or os.path.abspath(path).startswith(("/dev/", "/proc/"))
    except OSError:
        return False


def _like(file: Path, temporary: Path) -> None:
    """Give a file the mode and, if that can be done, the owner of another."""
    shutil.copymode(file, temporary)
    with contextlib.suppress(OSError, AttributeError):
        owner = os.stat(file)
        os.chown(temporary, owner.st_uid, owner.st_gid)

"""A path on the disk goes in, the bytes of its regular file come out; whatever else carries the name is refused."""

from __future__ import annotations

import os
import stat
from io import BufferedReader

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
    with opened(path) as file:
        return file.read()


def opened(path: str | os.PathLike[str]) -> BufferedReader:
    """Open a regular file to read, with symbolic links followed.

    Nothing else is opened: a pipe without a writer would hold a run for ever, and a device has no end.

    Raises `OSError` when it cannot be opened, or is no regular file.
    """
    _insist(os.stat(path).st_mode)
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        _insist(os.fstat(handle).st_mode)  # it may have been replaced meanwhile
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def _insist(mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise OSError(f"not a regular file, but {_KINDS.get(stat.S_IFMT(mode), 'something else')}")

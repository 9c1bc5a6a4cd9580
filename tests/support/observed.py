"""A command of checker goes in; what it started, connected to and wrote comes out, as seen from inside and by git."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import TOP

PLUMBING = frozenset(
    "version rev-parse rev-list merge-base ls-tree ls-files cat-file hash-object diff-tree diff-index config".split()
)
"""What git may be asked: commands that look at objects, references, the index and settings."""

_OBSERVER = """
import json, os, sys
log = os.open(os.environ["OBSERVED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
def shown(one):
    return os.fsdecode(one) if isinstance(one, (str, bytes, os.PathLike)) else one
def in_cache(path):
    return bool(sys.pycache_prefix) and str(path).startswith(sys.pycache_prefix)
def note(event, given):
    if event == "subprocess.Popen":
        found = ["start", [shown(one) for one in given[1]]]
    elif event in ("os.system", "os.exec", "os.posix_spawn", "os.spawn", "pty.spawn"):
        found = ["start", [event]]
    elif event in ("socket.connect", "socket.getaddrinfo"):
        found = ["connect", str(given)]
    elif event == "open" and not isinstance(given[0], int) and isinstance(given[2], int):
        found = ["write", shown(given[0])] if given[2] & (os.O_WRONLY | os.O_RDWR) else None
    elif event in ("os.mkdir", "os.remove", "os.rmdir", "os.truncate"):
        known = event == "os.mkdir" and os.path.isdir(given[0])  # which then fails
        found = ["write", shown(given[0])] if given[-1] == -1 and not known else None  # else its folder tells
    elif event in ("os.rename", "os.link", "os.symlink"):
        found = ["write", shown(given[1])]
    else:
        found = None
    if found is not None and not (found[0] == "write" and ".pyc" in found[1] or in_cache(found[1])):
        os.write(log, json.dumps(found, default=str).encode() + b"\\n")
sys.addaudithook(note)
"""
_CHECKER = "from checker.cli import main\nmain()\n"
_PYTEST = "import pytest\nsys.exit(pytest.main(sys.argv[1:]))\n"


@dataclass(frozen=True)
class Observed:
    """What a command did: its exit code and output, the programs it started, and where it connected and wrote to.

    `git` are the commands that git was asked, and `children` what git in its turn started.
    """

    code: int
    out: str
    err: str
    started: list[list[str]] = field(default_factory=list)
    connected: list[str] = field(default_factory=list)
    wrote: list[Path] = field(default_factory=list)
    git: list[str] = field(default_factory=list)
    children: list[list[str]] = field(default_factory=list)


Talk = Sequence[tuple[bytes, bytes]]
"""What a command is told on its standard input, and what it must have written before it is told the next."""


def observed(
    arguments: Sequence[str],
    folder: Path,
    temporary: Path,
    environment: Mapping[str, str] | None = None,
    talk: Talk = (),
    tracer: Sequence[str] = (),
) -> Observed:
    """Run checker with arguments in a folder, or pytest if they begin so, and return what it did.

    With `--watch` it is interrupted after the talk. `tracer` is a program, with its arguments, that runs the command.
    """
    with tempfile.TemporaryDirectory(dir=temporary) as logs:
        own, trace = Path(logs, "own"), Path(logs, "trace")
        rest = arguments[1:] if arguments[0] == "pytest" else arguments
        script = _OBSERVER + (_PYTEST if arguments[0] == "pytest" else _CHECKER)
        variables = {
            **os.environ,
            **(environment or {}),
            "PYTHONPATH": str(TOP),
            "OBSERVED": str(own),
            "GIT_TRACE2_EVENT": str(trace),
        }
        command = [*tracer, sys.executable, "-c", script, *rest]
        found = _after(command, folder, variables, talk, Path(logs), interrupt="--watch" in arguments)
        for event, what in map(json.loads, own.read_text().splitlines()):
            if event == "write":
                found.wrote.append((folder / what).absolute() if isinstance(what, str) else Path())
            else:
                (found.started if event == "start" else found.connected).append(what)
        for one in map(json.loads, trace.read_text().splitlines() if trace.exists() else ()):
            if one["event"] == "cmd_name":
                found.git.append(one["name"])
            elif one["event"] == "child_start":
                found.children.append(one["argv"])
    return found


PATIENCE = 120


def _after(
    command: Sequence[str], folder: Path, variables: Mapping[str, str], talk: Talk, logs: Path, *, interrupt: bool
) -> Observed:
    """Run a command, tell it what it is to be told, and return how it ended, with nothing observed yet."""
    out, err = logs / "out", logs / "err"
    with (
        out.open("wb") as to_out,
        err.open("wb") as to_err,
        subprocess.Popen(
            command, cwd=folder, env=variables, stdin=subprocess.PIPE, stdout=to_out, stderr=to_err
        ) as process,
    ):
        assert process.stdin is not None
        try:
            for told, awaited in talk:
                process.stdin.write(told)
                process.stdin.flush()
                _await(lambda: awaited in out.read_bytes() + err.read_bytes(), process)  # noqa: B023
            if interrupt:
                process.send_signal(signal.SIGINT)
            process.stdin.close()
            code = process.wait(PATIENCE)
        finally:
            process.kill()
    written = [file.read_text(encoding="utf-8", errors="replace") for file in (out, err)]
    return Observed(code, written[0], written[1])


def _await(holds: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    """Wait until something holds, or the process has ended."""
    until = time.monotonic() + PATIENCE
    while not holds() and process.poll() is None:
        assert time.monotonic() < until
        time.sleep(0.02)

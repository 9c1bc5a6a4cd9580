"""What only Unix has is not needed, and paths with backslashes come out as everywhere: seen without Windows.

The modules of the package are given an `os` as Windows has it: without the names that only Unix has, with a backslash
between the parts of relative paths, and with `nt` for a name.
"""

from __future__ import annotations

import ast
import ntpath
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

from checker import cli
from checker.reading.cache import VARIABLE
from checker.site import targets

from ..support import SEED_DAY
from ..support.repositories import DOUBLED, Repository, repo
from ..support.rooms import absolute_imports, modules

__all__ = ["repo"]

ONLY_UNIX = frozenset(
    (
        "chown chroot confstr ctermid eventfd fchdir fchmod fchown fork forkpty fpathconf fstatvfs getegid geteuid "
        "getgid getgrouplist getgroups getloadavg getpgid getpgrp getpriority getresgid getresuid getsid getuid "
        "getxattr initgroups kill killpg lchown listxattr lockf login_tty major makedev minor mkfifo mknod nice "
        "openpty pathconf pipe2 plock posix_fadvise posix_fallocate posix_openpt posix_spawn posix_spawnp pread "
        "preadv pwrite pwritev register_at_fork removexattr sched_yield sendfile setegid seteuid setgid setgroups "
        "setpgid setpgrp setpriority setregid setresgid setresuid setreuid setsid setuid setxattr splice statvfs sync "
        "sysconf tcgetpgrp tcsetpgrp ttyname uname unshare wait wait3 wait4 waitid WEXITSTATUS WIFEXITED WIFSIGNALED "
        "WNOHANG WTERMSIG O_ASYNC O_CLOEXEC O_DIRECT O_DIRECTORY O_DSYNC O_NDELAY O_NOATIME O_NOCTTY O_NOFOLLOW "
        "O_NONBLOCK O_PATH O_SYNC"
    ).split()
)
"""The names of `os` that its documentation gives as those of Unix, but for one that is asked for on Linux only."""
MODULES_OF_UNIX = frozenset("fcntl grp posix pty pwd readline resource syslog termios tty".split())


class _Path(ModuleType):
    """`os.path` with relative paths as Windows writes them."""

    def __getattr__(self, name: str) -> Any:
        return getattr(os.path, name)

    @staticmethod
    def relpath(path: str, start: str = os.curdir) -> str:
        return os.path.relpath(path, start).replace("/", "\\")


class _Windows(ModuleType):
    """`os` as Windows has it."""

    name, sep, altsep, path = "nt", "\\", "/", _Path("path")

    def __getattr__(self, name: str) -> Any:
        if name in ONLY_UNIX:
            raise AttributeError(f"Windows has no os.{name}")
        return getattr(os, name)


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    held = [one for name, one in sys.modules.items() if name.startswith("checker.") and vars(one).get("os") is os]
    assert len(held) > 10
    for one in held:
        monkeypatch.setattr(one, "os", _Windows("os"))


COMMANDS = [
    "check --format json --fail-on never",
    "check docs/deep --format json --fail-on never",
    "check --since HEAD~1 --format json --fail-on never",
    "check --staged --format json --fail-on never",
    "check --format sarif --fail-on never",
    "check --report markdown=out.md --fail-on never",
    "baseline",
    "diff HEAD~1 --format json",
    "history --format json",
    "fix --diff",
    "fix",
    "report",
    "where gpt-4o",
    "rename gpt-4o gpt-4o-mini --write",
    "graph --format json",
    "config",
    "cache info",
    "init",
]


DATED = ("check", "baseline", "diff", "fix", "report")


def told(command: str, repository: Repository) -> tuple[int, str, str, dict[str, bytes]]:
    """Return how a command ends, what it prints, and the files that are there then."""
    as_of = ["--as-of", SEED_DAY.isoformat()] if command.split(maxsplit=1)[0] in DATED else []
    done = CliRunner().invoke(cli.cli, [*command.split(), *as_of])
    files = (file for file in repository.root.rglob("*") if file.is_file() and ".git" not in file.parts)
    held = {file.relative_to(repository.root).as_posix(): file.read_bytes() for file in sorted(files)}
    return done.exit_code, done.stdout, done.stderr, held


@pytest.fixture
def docs(repo: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Repository:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    (repo.root / ".gitignore").write_text("docs/out/\n")
    page = f"# A\n\nDeploy a `gpt-4o` model.\n\n[x](deep/b.md#none) [y](../../c.md)\n\n{DOUBLED}"
    repo.commit(docs__a=page, docs__deep__b="# B\n\n[a](../a.md)\n", docs__out__c=DOUBLED)
    repo.commit(docs__deep__b=f"# B\n\n[!INCLUDE [x](../a.md)]\n\n[z](..\\a.md)\n\n{DOUBLED}")
    repo.write(docs__deep__b=f"# B\n\n[!INCLUDE [x](../none.md)]\n\n{DOUBLED}")
    return repo


@pytest.mark.parametrize("command", COMMANDS)
def test_paths_come_out_as_everywhere(command: str, docs: Repository, request: pytest.FixtureRequest) -> None:
    plain = told(command, docs)
    assert plain[0] in (0, 1), plain[2]
    docs.git("checkout", "-q", "--", ".")
    docs.git("clean", "-qfd")
    docs.write(docs__deep__b=f"# B\n\n[!INCLUDE [x](../none.md)]\n\n{DOUBLED}")
    request.getfixturevalue("windows")
    assert told(command, docs) == plain


def test_no_module_of_unix_is_imported() -> None:
    assert {name for file in modules().values() for name in absolute_imports(file) & MODULES_OF_UNIX} == set()


def test_what_unix_alone_has_is_asked_for_when_it_is_needed() -> None:
    """And not when a module is imported, which is before the tests above give it another `os`."""
    found = set()
    for file in modules().values():
        tree = ast.parse(file.read_text("utf-8"))
        functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.Lambda))
        inside = {id(one) for function in functions for one in ast.walk(function)}
        found |= {
            f"{file.name}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and ast.unparse(node).removeprefix("os.") in ONLY_UNIX
            if id(node) not in inside
        }
    assert found == set()


def test_relative_paths_get_slashes_where_they_are_made() -> None:
    """Text of a path relative to another one has backslashes on Windows, unless somebody replaces them."""
    found = []
    for name, file in modules().items():
        tree = ast.parse(file.read_text("utf-8"))
        texts = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_text_of_relative(node)]
        found += [f"{name}:{node.lineno}" for node in texts]
    assert found == []


def _is_text_of_relative(node: ast.Call) -> bool:
    """Tell whether a call is `str(x.relative_to(y))`."""
    inner = node.args[0] if isinstance(node.func, ast.Name) and node.func.id == "str" and node.args else None
    return isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and inner.func.attr == "relative_to"


@pytest.mark.parametrize("target", ["C:/docs/a.md", "C:\\docs\\a.md", "\\\\host\\share\\a.md", "c:a.md"])
def test_a_drive_or_a_share_in_a_link_is_no_page_of_the_tree(target: str) -> None:
    assert ntpath.splitdrive(target)[0]
    found = targets.parse(target, "docs/b.md")
    assert found.kind not in ("page", "root") or not found.path.startswith(("docs/a", "a"))

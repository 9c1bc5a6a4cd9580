"""Questions to git go in, its plumbing's answers come out; nothing that a tree or its repository names is ever run.

`Repository` is the one place that starts git. It asks plumbing about objects, references and the index, never about
the files of a work tree: comparing those, git would run the filters that attributes and settings name, and look into
submodules by a git that obeys theirs. `snapshots` hands such files to git as bytes instead.
"""

from __future__ import annotations

import datetime as dt
import functools
import os
import re
import shutil
import subprocess
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..config import work_tree
from . import disk

OLDEST = (2, 25, 1)
"""The oldest git that this was tried with; before 2.25 it cannot write a date without its time."""
SECONDS = 600.0
"""How long git may take for an answer; reading a history of a million commits takes a minute or two."""
SECONDS_TO_FIND = 60.0
_SETTINGS = (
    "safe.bareRepository=explicit",  # a folder of the tree that looks like a repository is none
    "core.fsmonitor=",  # names a program that is asked what has changed; before git 2.36 that is what `false` is too
    f"core.hooksPath={os.devnull}",
    "log.showSignature=false",  # would start gpg.program
    "credential.helper=",
    "core.askPass=",
)
"""What a repository's own settings could start a program with, turned off; the command line counts more than they."""
_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",  # git 2.44; a partial clone does not fetch what it lacks
    "GIT_ALLOW_PROTOCOL": "none",  # the same for every git: a fetch ends before it starts a program or a connection
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ATTR_NOSYSTEM": "1",
}
_INHERITED = re.compile(
    "GIT_(DIR|WORK_TREE|COMMON_DIR|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|NAMESPACE|SHALLOW_FILE"
    "|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|PARAMETERS|KEY_[0-9]+|VALUE_[0-9]+)|EXEC_PATH|TRACE.*)"
)
"""The variables of git that count here: where the repository is, as a hook is told, and the user's own settings."""
_OF_DIFF = ("--no-ext-diff", "--no-textconv", "--ignore-submodules=all", "--no-color")
_VERSION = re.compile(r"git version (\d+)\.(\d+)(?:\.(\d+))?")
_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class GitError(Exception):
    """git could not answer: its words, or why it could not be asked."""


class NoRepositoryError(GitError):
    """There is no git repository around a folder."""


@dataclass(frozen=True)
class Repository:
    """The git repository around a folder `root`, which paths are relative to."""

    root: Path
    program: str
    environment: Mapping[str, str] = field(repr=False)

    def run(self, *arguments: str, given: bytes = b"", fine: Collection[int] = (0,)) -> bytes:
        """Return what a git command prints when run in the root; `fine` are the exit codes that are no failure.

        Raises `GitError` with git's own words when it fails.
        """
        return _answer(self.program, arguments, self.root, self.environment, given, fine, SECONDS)

    def text(self, *arguments: str) -> str:
        """Return a command's answer of one line, or an empty text where git says no."""
        try:
            return os.fsdecode(self.run(*arguments)).strip()
        except GitError:
            return ""

    def diff(self, command: str, *arguments: str, given: bytes = b"") -> bytes:
        """Return what a command that compares prints, as git itself sees it: no program has a say in it.

        Raises as `run` does.
        """
        return self.run(command, *_OF_DIFF, *arguments, given=given)

    def blobs(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield the bytes of blobs by their ids.

        Raises `GitError` for one that is missing, as in a partial clone without its remote.
        """
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return
        raw = self.run("cat-file", "--batch", given=os.fsencode("".join(f"{one}\n" for one in wanted)))
        position = 0
        for one in wanted:
            end = raw.find(b"\n", position)
            head = raw[position:end].split()
            if end < 0 or len(head) != 3 or head[1] != b"blob":
                raise GitError(f"object {one} is missing")
            size = _number(head[2])
            yield one, raw[end + 1 : end + 1 + size]
            position = end + size + 2

    def sizes(self, ids: Iterable[str]) -> dict[str, int]:
        """Return how many bytes blobs have, by their ids; one that is missing is left out.

        Raises as `run` does.
        """
        wanted = "".join(f"{one}\n" for one in dict.fromkeys(ids))
        if not wanted:
            return {}
        lines = (line.split() for line in self.run("cat-file", "--batch-check", given=os.fsencode(wanted)).splitlines())
        return {os.fsdecode(line[0]): _number(line[2]) for line in lines if len(line) == 3 and line[1] == b"blob"}

    def commit(self, revision: str) -> str:
        """Return the id of the commit that a revision names, or an empty text where there is none."""
        if revision.startswith("-") or "\0" in revision or not revision.strip():
            return ""
        found = self.text("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        return found if _ID.fullmatch(found) else ""

    def day(self, commit: str) -> dt.date:
        """Return the day that a commit was made on.

        Raises `GitError` where there is no such commit.
        """
        said = self.run("rev-list", "--max-count=1", "--format=%cs", commit, "--")
        return date(said.decode("ascii", "replace").partition("\n")[2].strip())

    def empty_tree(self) -> str:
        """Return the id of the tree without a file, which every git knows; what a first commit is compared with.

        Raises as `run` does.
        """
        found = self.run("hash-object", "-t", "tree", "--stdin").decode("ascii", "replace").strip()
        if not _ID.fullmatch(found):
            raise GitError(f"invalid id of the empty tree: {found[:80]!r}")
        return found

    def is_shallow(self) -> bool:
        """Tell whether the repository holds only the end of its history."""
        return self.text("rev-parse", "--is-shallow-repository") == "true"

    def remotes(self) -> dict[str, str]:
        """Return the addresses of the remotes, by their names."""
        try:
            settings = fields(self.run("config", "-z", "--get-regexp", r"^remote\..*\.url$", fine=(0, 1)))
        except GitError:
            return {}
        found = (one.partition("\n") for one in settings)
        return {key.removeprefix("remote.").removesuffix(".url"): address for key, _, address in found}


def repository(root: Path) -> Repository:
    """Return the repository that a folder lies in: that of the nearest work tree upwards, or the one of a hook.

    git is never left to look for it. It would take a folder of the tree for a repository that looks like one, and obey
    the settings that came with it.

    Raises `NoRepositoryError` where there is none, and `GitError` where git does not trust its owner, or is missing.
    """
    if not root.is_dir():
        raise GitError(f"no such folder: {root}")
    program = _program()
    if (found := version(program)) < OLDEST:
        oldest, known = (".".join(map(str, one)) for one in (OLDEST, found))
        raise GitError(f"git {oldest} or later is needed; {program} is {known or 'of no known version'}")
    environment = _environment()
    top = work_tree(root.resolve())
    if "GIT_DIR" in environment:
        # With GIT_DIR alone git takes the current folder for the top of the work tree.
        environment.setdefault("GIT_WORK_TREE", str(top or root.resolve()))
        return Repository(root, program, environment)
    if top is None:
        raise NoRepositoryError(f"{root} is not in a git repository")
    folder = _git_folder(top)
    # Found by itself once, since git asks only then who owns it.
    answer = _answer(program, ("rev-parse", "--absolute-git-dir"), top, environment, b"", (0,), SECONDS_TO_FIND)
    own = os.fsdecode(answer).rstrip("\r\n")
    if not (os.path.isdir(own) and os.path.samefile(own, folder)):
        raise GitError(f"not a git repository: {top}")
    return Repository(root, program, {**environment, "GIT_DIR": str(folder), "GIT_WORK_TREE": str(top)})


@functools.cache
def version(program: str) -> tuple[int, ...]:
    """Return the version of a git as numbers; of one that does not say, none.

    Raises `GitError` where it cannot be run.
    """
    said = _answer(program, ("version",), Path(program).parent, _environment(), b"", (0,), SECONDS_TO_FIND)
    found = _VERSION.match(said.decode("ascii", "replace"))
    return tuple(int(number or 0) for number in found.groups()) if found else ()


def scratch(folder: Path, names: Path) -> Repository:
    """Return a repository that was just made in `folder`, with `names` as its work tree; no settings but ours count.

    Raises `GitError` where there is no git.
    """
    kept = {name: value for name, value in _environment().items() if not name.startswith("GIT_") or "TRACE" in name}
    own = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "HOME": str(folder), "XDG_CONFIG_HOME": ""}
    where = {"GIT_DIR": str(folder), "GIT_WORK_TREE": str(names)}
    return Repository(names, _program(), {**kept, **_ENVIRONMENT, **own, **where})


def _number(written: bytes) -> int:
    """Return the number that git writes; raises `GitError` for anything else."""
    if not written.isdigit() or len(written) > len(str(2**63)):
        raise GitError(f"unexpected answer from git: {written[:80]!r} is no size")
    return int(written)


def date(written: str) -> dt.date:
    """Return the day that git writes as `%cs`.

    Raises `GitError` for one that no calendar has: a commit may claim any second.
    """
    try:
        return dt.date.fromisoformat(written)
    except ValueError as error:
        raise GitError(f"invalid commit date: {written!r}") from error


def fields(raw: bytes) -> list[str]:
    """Split an answer in which NUL ends each field."""
    return [os.fsdecode(one) for one in raw.split(b"\0")[:-1]]


def _git_folder(top: Path) -> Path:
    """Return the folder that the `.git` of a work tree is, or names, as that of a submodule does."""
    mark = top / ".git"
    if mark.is_dir():
        return mark.resolve()
    try:
        key, _, path = os.fsdecode(disk.read(mark)).partition(":")
    except OSError as error:
        raise GitError(f"cannot read {mark}: {error.strerror or error}") from error
    if key != "gitdir":
        raise GitError(f"not a git repository: {top}")
    return (top / path.strip()).resolve()


def _environment() -> dict[str, str]:
    """Return the environment for git: of its own variables only those that say where the repository is."""
    found = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    found.update({name: value for name, value in os.environ.items() if _INHERITED.fullmatch(name)})
    for name in ("GIT_DIR", "GIT_WORK_TREE"):
        if name in found:  # a hook is told of them as seen from here, and git is run elsewhere
            found[name] = os.path.abspath(found[name])
    return {**found, **_ENVIRONMENT}


def _program() -> str:
    """Return where git is; a `git` in the current folder, where some systems look first, is that of a stranger."""
    for folder in os.get_exec_path():
        found = shutil.which("git", path=folder) if os.path.isabs(folder) else None
        if found and os.path.isabs(found):
            return found
    raise GitError("git is not installed")


def _answer(
    program: str,
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    given: bytes,
    fine: Collection[int],
    seconds: float,
) -> bytes:
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    try:
        done = subprocess.run(
            [program, "--no-pager", *settings, *arguments],
            cwd=folder,
            env=environment,
            input=given,
            capture_output=True,
            check=False,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired as error:
        raise GitError(f"git {arguments[0]} gave no answer within {seconds:.0f} seconds") from error
    except (OSError, ValueError) as error:  # the latter for NUL in an argument
        raise GitError(f"git cannot be run: {error}") from error
    if done.returncode not in fine:
        words = " ".join(done.stderr.decode("utf-8", "replace").split())
        raise GitError(words or f"git {arguments[0]} ended with {done.returncode}")
    return done.stdout

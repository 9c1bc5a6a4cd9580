"""Repositories of strangers run nothing: each trap is shown to work on git itself, and then on no command of ours."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from checker.reading.cache import VARIABLE

from ..support.observed import PLUMBING, Observed, Talk, observed
from ..support.repositories import DOUBLED, Repository, git_version

COMMANDS = [
    "check",
    "check --since HEAD~1",
    "check --staged",
    "check --select ALL",
    "check --fix",
    "diff HEAD~1",
    "diff HEAD~1 HEAD",
    "diff HEAD~1...",
    "history",
    "fix --diff",
    "fix",
    "report",
    "report --since HEAD~1",
    "baseline",
    "rename gpt-4o gpt-4o-mini --write",
    "bump azure-openai 2025-01-01 --write",
    "where gpt-4o",
    "triage triage.json",
    "triage triage.json --diff",
    "graph",
    "catalog",
    "config",
    "cache info",
    "init --baseline",
    "check - --stdin-filename a.md",
    "check --watch",
    "lsp",
    "mcp",
    "pytest --checker -p no:cacheprovider",
    "pytest --checker --checker-since HEAD~1 -p no:cacheprovider",
    "hook",
]
"""What is run in each of the repositories; `hook` is what pre-commit runs, in the environment that git gives a hook."""


def _lsp(root: Path) -> Talk:
    """Return what an editor says that opens a page, asks what is wrong with it and what a name means, and leaves."""
    uri, start = (root / "docs" / "b.md").as_uri(), {"line": 0, "character": 12}
    at = {"textDocument": {"uri": uri}, "position": start}
    opened = {"uri": uri, "languageId": "markdown", "version": 1, "text": f"{DOUBLED}\nDeploy a `gpt-4o` model.\n"}
    folder = {"uri": root.as_uri(), "name": "docs"}

    def told(method: str, params: object, number: int = 0) -> bytes:
        message = {"jsonrpc": "2.0", "method": method, "params": params} | ({"id": number} if number else {})
        body = json.dumps(message).encode()
        return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)

    asked: dict[str, object] = {
        "processId": None,
        "rootUri": root.as_uri(),
        "workspaceFolders": [folder],
        "capabilities": {},
    }
    return [
        (told("initialize", asked, 1), b'"id": 1'),
        (told("initialized", {}) + told("textDocument/didOpen", {"textDocument": opened}), b"publishDiagnostics"),
        (told("textDocument/hover", at, 2), b'"id": 2'),
        (told("textDocument/references", {**at, "context": {"includeDeclaration": True}}, 3), b'"id": 3'),
        (told("shutdown", None, 4), b'"id": 4'),
        (told("exit", None), b""),
    ]


def _mcp(root: Path) -> Talk:
    """Return what an assistant says that calls each of the tools."""
    client = {"protocolVersion": "2025-03-26", "capabilities": {}, "clientInfo": {"name": "a", "version": "1"}}
    calls: list[tuple[str, dict[str, str]]] = [
        ("check", {}),
        ("where", {"name": "gpt-4o"}),
        ("explain", {"rule": "doubled-word"}),
        ("catalog", {}),
        ("diff", {"before": "HEAD~1"}),
    ]

    def told(**message: object) -> bytes:
        return json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n"

    talk = [
        (told(method="initialize", params=client, id=100), b'"id":100'),
        (told(method="notifications/initialized"), b""),
    ]
    for number, (name, arguments) in enumerate(calls, 101):
        asked = told(method="tools/call", params={"name": name, "arguments": arguments}, id=number)
        talk.append((asked, b'"id":%d' % number))
    return talk


TALKS: dict[str, Callable[[Path], Talk]] = {
    "lsp": _lsp,
    "mcp": _mcp,
    "check --watch": lambda _: [(b"", b"Watching")],
    "check - --stdin-filename a.md": lambda _: [(DOUBLED.encode(), b"")],
}
"""What the commands are told that listen."""


DECISIONS = {
    "checker-triage": 1,
    "entries": [
        {
            "fingerprint": "0123456789abcdef",
            "verdict": "later",
            "rule": "doubled-word",
            "path": "a.md",
            "line": 1,
            "message": "“stands” is repeated",
            "content": "stands stands",
            "comment": "",
            "known": 0,
        }
    ],
}


TRACED = (
    "check --jobs 2",
    "check --since HEAD~1",
    "check --staged",
    "diff HEAD~1",
    "diff HEAD~1 HEAD",
    "history",
    "fix",
    "report",
    "report --since HEAD~1",
    "baseline",
    "triage triage.json",
    "rename gpt-4o gpt-4o-mini --write",
    "pytest --checker -p no:cacheprovider",
    "pytest --checker --checker-since HEAD~1 -p no:cacheprovider",
    "hook",
    "init",
    "lsp",
    "mcp",
)
"""What is run under `strace` too, which also sees what libraries and git do."""


class Trapped:
    """A repository full of traps: each is a program that leaves its name behind when it is run."""

    def __init__(self, repo: Repository, tmp_path: Path) -> None:
        self.repo = repo
        self.sprung = tmp_path / "sprung"
        self.sprung.mkdir()
        self.temporary = tmp_path / "temporary"
        self.temporary.mkdir()

    def trap(self, name: str, then: str = "cat") -> str:
        """Return a command line that springs a trap, and then hands on what it is given, as filters do."""
        return f"touch {shlex.quote(str(self.sprung / name))}; {then}"

    def program(self, name: str) -> str:
        """Return a program that springs a trap."""
        file = self.sprung.parent / f"trap-{name}"
        file.write_text(f"#!/bin/sh\n{self.trap(name, then='true')}\n")
        file.chmod(0o755)
        return str(file)

    def names(self) -> set[str]:
        """Return the traps that have sprung, and set them again."""
        found = {file.name for file in self.sprung.iterdir()}
        for name in found:
            (self.sprung / name).unlink()
        return found

    def git(self, *arguments: str, folder: str = "") -> set[str]:
        """Run git as anybody would, and return the traps that it springs."""
        who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
        reader, terminal = os.openpty()  # git starts a pager for a terminal only
        command = ["git", *who, *arguments]
        subprocess.run(
            command,
            cwd=self.repo.root / folder,
            stdout=terminal,
            stderr=terminal,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        os.close(terminal)
        os.close(reader)
        return self.names()

    def run(self, command: str, tracer: Sequence[str] = ()) -> Observed:
        """Run a command of checker in the folder `docs`, and return what it did."""
        talk = TALKS[command](self.repo.root) if command in TALKS else ()
        if command.startswith("triage"):
            (self.repo.root / "docs" / "triage.json").write_text(json.dumps(DECISIONS))
        environment = {VARIABLE: "", "XDG_CACHE_HOME": str(self.temporary / "caches"), "TMPDIR": str(self.temporary)}
        if command == "hook":
            command = "check --staged --whole-files a.md"
            environment |= {
                "GIT_DIR": str(self.repo.root / ".git"),
                "GIT_INDEX_FILE": str(self.repo.root / ".git/index"),
            }
        return observed(command.split(), self.repo.root / "docs", self.temporary, environment, talk, tracer)


@pytest.fixture
def trapped(repo: Repository, tmp_path: Path) -> Trapped:
    made = Trapped(repo, tmp_path)
    repo.commit(docs__a="Fine.\n", docs__b="Deploy a `gpt-4o` model.\n")
    repo.commit(docs__a=DOUBLED)
    return made


# -- what is in the settings and attributes of the repository


def fsmonitor(one: Trapped) -> Iterator[tuple[str, ...]]:
    one.repo.git("config", "core.fsmonitor", one.program("fsmonitor"))
    yield ("status",)


def filters(one: Trapped) -> Iterator[tuple[str, ...]]:
    for kind in ("clean", "smudge"):
        one.repo.git("config", f"filter.evil.{kind}", one.trap(f"filter-{kind}"))
    one.repo.git("config", "filter.odd=name.process", one.program("filter-process"))
    one.repo.git("config", "filter.odd=name.required", "true")
    (one.repo.root / ".git" / "info").mkdir(exist_ok=True)
    (one.repo.root / ".git" / "info" / "attributes").write_text("b.md filter=odd=name\n")
    (one.repo.root / "docs" / ".gitattributes").write_text("a.md filter=evil\n")
    yield ("status",)
    yield ("cat-file", "--filters", "HEAD:docs/a.md")


def differs(one: Trapped) -> Iterator[tuple[str, ...]]:
    one.repo.git("config", "diff.external", one.program("diff-external"))
    one.repo.git("config", "diff.evil.textconv", one.program("diff-textconv"))
    one.repo.git("config", "diff.evil.cachetextconv", "true")
    (one.repo.root / "docs" / ".gitattributes").write_text("*.md diff=evil\n")
    yield ("diff", "HEAD~1", "HEAD")
    yield ("diff", "--no-ext-diff", "HEAD~1", "HEAD")


def signatures(one: Trapped) -> Iterator[tuple[str, ...]]:
    head = subprocess.run(["git", "cat-file", "commit", "HEAD"], cwd=one.repo.root, capture_output=True, check=True)
    before, _, message = head.stdout.partition(b"\n\n")
    signed = before + b"\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n" + message
    made = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin"],
        cwd=one.repo.root,
        input=signed,
        capture_output=True,
        check=True,
    )
    one.repo.git("update-ref", "HEAD", made.stdout.decode().strip())
    one.repo.git("config", "gpg.program", one.program("gpg"))
    one.repo.git("config", "log.showSignature", "true")
    yield ("show", "-s")


def hooks(one: Trapped) -> Iterator[tuple[str, ...]]:
    folder = one.sprung.parent / "hooks"
    folder.mkdir()
    for name in ("post-index-change", "reference-transaction", "pre-commit"):
        Path(one.program(name)).rename(folder / name)
    one.repo.git("config", "core.hooksPath", str(folder))
    yield ("commit", "--allow-empty", "-m", "x")
    one.repo.write(docs__new="Fine.\n")
    yield ("add", "docs/new.md")


def names(one: Trapped) -> Iterator[tuple[str, ...]]:
    for name in ("own", "rev-parse", "ls-tree", "diff-tree"):
        one.repo.git("config", f"alias.{name}", f"!{one.trap('alias')}")
    one.repo.git("config", "core.pager", one.trap("pager"))
    one.repo.git("config", "core.editor", one.program("editor"))
    yield ("own",)
    yield ("--paginate", "log")
    yield ("commit", "--amend")


def submodule(one: Trapped) -> Iterator[tuple[str, ...]]:
    inner = Repository(one.repo.root / "docs" / "inner.md")
    inner.commit(page="Fine.\n")
    one.repo.git("add", "docs/inner.md")
    one.repo.git("commit", "-q", "-m", "x")
    inner.git("config", "core.fsmonitor", one.program("submodule"))
    (inner.root / "page.md").write_text("Dirty.\n")
    yield ("diff-index", "HEAD")


IN_SETTINGS: dict[Callable[[Trapped], Iterator[tuple[str, ...]]], set[str]] = {
    submodule: {"submodule"},
    fsmonitor: {"fsmonitor"},
    filters: {"filter-clean", "filter-smudge", "filter-process"},
    differs: {"diff-external", "diff-textconv"},
    signatures: {"gpg"},
    hooks: {"post-index-change", "reference-transaction", "pre-commit"},
    names: {"alias", "pager", "editor"},
}
"""What sets traps, and yields commands of git that spring them, with the names of the traps."""


YOUNGER = {"reference-transaction": (2, 28)}
"""Traps that a git is too old for before these versions."""


@pytest.mark.parametrize("setting", IN_SETTINGS, ids=lambda one: str(one.__name__))
def test_the_traps_are_real(setting: Callable[[Trapped], Iterator[tuple[str, ...]]], trapped: Trapped) -> None:
    sprung = set()
    for command in setting(trapped):
        for name in ("a.md", "b.md"):
            (trapped.repo.root / "docs" / name).touch()
        sprung |= trapped.git(*command)
    known = {name for name in IN_SETTINGS[setting] if git_version() >= YOUNGER.get(name, ())}
    assert sprung == known


@pytest.mark.parametrize("command", COMMANDS)
def test_settings_and_attributes_of_a_repository_run_nothing(command: str, trapped: Trapped) -> None:
    for setting in IN_SETTINGS:
        assert list(setting(trapped))
    attributes = trapped.repo.root / "docs" / ".gitattributes"
    attributes.write_text("a.md filter=evil diff=evil\n")
    trapped.repo.write(docs__a=DOUBLED + "\nMore more.\n")
    trapped.names()
    assert_harmless(trapped.run(command), trapped)


STARTED = re.compile(r"\bexecve\(\"(?P<program>[^\"]+)\".*\) = 0$|\bconnect\(.*(?P<network>AF_INET)", re.M)
OPENED = re.compile(r"\b(?:open|openat|creat)\(.*O_(?:WRONLY|RDWR|CREAT|TRUNC).* = \d+<(?P<path>/[^>]*)>$", re.M)
CHANGED = re.compile(r"\b(?:mkdir|rmdir|unlink|rename|link|symlink|truncate)[a-z0-9]*\((?P<given>.*)\) = 0$", re.M)
"""What changes the tree without opening a file; those of the current folder are told by where the command runs."""
NAMED = re.compile(r"(?:\w+<(?P<folder>[^>]*)>, )?\"(?P<name>[^\"]*)\"")
SYSTEM = "trace=execve,connect,open,openat,creat,/^(mkdir|rmdir|unlink|rename|link|symlink|truncate)"


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
@pytest.mark.parametrize("command", TRACED)
def test_the_system_sees_nothing_else_started_connected_to_or_written(command: str, trapped: Trapped) -> None:
    """As the traps and Python itself see the rest: what a library or git does without Python is seen here."""
    for setting in IN_SETTINGS:
        assert list(setting(trapped))
    seen = trapped.temporary / "seen"
    done = trapped.run(command, ["strace", "-f", "-qq", "-y", "-s", "4096", "-e", SYSTEM, "-o", str(seen)])
    assert_harmless(done, trapped)
    said = seen.read_text(errors="replace")
    found = [match.group("program", "network") for match in STARTED.finditer(said)]
    assert Path(found[0][0]).resolve() == Path(sys.executable).resolve()
    assert {Path(program).name for program, _ in found[1:]} <= {"git"}
    assert not any(network for _, network in found)
    written = {Path(match["path"]) for match in OPENED.finditer(said)} | set(_changed(said, trapped.repo.root / "docs"))
    if command.startswith("check"):
        assert any(path.suffix == ".sqlite3" for path in written)  # the cache, which Python itself does not open
    assert [path for path in written if "__pycache__" not in path.parts and not _may_write(path, trapped)] == []


def _changed(said: str, folder: Path) -> Iterator[Path]:
    """Yield what calls of the system made, removed or renamed, as paths."""
    for match in CHANGED.finditer(said):
        for named in NAMED.finditer(match["given"]):
            yield Path(os.path.normpath(Path(named["folder"] or folder, named["name"])))


# -- a folder of the tree that looks like a repository


def embedded(one: Trapped) -> None:
    """Make the folder `docs` look like a repository; all of it can be tracked, and comes with a clone."""
    docs = one.repo.root / "docs"
    for name in ("objects", "refs", ".checker_cache"):
        (docs / name).mkdir()
        (docs / name / "x").write_text("x")
    (docs / "HEAD").write_text("ref: refs/heads/main\n")
    (docs / "checker.toml").write_text("")
    settings = (
        "repositoryformatversion = 0",
        "bare = false",
        "worktree = .",
        f'fsmonitor = "{one.trap("embedded", "false")}"',
    )
    (docs / "config").write_text("\n\t".join(("[core]", *settings)))
    one.repo.git("add", "-A", "-f")
    one.repo.git("commit", "-q", "-m", "x")
    one.repo.git("clone", "-q", str(one.repo.root), str(one.repo.root.parent / "clone"))
    one.repo.root = one.repo.root.parent / "clone"


def test_the_embedded_repository_is_a_trap(trapped: Trapped) -> None:
    embedded(trapped)
    assert trapped.git("status", folder="docs") == {"embedded"}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_tracked_folder_is_never_taken_for_a_repository(command: str, trapped: Trapped) -> None:
    embedded(trapped)
    assert_harmless(trapped.run(command), trapped)


# -- a partial clone, whose settings say how to fetch what it lacks


def partial(one: Trapped) -> str:
    """Take the blob of a page away, and say that a remote has it; return its id."""
    blob = one.repo.git("rev-parse", "HEAD~1:docs/a.md")
    (one.repo.root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    for key, value in (
        ("core.repositoryformatversion", "1"),
        ("extensions.partialclone", "origin"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.url", "ssh://example.invalid/docs.git"),
        ("core.sshCommand", one.program("ssh")),
        ("protocol.allow", "always"),
        ("protocol.ssh.allow", "always"),
    ):
        one.repo.git("config", key, value)
    return blob


def test_a_partial_clone_is_a_trap(trapped: Trapped) -> None:
    assert trapped.git("cat-file", "-p", partial(trapped)) == {"ssh"}


@pytest.mark.parametrize("command", COMMANDS)
def test_what_a_partial_clone_lacks_is_not_fetched(command: str, trapped: Trapped) -> None:
    partial(trapped)
    done = trapped.run(command)
    assert_harmless(done, trapped, fetching=True)
    if {"--since", "diff", "history"} & set(command.split()):
        assert done.code not in (0, 1) or "Not checked" in done.out + done.err


# -- what is harmless


def assert_harmless(done: Observed, trapped: Trapped, *, fetching: bool = False) -> None:
    """Fail if a trap has sprung, or anything was started but git's plumbing, connected to, or written elsewhere.

    With `fetching` git before 2.44 may start its own `fetch`, which ends before it starts anything or connects.
    """
    assert trapped.names() == set()
    assert "Traceback" not in done.err, done.err
    assert done.code in (0, 1, 2, 4, 130), done.err
    assert done.connected == []
    assert {os.path.basename(argv[0]) for argv in done.started} <= {"git"}
    fetches = [argv for argv in done.children if fetching and "fetch" in argv[:4]]
    assert done.children == fetches
    assert set(done.git) <= PLUMBING | ({"fetch"} if fetches else set())
    compiled = [
        path for path in done.wrote if "__pycache__" in path.parts and not path.is_relative_to(trapped.repo.root)
    ]
    outside = [path for path in done.wrote if path not in compiled and not _may_write(path, trapped)]
    assert outside == []


def _may_write(path: Path, trapped: Trapped) -> bool:
    named = {"checker-baseline.jsonl", "reports", "checker.html", "a.md", "b.md", "checker.toml"}
    named |= {".pre-commit-config.yaml", ".github", "workflows", "checker.yml", ".gitlab-ci.yml"}  # what `init` writes
    is_named = path.name in named or path.name.startswith(".checker-") or path.parts[-2:] == ("reports", ".gitignore")
    inside = is_named and path.is_relative_to(trapped.repo.root) and ".git" not in path.parts
    return inside or path.is_relative_to(trapped.temporary) or path == Path(os.devnull)

"""Where this installation came from, as pip recorded it (PEP 610), goes in; what others can install comes out."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

PACKAGE = "docs-consistency-checker"
SCHEMA = "checker/cli/config.schema.json"
_TAG = re.compile(r"v?\d+(?:\.\d+)+\S*")


@dataclass(frozen=True)
class Origin:
    """Where this package can be installed from: a pip requirement, and its git repository and revision, if any.

    `local` is the folder or file that only this computer has, if that is where it came from.
    """

    requirement: str
    repo: str = ""
    rev: str = ""
    local: str = ""

    @property
    def schema(self) -> str:
        """The address of the JSON Schema of configurations, at a host of repositories whose addresses are known."""
        parts = urlsplit(self.repo.removesuffix("/").removesuffix(".git"))
        if parts.hostname == "github.com":
            return f"https://raw.githubusercontent.com{parts.path}/{self.rev}/{SCHEMA}"
        if parts.hostname and "gitlab" in parts.hostname:
            return f"https://{parts.netloc}{parts.path}/-/raw/{self.rev}/{SCHEMA}"
        return ""


def origin_of_this_package() -> Origin:
    """Return where this package was installed from: a git repository, a file, a folder, else an index."""
    from importlib import metadata

    found = metadata.distribution(PACKAGE)
    recorded = json.loads(found.read_text("direct_url.json") or "{}")
    url = recorded.get("url", "")
    if recorded.get("vcs_info", {}).get("vcs") == "git":
        return _of_git(url, recorded["vcs_info"])
    if not url:
        return Origin(f"{PACKAGE}=={found.version}")
    if not url.startswith("file:"):
        return Origin(f"{PACKAGE} @ {url}")
    local = url2pathname(urlsplit(url).path)
    return _of_clone(Path(local)) or Origin(f"{PACKAGE} @ {url}", local=local)


def _of_git(url: str, recorded: dict[str, Any]) -> Origin:
    """Return the origin of an installation from git: at a tag as it is, else at its commit, since branches move."""
    commit, asked = str(recorded["commit_id"]), str(recorded.get("requested_revision") or "")
    rev = asked if _TAG.fullmatch(asked) else commit
    local = url2pathname(urlsplit(url).path) if url.startswith("file:") else ""
    return Origin(f"{PACKAGE} @ git+{url}@{commit}", url, rev, local)


def _of_clone(folder: Path) -> Origin | None:
    """Return the origin of an installation from a folder that is a clone of a repository that others can reach."""
    from ..tree.git import GitError, repository

    try:
        clone = repository(folder)
        address, commit = clone.remotes().get("origin", ""), clone.commit("HEAD")
    except GitError:
        return None
    url = reachable(address)
    return Origin(f"{PACKAGE} @ git+{url}@{commit}", url, commit) if url and commit else None


_SCP = re.compile(r"[\w.-]+@(?P<host>[\w.-]+):(?P<path>[\w./~-]+)")


def reachable(address: str) -> str:
    """Return the address of a repository as pip and git take it, without credentials; empty for a local one."""
    if match := _SCP.fullmatch(address):
        return f"ssh://git@{match['host']}/{match['path']}"
    parts = urlsplit(address)
    if parts.scheme not in ("https", "http", "ssh", "git") or not parts.hostname:
        return ""
    user = "git@" if parts.scheme == "ssh" else ""
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{user}{parts.hostname}{port}{parts.path}"

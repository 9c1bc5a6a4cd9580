"""How users name two revisions of a tree: `BASE` or `BASE...HEAD` goes in; the two sides of a comparison come out."""

from __future__ import annotations

import datetime as dt
import re

from ..tree import changes, git
from ..tree.git_sources import revision_of
from ..tree.sources import Source, SourceError
from .compare import Sides
from .docs_tree import Tree

_RANGE = re.compile(r"(?P<base>.*?)(?P<dots>\.{2,3})(?P<head>.*)")
_REMOTE = re.compile(
    r"(?:https://|ssh://git@|git@)(?P<host>github\.com|gitlab\.com)[:/](?P<path>[\w.-]+/[\w./-]+?)(?:\.git)?/?"
)


def revisions(tree: Tree, base: str, head: str | None, day: dt.date | None) -> tuple[Source, Source, Sides]:
    """Return the tree at two revisions, and their names; of one revision alone, the later side is the working tree.

    Raises `SourceError` where there is no repository, or no such revision.
    """
    top, later = tree.source.root, head
    try:
        repository = tree.source.repository
    except git.GitError as error:
        raise SourceError(f"{base} is not a folder, and no revision can be read in {top}: {error}") from error
    span = _RANGE.fullmatch(base) if head is None and not repository.commit(base) else None
    earlier = (span["base"] or "HEAD") if span else base
    later = (span["head"] or "HEAD") if span else head
    old = changes.commit_of(repository, earlier)
    new = changes.commit_of(repository, later) if later is not None else ""
    if span and span["dots"] == "...":
        old = changes.merge_base(repository, old, new, earlier)
    before = revision_of(tree.source, old)
    after = revision_of(tree.source, new) if new else tree.source
    date = (repository.day(new) if new else day or dt.date.today()).isoformat()
    link = _permalink(repository.remotes().get("origin", ""), old, new) if new else ""
    return (
        before,
        after,
        Sides(_named(earlier, old), _named(later or "", new) if new else "the working tree", date, link),
    )


def _named(written: str, commit: str) -> str:
    """Return the name of a side: the revision as written, and its commit unless that is the same."""
    return written if commit.startswith(written) else f"{written} ({commit[:10]})"


def _permalink(remote: str, base: str, head: str) -> str:
    """Return the URL where the repository's host shows the comparison, or an empty string."""
    match = _REMOTE.fullmatch(remote)
    if match is None:
        return ""
    way = "/-/compare/" if match["host"] == "gitlab.com" else "/compare/"
    return f"https://{match['host']}/{match['path']}{way}{base}...{head}"

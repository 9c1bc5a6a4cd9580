"""Where a link that leads nowhere was meant to lead: a page and a link go in, its fix comes out."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast
from urllib.parse import unquote

from ...findings import Finding, Fix, Related, Safety
from ...graph import DocsGraph, Page
from ...page.facts import Link
from ...site import targets
from ...site.resolution import Outcome, Resolution
from .._base import replacement

_COMMON = frozenset("index readme overview toc license changelog contributing _index _category_".split())
"""Names that many folders have: that only one of them is left proves nothing."""
_PAGE = (".md", ".mdx", ".markdown", ".yml", ".yaml")


_MOST = 10
"""Dead links in a folder that is not published, above which the folder itself is the finding: it is not maintained."""
_SHOWN = 20
_TEMPLATE = re.compile(r"(?:^|/)[_.]?templates?(?:/|\.\w+$)", re.I)


def summed_up(graph: DocsGraph, found: Iterable[Finding], what: str) -> Iterator[Finding]:
    """Yield findings about links; of a folder that is not published and full of them, one in place of all.

    `what` names them in its message. Its place is that of the first one, and the next ones are related.
    """
    by_folder: dict[str, list[Finding]] = defaultdict(list)
    for one in found:
        if _TEMPLATE.search(one.place.path) and not graph.sites.is_published(one.place.path):
            continue  # its links start where it is copied to
        if graph.sites.is_published(one.place.path):
            yield one
        else:
            by_folder[one.place.path.partition("/")[0] if "/" in one.place.path else ""].append(one)
    for folder, several in by_folder.items():
        if not folder or len(several) <= _MOST:
            yield from several
            continue
        first, *others = sorted(several, key=lambda one: one.order)
        message = f"the site does not publish `{folder}`, where {len(several):,} {what} lead nowhere; this is the first"
        ends = tuple(Related(one.place, one.message) for one in others[: _SHOWN - 1])
        yield replace(first, message=message, related=ends, fix=None, key=f"folder {folder}")


def followed(graph: DocsGraph, page: Page, link: Link) -> Resolution | None:
    """Return what comes of a link that a reader can follow, which an include is not; None where that is not judged.

    A URL in a changelog or a post names what was there on its day.
    """
    if link.kind == "include" or ("://" in link.target and page.history.page_is_chronicle):
        return None
    return graph.resolve(page, link)


def by_stem(graph: DocsGraph) -> dict[str, list[str]]:
    """Return the pages of a tree by their name without its ending, in lower case."""
    known = graph.sites.memo.get(by_stem)
    if known is None:
        found: dict[str, list[str]] = defaultdict(list)
        for path in graph.by_path:
            found[_stem(path)].append(path)
        known = graph.sites.memo[by_stem] = dict(found)
    return cast("dict[str, list[str]]", known)


def fixed(graph: DocsGraph, page: Page, link: Link, pages: Mapping[str, Sequence[str]] | None = None) -> Fix | None:
    """Return the fix of a broken link whose target has one near match, which has the same stem.

    Near are the same path without backslashes and doubled slashes, in another case, with `.md`, the only one of `pages`
    (by their stems) with this name, and the same path through a folder with one `../` more or fewer, as long as the
    same site publishes it. A page that shares no more than a short name may be another one, so that the fix is not
    safe. Includes are given no pages: many folders have a `prerequisites.md`, and each shows a text
    of its own.
    """
    target = link.target
    if link.span.slice(page.text) != target or re.search(r"\s|&amp;|^[a-z][a-z0-9+.-]*:|^//", target, re.I):
        return None
    match = re.match(r"(?P<path>[^?#]*)(?P<rest>.*)$", target, re.S)
    assert match is not None
    path = re.sub(r"[/\\]{2,}|\\", "/", match["path"])
    moved = _moved(page, path, pages) if pages and not graph.partial else ""
    by_name = Safety.SAFE if _is_the_same(path, moved) else Safety.UNSAFE
    near = [(one, Safety.SAFE) for one in (path, _in_its_case(graph, page, path), f"{path}.md")]
    for candidate, safety in (*near, (moved, by_name)):
        if candidate and candidate != match["path"] and _is_there(graph, page, link, candidate):
            return replacement(page, link.span, candidate + match["rest"], safety)
    at_other_depth = _at_other_depth(graph, page, link, path) if pages else ""
    return replacement(page, link.span, at_other_depth + match["rest"], Safety.SAFE) if at_other_depth else None


def _at_other_depth(graph: DocsGraph, page: Page, link: Link, path: str) -> str:
    """Return a relative path through a folder with one `../` more or fewer, where only one of the two leads to a page
    or file; else an empty text.
    """
    parts = [part for part in path.split("/") if part not in (".", "..")]
    if path.startswith(("/", "~")) or len(parts) < 2:
        return ""
    near = [one for one in targets.at_other_depths(path) if _is_there(graph, page, link, one)]
    return near[0] if len(near) == 1 else ""


def _is_there(graph: DocsGraph, page: Page, link: Link, path: str) -> bool:
    """Return whether a target is written right, and leads to what the site of the page publishes."""
    found = graph.resolve(page, Link(path, link.span, link.kind, link.block))
    right = found is not None and found.outcome is Outcome.THERE and graph.exists(found.path)
    return found is not None and right and graph.sites.of(found.path) is graph.sites.of(page.path)


def _in_its_case(graph: DocsGraph, page: Page, path: str) -> str:
    """Return a path, as it is written, in the case that the tree has; empty where a part has no or several readings."""
    folder = [] if path.startswith(("/", "~")) else page.path.split("/")[:-1]
    written = []
    for part in path.split("/"):
        if part == "..":
            if not folder:
                return ""
            folder.pop()
        elif part not in ("", ".", "~"):
            plain = unquote(part)
            names = list(graph.names_in("/".join(folder)))
            near = [plain] if plain in names else [name for name in names if name.lower() == plain.lower()]
            if len(near) != 1:
                return ""
            folder.append(near[0])
            part = part if near[0] == plain else near[0].replace(" ", "%20")
        written.append(part)
    return "/".join(written)


def _moved(page: Page, path: str, pages: Mapping[str, Sequence[str]]) -> str:
    """Return the way to the only page that has the name of the one that is missing."""
    target = targets.parse(path, page.path)
    stem = _stem(target.path)
    if target.kind not in ("page", "root") or not path.lower().endswith(_PAGE) or stem in _COMMON:
        return ""
    found = pages.get(stem, ())
    if len(found) != 1 or found[0] == page.path or re.search(r"[()<>#?%\s]", found[0]):
        return ""
    if path.startswith(("/", "~")):
        return path[: path.index("/") + 1] + found[0]
    way = posixpath.relpath(found[0], posixpath.dirname(page.path) or ".")
    return f"./{way}" if path.startswith("./") and not way.startswith("../") else way


def _is_the_same(path: str, moved: str) -> bool:
    """Return whether two pages of one name must be the same: the name has several words, or their folders one name.

    What a build generates may be called like an unrelated page: `reference/cli.md`, `authentication/cli.md`.
    """
    folders = [posixpath.basename(posixpath.dirname(one)) for one in (path, moved)]
    return len(re.split(r"[-_. ]", _stem(path).strip("-_."))) > 1 or (folders[0] == folders[1] not in ("", ".", ".."))


def _stem(path: str) -> str:
    return posixpath.splitext(posixpath.basename(path))[0].lower()

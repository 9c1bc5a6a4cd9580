"""A link that leads nowhere in the tree, or is malformed.

Judged are relative targets and those below the root: pages, images, code. What the tree cannot know (other sites,
`/azure/...`) is left alone, unless it is malformed: a blank, `//` or `??` inside, the query behind the fragment, a
site path that ends in `.md`, brackets that do not match. With a partial tree only malformed links are judged.
A page without a translation may stand in its first language (`docs/tides.md` for `docs/ja/tides.md`), and the build may
make a whole folder of reference pages (`api/`). A link such as `/docs/guides/tides` is of another site where nearly all
pages that link below the root of theirs do so without such a folder.

```bad guide.md
See [models](../..//concepts/models.md) and the [quota](quota.md). <!-- expect: broken-link -->
See the guide](https://example.com/guide) for more. <!-- expect: broken-link -->
```
A target that differs from one page in its case, by `//`, or only by the folder that the page has moved to, is mended.

```bad start.md
Read [the tides](Guides/tides.md#low) and [the harbors](tides/harbors.md) first. <!-- expect: broken-link -->
```
```bad guides/tides.md
## Low
```
```bad places/harbors.md
# Harbors
```
```good guide.md
See [pricing](https://example.com), [the overview](/azure/overview) and [this page](guide.md?tabs=rest#x).
```
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, partial

from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.facts import Link
from ...site import targets
from .._base import Options, finding, rule
from ._links import by_stem, mended
from ._site import site_has
from ._sites import strays

_JUDGED = (".md", ".mdx", ".markdown", ".yml", ".yaml", ".png", ".svg", ".jpg", ".jpeg", ".gif", ".webp")
_SITE_PAGE = re.compile(
    r"^/(?:azure|dotnet|rest|python|javascript|java|cli|powershell|training|entra|legal|microsoft-\w+|sql|windows|fabric)/[^?#]*\.md(?=[?#]|$)"
)
_PLAIN = re.compile(r"(?:https?://)?[\w.~-]+(?:/[\w.~-]+)*/?(?:#[\w.~-]*)?")
"""What most links are written like; nothing is wrong with these."""
_GROUP = re.compile(r"\$\d+$")
_QUERY = re.compile(r"[?&][\w-]+=")
_HALF_SCHEME = re.compile(r"^https?:/[^/]|^https?//|^https?:\w|^https?:///")
_BLANK = re.compile(r"\s")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.I)

_EMPTY = "this link has no target"
"""What baselines know a link without a target by, whatever its message says by now."""

Listed = tuple[frozenset[str], dict[str, str]]
"""The names in a folder, and the first of those that are the same in lower case."""


@rule(Severity.ERROR, fix=Safety.SAFE, ground=Ground.TARGET)
def broken_link(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield malformed links, and links whose target is not in the tree."""
    pages = by_stem(graph)
    listed = cache(partial(_listed, graph))
    for page in graph.pages:
        for fault in page.facts.link_faults:
            yield finding(broken_link, page, fault.span, fault.why)
        for link in page.facts.links:
            if link.kind == "include":
                continue
            malformed = _malformed(page, link)
            why = malformed or _missing(graph, page, link, listed)
            if why:
                doubled = "//" in link.target.split("?", 1)[0]
                fix = mended(graph, page, link, pages) if doubled or not malformed else None
                key = "" if link.span.slice(page.text) else _EMPTY
                yield finding(broken_link, page, link.span, why, fix=fix, key=key)
    for page, link, folder, evidence in strays(graph):
        why = f"`{link.target}` is a path of another site: {evidence} that this one has no `/{folder}/`"
        yield finding(broken_link, page, link.span, why, evidence=evidence)


def _malformed(page: Page, link: Link) -> str:
    target = link.target.strip()
    if _PLAIN.fullmatch(target):
        return ""
    if not target:
        return "this link has no target" if link.kind == "link" and link.text else ""
    if link.kind in ("href", "code", "image") and ("{" in target or "$(" in target):
        return ""
    path, _, fragment = target.partition("#")
    absolute = _SCHEME.match(target) is not None
    if "$" in target and _GROUP.search(target):
        return f"`{target}` ends in what a search-and-replace left over"
    if "??" in path:
        return f"`{target}` has two question marks"
    if "=" in fragment and not absolute and _QUERY.search(fragment):
        return f"`{target}` has its query behind the fragment, where no server sees it"
    if target.startswith("http") and _HALF_SCHEME.match(target):
        return f"`{target}` has a broken `https://`"
    if not absolute and not target.startswith("//"):
        if "//" in path.split("?", 1)[0]:
            return f"`{target}` has `//` inside its path"
        if _SITE_PAGE.match(target):
            return f"`{target}` is a path of the published site, where pages have no `.md`"
    if _BLANK.search(target) and link.kind in ("link", "image") and page.text[link.span.start - 1] != "<":
        return f"a blank inside `{target}` ends the target there"
    return ""


def _missing(graph: DocsGraph, page: Page, link: Link, listed: Callable[[str], Listed]) -> str:
    target = targets.parse(link.target, page.path)
    if target.kind == "outside" and not graph.partial and target.path.endswith(_JUDGED):
        return f"`{link.target}` leads out of the tree"
    if target.kind not in ("page", "root") or not target.path or graph.exists(target.path):
        return ""
    if target.kind == "root" and not graph.exists(target.path.split("/")[0]):
        return ""
    other = _other_case(target.path, listed)
    if other not in ("", target.path):
        return f"there is no `{target.path}`, only `{other}`: the case differs"
    if graph.partial or not target.path.lower().endswith(_JUDGED) or site_has(graph, page, link, target.path):
        return ""
    return f"there is no `{target.path}` in the tree"


def _listed(graph: DocsGraph, folder: str) -> Listed:
    names = frozenset(graph.names_in(folder))
    return names, {name.lower(): name for name in sorted(names, reverse=True)}


def _other_case(path: str, listed: Callable[[str], Listed]) -> str:
    """Return the path as the tree writes it when only its case is wrong."""
    folder = ""
    for part in path.split("/"):
        names, by_lower = listed(folder)
        found = part if part in names else by_lower.get(part.lower(), "")
        if not found:
            return ""
        folder = f"{folder}/{found}" if folder else found
    return folder

"""A link whose text or target is malformed, so that it does not work as intended.

That is a space, `//` or `??` inside a target, the query after the fragment, half of `https://` or a typo of it, a host
without it, what a search-and-replace left over, a target that is missing, brackets that do not match, and a target in
square brackets after its text in round ones. On Microsoft Learn, a
path of the published site that ends in `.md` is malformed as well, while `//` in the path of a file is read as `/`.

```bad guide.md
See [models](../..//concepts/models.md). <!-- expect: malformed-link -->
See the guide](https://example.com/guide) for more. <!-- expect: malformed-link -->
See (the prices)[https://example.com/prices] too. <!-- expect: malformed-link -->
```
A doubled slash is removed where that leads to a page; in a relative path, it is only a suggestion then.

```bad start.md
Read [the tides](guides//tides.md#low) first. <!-- expect: malformed-link -->
```
```bad guides/tides.md
## Low
```
```good guide.md
See [pricing](https://example.com), [the overview](/azure/overview) and [this page](guide.md?tabs=rest#x).
```
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from rapidfuzz.distance import OSA

from ...findings import Finding, Fix, Ground, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.blocks import TextBlock
from ...page.comments import comments
from ...page.fact import Fact
from ...page.facts import Link, Span
from ...page.page_text import PageText
from ...page.readers import reads
from ...page.text_views import plain, within
from ...patterns import Shape
from .._base import Options, Scope, finding, rule
from ._links import fixed

_PLAIN = re.compile(r"(?:https?://)?[\w.~-]+(?:/[\w.~-]+)*/?(?:#[\w.~-]*)?")
"""What most links are written like; nothing is wrong with these but a host without `https://`."""
_GROUP = re.compile(r"\$\d+$")
_QUERY = re.compile(r"[?&][\w-]+=")
_WEB = ("http", "https")
_HALF_SCHEME = re.compile(r"^https?:/[^/]|^https?//|^https?:\w|^https?:///")
_HOST = re.compile(r"(?:www\.(?:[\w-]+\.)+[a-z]{2,}|(?:[\w-]+\.)*[\w-]+\.(?:com|org|net|io|dev))(?=[/?#]|$)")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+$")
_NO_HOST = re.compile(r"//(?P<host>[\w-]+)(?:/|$)")
_SPACE = re.compile(r"\s")
_EMPTY = "this link has no target"
"""What baselines know a link without a target by, whatever its message says by now."""
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.I)

_TARGET_LIKE = r"(?:https?:/|/|\.{1,2}/|#|mailto:|[\w-]+\.(?:md|yml|html)|[\w-]+/)"
_SIGNS = Shape(
    r"\]|\((?:http|/|\./|\.\./|\0)|\.(?:md|yml|html)|\0\)",
    sketch=r"\]|\((?:http|/|\./|\.\./|\0)|\.(?:md|yml|html)|\)(?<=\0\))",
)
"""What each link that went wrong holds one of, beside the brackets that those have too with which nothing is wrong."""
_LEFTOVER = Shape(rf"(?<!\\)\](?P<gap> ?)\((?P<target>{_TARGET_LIKE}[^\n]*?)(?P<close>\)|$)", re.M, needs=("](", "] ("))
_WRONG_BRACKET = Shape(
    r"(?<!\\)\[(?P<text>[^\[\]\n]{2,120}?)(?P<bracket>[}\[>)]?)"
    r"\((?P<target>(?:https?:/|/|\.{1,2}/)[^)\s]+|[\w./-]+\.(?:md|mdx|yml|html)(?:[?#][^)\s]*)?)\)",
    needs=("(http", "(/", "(./", "(../", ".md", ".yml", ".html"),
)
_PARENTHESES = re.compile(r"[()]")
_TARGET = r"(?:https?://|\.{0,2}/(?=[\w.])|#(?=\w)|[\w./-]+\.(?:md|mdx|html)\b)[^\s()\[\]]*"
_REVERSED = Shape(rf"(?<![\w\])])\((?P<text>[^()\[\]\n]{{2,80}})\)\[(?P<target>{_TARGET})\](?![(\[:])", needs=(")[",))
_BARE = Shape(
    r"(?<![\w.(\[<`*_])(?P<text>[A-Za-z][a-z]++)\((?P<target>https?://[^\s()<>\[\]\0]+|\0+)\)", needs=("(http", "(\0")
)
"""A word with an address in parentheses, and no space between them."""
_SWAPPED = Shape(
    r"(?<![!\\])\[(?P<target>https?://[^\s\[\]]+|\0+)\]\((?P<text>[A-Z][\w.&'’-]*(?: [\w.&'’-]+){1,5})\)", needs=("](",)
)
"""An address in the place of a link's text, and words in that of its target."""
_NO_PARENTHESIS = Shape(rf"(?<!\\)\[[^\[\]\n]{{2,120}}\](?P<target>{_TARGET})\)", sketch=r"\][\w./#-]")


class LinkFault(Fact):
    """Text that was meant as a link and is not one; `why` says what is wrong with it."""

    span: Span
    why: str
    is_error: bool = True


@reads(LinkFault)
def link_faults(page: PageText) -> Iterator[LinkFault]:
    """Yield text that looks like a link whose brackets do not match."""
    hidden = comments(page.document)
    for place in page.plain.holding(_SIGNS):
        yield from (one for one in _faults(page.blocks[place][1]) if not within(hidden, one.span.start))


def _faults(block: TextBlock) -> Iterator[LinkFault]:
    text = plain(block)
    yield from _half_links(block, text)
    yield from _surplus(block, text)
    if "(" not in text:
        return
    yield from _bare(block, text)
    taken: list[tuple[int, int]] = []
    opened = seen = 0
    for match in _LEFTOVER.finditer(text):
        opened += _brackets(text, seen, match.start())
        seen = match.start()
        if match["gap"] and not match["target"].startswith(("http", "/", "../", "./")):
            continue
        taken.append(match.span())
        if opened <= 0 and _is_escaped(text, match.start()):
            continue
        yield LinkFault(block.span(*match.span()), _why_leftover(match, opened))
    yield from _wrong_brackets(block, text, taken)


def _half_links(block: TextBlock, text: str) -> Iterator[LinkFault]:
    """Yield the links whose brackets or parts are reversed, and those that lack the parenthesis before their target."""
    for match in _REVERSED.finditer(text):
        why = "the brackets of this link are reversed: its text belongs in `[...]`, its target in `(...)`"
        yield LinkFault(block.span(*match.span()), why)
    for match in _SWAPPED.finditer(text):
        if block.text.startswith(("http://", "https://"), match.start("target")):
            why = "the text and the target of this link are swapped: the address belongs in `(...)`"
            yield LinkFault(block.span(*match.span()), why)
    opened = seen = 0
    for match in _NO_PARENTHESIS.finditer(text):
        opened = max(opened + text.count("(", seen, match.start()) - text.count(")", seen, match.start()), 0)
        seen = match.end()
        if not opened:
            yield LinkFault(block.span(*match.span()), "the target is never opened: `(` is missing before it")


def _surplus(block: TextBlock, text: str) -> Iterator[LinkFault]:
    """Yield a parenthesis that closes nothing, right after a link."""
    ends = [one.end for one in block.inlines if one.kind == "link" and text.startswith(")", one.end)]
    opened = seen = 0
    for end in ends:
        for match in _PARENTHESES.finditer(text, seen, end):
            opened = opened + 1 if match.group() == "(" else max(opened - 1, 0)
        seen = end
        if not opened and block.text[end - 1] == ")":
            why = "this `)` closes nothing: the link before it has one already"
            yield LinkFault(block.span(end, end + 1), why, is_error=False)


def _bare(block: TextBlock, text: str) -> Iterator[LinkFault]:
    """Yield words with an address in parentheses that no brackets make a link."""
    for match in _BARE.finditer(text):
        target = block.text[match.start("target") : match.end("target")]
        if target.startswith(("http://", "https://")) and not match["text"].isupper():
            why = "this is not a link: `[` and `]` are missing around its text"
            yield LinkFault(block.span(*match.span()), why, is_error=False)


def _brackets(text: str, start: int, end: int) -> int:
    """Return how many more brackets open than close in a range of a text; escaped ones are text."""
    opened = text.count("[", start, end) - text.count("\\[", start, end)
    return opened - text.count("]", start, end) + text.count("\\]", start, end)


def _is_escaped(text: str, end: int) -> bool:
    """Return whether the bracket that opens what ends at an offset is written as text: `\\[a](b)`."""
    start = text.rfind("[", max(end - 200, 0), end)
    return start > 0 and text[start - 1] == "\\"


def _wrong_brackets(block: TextBlock, text: str, taken: list[tuple[int, int]]) -> Iterator[LinkFault]:
    for match in _WRONG_BRACKET.finditer(text):
        before = bisect_left(taken, (match.end(), 0)) - 1
        if before >= 0 and match.start() < taken[before][1]:
            continue
        open_end = match["text"].endswith((" ", "\0")) and not match["bracket"]
        if match["bracket"] == ")" or "(" in match["text"] or open_end:
            continue
        why = (
            f"`{match['bracket']}` is where `]` should close the link's text"
            if match["bracket"]
            else "the link's text is never closed: `]` is missing before `(`"
        )
        yield LinkFault(block.span(match.end("text"), match.end()), why)


def _why_leftover(match: re.Match[str], opened: int) -> str:
    """Return what is wrong with the rest of a link; `opened` counts the brackets that are open before it."""
    if opened <= 0:
        return "the link's text is never opened: `[` is missing"
    if match["gap"]:
        return "a space between the link's text and its target keeps it from being a link"
    if re.search(r"\s", match["target"].strip()) and '"' not in match["target"]:
        return "a space inside the target ends it there"
    if match["target"].count("(") != match["target"].count(")"):
        return "a parenthesis inside the target is never closed"
    if not match["close"]:
        return "the target is never closed: `)` is missing"
    return "this is not a link: its text and target do not fit together"


@rule(Severity.ERROR, fix=Safety.SAFE, ground=Ground.TEXT, scope=Scope.LINKS)
def malformed_link(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield text that was meant as a link and is not one, and links whose target is malformed."""
    for page in graph.pages:
        for fault in page.of(LinkFault):
            severity = None if fault.is_error else Severity.WARNING
            yield finding(malformed_link, page, fault.span, fault.why, severity=severity)
        for link in page.facts.links:
            why = "" if link.kind == "include" else malformed(graph, page, link)
            if why:
                fix = fixed(graph, page, link) if "//" in link.target.split("?", 1)[0] else None
                key = "" if link.span.slice(page.text) else _EMPTY
                severity = Severity.SUGGESTION if fix and _only_repeats_slashes(link, fix) else None
                yield finding(malformed_link, page, link.span, why, fix=fix, key=key, severity=severity)


_SLASHES = re.compile(r"/{2,}")


def _only_repeats_slashes(link: Link, fix: Fix) -> bool:
    """Return whether the fix of a relative target changes nothing but its doubled slashes, which most servers allow."""
    path = re.split(r"[?#]", link.target, maxsplit=1)[0]
    single = _SLASHES.sub("/", path) + link.target[len(path) :]
    return not path.startswith("/") and [edit.text for edit in fix.edits] == [single]


def malformed(graph: DocsGraph, page: Page, link: Link) -> str:
    """Return what is wrong with how a link's target is written, or an empty text."""
    target = link.target.strip()
    if not target:
        return _EMPTY if link.kind == "link" and link.text else ""
    if _PLAIN.fullmatch(target):
        return _without_scheme(graph, page, target) if "." in target.split("/", 1)[0] else ""
    if link.kind in ("href", "code", "image") and ("{" in target or "$(" in target):
        return ""
    if "$" in target and _GROUP.search(target):
        return f"`{target}` ends with leftovers of a search-and-replace"
    path, _, fragment = target.partition("#")
    if "??" in path:
        return f"`{target}` has two question marks"
    if _SCHEME.match(target) is None and not target.startswith("//"):
        return _malformed_path(graph, page, link, target, path, fragment)
    if (segment := _NO_HOST.match(target)) and segment["host"] != "localhost":
        return f"`{target}` starts with `//`, so that `{segment['host']}` is taken for a host"
    scheme = target.partition("://")[0].lower()
    near = scheme.isalpha() and scheme not in _WEB and min(OSA.distance(scheme, one) for one in _WEB) == 1
    if near or (target.startswith("http") and _HALF_SCHEME.match(target)):
        return f"`{target}` has a broken `https://`"
    return _spaced(page, link, target)


def _malformed_path(graph: DocsGraph, page: Page, link: Link, target: str, path: str, fragment: str) -> str:
    """Return what is wrong with a target of this site."""
    loose = graph.sites.of(page.path).reads_paths_loosely
    if "=" in fragment and _QUERY.search(fragment):
        return f"`{target}` has its query after the fragment, where no server sees it"
    if target.startswith("http") and _HALF_SCHEME.match(target):
        return f"`{target}` has a broken `https://`"
    if "//" in path.split("?", 1)[0] and not (loose and not path.startswith("/")):
        return f"`{target}` has `//` inside its path"
    if loose and path.startswith("/") and path.split("?", 1)[0].lower().endswith(".md"):
        return f"`{target}` is a path of the published site, where pages have no `.md`"
    return _without_scheme(graph, page, target) or _spaced(page, link, target)


def _without_scheme(graph: DocsGraph, page: Page, target: str) -> str:
    """Return that a target is a host or an address without its scheme, where no file is called like it."""
    host = _HOST.match(target)
    if host is not None and not graph.exists(host.group()) and host.group() not in graph.names_in(_folder(page)):
        return f"`{target}` has no `https://`, so it leads to a file of this site"
    if _ADDRESS.match(target):
        return f"`{target}` has no `mailto:`, so it leads to a file of this site"
    return ""


def _spaced(page: Page, link: Link, target: str) -> str:
    """Return that a space ends a target where nothing quotes it."""
    quoted = page.text[link.span.start - 1 : link.span.start] in ("<", '"', "'")
    if _SPACE.search(target) and link.kind in ("link", "image") and not quoted:
        return f"a space inside `{target}` ends the target there"
    return ""


def _folder(page: Page) -> str:
    return page.path.rpartition("/")[0]

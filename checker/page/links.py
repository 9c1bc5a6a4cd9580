"""Links, anchors, headings and includes of a page, and text that was meant as a link and is none."""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator

from . import learn
from .blocks import Document, TextBlock, texts
from .facts import Anchor, Facts, Heading, Link, LinkFault, Span
from .text_views import plain, within

_ATTRIBUTE = re.compile(r"\b(?P<name>href|src|id|name)\s*=\s*(?:\"(?P<double>[^\"\n]*)\"|'(?P<single>[^'\n]*)')", re.I)
_DEFINITION = re.compile(r"\n {0,3}\[(?!\^)(?P<label>[^\]\n]+)\]:[ \t]*<?(?P<target>[^\s>]+)>?")
_ATTRIBUTE_LIST = re.compile(r"\{:? ?#(?P<id>[\w.-]{1,100})[^{}\n]{0,200}\}")
_TARGET_LIKE = r"(?:https?:/|/|\.{1,2}/|#|mailto:|[\w-]+\.(?:md|yml|html)|[\w-]+/)"
_LEFTOVER = re.compile(rf"\](?P<gap> ?)\((?P<target>{_TARGET_LIKE}[^\n]*?)(?P<close>\)|$)", re.M)
_WRONG_BRACKET = re.compile(
    r"\[(?P<text>[^\[\]\n]{2,120}?)(?P<bracket>[}\[>)]?)"
    r"\((?P<target>(?:https?:/|/|\.{1,2}/)[^)\s]+|[\w./-]+\.(?:md|mdx|yml|html)(?:[?#][^)\s]*)?)\)"
)
_MARKUP = re.compile(r"[*~]+|(?<!\w)_+|_+(?!\w)")
_NOT_IN_SLUG = re.compile(r"[^a-z0-9 _-]+")


class Slugs:
    """Makes the anchors of headings unique within a page, as GitHub and Learn number them."""

    def __init__(self) -> None:
        self.seen: dict[str, int] = {}

    def unique(self, slug: str) -> str:
        """Return the slug, with `-1`, `-2`, ... from its second use on."""
        made = slug
        while made in self.seen:  # a heading can be called what a repeated one is numbered
            self.seen[slug] += 1
            made = f"{slug}-{self.seen[slug]}"
        self.seen[made] = 0
        return made


def slugify(text: str) -> str:
    """Return GitHub's anchor of a heading's text: lower case, blanks to hyphens, punctuation gone."""
    text = text.strip().lower()
    if text.isascii():
        return _NOT_IN_SLUG.sub("", text).replace(" ", "-")
    kept = (c for c in text if c in " -_" or c.isalnum() or unicodedata.category(c)[0] == "M")
    return "".join(kept).replace(" ", "-")


def _collapsed(text: str) -> str:
    """Return Python-Markdown's anchor of a heading: ASCII only, runs of blanks and hyphens made one hyphen."""
    ascii_text = text if text.isascii() else unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", ascii_text).strip().lower())


def heading(block: TextBlock, index: int, span: Span, slugs: Slugs) -> Heading:
    """Return the facts of a heading block."""
    text = heading_text(block)
    return Heading(block.level, text, slugs.unique(slugify(text)), span, block.line + 1, index)


def heading_text(block: TextBlock) -> str:
    """Return a heading's text without markup, images and HTML; an explicit id at its end is no text."""
    text = learn.EXPLICIT_ID.sub("", block.text) if "{" in block.text else block.text
    pieces, position = [], 0
    for inline in block.inlines:
        if inline.start < position or inline.start >= len(text):
            continue
        pieces.append(_MARKUP.sub("", text[position : inline.start]))
        if inline.kind == "code":
            pieces.append(text[inline.start : inline.end].strip("`"))
            position = inline.end
        elif inline.kind == "link" and inline.label is not None:
            pieces.append(_MARKUP.sub("", text[inline.label[0] : inline.label[1]]).replace("`", ""))
            position = inline.end
        elif inline.kind in ("image", "html"):
            position = inline.end
        else:
            position = inline.start
    pieces.append(_MARKUP.sub("", text[position:]))
    return html.unescape("".join(pieces)).strip()


def read(document: Document, facts: Facts, code: set[int]) -> None:
    """Add the page's links, faulty links and anchors to its facts."""
    for index, block in enumerate(document.blocks):
        if block.kind in ("paragraph", "heading", "cell"):
            if block.inlines or "[!" in block.text:
                facts.links.extend(_block_links(block, index))
            if "](" in block.text or "[" in block.text:
                facts.link_faults.extend(_faults(block))
        elif block.kind == "html":
            facts.links.extend(_attributes(block, index, 0, len(block.text)))
    for directive in learn.directive_links(document, code):
        facts.links.append(Link(directive.target, directive.span, "image" if directive.kind == "image" else "code", -1))
    facts.links.extend(_definitions(document, code))
    facts.links.sort(key=lambda link: link.span)
    facts.anchors = sorted(_anchors(document, facts), key=lambda anchor: (anchor.line, anchor.name))


def _block_links(block: TextBlock, index: int) -> Iterator[Link]:
    includes: list[tuple[int, int]] = []
    if "[!" in block.text:
        includes = [match.span() for match in learn.INCLUDE.finditer(block.text)]
        yield from _included(block, index)
    for inline in block.inlines:
        if inline.kind in ("link", "image") and inline.target is not None and inline.label is not None:
            if within(includes, inline.start) or learn.tab_id(block):
                continue
            target = block.text[slice(*inline.target)]
            if target.lower().startswith(("#tab/", "#tabs/")):
                continue
            label = block.text[slice(*inline.label)]
            yield Link(target, block.span(*inline.target), "image" if inline.kind == "image" else "link", index, label)
        elif inline.kind == "html" and not block.text.startswith("<!--", inline.start):
            yield from _attributes(block, index, inline.start, inline.end)


def _included(block: TextBlock, index: int) -> Iterator[Link]:
    codes = [(one.start, one.end) for one in block.inlines if one.kind == "code"]
    for match in learn.INCLUDE.finditer(block.text):
        if not within(codes, match.start()):
            yield Link(match["target"], block.span(*match.span("target")), "include", index)
    for match in learn.CODE_INCLUDE.finditer(block.text):
        if not within(codes, match.start()):
            yield Link(match["target"], block.span(*match.span("target")), "code", index)


_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)


def _attributes(block: TextBlock, index: int, start: int, end: int) -> Iterator[Link]:
    comments = [match.span() for match in _COMMENT.finditer(block.text)] if block.kind == "html" else []
    for match in _ATTRIBUTE.finditer(block.text, start, end):
        group = "double" if match["double"] is not None else "single"
        hidden = any(first <= match.start() < last for first, last in comments)
        if match["name"].lower() in ("href", "src") and not hidden and "{" not in match[group]:
            yield Link(html.unescape(match[group]), block.span(*match.span(group)), "href", index)


def _definitions(document: Document, code: set[int]) -> Iterator[Link]:
    above = "\n"  # a search for a line's end is faster than one for a line's start
    for match in _DEFINITION.finditer(above + document.text) if "]:" in document.text else ():
        if document.line_of(match.start()) - 1 not in code:
            start, end = match.span("target")
            yield Link(match["target"], Span(start - len(above), end - len(above)), "definition", -1, match["label"])


def _faults(block: TextBlock) -> Iterator[LinkFault]:
    text = plain(block)
    if "(" not in text:
        return
    taken: list[tuple[int, int]] = []
    opened = seen = 0
    for match in _LEFTOVER.finditer(text):
        opened += text.count("[", seen, match.start()) - text.count("]", seen, match.start())
        seen = match.start()
        if match["gap"] and not match["target"].startswith(("http", "/", "../", "./")):
            continue
        taken.append(match.span())
        yield LinkFault(block.span(*match.span()), _why_leftover(match, opened))
    for match in _WRONG_BRACKET.finditer(text):
        before = bisect_left(taken, (match.end(), 0)) - 1
        if before >= 0 and match.start() < taken[before][1]:
            continue
        if (
            match["bracket"] == ")"
            or "(" in match["text"]
            or (match["text"].endswith((" ", "\0")) and not match["bracket"])
        ):
            continue
        wrong = f"`{match['bracket']}` stands where" if match["bracket"] else "before `(`,"
        why = (
            f"{wrong} `]` should close the link's text"
            if match["bracket"]
            else "the link's text is never closed: `]` is missing before `(`"
        )
        start = match.end("text")
        yield LinkFault(block.span(start, match.end()), why)


def _why_leftover(match: re.Match[str], opened: int) -> str:
    """Return what is wrong with the rest of a link; `opened` counts the brackets that are open before it."""
    if opened <= 0:
        return "the link's text is never opened: `[` is missing"
    if match["gap"]:
        return "a blank stands between the link's text and its target"
    if re.search(r"\s", match["target"].strip()) and '"' not in match["target"]:
        return "a blank inside the target ends it there"
    if match["target"].count("(") != match["target"].count(")"):
        return "a parenthesis inside the target is never closed"
    if not match["close"]:
        return "the target is never closed: `)` is missing"
    return "this is no link: its text and target do not fit together"


def _anchors(document: Document, facts: Facts) -> Iterator[Anchor]:
    counts: dict[str, int] = {}
    for head in facts.headings:
        yield Anchor(head.slug, head.line)
        other = _collapsed(head.text)
        count = counts.get(other, 0)
        counts[other] = count + 1
        yield Anchor(f"{other}_{count}" if count else other, head.line)
        yield Anchor(re.sub(r"-{2,}", "-", head.slug).strip("-"), head.line)
    for block in document.blocks:
        if block.kind == "heading" and "{" in block.text and (explicit := learn.EXPLICIT_ID.search(block.text)):
            yield Anchor(explicit["id"], block.line + 1)
        if block.kind == "html":
            yield from _named(block, 0, len(block.text))
    for block in texts(document.blocks):
        for inline in block.inlines if "<" in block.text else ():
            if inline.kind == "html":
                yield from _named(block, inline.start, inline.end)
        for match in _ATTRIBUTE_LIST.finditer(block.text) if "{" in block.text else ():
            yield Anchor(match["id"], document.line_of(block.at(match.start())))


def _named(block: TextBlock, start: int, end: int) -> Iterator[Anchor]:
    for match in _ATTRIBUTE.finditer(block.text, start, end):
        if match["name"].lower() in ("id", "name"):
            yield Anchor(match["double"] or match["single"] or "", block.line + 1)

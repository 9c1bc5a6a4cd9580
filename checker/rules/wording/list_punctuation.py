"""A list item ends with a different punctuation mark than most items of its list.

Where most items of a list end alike (with a period, a semicolon, a comma or nothing), an item that ends in another mark
is usually the trace of an edit. Items of one kind are compared: sentences and phrases of one paragraph. Items that are
nothing but names, links or code, that hold a list, a sample or another paragraph, that end in a colon, or that are much
longer or shorter than the rest are left out, and so are changelogs. The last item of a list with semicolons may end in
a period.

```bad guide.md
- The endpoint of your harbor resource.
- The name of the tide gauge to read <!-- expect: list-punctuation -->
- A key that is allowed to read from it.
- The day on which the reading starts.
```
```good guide.md
- The endpoint of your harbor resource.
- A key that is allowed to read from it. Keep it secret.
- The following settings:
  - `depth`
  - `drift`
- [Gauges](https://example.com/gauges)
- The day on which the reading starts.
```
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby

from ...findings import Evidence, Finding, Fix, Ground, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.blocks import TextBlock
from ...page.fact import Fact
from ...page.facts import Span
from ...page.page_text import PageText
from ...page.readers import reads
from ...page.text_views import MASK, mask, plain
from .._base import Options, finding, related, replacement, rule
from .._data import Data, WordList, beside

_WORD = re.compile(r"[^\W_](?:[\w'’.-]*[^\W_])?")
_INSIDE = b"_'.-"
"""What a word can hold, but is none by itself."""
_WORDS_ALONE = bytes(c if chr(c).isalnum() or c in _INSIDE else ord(" ") for c in range(128)).ljust(256)
_CLOSERS = MASK + "*_~)]\"'”’»› \n"
_MARKS = ".;:,!?…。；"
_INNER_STOP = re.compile(
    r"[.!?](?<![.\s].)(?<!e\.g.)(?<!i\.e.)(?<!\betc.)(?<!\bvs.)[*_)\"”]*\s+[*_(\"“`\[]*[A-Z\0\x80-\uffff]"
)
"""What must not precede a mark is compared only where a mark is: that takes a fifth of the time."""
_JSX_COMMENT = re.compile(r"\{/\*[^*]{0,400}\*/\}\s*\Z")
_CHECKBOX = re.compile(r"\[[ xX]\]\s")
_SENTENCE_ENDS = ".!?。"


class ItemEnd(Fact):
    """How an item of a list ends; `whole` is the index of the list among those of the page.

    `span` covers the text of the item's first paragraph (`block`), `tail` its last word; `mark` is the punctuation that
    the visible text ends in, or empty; `words` counts the words, a code span as one; `bare` says that it is nothing
    but names, code or links, `several` that a sentence ends inside, and `alone` that the item holds this paragraph
    only.
    """

    whole: int
    block: int
    span: Span
    tail: Span
    mark: str
    words: int
    bare: bool = False
    several: bool = False
    alone: bool = True


@reads(ItemEnd)
def item_ends(page: PageText) -> Iterator[ItemEnd]:
    """Yield how the items of each list end, list by list."""
    for number, whole in enumerate(page.facts.lists):
        for item in whole.items:
            end = _item_end(page.document.blocks[item.block])
            yield ItemEnd(number, item.block, item.span, *end, item.alone)


def _item_end(block: TextBlock) -> tuple[Span, str, int, bool, bool]:
    """Return the tail of an item, its mark, how many words it has, whether it is bare, and whether it is several."""
    text = plain(block)
    names = [(one.start, one.end) for one in block.inlines if one.kind in ("link", "autolink", "image")]
    visible = _JSX_COMMENT.sub("", text).rstrip(_CLOSERS)
    mark = visible[-1:] if visible[-1:] in _MARKS else ""
    if mark != ":" and _ends_in_code(block, len(visible)):
        mark = ""
    elif visible.endswith("..."):
        mark = "…"
    mark = mark or _before_aside(text)
    end = len(block.text.rstrip())
    start = max(block.text.rfind(" ", 0, end), block.text.rfind("\n", 0, end), block.text.rfind("\t", 0, end)) + 1
    codes = [one for one in block.inlines if one.kind == "code"]
    words = _words(text)
    bare = bool(names or codes) and (_words(mask(text, names)) if names else words) <= 2
    bare = bare or bool(_CHECKBOX.match(block.text))
    return block.span(start, end), mark, words + len(codes), bare, bool(_INNER_STOP.search(text))


def _words(text: str) -> int:
    """Return how many words a text has."""
    if not text.isascii():
        return len(_WORD.findall(text))
    return len([word for word in text.encode().translate(_WORDS_ALONE).split() if word.strip(_INSIDE)])


def _before_aside(text: str) -> str:
    """Return the full stop of the sentence before the parentheses that a text ends in, if it has one there."""
    text = text.rstrip(f"{MASK}*_~ \n")
    depth = 0
    for match in re.finditer(r"[()]", text[::-1]) if text.endswith(")") else ():
        depth += 1 if match.group() == ")" else -1
        if depth == 0:
            before = text[: len(text) - match.end()].rstrip()
            return before[-1:] if before.endswith((".", "!", "?", "。")) else ""
    return ""


def _ends_in_code(block: TextBlock, position: int) -> bool:
    """Return whether code follows the visible text, so that the visible text before it is not the end."""
    return any(one.kind == "code" and one.start >= position for one in block.inlines)


class _Majority(Data, frozen=True):
    least: int
    share: float


class _Phrases(Data, frozen=True):
    words: int
    length: float


class Limits(Data, frozen=True):
    """What `list_punctuation.toml` holds; its comments say what each part means."""

    majority: _Majority
    phrases: _Phrases
    names: dict[str, str]
    abbreviations: WordList
    chaining: WordList


@cache
def data() -> Limits:
    """Return what `list_punctuation.toml` holds."""
    return beside(__file__, Limits)


@rule(Severity.SUGGESTION, fix=Safety.SAFE, ground=Ground.MAJORITY)
def list_punctuation(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each item that ends in another mark than most items of its list."""
    for page in graph.pages:
        for _, items in groupby(page.of(ItemEnd), key=lambda one: one.whole):
            whole = list(items)
            if not page.history.chronicle(page.facts.blocks[whole[0].block].heading):
                yield from _list(page, whole)


def _list(page: Page, whole: Sequence[ItemEnd]) -> Iterator[Finding]:
    items = [one for one in whole if one.alone and not one.bare and one.mark not in (":", "…")]
    ends = [_end(one) for one in items]
    if len(set(ends)) < 2:
        return
    usual, agreeing = max(Counter(ends).items(), key=lambda pair: (pair[1], pair[0]))
    if agreeing < data().majority.least or agreeing < len(items) * data().majority.share:
        return
    model = next(one for one in items if _end(one) == usual)
    longest = max(one.words for one in items if _end(one) == usual)
    for item in items:
        if _end(item) != usual and not _may_differ(page, item, usual, longest, last=item is whole[-1]):
            message = _message(_end(item), usual, agreeing, len(items))
            end = related(page, model.tail, "ends like most items")
            evidence = Evidence(Ground.MAJORITY, agreeing, len(items))
            fix = _fix(page, item, usual)
            yield finding(list_punctuation, page, item.tail, message, related=(end,), fix=fix, evidence=evidence)


def _message(end: str, usual: str, agreeing: int, among: int) -> str:
    names = data().names
    this = f"ends with {names[end]}" if end else f"has {names[end]}"
    others = f"end with {names[usual]}" if usual else f"have {names[usual]}"
    return f"this item {this}; {agreeing} of {among} {others}"


def _end(item: ItemEnd) -> str:
    if item.mark in ("；", ";"):
        return ";"
    return "." if item.mark and item.mark in _SENTENCE_ENDS else item.mark


def _may_differ(page: Page, item: ItemEnd, usual: str, longest: int, *, last: bool) -> bool:
    """Return whether the item is not of the same kind as most of its list, or ends it."""
    end = _end(item)
    if usual in (";", ","):
        return (last and end in (".", "")) or _chains(page, item)
    if end in (";", ","):
        return last or _chains(page, item)
    if usual == ".":
        return item.words < data().phrases.words or _chains(page, item)
    long = item.words > longest * data().phrases.length
    return item.mark != "." or item.several or long or _is_abbreviated(page, item)


@cache
def _closing(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b{words}\W*$")


def _chains(page: Page, item: ItemEnd) -> bool:
    """Return whether an item ends in a conjunction, so that the next one goes on with its sentence."""
    return _closing(f"(?i:{data().chaining.either})").search(item.span.slice(page.text)) is not None


def _is_abbreviated(page: Page, item: ItemEnd) -> bool:
    """Return whether the period of an item belongs to an abbreviation."""
    return _closing(f"{data().abbreviations.either}\\.").search(item.tail.slice(page.text)) is not None


def _fix(page: Page, item: ItemEnd, usual: str) -> Fix | None:
    """Return the edit of the item's end; None where marks after it make that end doubtful."""
    if item.tail.slice(page.text).endswith(item.mark) and item.mark:
        return replacement(page, Span(item.tail.end - 1, item.tail.end), usual, Safety.SAFE)
    return None if item.mark else replacement(page, Span(item.tail.end, item.tail.end), usual, Safety.SAFE)

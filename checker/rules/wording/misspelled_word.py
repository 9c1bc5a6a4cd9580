"""A word that no dictionary has, one typo away from one that it has.

Two letters are swapped, one is missing, doubled or mistyped, a syllable is written twice: readers stumble, and a search
for the right word does not find the page. Running text, headings, table cells, link texts and comments in samples are
read, and so are the titles and descriptions of front matter, the alternative texts of images, and the text of HTML and
its attributes. Code, short quotes, paths and parts of names are not. Words that the tree also has in code, or writes on
several pages, are its own and are not reported. A compound that the tree itself uses (`lockfile`) may be the word that
was meant.
Pages of more than 200,000 characters, which are logs and listings, are not read.

```bad guide.md
The harbor sends an anwser for each reqeust. <!-- expect: misspelled-word -->

## Sumary <!-- expect: misspelled-word -->
```
```good guide.md
The tokenizer and the webhook are at /anwser in the `reqeust` folder, as Jon Anwser wrote: "a reqeust".

Colour and color, analyse and analyze, organised and organized are the same.
```
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Set
from functools import cache
from typing import NamedTuple

from ...english import dictionary
from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.blocks import Document, TextBlock
from ...page.captions import captions
from ...page.facts import Span
from ...page.page_text import EDGES, Judged, PageText
from ...page.readers import Fact, reads
from ...page.running import Running
from ...page.text_views import plain
from ...patterns import Shape, letters
from .._base import Options, finding, replacement, rule
from .._copies import counted_once
from .._data import Data, beside
from .._slips import is_changelog


class Use(Fact):
    """Where a page writes a word: in running text, or in a comment of a sample; `block` indexes `Facts.blocks`."""

    span: Span
    block: int


class UnknownWord(Fact):
    """A word of a page, as it is written there, that English does not have and that looks like no name.

    `near` are the words of English that it may be a typo of, the likeliest first. A compound of two words (`lockfile`)
    has no uses: `compound` is how often the page has it.
    """

    text: str
    uses: list[Use]
    near: list[str]
    compound: int = 0


class _Words(Data, frozen=True):
    shortest: int


class _Page(Data, frozen=True):
    foreign: float
    few: int
    names: int
    places: int


class _Tree(Data, frozen=True):
    pages: int
    uses: int
    compounds: int
    letters: int
    endings: tuple[str, ...]


class Limits(Data, frozen=True):
    """What `misspelled_word.toml` holds; its comments say what each figure means."""

    words: _Words
    page: _Page
    tree: _Tree


@cache
def data() -> Limits:
    """Return what `misspelled_word.toml` holds."""
    return beside(__file__, Limits)


_BEFORE = frozenset("_/.@#$%&={'’\"“`\\+-")
"""What joins a word to the text before it, so that it is none of its own."""
_OPENS = re.compile(r"(?:^|[.!?:]\s|\n)[\s*_(\[#+-]{0,60}\Z")
_AFTER = re.compile(r"[\w/@$=}(\\+\"”`-]|[.:]\w|['’](?!s\b)")
"""What joins it to the text after it."""
_GOES_ON = re.compile(r"[*_]{0,2}\s+(?:[a-z]+\b(?![A-Z])|[A-Z]{2,})|\s*\Z")
"""What follows a first word that is not a name; a heading or a cell may be that word alone."""
_NEXT = re.compile(r"[*_,]{0,2}\s+[*_]{0,2}([a-z]+)\b(?:[*_,]{0,2}\s+[*_]{0,2}([a-z]+)\b)?")
_LAST = re.compile(r"(?:\b([a-z]+)[*_,]{0,2}\s+[*_]{0,2})?\b([a-z]+)[*_,]{0,2}\s+[*_]{0,2}\Z")
_QUOTES = frozenset('"“”')
_LONG_QUOTE, _QUOTED = 3, 20
"""Spaces and characters of a quotation: a longer one is a text with words of its own, and not what is spoken of."""
_COMMENT = Shape(
    r"(?:#(?<!\S#)|//(?<!\S//))[ \t]+(?P<text>[A-Za-z]+(?:[ ,.'-]{1,3}[A-Za-z]+){3}[^\n]{0,300})$",
    re.M,
    needs=("#", "//"),
)
_SENTENCE = re.compile(r"^[ \t]*(?P<text>(?:[A-Za-z]+[.:]?[ \t]+)?(?:[A-Za-z]+[,;]?[ ]){7}[^\n]{0,2000})$", re.M)
"""A line of running text that its indent has made code."""
_NEAR = 60
"""Characters before a word that decide whether it opens a sentence."""


class _Passage(NamedTuple):
    """A piece of running text: all of a block, or a comment in a sample, which starts at an offset of its block.

    `number` is that of the block, or -1 for a caption.
    """

    number: int
    block: TextBlock
    start: int
    text: str


class _Passages:
    """The running text of a page, and further passages: comments in its samples, and captions."""

    def __init__(self, page: PageText, others: list[_Passage]) -> None:
        self.page = page
        self._others = others
        self._in_others = Running([other.text for other in others])

    def find(self, word: str) -> Iterator[tuple[_Passage, int]]:
        """Yield where a word begins: the passage and the offset into its text."""
        for place, start in self.page.plain.find(word):
            number, block = self.page.blocks[place]
            yield _Passage(number, block, 0, plain(block)), start
        for place, start in self._in_others.find(word):
            yield self._others[place], start


@reads(UnknownWord)
def unknown_words(page: PageText) -> Iterator[UnknownWord]:
    """Yield the words of a page in English that English does not have; raises `WordListError` without its words."""
    document, words, limits = page.document, page.words, data().page
    others = [*_comments(document), *_captions(document)]
    if others:
        words = words.union([token.strip(EDGES) for other in others for token in other.text.split()])
    unknown = sorted(_UNKNOWN.of(words))
    lower = [word for word in unknown if word.islower()]
    if not unknown or len(lower) > max(limits.few, len(words) * limits.foreign):
        return
    passages = _Passages(page, others)
    for word in unknown if len(unknown) - len(lower) < limits.names else lower:
        if dictionary.is_compound(word.lower()):
            yield UnknownWord(word, [], [], document.text.count(word))
        elif uses := _uses(word, passages):
            yield UnknownWord(word, uses, _near(word, page.words))


def _comments(document: Document) -> Iterator[_Passage]:
    """Yield the comments in samples that are sentences, and the sentences that an indent has made code."""
    for number, block in enumerate(document.blocks):
        if block.kind == "fence":
            for match in _COMMENT.finditer(block.text):
                yield _Passage(number, block, match.start("text"), match["text"])
        elif block.kind == "code":
            for match in _SENTENCE.finditer(block.text):
                yield _Passage(number, block, match.start("text"), match["text"])


def _captions(document: Document) -> Iterator[_Passage]:
    """Yield the texts of a page beside its running text."""
    return (_Passage(-1, block, 0, plain(block)) for block in captions(document, lambda _: True))


def _is_unknown(word: str) -> bool:
    shape = len(word) >= data().words.shortest and word.isascii() and word.isalpha() and word[1:].islower()
    return shape and not word.endswith("js") and not dictionary.exists(word.lower())


_UNKNOWN = Judged(_is_unknown)


def _uses(word: str, passages: _Passages) -> list[Use]:
    """Return the uses of a word; none of a name, of what the page has in code, and of what it writes all the time."""
    uses: list[Use] = []
    on_page = _whole_words(passages.page.document.text, word)
    if not 0 < on_page <= data().page.places:
        return []
    for passage, start in passages.find(word):
        end = start + len(word)
        if _is_whole(passage.text, start, end):
            if not _is_word(passage.text, start, end):
                return []
            uses.append(Use(passage.block.span(passage.start + start, passage.start + end), passage.number))
    return uses if len(uses) == on_page else []


def _near(word: str, words: Set[str]) -> list[str]:
    """Return the words that may have been meant; of a short word, those that the page has as well."""
    meant = dictionary.meant(word.lower()) or dictionary.meant_among(word.lower(), words)
    return [one for one in meant if word.islower() or not _is_retyped(one, word.lower())]


def _is_retyped(one: str, other: str) -> bool:
    """Return whether two words differ by a letter in the place of another, as many a name and a word do."""
    return len(one) == len(other) and sorted(one) != sorted(other)


def _is_whole(text: str, start: int, end: int) -> bool:
    before = text[start - 1 : start]
    if before.isalnum() or (before in _BEFORE and not _opens_quotation(text, start, end)):
        return False
    return not _AFTER.match(text, end) or _closes_quotation(text, start, end)


def _opens_quotation(text: str, start: int, end: int) -> bool:
    """Return whether a word is the first one of a text of several words in quotation marks."""
    if text[start - 1] not in _QUOTES or text[end : end + 1] != " ":
        return False
    return text[end : end + _NEAR].count(" ") >= _LONG_QUOTE and not _QUOTES.intersection(text[end : end + _QUOTED])


def _closes_quotation(text: str, start: int, end: int) -> bool:
    """Return whether a word is the last one of a text of several words in quotation marks."""
    if text[end] not in _QUOTES or text[start - 1 : start] != " ":
        return False
    return text[max(start - _NEAR, 0) : start].count(" ") >= _LONG_QUOTE and not _QUOTES.intersection(
        text[max(start - _QUOTED, 0) : start]
    )


def _is_word(text: str, start: int, end: int) -> bool:
    """Return whether a word is one of the sentence around it, and not a name or a part of another language."""
    before = text[max(start - _NEAR, 0) : start]
    if text[start].isupper() and not (_OPENS.search(before) and _GOES_ON.match(text, end)):
        return False
    last, following = _LAST.search(before), _NEXT.match(text, end)
    beside = [match[number] or "" for match, number in ((last, 2), (following, 1)) if match]
    beyond = [match[number] or "" for match, number in ((last, 1), (following, 2)) if match]
    unknown = sum(not _is_known(word) for word in beside)
    known = sum(bool(word) and _is_known(word) for word in beside + beyond)
    return not unknown or (unknown == 1 and known > 1)


_OF_TWO = frozenset("am an as at be by do go he if in is it me my no of on or so to up us we".split())
"""The words of two letters: those of other languages are in the list of English as well."""


def _is_known(word: str) -> bool:
    return word in _OF_TWO if len(word) == 2 else len(word) < 2 or dictionary.exists(word)


def _whole_words(text: str, word: str) -> int:
    """Return how often a word is found by itself, in whatever part of a text; the target of a link does not count."""
    count, at = 0, text.find(word)
    while at >= 0:
        end = at + len(word)
        sides = text[at - 1 : at] + text[end : end + 1]
        count += not any(one.isalnum() or one in "_-#" for one in sides)
        at = text.find(word, end)
    return count


class MisspelledWordOptions(Options, frozen=True, kw_only=True):
    """`allow`: further words that are right."""

    allow: tuple[str, ...] = ()


@rule(Severity.SUGGESTION, MisspelledWordOptions, fix=Safety.UNSAFE, ground=Ground.PATTERN)
def misspelled_word(graph: DocsGraph, options: MisspelledWordOptions) -> Iterator[Finding]:
    """Yield the words that look like typos of others."""
    compounds, own = _own_words(graph)
    own |= {word.lower() for word in options.allow}
    found: list[tuple[Page, UnknownWord, list[str]]] = []
    for page, one in graph.each(UnknownWord):
        if one.uses and one.text.lower() not in own and not is_changelog(page) and (meant := _meant(one, compounds)):
            found.append((page, one, meant))
    in_code = _in_code(graph, {one.text.lower() for _, one, _ in found})
    for page, one, meant in found:
        for use in one.uses:
            if in_code[one.text.lower()] <= {(page.path, use.block)}:
                yield _finding(page, one.text, use, meant)


def _own_words(graph: DocsGraph) -> tuple[dict[str, int], set[str]]:
    """Return the compounds of the tree that may have been meant, with how often it writes them, and its own words."""
    compounds, uses, limits = Counter[str](), Counter[str](), data().tree
    written: list[tuple[Page, Span, str]] = []
    for page, one in graph.each(UnknownWord):
        compounds[one.text.lower()] += 0 if one.uses else one.compound
        written += [(page, use.span, one.text.lower()) for use in one.uses]
    holders: dict[str, set[str]] = defaultdict(set)
    for page, _, word in counted_once(written, lambda one: one[:2]):
        uses[word] += 1
        holders[word].add(page.path)
    compounds = +compounds
    pages = {word: len(paths) for word, paths in holders.items()}
    known = uses.keys() | compounds.keys()
    own = {word for word in uses if pages[word] > limits.pages or uses[word] > limits.uses or _is_derived(word, known)}
    return {word: count for word, count in compounds.items() if count >= limits.compounds}, own


def _is_derived(word: str, known: Set[str]) -> bool:
    """Return whether a word is another one of the tree's own with an ending."""
    return any(word.endswith(one) and word.removesuffix(one) in known for one in data().tree.endings)


_CODE_SPAN = re.compile(r"`([^`\n]+)`")
_FEW = 20
"""So many words are looked for one by one in less time than a page takes to be cut into its words."""


_ELSEWHERE = -2
"""The number of a block that no passage has."""
_TWO = 2
"""Of so many places, one is not that of the word itself."""


def _in_code(graph: DocsGraph, words: set[str]) -> dict[str, set[tuple[str, int]]]:
    """Return up to two places where pages have each of some words (lower case) in code: a name, or a technical term.

    A place is a page's path, and the block of a sample that is code by nothing but its indent, or _ELSEWHERE.
    """
    places: dict[str, set[tuple[str, int]]] = {word: set() for word in words}
    wanted = {word.encode() for word in words}
    for page in graph.pages if words else ():
        text = page.text.lower()
        if len(words) > _FEW or any(word in text for word in words):
            held = wanted & letters(text)
            for block, code in _code(page) if held else ():
                for word in held & letters(code.lower()):
                    if len(places[word.decode()]) < _TWO:
                        places[word.decode()].add((page.path, block))
    return places


def _code(page: Page) -> Iterator[tuple[int, str]]:
    """Yield the code of a page without the comments of samples, each with the block of what is only indented."""
    yield _ELSEWHERE, "\n".join(_CODE_SPAN.findall(page.text))
    for sample in page.facts.samples:
        lines = sample.span.slice(page.text).split("\n")
        code = "\n".join(line.partition("#")[0].partition("//")[0] for line in lines)
        yield _ELSEWHERE if sample.language else sample.block, code


def _meant(one: UnknownWord, compounds: Mapping[str, int]) -> list[str]:
    """Return the words that may have been meant: compounds of the tree come first, by how often it writes them."""
    word = one.text.lower()
    if len(word) < data().tree.letters:
        return one.near
    if len(compounds) <= _COMPOUNDS and not any(_may_be_typo(word, other) for other in compounds):
        return one.near
    own = compounds.keys() & {other for other, _ in dictionary.typos(word)}
    return [*sorted(own, key=lambda other: (-compounds[other], other)), *one.near]


_COMPOUNDS = 100
"""Comparing a word with so many others takes less time than finding all its typos."""


def _may_be_typo(word: str, other: str) -> bool:
    """Return whether two words have so nearly the same letters that they may be one typo apart."""
    return abs(len(word) - len(other)) < 4 and len({*word} ^ {*other}) < 3


def _finding(page: Page, word: str, use: Use, meant: list[str]) -> Finding:
    fitting = [one.capitalize() if word[0].isupper() else one for one in meant]
    either = " or ".join(f"“{one}”" for one in fitting[:2])
    fix = replacement(page, use.span, fitting[0], Safety.UNSAFE)
    return finding(
        misspelled_word, page, use.span, f"“{word}” is not in the dictionary: did you mean {either}?", fix=fix
    )

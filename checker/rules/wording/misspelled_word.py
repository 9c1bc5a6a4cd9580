"""A word that no dictionary has, one typo away from one that it has.

Two letters are swapped, one is missing, doubled or mistyped, a syllable is written twice: readers stumble, and a search
for the right word does not find the page. Running text, headings, table cells, link texts and comments in samples are
read, and so are the titles and descriptions of front matter, the alternative texts of images, and the text of HTML and
its attributes. Code, short quotes, paths and parts of names are not. Words that the tree also has in code, or writes on
several pages, are its own and are not reported. A compound that the tree itself uses (`lockfile`) may be the word that
was meant, and so may any word that the tree writes on several pages where one page has it with a slip in it: such
a typo is found in a label or a title too, whose capitals may else make it a name.
Pages of more than 200,000 characters, which are logs and listings, are not read.

```bad guide.md
The harbor sends an anwser for each reqeust. <!-- expect: misspelled-word -->

## Sumary <!-- expect: misspelled-word -->

It doesnt matter, ofcourse. <!-- expect: misspelled-word -->
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

from ...english import dictionary, slips
from ...english.language import is_foreign
from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.blocks import Document, TextBlock
from ...page.captions import captions
from ...page.facts import Span
from ...page.page_text import EDGES, Judged, PageText
from ...page.readers import Fact, reads
from ...page.running import Running
from ...page.text_views import plain
from ...patterns import Shape
from .._base import Options, finding, replacement, rule
from .._copies import counted_once
from .._data import Data, beside
from .._slips import is_changelog
from .._word_places import count_whole, is_of_sentence, is_whole, may_be_name
from ..page.misspelled_proper_noun import ProperNouns, typos
from ._tree_words import Place, TreeWords


class Use(Fact):
    """Where a page writes a word: in running text, or in a comment of a sample; `block` indexes `Facts.blocks`."""

    span: Span
    block: int


class UnknownWord(Fact):
    """A word of a page, as it is written there, that English does not have and that looks like no name.

    `near` are the words of English that it may be a typo of, the likeliest first. Of a compound of two words
    (`lockfile`), `compound` is how often the page has it. One that is `named` has a capital that may make it a name.
    """

    text: str
    uses: list[Use]
    near: list[str]
    compound: int = 0
    named: bool = False


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


class _Lone(Data, frozen=True):
    few: int
    pages: int
    rate: int
    rate_of_many: int
    rate_in_code: int
    letters: int
    usual: int
    replaced: int
    clipped: int
    name: int
    compound: int


class Limits(Data, frozen=True):
    """What `misspelled_word.toml` holds; its comments say what each figure means."""

    words: _Words
    page: _Page
    tree: _Tree
    lone: _Lone


@cache
def data() -> Limits:
    """Return what `misspelled_word.toml` holds."""
    return beside(__file__, Limits)


_COMMENT = Shape(
    r"(?:#(?<!\S#)|//(?<!\S//))[ \t]*(?P<text>[A-Za-z]+(?:[ ,.'-]{1,3}[A-Za-z]+){3}[^\n]{0,300})$",
    re.M,
    needs=("#", "//"),
)
_SENTENCE = re.compile(r"^[ \t]*(?P<text>(?:[A-Za-z]+[.:]?[ \t]+)?(?:[A-Za-z]+[,;]?[ ]){7}[^\n]{0,2000})$", re.M)
"""A line of running text that its indent has made code."""


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
    if is_foreign({word.lower() for word in page.words}):
        return
    passages = _Passages(page, others)
    for word in unknown if len(unknown) - len(lower) < limits.names else lower:
        compound = document.text.count(word) if dictionary.is_compound(word.lower()) else 0
        uses, is_named = _uses(word, passages)
        if compound or uses:
            near = [] if compound or is_named else _near(word, page.words)
            yield UnknownWord(word, uses, near, compound, is_named)


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


def _uses(word: str, passages: _Passages) -> tuple[list[Use], bool]:
    """Return the uses of a word, and whether it may be a name; none of what the page has in code, or writes often."""
    uses: list[Use] = []
    on_page, is_named = count_whole(passages.page.document.text, word), False
    if not 0 < on_page <= data().page.places:
        return [], False
    for passage, start in passages.find(word):
        end = start + len(word)
        if is_whole(passage.text, start, end):
            if not is_of_sentence(passage.text, start, end):
                return [], False
            is_named = is_named or may_be_name(passage.text, start, end)
            uses.append(Use(passage.block.span(passage.start + start, passage.start + end), passage.number))
    return (uses, is_named) if len(uses) == on_page else ([], False)


def _near(word: str, words: Set[str]) -> list[str]:
    """Return the words that may have been meant; of a short word, those that the page has as well."""
    meant = dictionary.meant(word.lower()) or dictionary.meant_among(word.lower(), words)
    return [one for one in meant if word.islower() or not _is_retyped(one, word.lower())]


def _is_retyped(one: str, other: str) -> bool:
    """Return whether two words differ by a letter in the place of another, as many a name and a word do."""
    return len(one) == len(other) and sorted(one) != sorted(other)


class MisspelledWordOptions(Options, frozen=True, kw_only=True):
    """`allow`: further words that are right."""

    allow: tuple[str, ...] = ()


@rule(Severity.SUGGESTION, MisspelledWordOptions, fix=Safety.UNSAFE, ground=Ground.PATTERN, facts=(ProperNouns,))
def misspelled_word(graph: DocsGraph, options: MisspelledWordOptions) -> Iterator[Finding]:
    """Yield the words that look like typos of others, as far as `misspelled-proper-noun` does not report them."""
    names = {(page.path, span.start) for page, span, _ in typos(graph)}
    own = _own_words(graph, options)
    certain: list[tuple[Page, UnknownWord, list[str]]] = []
    doubtful: list[tuple[Page, UnknownWord]] = []
    for page, one in graph.each(UnknownWord):
        word = one.text.lower()
        if not one.uses or word in own.named or is_changelog(page) or (page.path, one.uses[0].span.start) in names:
            continue
        if word not in own.often and not one.named and not one.compound and (meant := _meant(one, own.compounds)):
            certain.append((page, one, meant))
        else:
            doubtful.append((page, one))
    wanted = {one.text.lower() for _, one, _ in certain} | {one.text.lower() for _, one in doubtful}
    words = TreeWords(graph, wanted, counted=bool(doubtful))
    for page, one, meant in certain:
        yield from _findings(page, one, meant, words.in_code[one.text.lower()])
    for page, one in doubtful:
        near, is_usual = _of_tree(one, own, words)
        yield from _findings(page, one, near, set() if is_usual else words.in_code[one.text.lower()])


class _Own(NamedTuple):
    """Words of the tree (lower case): its compounds, with how often it writes them, and its other unknown words.

    Of these, some are written `often`, and some are right for another reason: `named`.
    """

    compounds: dict[str, int]
    often: set[str]
    named: set[str]
    pages: dict[str, int]


def _own_words(graph: DocsGraph, options: MisspelledWordOptions) -> _Own:
    compounds, uses, limits = Counter[str](), Counter[str](), data().tree
    written: list[tuple[Page, Span, str]] = []
    for page, one in graph.each(UnknownWord):
        compounds[one.text.lower()] += one.compound
        written += [(page, use.span, one.text.lower()) for use in one.uses]
    holders: dict[str, set[str]] = defaultdict(set)
    for page, _, word in counted_once(written, lambda one: one[:2]):
        uses[word] += 1
        holders[word].add(page.path)
    compounds = +compounds
    pages = {word: len(paths) for word, paths in holders.items()}
    known = uses.keys() | compounds.keys()
    often = {word for word in uses if pages[word] > limits.pages or uses[word] > limits.uses}
    named = {word.lower() for word in options.allow} | {word for word in uses if _is_derived(word, known)}
    return _Own({word: count for word, count in compounds.items() if count >= limits.compounds}, often, named, pages)


def _is_derived(word: str, known: Set[str]) -> bool:
    """Return whether a word is another one of the tree's own with an ending."""
    return any(word.endswith(one) and word.removesuffix(one) in known for one in data().tree.endings)


def _of_tree(one: UnknownWord, own: _Own, words: TreeWords) -> tuple[list[str], bool]:
    """Return the words of the tree that a word may be a typo of, and whether they are so usual that code may have it.

    What may be a name or a compound differs from them by a slip that leaves no doubt.
    """
    word, limits = one.text.lower(), data().lone
    if (joined := slips.run_together(word)) and not one.named:
        return ([joined] if words.pages(word) <= data().tree.pages else []), False
    special = one.named or bool(one.compound)
    fewest = limits.pages if len(word) >= limits.letters else limits.usual
    if len(word) < (limits.compound if one.compound else limits.name if one.named else data().words.shortest):
        return [], False
    near = [other for other in words.near(word, limits.pages) if other.pages >= fewest]
    near = [other for other in near if not other.slip.is_replaced or len(word) >= limits.replaced]
    if special or word in own.often:
        near = [other for other in near if other.slip == (1, False)]
    if special or len(word) < limits.clipped:
        near = [other for other in near if other.word[:-1] != word]
    rate = limits.rate_of_many if own.pages[word] > limits.few else limits.rate
    near = [other for other in near if other.pages >= rate * words.pages(word)]
    if not near and one.text.islower() and not special and words.pages(word) <= limits.few:
        return slips.likely(word), False
    return [other.word for other in near], bool(near) and near[0].pages >= limits.rate_in_code * words.pages(word)


def _findings(page: Page, one: UnknownWord, meant: list[str], in_code: set[Place]) -> Iterator[Finding]:
    for use in one.uses if meant else ():
        if in_code <= {(page.path, use.block)}:
            yield _finding(page, one.text, use, meant)


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

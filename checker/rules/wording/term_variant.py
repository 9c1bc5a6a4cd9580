"""A term that is spelled differently from nearly everywhere else.

Spellings with the same letters are compared: with and without a hyphen (real-time, realtime), the capitals and the
full stop inside of a name (TideGauge, Tidegauge), a name in two words, a model's display name with hyphens for spaces
(GPT-4o-mini), the capitals of what an API is called (the realtime API), and two spellings of a line break in one cell.
A page decides by three quarters of its places, at least three; the tree decides what APIs and models are called where
the page cannot. Code, links, file names, quotes and labels in bold are not read. Official spellings of product names
are left to `product-name`.

```bad guide.md
Use real-time audio for pilots and real-time text for crews. Answers come in real-time.
The realtime models are slow. <!-- expect: term-variant -->
```
```good guide.md
The `AzureOpenAI` client of Azure OpenAI works in real time, as does a real-time model in realtime-audio.md.
Azure OpenAI has it. Azure OpenAI shows "realtime" in the list.
```
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from ... import patterns
from ...english.products import form, of_word
from ...findings import Evidence, Finding, Ground, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.blocks import TextBlock
from ...page.facts import Span
from ...page.page_text import Judged, PageText
from ...page.readers import Fact, reads
from ...page.text_views import opens_sentence, plain, without_labels
from ...patterns import Shape
from .._base import Options, finding, related, replacement, rule
from .._copies import counted_once
from .._data import Data, beside
from .product_name import MisspelledProduct, misspelled

Kind = Literal["word", "api", "model", "break"]
"""What a term is: a word, the name before the word API, the display name of a model, a line break in a cell."""


class Term(Fact):
    """What a page spells in several ways, or what an API is called; `form` is what all its spellings share.

    `opens` says whether it opens a sentence, a cell or a heading, so that its first capital proves nothing.
    """

    kind: Kind
    text: str
    form: str
    span: Span
    opens: bool = False


class Limits(Data, frozen=True):
    """What `term_variant.toml` holds; its comments say what each figure means."""

    least: int
    share: float
    breaks: float


@cache
def data() -> Limits:
    """Return what `term_variant.toml` holds."""
    return beside(__file__, Limits)


# -- reading

_WORD = re.compile(r"[A-Za-z]{2,}(?:[-.][A-Za-z]{2,}){0,2}")
_CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_API = Shape(r"(?<![\w/.@#-])(?P<name>[A-Za-z][a-z]{3,}(?:-[a-z]{2,})?) API(?![\w/-])", needs=(" API",))
_BREAK = Shape(r"<br ?/?>", re.I, needs=("<br",))


@reads(Term)
def terms(page: PageText) -> Iterator[Term]:
    """Yield the words that a page spells in several ways, what APIs are called, and line breaks of mixed cells."""
    spellings = _several(page.words, page.document.text)
    wanted = _pattern(spellings) if spellings else None
    for _, block in page.blocks:
        if block.kind == "cell" and _BREAK.may_be_in(block.text):
            yield from _breaks(block)
    for place in sorted({*page.plain.places_of(spellings), *page.plain.holding(_API)}):
        block = page.blocks[place][1]
        yield from _terms(without_labels(plain(block)), block, wanted)


def _breaks(block: TextBlock) -> Iterator[Term]:
    """Yield the line breaks of a cell that spells them in several ways."""
    tags = [(one.start, one.end) for one in block.inlines if one.kind == "html"]
    found = [tag for tag in tags if _BREAK.compiled.fullmatch(block.text, *tag)]
    if len({block.text[start:end] for start, end in found}) > 1:
        for start, end in found:
            yield Term("break", block.text[start:end], "", block.span(start, end))


def _several(words: set[str], text: str) -> list[str]:
    """Return the spellings of words that a page has in several: by hyphen, full stop, capitals inside, or a space."""
    groups: dict[str, set[str]] = defaultdict(set)
    marked = _MARKED.of(words)
    for word, shared in marked.items():
        if len(word) > 4:
            groups[shared].add(word)
    for word in marked:
        if word.lower() in groups:
            groups[word.lower()].add(word)
    for shared, group in groups.items():
        group |= words.intersection((shared, shared.capitalize()))
    found: list[str] = []
    for group in groups.values():
        named = [word for word in group if _CAMEL_CASE.search(word)]
        group |= {apart for word in named if (apart := _CAMEL_CASE.sub(" ", word)) in text}
        if len(group) > 1 and (named or len({word.lower() for word in group}) > 1):
            found.extend(group)
    return sorted(found, key=lambda word: (-len(word), word))


def _marked_form(word: str) -> str:
    """Return the form of a word with a hyphen, a full stop or capitals inside; of others, and of no words, nothing."""
    is_marked = "-" in word or "." in word or not (word.islower() or word.istitle())
    return form(word) if is_marked and _is_word(word) else ""


_MARKED = Judged(_marked_form)


def _is_word(text: str) -> bool:
    """Return whether a token is a word or a name; `toolCall` is neither."""
    return _WORD.fullmatch(text) is not None and not (text[0].islower() and _CAMEL_CASE.search(text))


def _pattern(spellings: list[str]) -> re.Pattern[str]:
    either = "|".join(re.escape(word) for word in spellings)
    return re.compile(rf"{patterns.NO_WORD_BEFORE}(?:{either}){patterns.NO_WORD_AFTER}")


def _terms(text: str, block: TextBlock, wanted: re.Pattern[str] | None) -> Iterator[Term]:
    for match in wanted.finditer(text) if wanted is not None else ():
        if text.startswith((" API", " APIs"), match.end()):
            continue  # it is what an API is called
        opens = opens_sentence(block, text, match.start())
        yield Term("word", match.group(), form(match.group()), block.span(*match.span()), opens)
    for match in _API.finditer(text):
        opens = opens_sentence(block, text, match.start())
        yield Term("api", match["name"], form(match["name"]), block.span(*match.span("name")), opens)


# -- judging


@dataclass(frozen=True)
class Spelling:
    """One way to write a term, and where; `form` is what all ways to write it share."""

    page: Page
    span: Span
    kind: Kind
    form: str
    text: str


@rule(Severity.SUGGESTION, fix=Safety.UNSAFE, ground=Ground.MAJORITY, facts=(MisspelledProduct,))
def term_variant(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the spellings that most others of the page or the tree contradict."""
    official = {page.place(one.span) for page, one in misspelled(graph)}
    everywhere: dict[tuple[Kind, str], list[Spelling]] = defaultdict(list)
    surroundings = _Surroundings()
    for page in graph.pages:
        if page.history.page_is_chronicle:
            continue
        for spellings in _grouped([*_words(page), *_breaks_of(page)]).values():
            if len({one.text for one in spellings}) > 1:
                minority = _minority(spellings, _usual(spellings), surroundings)
                yield from (one for one in minority if one.place not in official)
        for key, spellings in _grouped([*_apis(page), *_models(graph, page)]).items():
            everywhere[key].extend(spellings)
    for _, spellings in sorted(everywhere.items()):
        yield from _by_page_or_tree(spellings, surroundings)


def _grouped(spellings: Iterable[Spelling]) -> dict[tuple[Kind, str], list[Spelling]]:
    found: dict[tuple[Kind, str], list[Spelling]] = defaultdict(list)
    for one in spellings:
        found[one.kind, one.form].append(one)
    return dict(sorted(found.items()))


def _ordered(page: Page, kind: Kind) -> list[Term]:
    return sorted((one for one in page.of(Term) if one.kind == kind), key=lambda one: one.span)


def _words(page: Page) -> Iterator[Spelling]:
    """Yield words: hyphens are compared whatever the case, capitals only where a name has some inside."""
    words = _ordered(page, "word")
    names = {one.form for one in words if _is_name(one.text)}
    for term in words:
        if term.form not in names:
            yield Spelling(page, term.span, "word", term.form, term.text.lower())
        elif term.text[0].isupper() and not term.text.isupper():
            yield Spelling(page, term.span, "word", term.form, term.text)


_INNER = re.compile(r"[a-z][A-Z]|[a-z]\.[a-z]")


def _is_name(text: str) -> bool:
    return text[0].isupper() and _INNER.search(text) is not None


def _breaks_of(page: Page) -> Iterator[Spelling]:
    return (Spelling(page, one.span, "break", "", one.text) for one in _ordered(page, "break"))


def _apis(page: Page) -> Iterator[Spelling]:
    """Yield what APIs are called, but where a sentence or a heading has the capital."""
    return (Spelling(page, one.span, "api", one.form, one.text) for one in _ordered(page, "api") if not one.opens)


_DISPLAY = re.compile(r"GPT-[\d.]+o?[- ][\w -]*[a-z]")


def _models(graph: DocsGraph, page: Page) -> Iterator[Spelling]:
    """Yield the display names of models."""
    for mention in graph.by_page.get(page.path, ()):
        name = mention.name
        if name is not None and not name.code and mention.sample < 0 and _DISPLAY.fullmatch(mention.text):
            yield Spelling(page, mention.span, "model", mention.text.lower().replace(" ", "-"), mention.text)


def _by_page_or_tree(spellings: list[Spelling], surroundings: _Surroundings) -> Iterator[Finding]:
    by_page: dict[str, list[Spelling]] = defaultdict(list)
    for one in spellings:
        by_page[one.page.path].append(one)
    of_tree = _usual(list(counted_once(spellings, lambda one: (one.page, one.span))))
    for _, local in sorted(by_page.items()):
        yield from _minority(local, _usual(local) or of_tree, surroundings)


@dataclass(frozen=True)
class Usual:
    """The spelling that enough places agree on, the first that has it, and how many they are of how many."""

    text: str
    first: Spelling
    agreeing: int
    total: int


def _usual(spellings: list[Spelling]) -> Usual | None:
    """Return the spelling that enough places agree on."""
    best, agreeing = max(Counter(one.text for one in spellings).items(), key=lambda pair: (pair[1], pair[0]))
    limits = data()
    share = limits.breaks if spellings[0].kind == "break" else limits.share
    if agreeing < limits.least or agreeing < len(spellings) * share:
        return None
    return Usual(best, next(one for one in spellings if one.text == best), agreeing, len(spellings))


def _minority(spellings: list[Spelling], usual: Usual | None, surroundings: _Surroundings) -> Iterator[Finding]:
    """Yield the spellings that differ from the usual one."""
    if usual is None or not _may_win(usual.text, spellings[0].kind):
        return
    model = usual.first
    for one in spellings:
        if one.text != usual.text:
            written = one.span.slice(one.page.text)
            if surroundings.of(one.page).is_another(one.span, written, usual.text):
                continue
            right = usual.text.capitalize() if written[0].isupper() and usual.text.islower() else usual.text
            evidence = Evidence(Ground.MAJORITY, usual.agreeing, usual.total)
            message = f"“{written}” is spelled “{right}” in {usual.agreeing} of {usual.total} places"
            fix = replacement(one.page, one.span, right, Safety.UNSAFE)
            end = related(model.page, model.span, f"“{model.span.slice(model.page.text)}” here")
            yield finding(term_variant, one.page, one.span, message, related=(end,), fix=fix, evidence=evidence)


_MEMBER = re.compile(r"[`.](\w+)")
_NAMED = re.compile(r"[`.]|class |import ")
_LONGEST = 64
"""Letters of a name by which it is looked for; names that begin alike for so long are taken for one."""


class _Surrounding:
    """What else a page names, to be asked for each spelling."""

    def __init__(self, page: Page) -> None:
        self._page = page

    @cached_property
    def _members(self) -> set[str]:
        """The words that follow a backtick or a full stop."""
        return set(_MEMBER.findall(self._page.text))

    @cached_property
    def _named(self) -> list[str]:
        """What follows a backtick, a full stop, or the keyword that declares or imports a class, sorted."""
        text = self._page.text
        return sorted({text[match.end() : match.end() + _LONGEST] for match in _NAMED.finditer(text)})

    @cached_property
    def _titles(self) -> set[tuple[int, str]]:
        """The texts of links to other sites, and where the target of each starts."""
        return {(link.span.start, link.text) for link in self._page.facts.links if link.target.startswith("http")}

    def is_another(self, span: Span, written: str, best: str) -> bool:
        """Return whether what is written is not a way to write the usual form, but a word or a title of its own.

        A word with a hyphen is one beside the name of a module (`server.lowlevel`), and words apart are beside that of
        a class which is not a product (`class DepthSounder`); another site's page has its own title.
        """
        if "-" in written and best.isalpha() and best in self._members:
            return True
        if " " in written and of_word(best.capitalize()) != best:
            at = bisect_left(self._named, best[:_LONGEST])
            if at < len(self._named) and self._named[at].startswith(best[:_LONGEST]):
                return True
        return any((span.end + gap, written) in self._titles for gap in (1, 2, 3))


class _Surroundings:
    """What else pages name, each read once."""

    def __init__(self) -> None:
        self._pages: dict[str, _Surrounding] = {}

    def of(self, page: Page) -> _Surrounding:
        """Return what else a page names."""
        if page.path not in self._pages:
            self._pages[page.path] = _Surrounding(page)
        return self._pages[page.path]


def _may_win(best: str, kind: Kind) -> bool:
    """Return whether other spellings are wrong where this one is usual.

    A name in two words may be a class in one; lower case before API may be an ordinary word beside a name.
    """
    if kind == "api":
        return best[0].isupper()
    return " " not in best or kind == "model"

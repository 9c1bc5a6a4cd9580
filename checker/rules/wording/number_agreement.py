"""A verb or a determiner does not agree with its noun in number.

It is usually left over from an edit that added a second name to the first, or made many out of one. Only subjects that
open their sentence or a clause (“when the values is”) and are certain are checked: two names in code or bold joined by
“and”, and nouns that developer docs count (models, values, files). The verb follows at once, or after a comma and
“but”. A determiner (“this models”, “a endpoints”) is checked where the noun ends its phrase.

```bad guide.md
Currently only `a-preview` and `b-preview` supports audio. <!-- expect: number-agreement -->
The new models share one encoder, but is tuned for speech. <!-- expect: number-agreement -->
Check this values before you start, since a values is set by day. <!-- expect: number-agreement -->
```
```good guide.md
The difference between `a-preview` and `b-preview` is small. The models that `a-preview` replaced support audio.
The new models share one encoder, and it is tuned for speech. The order of operations is fixed.
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph
from ...page.blocks import TextBlock
from ...page.facts import Span
from ...page.page_text import PageText
from ...page.readers import Slip, reads
from ...page.text_views import readable
from ...patterns import Shape
from .._base import Options, finding, related, replacement, rule
from .._data import Data, WordList, beside
from ._noun_number import any_of, noun_shapes, singular


class Disagreement(Slip, kw_only=True):
    """A verb or a determiner that is not in the number of its `noun`; nothing replaces one that may be either."""

    noun: Span


class Agreement(Data, frozen=True):
    """What `number_agreement.toml` holds."""

    nouns: WordList
    also_verbs: WordList
    verbs: WordList
    only_verbs: WordList
    auxiliaries: dict[str, str]
    determiners: WordList
    openers: WordList
    conjunctions: WordList
    not_adjectives: WordList
    clauses: WordList
    not_verbs: WordList
    modals: WordList


@cache
def data() -> Agreement:
    """Return what `number_agreement.toml` holds."""
    return beside(__file__, Agreement)


@cache
def _auxiliaries() -> dict[str, str]:
    pairs = data().auxiliaries
    return pairs | {f"{one}n't": f"{many}n't" for one, many in pairs.items()}


@cache
def _agreeing() -> dict[str, str]:
    """Return the singular forms of verbs with the plural ones."""
    return {re.sub("y$", "ie", base) + "s": base for base in data().verbs.all} | _auxiliaries()


@cache
def _agreeing_with_one() -> dict[str, str]:
    """Return the plural forms of verbs with the singular ones."""
    verbs = {plural: one for one, plural in _agreeing().items() if plural in data().only_verbs.all}
    return verbs | {many: one for one, many in _auxiliaries().items() if not many.startswith("were")}


def _no_noun() -> str:
    """Return the pattern of what must follow a verb, so that it is none of a plural noun or of another phrase."""
    return rf"(?!\s{data().not_verbs.either}\b)(?![\w'’-])"


def _adjective() -> str:
    return rf"(?!{data().not_adjectives.either}\b)[A-Za-z][A-Za-z0-9-]*"


def _determiners() -> list[str]:
    """Return the words that begin a subject, at the start of a sentence and inside it."""
    return sorted({*data().determiners.all, *map(str.lower, data().determiners.all)})


def _subject() -> str:
    adjectives = rf"(?:{_adjective()}\s){{0,2}}"
    return rf"(?<![\w`*-])(?P<noun>{any_of(_determiners())}\s{adjectives}{data().nouns.either})\s"


@cache
def _one_and_verb() -> Shape:
    """“This server receive”."""
    nouns, verbs = any_of({*map(singular, data().nouns.all)} - {*data().nouns.all}), any_of(_agreeing_with_one())
    return Shape(
        rf"(?<![\w`*-])(?P<noun>[Tt]his\s(?:{_adjective()}[^\Ws]\s)?{nouns})\s(?P<verb>{verbs}){_no_noun()}",
        sketch=rf"his\s(?:\S+\s)?{nouns}\s{verbs}\b",
    )


@cache
def _plural_and_verb() -> Shape:
    """“The models supports”."""
    verb = any_of(_agreeing())
    return Shape(rf"{_subject()}(?P<verb>{verb}){_no_noun()}", sketch=rf"s(?=\s{verb}\b)")


@cache
def _verb_after_but() -> Shape:
    """“The models use ..., but is”."""
    return _late_verb(r",?\s", "but")


@cache
def _verb_after_and() -> Shape:
    """“The models use ..., and is”."""
    return _late_verb(r",\s", "and")


def _late_verb(before: str, conjunction: str) -> Shape:
    late = any_of(_auxiliaries())
    no_clause = rf"(?!\b{data().clauses.either}\b)"
    return Shape(
        rf"{_subject()}{any_of(_agreeing().values())}\b(?:{no_clause}[^.;:()!?]){{1,200}}?"
        rf"{before}{conjunction}\s(?P<verb>{late})(?![\w'’-])",
        needs=tuple(_determiners()),
        sketch=rf"{conjunction}(?=\s{late}\b)",
    )


@cache
def _two_names_and_verb() -> Shape:
    """“Only the `a` and `b` models (version 2) supports”."""
    name = r"(?:`[^`\n]+`|\*\*[^*\n]+\*\*)"
    return Shape(
        rf"(?:{data().openers.either},?\s){{0,4}}(?P<noun>{name}(?:,\s{name}){{0,30}},?\sand\s{name})(?:\s{data().nouns.either})?"
        r"(?:,?\s\(?[Vv]ersions?:?\s`?[\w.-]*\d[\w.-]*`?\)?|\s\([^()\n]*\))?\s"
        rf"(?P<verb>{any_of(_agreeing())}){_no_noun()}",
        needs=("and",),
        sketch=r"and\s(?:`|\*\*)",
    )


@cache
def _this_plural() -> Shape:
    """“This values must”."""
    verb = any_of((*data().modals.all, *_agreeing(), *_auxiliaries().values()))
    return Shape(rf"(?P<verb>This)\s(?P<noun>{data().nouns.either})\s{verb}{_no_noun()}", needs=("This",))


_SENTENCE = re.compile(r"(?:\A|(?<!e\.g)(?<!i\.e)[.!?\0][*_)\"”]*\s)[_(]*(?=[A-Z`*])")
_EDGE = ' \n\t*_("“'


@reads(Disagreement)
def disagreements(page: PageText) -> Iterator[Disagreement]:
    """Yield the verbs, and each “this”, that are not in the number of the noun beside them."""
    found: dict[Span, Disagreement] = {}
    for shape in _with_verbs():
        for place in page.readable.holding(shape):
            block = page.blocks[place][1]
            if block.kind != "heading":
                for match in _opening_a_sentence(shape, readable(block)):
                    one = _disagreement(block, match)
                    found.setdefault(one.span, one)
    for shapes in _with_nouns():
        for place in page.readable.holding(shapes[0]):
            block = page.blocks[place][1]
            for match in (match for shape in shapes for match in shape.finditer(readable(block))):
                span, noun = block.span(*match.span("verb")), block.span(*match.span("noun"))
                found.setdefault(span, Disagreement(span, noun=noun))
    yield from sorted(found.values(), key=lambda one: one.span)


def _with_verbs() -> tuple[Shape, ...]:
    """Return the shapes of a subject and its verb, and of “this” before both."""
    after_conjunctions = (_verb_after_but(), _verb_after_and())
    return (_plural_and_verb(), _one_and_verb(), *after_conjunctions, _two_names_and_verb(), _this_plural())


@cache
def _with_nouns() -> Sequence[Sequence[Shape]]:
    """Return the shapes of a determiner and its noun."""
    known = data()
    auxiliaries = {*known.modals.all, *_auxiliaries(), *_auxiliaries().values()}
    return noun_shapes(known.nouns, known.also_verbs, auxiliaries, {*_agreeing(), *known.only_verbs.all})


def _opening_a_sentence(shape: Shape, text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of a shape that start where a sentence does."""
    if shape is _two_names_and_verb():
        openings = (shape.compiled.match(text, sentence.end()) for sentence in _SENTENCE.finditer(text))
        return (match for match in openings if match is not None)
    may_be_clause = shape in (_plural_and_verb(), _one_and_verb())
    return (
        match
        for match in shape.compiled.finditer(text)
        if _opens(text, match.start()) or (may_be_clause and _opens_clause(text, match))
    )


@cache
def _conjunction() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){data().conjunctions.either}\s\Z")


def _opens_clause(text: str, match: re.Match[str]) -> bool:
    """Return whether a subject of at most three words follows a conjunction: what is longer may hold a verb."""
    words = match["noun"].split()
    is_short = len(words) < 3 or (len(words) == 3 and not words[1].endswith("s"))
    return is_short and _conjunction().search(text, max(match.start() - 20, 0), match.start()) is not None


def _opens(text: str, start: int) -> bool:
    """Return whether a sentence starts here."""
    before = text[max(start - 12, 0) : start]
    bare = before.rstrip(_EDGE)
    return (not bare and start <= 12) or (
        bare != before and bare.endswith((".", "!", "?")) and bare[-4:] not in ("e.g.", "i.e.")
    )


def _disagreement(block: TextBlock, match: re.Match[str]) -> Disagreement:
    right = "These" if match["verb"] == "This" else (_agreeing() | _agreeing_with_one())[match["verb"]]
    noun = block.span(*match.span("noun"))
    return Disagreement(block.span(*match.span("verb")), replacement=right, noun=noun)


@rule(Severity.SUGGESTION, fix=Safety.UNSAFE, ground=Ground.PATTERN)
def number_agreement(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each verb, and each determiner, that does not agree with its noun."""
    for page, slip in graph.each(Disagreement):
        word, noun = slip.span.slice(page.text), " ".join(slip.noun.slice(page.text).split())
        message, fix = f"“{word}” and “{noun}” do not agree in number", None
        if slip.replacement:
            message = f"“{word}” should be “{slip.replacement}” to agree with “{noun}”"
            fix = replacement(page, slip.span, slip.replacement, Safety.UNSAFE)
        end = related(page, slip.noun, "this is plural" if noun.endswith(("s", "`", "*")) else "this is singular")
        yield finding(number_agreement, page, slip.span, message, related=(end,), fix=fix)

"""A singular verb with a plural subject, or “this” before a plural.

It is usually left over from an edit that added a second name to the first, or made many out of one. Only subjects that
open their sentence and are certain are checked: two names in code or bold joined by “and”, and plural nouns that
developer docs count (models, values, files). The verb follows at once, or after a comma and “but”.

```bad guide.md
Currently only `a-preview` and `b-preview` supports audio. <!-- expect: number-agreement -->
The new models share one encoder, but is tuned for speech. <!-- expect: number-agreement -->
```
```good guide.md
The difference between `a-preview` and `b-preview` is small. The models that `a-preview` replaced support audio.
The new models share one encoder, and it is tuned for speech. The order of operations is fixed.
```
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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


class Disagreement(Slip, kw_only=True):
    """A verb or a “this” that is not in the number of its `noun`."""

    noun: Span


class Agreement(Data, frozen=True):
    """What `number_agreement.toml` holds."""

    nouns: WordList
    verbs: WordList
    auxiliaries: dict[str, str]
    determiners: WordList
    openers: WordList
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


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(words)})"


def _no_noun() -> str:
    """Return the pattern of what must follow a verb, so that it is none of a plural noun or of another phrase."""
    return rf"(?!\s{data().not_verbs.either}\b)(?![\w'’-])"


def _subject() -> str:
    adjectives = rf"(?:(?!{data().not_adjectives.either}\b)[a-z][a-z-]*\s){{0,2}}"
    return rf"(?<![\w`*-])(?P<noun>{data().determiners.either}\s{adjectives}{data().nouns.either})\s"


@cache
def _plural_and_verb() -> Shape:
    """“The models supports”."""
    verb = _any(_agreeing())
    return Shape(rf"{_subject()}(?P<verb>{verb}){_no_noun()}", needs=data().determiners.all, sketch=rf"s(?=\s{verb}\b)")


@cache
def _verb_after_but() -> Shape:
    """“The models use ..., but is”."""
    return _late_verb(r",?\s", "but")


@cache
def _verb_after_and() -> Shape:
    """“The models use ..., and is”."""
    return _late_verb(r",\s", "and")


def _late_verb(before: str, conjunction: str) -> Shape:
    late = _any(_auxiliaries())
    no_clause = rf"(?!\b{data().clauses.either}\b)"
    return Shape(
        rf"{_subject()}{_any(_agreeing().values())}\b(?:{no_clause}[^.;:()!?]){{1,200}}?"
        rf"{before}{conjunction}\s(?P<verb>{late})(?![\w'’-])",
        needs=data().determiners.all,
        sketch=rf"{conjunction}(?=\s{late}\b)",
    )


@cache
def _two_names_and_verb() -> Shape:
    """“Only the `a` and `b` models (version 2) supports”."""
    name = r"(?:`[^`\n]+`|\*\*[^*\n]+\*\*)"
    return Shape(
        rf"(?:{data().openers.either},?\s){{0,4}}(?P<noun>{name}(?:,\s{name}){{0,30}},?\sand\s{name})(?:\s{data().nouns.either})?"
        r"(?:,?\s\(?[Vv]ersions?:?\s`?[\w.-]*\d[\w.-]*`?\)?|\s\([^()\n]*\))?\s"
        rf"(?P<verb>{_any(_agreeing())}){_no_noun()}",
        needs=("and",),
        sketch=r"and\s(?:`|\*\*)",
    )


@cache
def _this_plural() -> Shape:
    """“This values must”."""
    verb = _any((*data().modals.all, *_agreeing(), *_auxiliaries().values()))
    return Shape(rf"(?P<verb>This)\s(?P<noun>{data().nouns.either})\s{verb}{_no_noun()}", needs=("This",))


_SENTENCE = re.compile(r"(?:\A|(?<!e\.g)(?<!i\.e)[.!?\0][*_)\"”]*\s)[_(]*(?=[A-Z`*])")
_EDGE = ' \n\t*_("“'


@reads(Disagreement)
def disagreements(page: PageText) -> Iterator[Disagreement]:
    """Yield the verbs, and each “this”, that are not in the number of the noun beside them."""
    for shape in (_plural_and_verb(), _verb_after_but(), _verb_after_and(), _two_names_and_verb(), _this_plural()):
        for place in page.readable.holding(shape):
            block = page.blocks[place][1]
            if block.kind != "heading":
                for match in _opening_a_sentence(shape, readable(block)):
                    yield _disagreement(block, match)


def _opening_a_sentence(shape: Shape, text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of a shape that start where a sentence does."""
    if shape is _two_names_and_verb():
        openings = (shape.compiled.match(text, sentence.end()) for sentence in _SENTENCE.finditer(text))
        return (match for match in openings if match is not None)
    return (match for match in shape.compiled.finditer(text) if _opens(text, match.start()))


def _opens(text: str, start: int) -> bool:
    """Return whether a sentence starts here."""
    before = text[max(start - 12, 0) : start]
    bare = before.rstrip(_EDGE)
    return (not bare and start <= 12) or (
        bare != before and bare.endswith((".", "!", "?")) and bare[-4:] not in ("e.g.", "i.e.")
    )


def _disagreement(block: TextBlock, match: re.Match[str]) -> Disagreement:
    right = "These" if match["verb"] == "This" else _agreeing()[match["verb"]]
    noun = block.span(*match.span("noun"))
    return Disagreement(block.span(*match.span("verb")), replacement=right, noun=noun)


@rule(Severity.SUGGESTION, fix=Safety.UNSAFE, ground=Ground.PATTERN)
def number_agreement(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each verb, and each “this”, that does not agree with its noun."""
    for page, slip in graph.each(Disagreement):
        word, noun = slip.span.slice(page.text), slip.noun.slice(page.text)
        message = f"“{word}” should be “{slip.replacement}” to agree with “{' '.join(noun.split())}”"
        end = related(page, slip.noun, "this is plural")
        fix = replacement(page, slip.span, slip.replacement, Safety.UNSAFE)
        yield finding(number_agreement, page, slip.span, message, related=(end,), fix=fix)

"""A name in the text is one typo away from a name that the tree has often.

The tree itself says which names there are: a word that has a capital inside its sentences, at several places, is
the name of a product, a company, a term or a button. A word with a capital that the tree has once, and that no
dictionary has, is a typo of it where one letter is left out, doubled, swapped or mistyped. Acronyms, abbreviations with
their period, and names in code or in quotation marks are not compared, since they differ from others on purpose.

```bad guide.md
The Harborgate console lists your berths. Sign in to Harborgate first, since Harborgate keeps the keys.

In Harborgate, select a berth. If Harborgate is slow:

1. Open Habrorgate in another tab. <!-- expect: misspelled-proper-noun -->
```
```good guide.md
The Harborgate console lists your berths. Sign in to Harborgate first, since Harborgate keeps the keys.

In Harborgate, select a berth. Harborgates of other ports, Harborgat. and `Harborgaet` are something else.
```
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ...english import dictionary, slips
from ...english.language import is_foreign
from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.fact import Fact
from ...page.facts import Span
from ...page.page_text import Judged, PageText
from ...page.readers import reads
from ...page.text_views import plain
from ...patterns import families
from ...patterns.alike import Alike
from .._base import Options, finding, replacement, rule
from .._slips import is_changelog
from .._word_places import count_whole, is_of_sentence, is_whole


class ProperNouns(Fact):
    """The words of a page that have a capital inside a sentence, with how often; and words that may be typos of such.

    The latter, which the page has once and no dictionary has, are `lone`, with their `spans`.
    """

    usual: dict[str, int]
    lone: list[str]
    spans: list[Span]


_INSIDE = re.compile(r"[A-Z](?<=[a-z,;)] .)[A-Za-z]{4,23}(?![\w@/(-]|\.\w)")
"""A word with a capital that no start of a sentence gives it; a shorter one is near to too many others.

Its capital is looked for first, which is found fast.
"""
_CAPITALIZED = re.compile(r"[A-Z][A-Za-z]{4,}")
"""What may be a word of a page with a capital, or a part of one."""
_USES = 5
"""Places of a tree that make a word a name."""
_REPLACED = 6
"""Letters of a word in which one may be mistyped for another; shorter names differ so on purpose."""
_PART_LETTERS = 3
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


@reads(ProperNouns)
def proper_nouns(page: PageText) -> Iterator[ProperNouns]:
    """Yield the names of a page, and the words that may be misspelled ones; raises `WordListError` without English."""
    text = page.plain.text
    usual = Counter(_INSIDE.findall(text))
    unknown = _UNKNOWN.of(set(_CAPITALIZED.findall(text)))
    whole = page.document.text.lower() if unknown else ""
    places = [(word, span) for word in sorted(unknown) if (span := _only_place(page, word, whole))]
    is_english = bool(places) and not is_foreign({word.lower() for word in page.words})
    lone = {word: span for word, span in places if is_english and page.has_word(word)}
    if usual or lone:
        yield ProperNouns(dict(usual), list(lone), list(lone.values()))


def _is_unknown(word: str) -> bool:
    if word.removesuffix("s").isupper() or families.of(word.lower()):
        return False
    return not dictionary.exists(word.lower()) and not dictionary.is_compound(word.lower())


_UNKNOWN = Judged(_is_unknown)


def _only_place(page: PageText, word: str, whole: str) -> Span | None:
    """Return where a page has a word, if that is in one sentence and nowhere else, code and targets included.

    `whole` is the text of the page in lower case.
    """
    if count_whole(whole, word.lower()) > 1:
        return None
    for place, start in page.plain.find(word):
        _, block = page.blocks[place]
        text, end = plain(block), start + len(word)
        if is_whole(text, start, end) and is_of_sentence(text, start, end):
            return block.span(start, end)
    return None


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.PATTERN)
def misspelled_proper_noun(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the names that one page has once, and that are typos of a name which the tree has often."""
    for page, span, meant in typos(graph):
        word = span.slice(page.text)
        message = f"“{word}” looks like a typo of “{meant}”"
        yield finding(misspelled_proper_noun, page, span, message, fix=replacement(page, span, meant, Safety.UNSAFE))


def typos(graph: DocsGraph) -> Iterator[tuple[Page, Span, str]]:
    """Yield the misspelled names of a tree with the names that were meant."""
    uses, holders = Counter[str](), Counter[str]()
    for _, one in graph.each(ProperNouns):
        uses.update(one.usual)
        holders.update({*one.usual, *one.lone})
    names = Alike((word for word, count in uses.items() if count >= _USES), 1)
    for page, one in graph.each(ProperNouns):
        for word, span in zip(one.lone, one.spans, strict=True):
            if holders[word] == 1 and not is_changelog(page):
                near = [name for name in names.of(word) if _is_typo(page, span, name)]
                if near:
                    yield page, span, max(near, key=lambda name: (uses[name], name))


def _is_typo(page: Page, span: Span, name: str) -> bool:
    """Return whether a word of a page is a name with a slip of the fingers."""
    word = span.slice(page.text)
    slip = slips.slip(word.lower(), name.lower())
    if slip is None or slip.letters > 1 or name == f"{word}s":
        return False
    if slip.is_replaced and (len(word) < _REPLACED or word[0] != name[0] or name not in page.text):
        return False
    is_abbreviation = name.startswith(word) and page.text[span.end : span.end + 1] == "."
    return not is_abbreviation and _has_its_parts(word, name)


def _has_its_parts(word: str, name: str) -> bool:
    """Return whether a word has the parts of a name (`Open`, `AI`) but for one, not an acronym, or in another order.

    A part more or less, or another acronym, makes another name: `IPython`, `OpenAPI`.
    """
    if sorted(word.lower()) == sorted(name.lower()):
        return True
    parts, own = _PART.findall(word), _PART.findall(name)
    if len(parts) != len(own):
        return len(parts) < len(own) and not {*parts} < {*own}
    odd = next(right for one, right in zip(parts, own, strict=True) if one != right)
    return len(odd) >= _PART_LETTERS and not odd.isupper()

"""A product name that is not in its official spelling.

Other capitals, a hyphen, a full stop or a space too many or too few, or a typo: Github, NodeJS, Mongo DB, Lucence,
Azure OpenAI Services. A spelling that the tree prefers to the official one, at least three times, is its own and is not
reported. Code, links, file names, quotes and labels in bold are not read.

```bad guide.md
The tide search is built on Lucence. <!-- expect: product-name -->
The tides are in a MongoDB, the pilots in a Mongo DB. <!-- expect: product-name -->
```
```good guide.md
The `Github` folder holds Typescript.md and a "Mongo DB". Select **Power Shell**.
```
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, partial

from ... import patterns
from ...english import products
from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.blocks import TextBlock
from ...page.facts import Span
from ...page.page_text import Judged, PageText
from ...page.readers import Slip, reads
from ...page.text_views import opens_sentence, plain, without_labels
from .._base import Options, finding, replacement, rule
from .._copies import counted_once
from .._data import Data, WordList, beside


class MisspelledProduct(Slip):
    """The name of a product that is not in its official spelling, and that spelling."""


class Limits(Data, frozen=True):
    """What `product_name.toml` holds; its comments say what each part means."""

    own_way: int
    english: WordList


@cache
def data() -> Limits:
    """Return what `product_name.toml` holds."""
    return beside(__file__, Limits)


_WITH_TYPOS: Judged[str, str] = Judged(products.of_word)
_WITHOUT_TYPOS: Judged[str, str] = Judged(partial(products.of_word, typos=False))


@reads(MisspelledProduct)
def misspelled_products(page: PageText) -> Iterator[MisspelledProduct]:
    """Yield the misspelled names of products in running text; raises `WordListError` without the words of English."""
    in_english = len(page.words.intersection(data().english.all)) > 1
    wrong = (_WITH_TYPOS if in_english else _WITHOUT_TYPOS).of(page.words)
    wrong.update(products.phrases(page.words))
    if not wrong:
        return
    either = "|".join(re.escape(one).replace(r"\ ", r"\s") for one in sorted(wrong, key=len, reverse=True))
    wanted = re.compile(rf"{patterns.NO_WORD_BEFORE}(?:{either}){patterns.NO_WORD_AFTER}")
    for place in sorted(page.plain.places_of({one.split()[0] for one in wrong})):
        yield from _in_block(page.blocks[place][1], wanted, wrong)


def _in_block(block: TextBlock, wanted: re.Pattern[str], wrong: dict[str, str]) -> Iterator[MisspelledProduct]:
    text = without_labels(plain(block))
    for match in wanted.finditer(text):
        written = " ".join(match.group().split())
        if written.islower() and _is_value(block, text, match):
            continue
        opens = opens_sentence(block, text, match.start())
        if " " in written and opens and " " not in wrong[written]:
            continue  # an order may be what opens it: "Open AI Foundry"
        yield MisspelledProduct(block.span(*match.span()), replacement=wrong[written])


_VALUES = re.compile(r"(?:[a-z]{1,60}, (?:and |or )?){2}$")


def _is_value(block: TextBlock, text: str, match: re.Match[str]) -> bool:
    """Return whether a word in lower case is an id: all of a cell, or one of a list of such words."""
    alone = block.kind == "cell" and text.strip() == match.group()
    return alone or bool(_VALUES.search(text, max(match.start() - 60, 0), match.start()))


@rule(Severity.SUGGESTION, fix=Safety.UNSAFE, ground=Ground.TABLE)
def product_name(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the names of products that are not in their official spelling."""
    for page, one in misspelled(graph):
        written = " ".join(one.span.slice(page.text).split())
        message = f"the official spelling of “{written}” is “{one.replacement}”"
        fix = replacement(page, one.span, one.replacement, Safety.UNSAFE)
        yield finding(product_name, page, one.span, message, fix=fix)


def misspelled(graph: DocsGraph) -> Iterator[tuple[Page, MisspelledProduct]]:
    """Yield the misspelled names outside of changelogs, except those that are the tree's own way to write them."""
    found = [(page, one) for page, one in graph.each(MisspelledProduct) if not page.history.page_is_chronicle]
    once = counted_once(found, lambda pair: (pair[0], pair[1].span))
    written = Counter((one.replacement, one.span.slice(page.text)) for page, one in once)
    often = {name for (name, _), uses in written.items() if uses >= data().own_way}
    right = {name: _times(graph, name) for name in sorted(often)}
    for page, one in found:
        uses = written[one.replacement, one.span.slice(page.text)]
        if uses < data().own_way or uses <= right[one.replacement]:
            yield page, one


def _times(graph: DocsGraph, name: str) -> int:
    """Return how often a tree writes a name."""
    places = (
        (page, Span(match.start(), match.end()))
        for page in graph.pages
        for match in re.finditer(re.escape(name), page.text)
    )
    return sum(1 for _ in counted_once(places, lambda place: place))

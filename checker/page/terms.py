"""The running text of a page goes in; what it spells in several ways comes out, and the names of APIs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from .. import patterns
from .blocks import Document, TextBlock
from .facts import Facts, Term
from .page_text import Judged, PageText
from .products import misnomers, without_labels
from .text_views import opens_sentence, plain

_WORD = re.compile(r"[A-Za-z]{2,}(?:[-.][A-Za-z]{2,}){0,2}")
_SPLIT = re.compile(r"(?<=[a-z])(?=[A-Z])")
_API = re.compile(r"(?<![\w/.@#-])(?P<name>[A-Za-z][a-z]{3,}(?:-[a-z]{2,})?) API(?![\w/-])")
_BREAK = re.compile(r"<br ?/?>", re.I)


def read(document: Document, text: PageText, facts: Facts) -> None:
    """Add the words with several spellings, what APIs are called and misspelled product names to a page's facts."""
    words = text.words
    facts.misnomers = list(misnomers(text, words))
    spellings = _several(words, document.text)
    wanted = _pattern(spellings) if spellings else None
    for number, block in text.blocks:
        if block.kind == "cell" and "<br" in block.text:
            facts.terms.extend(_breaks(block, number))
    for place in sorted(text.plain.places_of([*spellings, " API"])):
        number, block = text.blocks[place]
        facts.terms.extend(_terms(without_labels(plain(block)), block, number, wanted))
    facts.terms.sort(key=lambda term: term.span)


def _breaks(block: TextBlock, number: int) -> Iterator[Term]:
    """Yield the line breaks of a cell that spells them in several ways."""
    tags = [(one.start, one.end) for one in block.inlines if one.kind == "html"]
    found = [(block.text[start:end], start, end) for start, end in tags if _BREAK.fullmatch(block.text, start, end)]
    if len({text for text, _, _ in found}) > 1:
        for text, start, end in found:
            yield Term(text, "<br>", block.span(start, end), number)


def form(text: str) -> str:
    """Return what all spellings of a term share."""
    return text.lower().replace("-", "").replace(".", "").replace(" ", "")


def _several(words: set[str], text: str) -> list[str]:
    """Return the spellings of words that a page has in several: by hyphen, full stop, capitals inside, or a blank."""
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
        named = [word for word in group if _SPLIT.search(word)]
        group |= {apart for word in named if (apart := _SPLIT.sub(" ", word)) in text}
        if len(group) > 1 and (named or len({word.lower() for word in group}) > 1):
            found.extend(group)
    return sorted(found, key=lambda word: (-len(word), word))


def _marked_form(word: str) -> str:
    """Return the form of a word with a hyphen, a full stop or capitals inside; of others, and of no words, nothing."""
    is_marked = "-" in word or "." in word or not (word.islower() or word.istitle())
    return form(word) if is_marked and _is_word(word) else ""


_MARKED = Judged(_marked_form)


def _is_word(text: str) -> bool:
    """Tell whether a token is a word or a name; `toolCall` is neither."""
    return _WORD.fullmatch(text) is not None and not (text[0].islower() and _SPLIT.search(text))


def _pattern(spellings: list[str]) -> re.Pattern[str]:
    either = "|".join(re.escape(word) for word in spellings)
    return re.compile(rf"{patterns.NO_WORD_BEFORE}(?:{either}){patterns.NO_WORD_AFTER}")


def _terms(text: str, block: TextBlock, number: int, wanted: re.Pattern[str] | None) -> Iterator[Term]:
    for match in wanted.finditer(text) if wanted is not None else ():
        if text.startswith((" API", " APIs"), match.end()):
            continue  # it is what an API is called
        opens = opens_sentence(block, text, match.start())
        yield Term(match.group(), form(match.group()), block.span(*match.span()), number, opens)
    for match in _API.finditer(text) if " API" in text else ():
        name = match["name"]
        opens = opens_sentence(block, text, match.start())
        yield Term(name, f"{form(name)} api", block.span(*match.span("name")), number, opens)

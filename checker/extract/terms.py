"""The running text of a page goes in; what it spells in several ways comes out, and the names of APIs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from ..facts import Facts, Term
from ..markdown import Document, TextBlock
from .masks import BLANK, mask, plain
from .products import misnomers

_BEFORE, _AFTER = r"(?<![\w/.@#$%&={'\"\\-])", r"(?![\w/@$=}\"\\-]|\.\w|'(?!s\b))"
_WORD = re.compile(r"[A-Za-z]{2,}(?:[-.][A-Za-z]{2,}){0,2}")
_EDGES = f"{BLANK}.,;:!?()[]*_~\"'“”‘’<>|"
_SPLIT = re.compile(r"(?<=[a-z])(?=[A-Z])")
_API = re.compile(r"(?<![\w/.@#-])(?P<name>[A-Za-z][a-z]{3,}(?:-[a-z]{2,})?) API(?![\w/-])")
_LABEL = re.compile(r"\*\*[^*\n]{1,200}\*\*|__[^_\n]{1,200}__|\"[^\"\n]{1,80}\"|“[^”\n]{1,80}”")
_BREAK = re.compile(r"<br ?/?>", re.I)
_OPENING = re.compile(r"(?:^|[.!?:>|][*_)\"”]*\s|\n)[\s*_(\"“\[#+-]*$")
_TEXT = ("paragraph", "heading", "cell")


def read(document: Document, facts: Facts) -> set[str]:
    """Add the words with several spellings, what APIs are called and misspelled product names to a page's facts.

    Returns all words of its running text.
    """
    blocks = [(number, block, plain(block)) for number, block in enumerate(document.blocks) if block.kind in _TEXT]
    tokens: set[str] = set()
    for _, _, text in blocks:
        tokens.update(text.split())
    words = {token.strip(_EDGES).removesuffix("'s").removesuffix("’s") for token in tokens}
    facts.misnomers = list(misnomers(blocks, words))
    spellings = _several(words, document.text)
    wanted = _pattern(spellings) if spellings else None
    for number, block, text in blocks:
        if block.kind == "cell" and "<br" in block.text:
            facts.terms.extend(_breaks(block, number))
        if (wanted is None or not wanted.search(text)) and " API" not in text:
            continue
        labels = [match.span() for match in _LABEL.finditer(text)]
        text = mask(text, labels) if labels else text
        facts.terms.extend(_terms(text, block, number, wanted))
    facts.terms.sort(key=lambda term: term.span)
    return words


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
    for word in words:
        marked = "-" in word or "." in word or not (word.islower() or word.istitle())
        if marked and len(word) > 4 and _is_word(word):
            groups[form(word)].add(word)
    for word in words:
        if word.lower() in groups and _is_word(word):
            groups[word.lower()].add(word)
    found: list[str] = []
    for group in groups.values():
        named = [word for word in group if _SPLIT.search(word)]
        group |= {apart for word in named if (apart := _SPLIT.sub(" ", word)) in text}
        if len(group) > 1 and (named or len({word.lower() for word in group}) > 1):
            found.extend(group)
    return sorted(found, key=lambda word: (-len(word), word))


def _is_word(text: str) -> bool:
    """Tell whether a token is a word or a name; `toolCall` is neither."""
    return _WORD.fullmatch(text) is not None and not (text[0].islower() and _SPLIT.search(text))


def _pattern(spellings: list[str]) -> re.Pattern[str]:
    either = "|".join(re.escape(word) for word in spellings)
    return re.compile(rf"{_BEFORE}(?:{either}){_AFTER}")


def _terms(text: str, block: TextBlock, number: int, wanted: re.Pattern[str] | None) -> Iterator[Term]:
    for match in wanted.finditer(text) if wanted is not None else ():
        if text.startswith((" API", " APIs"), match.end()):
            continue  # it is what an API is called
        opens = block.kind == "heading" or bool(_OPENING.search(text, max(match.start() - 40, 0), match.start()))
        yield Term(match.group(), form(match.group()), block.span(*match.span()), number, opens)
    for match in _API.finditer(text) if " API" in text else ():
        name = match["name"]
        opens = block.kind == "heading" or bool(_OPENING.search(text, max(match.start() - 40, 0), match.start()))
        yield Term(name, f"{form(name)} api", block.span(*match.span("name")), number, opens)

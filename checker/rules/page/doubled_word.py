"""A word stands twice in a row.

Readers stumble over it, and it is usually the trace of an edit. Sentences in the strings and comments of a sample count
as well. Doubles that are right stay silent: "that that", "had had", "log in in", "what it is is", and a name that the
tree never writes but double (Walla Walla).

```bad guide.md
The `a-preview` and and `b-preview` models are available. <!-- expect: doubled-word -->
```
```good guide.md
I know that that model exists, and `log log` is code. Log in in the portal.
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...findings import Finding, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.blocks import TextBlock
from ...page.fact import Fact
from ...page.facts import Span
from ...page.page_text import PageText
from ...page.readers import reads
from ...page.text_views import plain, readable
from .._base import Options, finding, replacement, rule


class RepeatedWord(Fact):
    """A word that stands twice in a row; `span` covers both, `second` the blank and the second word.

    `code` tells that it stands in a string or a comment of a sample.
    """

    word: str
    span: Span
    second: Span
    before: str
    after: str
    code: bool = False


_REPEATED_WORD = re.compile(
    r"(?<![\w'’/@#$.:\-])(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)?)(?P<gap>[ \t]+|[ \t]*\n[ \t]*)"
    r"(?P<second>(?P=word))(?![\w'’/@$]|\.\w)",
    re.I,
)
_MAY_REPEAT = re.compile(r"\b(\w[\w'’]*+)(?=\s++\1)")
_MAY_REPEAT_IN_CODE = re.compile(r" ([a-z]{2,20}+) {1,2}\1")
"""Quick, and never wrong when it finds nothing."""


@reads(RepeatedWord)
def repeated_words(page: PageText) -> Iterator[RepeatedWord]:
    """Yield the words that are repeated in running text, and in the strings and comments of samples."""
    found: list[RepeatedWord] = []
    repeating = {page.plain.place(match.start())[0] for match in _MAY_REPEAT.finditer(page.plain.lower)}
    for place in sorted(repeating):
        found.extend(_repeated_words(page.blocks[place][1]))
    for sample in page.facts.samples:
        block = page.document.blocks[sample.block]
        if _MAY_REPEAT_IN_CODE.search(block.text):
            found.extend(_repeated_in_code(block))
    yield from sorted(found, key=lambda word: word.span)


def _repeated_words(block: TextBlock) -> Iterator[RepeatedWord]:
    text = plain(block)
    position = 0
    while match := _REPEATED_WORD.search(text, position):
        position = match.start("second")
        before = readable(block)[max(match.start() - 40, 0) : match.start()]
        after = text[match.end() : match.end() + 40]
        yield RepeatedWord(
            match["word"], block.span(*match.span()), block.span(match.end("word"), match.end()), before, after
        )


_CODE_SENTENCE = re.compile(
    r"(?<![A-Za-z'’])(?<!--)(?P<first>[A-Za-z][A-Za-z'’]*+),? (?P<word>[a-z]{2,20})(?P<gap> {1,2})(?P<second>(?P=word))"
    r"(?= (?!(?P=word)\b)[A-Za-z]|[.!?]? ?[\"'`]|[.!?]$)",
    re.M,
)
_COMMENT = re.compile(r"^\s*--\s|(?:^|\s)(?:#|//|/\*|\*|<!--|\"\"\")\s")
_QUOTES = "\"'`"


def _repeated_in_code(block: TextBlock) -> Iterator[RepeatedWord]:
    """Yield doubled words of sentences in strings and comments; elsewhere in code a double means something."""
    for match in _CODE_SENTENCE.finditer(block.text):
        first = block.text.rfind("\n", 0, match.start()) + 1
        last = block.text.find("\n", match.end())
        before = block.text[first : match.start("word")]
        after = block.text[match.end() : last if last >= 0 else len(block.text)]
        quoted = any(before.count(quote) % 2 and quote in after for quote in _QUOTES)
        if match["first"] != match["word"] and (quoted or _COMMENT.search(before)):
            span = block.span(match.start("word"), match.end())
            second = block.span(match.end("word"), match.end())
            yield RepeatedWord(match["word"], span, second, before[-40:], after[:40], code=True)


_RIGHT = frozenset("that had very many much far really long so no bye ha yes blah tick knock cha yo".split())
_QUOTATION_MARKS = ('"', "'", "“", "”", "‘", "’", "«", "»")
_PARTICIPLE = re.compile(r"-[a-z]+(?:ing|ed|tune|time)\b(?!-)")
_PARTICLES = frozenset("in on off out up over by to through down at for of".split())
_PHRASAL = re.compile(
    r"\b(?:log|sign|turn|switch|mov|opt|plug|check|built|build|carr|go|com|hold|drop|zoom|phas|step|hand|fill|liv|"
    r"kick|lock|tun|dial|call)"
    r"(?:g|n|p|t)?(?:e|d|s|es|ed|ied|ies|ing|y|ying)?\s+(?:(?:it|them|this|that)\s+)?$",
    re.I,
)
_STRANDED = re.compile(
    r"\b(?:what|that|which|who|whom|where)\b[^.;:,]{0,40}\b(?:depend|rel|focus|work|click|tap|hover|act|expand|elaborat|"
    r"hing|bas)(?:e|y|d|s|es|ed|ied|ies|ing|ying)?\s+$",
    re.I,
)
"""Verbs that take an object: their particle is followed by another only where the object stands before them."""
_REACHED = re.compile(
    r"\b(?:what|that|which|who|whom|where|you|we|they|it)\s+(?:\w+\s+)?(?:go|goes|went|come|comes|came|move|moves|moved|"
    r"sign|signs|signed|opt|opts|opted|switch|switches|switched)\s+$",
    re.I,
)
"""The page that you go to to look: unlike “we are going to to look”, “to” ends a clause that says of what."""
_ANY_WORD = re.compile(r"[^\W\d_]+")
_SMALL_WORD = re.compile(r"\b(?:the|and|of|to|with|that|this|you|are|for|by)\b", re.I)
_FEW_WORDS = 60
_CLEFT = re.compile(
    r"\b(?:what|all|who|where|how|which|thing|problem|question|point|truth)\b[^.;:]{0,60}\b\w+\s+$", re.I
)


class DoubledWordOptions(Options, frozen=True, kw_only=True):
    """`allow`: further words that may stand twice."""

    allow: tuple[str, ...] = ()


@rule(Severity.WARNING, DoubledWordOptions, fix=Safety.SAFE)
def doubled_word(graph: DocsGraph, options: DoubledWordOptions) -> Iterator[Finding]:
    """Yield each word that stands twice in a row by mistake."""
    allowed = _RIGHT | {word.lower() for word in options.allow}
    for page in graph.pages:
        for pair in page.of(RepeatedWord):
            if pair.word.lower() in allowed or _is_right(page, pair) or _is_name(graph, page, pair):
                continue
            if not _is_english(page):
                break
            message = f"“{pair.word}” stands twice in a row"
            fix = None if pair.code else replacement(page, pair.second, "", Safety.SAFE)  # a test may compare the text
            yield finding(doubled_word, page, pair.span, message, fix=fix)


def _is_english(page: Page) -> bool:
    """Tell whether a page has the small words of English; other languages double words by rule (die die, adım adım)."""
    words = len(_ANY_WORD.findall(page.text))
    return words < _FEW_WORDS or len(_SMALL_WORD.findall(page.text)) * 50 > words


def _is_right(page: Page, pair: RepeatedWord) -> bool:
    word, raw = pair.word, pair.second.slice(page.text)
    gap, second = raw[: len(raw) - len(word)], raw[len(raw) - len(word) :]
    lower = word.lower()
    if pair.before.endswith(_QUOTATION_MARKS) and pair.after.startswith(_QUOTATION_MARKS):
        return True  # the text speaks of the double
    first, last = page.text.rfind("\n", 0, pair.span.start) + 1, page.text.find("\n", pair.span.end)
    before, after = page.text[first : pair.span.start], page.text[pair.span.end : last if last >= 0 else None]
    if "/commit/" in before + after or ("\n" in gap and not before.strip(" >\t") and not after.strip()):
        return True  # the title of a commit, which nobody writes anew, or two lines that are nothing but this word
    if (len(word) == 1 and lower != "a") or gap.startswith("  \n"):
        return True
    if word[0].isupper() and second[0].islower() and not _starts_sentence(pair.before):
        return True  # "a String string", a type and its name
    if second != word and (word[0].islower() or word[1:] != second[1:] or word[1:] != word[1:].lower()):
        return True  # `FieldBuilder fieldBuilder`, "the The Hague"
    if pair.after.startswith("="):
        return True  # "via harbor" above "harbor==1.2"
    if pair.after.startswith("-") and (lower in _PARTICLES or not _PARTICIPLE.match(pair.after)):
        return True  # "stored in in-memory tables", "the test test-http-pipeline"
    phrasal = _REACHED if lower == "to" else _PHRASAL
    if lower in _PARTICLES and (phrasal.search(pair.before) or _STRANDED.search(pair.before)):
        return True
    return lower in ("is", "was", "do", "does", "are") and bool(_CLEFT.search(pair.before))


def _starts_sentence(before: str) -> bool:
    return not before.strip() or before.rstrip(" *_\n").endswith((".", "!", "?", ":", "\0", ")"))


def _is_name(graph: DocsGraph, page: Page, pair: RepeatedWord) -> bool:
    """Tell whether a capitalised double is a name: the tree writes the word nowhere alone."""
    word = pair.word
    if not word[0].isupper() or not pair.second.slice(page.text).endswith(word):
        return False
    alone = re.compile(rf"\b{re.escape(word)}\b")
    doubled = [one.span for one in page.of(RepeatedWord)]
    for other in graph.pages:
        for match in alone.finditer(other.text):
            inside = other is page and any(span.start <= match.start() < span.end for span in doubled)
            if not inside and not _stands_doubled(other.text, match, word):
                return False
    return True


def _stands_doubled(text: str, match: re.Match[str], word: str) -> bool:
    after, before = text[match.end() :].lstrip(" -\n"), text[: match.start()].rstrip(" -\n")
    return after[: len(word) + 1].rstrip(" ,.;:\n'’-") == word or before.endswith(word)

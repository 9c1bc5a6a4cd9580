"""A word is repeated.

It makes readers stumble, and it is usually left over from an edit. Sentences in the strings and comments of samples are
checked as well. A word that is there more than twice in a row is one finding. Correct repetitions are not reported:
"that that", "had had", "log in in", "what it is is", and a name that the tree always writes twice (Walla Walla).

```bad guide.md
The `a-preview` and and `b-preview` models are available. <!-- expect: doubled-word -->
```
```good guide.md
I know that that model exists, and `log log` is code. Log in in the portal.
```
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from typing import Literal

import msgspec

from ...findings import Finding, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.blocks import TextBlock
from ...page.captions import captions
from ...page.fact import Fact
from ...page.facts import Span
from ...page.html_cells import html_cells
from ...page.page_text import PageText
from ...page.readers import reads
from ...page.running import may_repeat
from ...page.text_views import masked, plain, readable, within
from ...patterns import Shape
from .._base import Options, finding, replacement, rule
from ._undoubled import GAP, VERB, undoubled


class RepeatedWord(Fact):
    """A word that follows itself; `span` covers both, `second` the space and the second word.

    `before` and `after` are the text around them; `code` says that they are in a string or a comment of a sample,
    `caption` that they are in an attribute, HTML or front matter. `markup` says that one of them is in bold, in a link
    or in a tag: the `first`, or the second.
    """

    word: str
    span: Span
    second: Span
    before: str
    after: str
    code: bool = False
    caption: bool = False
    markup: Literal["", "first", "second"] = ""


_REPEATED_WORD = re.compile(
    r"(?<![\w'’/@#$.:\-])(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)?)(?P<gap>(?P<closed>\**+\0*+\**+)"
    r"(?:[ \t]+|[ \t]*\n[ \t]*)\**+\0*+\**+\[?)"
    r"(?P<second>(?P=word))(?![\w'’/@$]|\.\w)",
    re.I,
)


@reads(RepeatedWord)
def repeated_words(page: PageText) -> Iterator[RepeatedWord]:
    """Yield the words that are repeated in running text, and in the strings and comments of samples."""
    found = [one for place in page.plain.repeating() for one in _repeated_words(page.blocks[place][1])]
    for block in captions(page.document, may_repeat):
        found.extend(_repeated_words(block, caption=True))
    for sample in page.facts.samples:
        block = page.document.blocks[sample.block]
        found.extend(_repeated_in_code(block))
        found.extend(_repeated_commands(block) if sample.language in _SHELLS else ())
    yield from sorted(found, key=lambda word: word.span)


def _repeated_words(block: TextBlock, *, caption: bool = False) -> Iterator[RepeatedWord]:
    text, tags, cells = plain(block), _tags(block), list(html_cells(block))
    position = 0
    while match := _REPEATED_WORD.search(text, position):
        position = match.start("second")
        if not all(start in tags for start in masked(text, *match.span("gap"))):
            continue
        before = readable(block)[max(match.start() - 40, 0) : match.start()]
        after = text[match.end() : match.end() + 40]
        second = block.span(match.end("word"), match.end())
        markup: Literal["", "first", "second"] = ""
        if match["gap"].strip():
            markup = "first" if match["closed"] else "second"
        span = block.span(*match.span())
        in_html = caption or within(cells, match.start())
        yield RepeatedWord(match["word"], span, second, before, after, caption=in_html, markup=markup)


_BREAK = re.compile(r"<br\b", re.I)


def _tags(block: TextBlock) -> set[int]:
    """Return the offsets of what is masked as the end of a link or as a tag, and is not a word in code."""
    tags = {one.start for one in block.inlines if one.kind == "html" and not _BREAK.match(block.text, one.start)}
    return tags | {one.label[1] for one in block.inlines if one.kind == "link" and one.label}


_CODE_SENTENCE = Shape(
    r"(?<![A-Za-z'’])(?<!--)(?P<first>[A-Za-z][A-Za-z'’]*+),? (?P<word>[a-z]{2,20})(?P<gap> {1,2})(?P<second>(?P=word))"
    r"(?= (?!(?P=word)\b)[A-Za-z]|[.!?]? ?[\"'`]|[.!?]$)",
    re.M,
    sketch=r" ([a-z]{2,20}+) {1,2}\1",
)
_COMMAND = Shape(
    r"^[ \t]*(?:[$>] )?(?P<word>[a-z][\w-]{1,20}) (?P<second>(?P=word))(?= [\w<{[-])",
    re.M,
    sketch=r"\b([a-z][\w-]{1,20}+) \1 ",
)
_SHELLS = frozenset({"bash", "console", "powershell"})
_RUNS_OTHERS = frozenset("call command echo exec help info man start sudo test time type watch which".split())
"""Commands that take a command, or any text, as their first argument."""
_COMMENT = re.compile(r"^\s*--\s|(?:^|\s)(?:#|//|/\*|\*|<!--|\"\"\")\s")
_QUOTES = "\"'`"


def _repeated_in_code(block: TextBlock) -> Iterator[RepeatedWord]:
    """Yield repeated words of sentences in strings and comments; elsewhere in code a repetition means something."""
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


def _repeated_commands(block: TextBlock) -> Iterator[RepeatedWord]:
    """Yield the names of commands that are repeated where the line of a command starts."""
    for match in _COMMAND.finditer(block.text):
        if match["word"] not in _RUNS_OTHERS:
            span = block.span(match.start("word"), match.end())
            second = block.span(match.end("word"), match.end())
            yield RepeatedWord(match["word"], span, second, "", block.text[match.end() : match.end() + 40], code=True)


_RIGHT = frozenset("that had very extra many much far really long so no bye ha yes blah tick knock cha yo".split())
_NO_LABEL = frozenset("a an the and of to with for is are by this".split())
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
"""Verbs that take an object: their particle is followed by another only where the object comes before them."""
_REACHED = re.compile(
    r"\b(?:what|that|which|who|whom|where|you|we|they|it)\s+(?:\w+\s+)?(?:go|goes|went|come|comes|came|move|moves|moved|"
    r"sign|signs|signed|opt|opts|opted|switch|switches|switched)\s+$",
    re.I,
)
"""The page that you go to to look: unlike “we are going to to look”, “to” ends a clause that says of what."""
_ANY_WORD = re.compile(r"[^\W\d_]+")
_SMALL_WORD = re.compile(r"\b(?:the|and|of|to|with|that|this|you|are|for|by)\b", re.I)
_FEW_WORDS = 60
"""A page of fewer words may have none of the small words of English by chance."""
_CLEFT = re.compile(
    r"\b(?:what|all|who|where|how|which|thing|problem|question|point|truth)\b[^.;:]{0,60}\b\w+\s+$", re.I
)


class DoubledWordOptions(Options, frozen=True, kw_only=True):
    """`allow`: further words that may be repeated."""

    allow: tuple[str, ...] = ()


@rule(Severity.WARNING, DoubledWordOptions, fix=Safety.SAFE)
def doubled_word(graph: DocsGraph, options: DoubledWordOptions) -> Iterator[Finding]:
    """Yield each word that is repeated by mistake."""
    allowed = _RIGHT | {word.lower() for word in options.allow}
    names = _Names(graph)
    for page, pair in (one for one in graph.made_alone(_doubles, allowed) if not names.has(*one)):
        safe = not (pair.code or pair.caption or pair.markup)  # a test may compare the text of a sample
        fix = replacement(page, pair.second, "", Safety.UNSAFE if _may_join(pair) else Safety.SAFE) if safe else None
        yield finding(doubled_word, page, pair.span, f"repeated word “{pair.word}”", fix=fix)


def _doubles(page: Page, allowed: frozenset[str]) -> list[RepeatedWord]:
    """Return the repeated words of a page that are not right by the text around them."""
    found = page.of(RepeatedWord)
    pairs = [pair for pair in found if pair.word.lower() not in allowed and not _is_right(page, pair)]
    if not pairs or not _is_english(page):
        return []
    prefixed = _prefixed_names(page)
    commits = {page.line(match.start()) for match in _COMMIT.finditer(page.text)}
    left = (pair for pair in pairs if not _names_commit(page, pair, commits) and pair.span.start not in prefixed)
    return list(_runs(left))


def _runs(pairs: Iterable[RepeatedWord]) -> Iterator[RepeatedWord]:
    """Yield pairs with those as one that go on from each other, as of a word that is there three times."""
    held: RepeatedWord | None = None
    for pair in pairs:
        if held is not None and _goes_on(held, pair):
            span, second = Span(held.span.start, pair.span.end), Span(held.second.start, pair.second.end)
            held = msgspec.structs.replace(held, span=span, second=second, after=pair.after)
            continue
        if held is not None:
            yield held
        held = pair
    if held is not None:
        yield held


def _goes_on(held: RepeatedWord, pair: RepeatedWord) -> bool:
    """Return whether the first word of a pair is the last one of those before it, with the same around both."""
    alike = held.word.lower() == pair.word.lower() and (held.code, held.caption) == (pair.code, pair.caption)
    return alike and not held.markup and not pair.markup and pair.span.start == held.second.end - len(pair.word)


_SMALL_WORDS = frozenset(
    "a an the this that these those it its they them their you your we our i he she his her who which what any all "
    "some no not and or but nor if then so as than because while when where at by for from in into of off on out over "
    "each to up with is are was were be been do does did has have can could will would should may might must".split()
)
_LAST_WORD = re.compile(r"(?<![\w'’])([^\W\d_]+)[ \t\n]+\Z")
_NEXT_WORD = re.compile(r"[ \t]+([^\W\d_]+)(?![\w'’])")


def _may_join(pair: RepeatedWord) -> bool:
    """Return whether a double can end one term and start the next: “tool use use cases”.

    No term starts with a plural, and no verb with an ending can end one.
    """
    if pair.word.lower().endswith("s"):
        return False
    before, after = _LAST_WORD.search(pair.before), _NEXT_WORD.match(pair.after)
    words = (before[1].lower(), pair.word.lower(), after[1].lower()) if before and after else ()
    return bool(words) and _SMALL_WORDS.isdisjoint(words)


def _is_english(page: Page) -> bool:
    """Return whether a page has the small words of English; other languages repeat words by rule (adım adım)."""
    words = len(_ANY_WORD.findall(page.text))
    return words < _FEW_WORDS or len(_SMALL_WORD.findall(page.text)) * 50 > words


_COMMIT = re.compile("/commit/")
_NOTHING_AFTER = re.compile(r"[ \t\r\f\v]*(?:\n|\Z)")


def _names_commit(page: Page, pair: RepeatedWord, commits: Set[int]) -> bool:
    """Return whether a pair is in the title of a commit, which is never rewritten."""
    if not commits:
        return False
    first = page.line(pair.span.start)
    return first in commits or page.line(pair.span.end) in commits


def _is_alone(page: Page, pair: RepeatedWord) -> bool:
    """Return whether the two lines of a pair are nothing but its word."""
    first = page.line_starts[page.line(pair.span.start) - 1]
    before = page.text[max(first, pair.span.start - GAP) : pair.span.start]
    return not before.strip(" >\t") and _NOTHING_AFTER.match(page.text, pair.span.end) is not None


def _is_filler(pair: RepeatedWord) -> bool:
    """Return whether a word in capitals is there more than twice, as a placeholder for text: TEST TEST TEST."""
    before, after = _LAST_WORD.search(pair.before), _NEXT_WORD.match(pair.after)
    return (before is not None and before[1] == pair.word) or (after is not None and after[1] == pair.word)


def _is_right(page: Page, pair: RepeatedWord) -> bool:
    word, raw = pair.word, pair.second.slice(page.text)
    gap, second = raw[: len(raw) - len(word)], raw[len(raw) - len(word) :]
    lower = word.lower()
    if pair.markup and not _reads_on(pair, gap, second):
        return True  # "select **Select model**", "the **Save page** page"
    if pair.before.endswith(_QUOTATION_MARKS) and pair.after.startswith(_QUOTATION_MARKS):
        return True  # the text is about the repetition
    if word.isupper() and _is_filler(pair):
        return True
    if "\n" in gap and _is_alone(page, pair):
        return True
    if (len({*lower}) == 1 and lower != "a") or gap.startswith("  \n"):
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


def _reads_on(pair: RepeatedWord, gap: str, second: str) -> bool:
    """Return whether a double across bold, a link or a tag cannot be a label beside a word of its sentence.

    An article cannot be a label. Nor can a noun that repeats the last one of a link or of a tag's text on its line;
    most verbs and particles that end a label are short (“[To do](x) do it”).
    """
    if pair.markup == "first" and second in _PARTICLES:
        return False  # "choose **Send to** to print"
    is_label = pair.markup == "second" or gap.startswith("*") or "\n" in gap
    return second in _NO_LABEL or (not is_label and pair.word == second and second.islower() and len(second) > 3)


def _starts_sentence(before: str) -> bool:
    return not before.strip() or before.rstrip(" *_\n").endswith((".", "!", "?", ":", "\0", ")"))


def _prefixed_names(page: Page) -> set[int]:
    """Return where names start that a table makes of a prefix and the next cell.

    “Project Project Manager | Project Manager” is right beside “Project Owner | Owner”.
    """
    found: set[int] = set()
    for table in page.facts.tables:
        built = [row[0] for row in table.rows if len(row) > 1 and _is_prefixed(row[0].text, row[1].text)]
        if len(built) > 1:
            found.update(cell.span.start for cell in built)
    return found


def _is_prefixed(name: str, other: str) -> bool:
    prefix, _, rest = name.partition(" ")
    return bool(prefix) and bool(rest) and rest == other


class _Names:
    """The words that a tree writes doubled only, such as Walla Walla: each is looked for once, until that is known."""

    def __init__(self, graph: DocsGraph) -> None:
        self._graph = graph
        self._found: dict[tuple[str, str], set[str]] = {}

    def has(self, page: Page, pair: RepeatedWord) -> bool:
        """Return whether a capitalised double is a name, or a verb and a name that begins with it.

        The tree has a name such as Walla Walla nowhere by halves. In “Open Open Harbor”, it has the name Open Harbor
        after other words, and uses “Open” as a verb elsewhere.
        """
        word = pair.word
        if not word[0].isupper() or not pair.second.slice(page.text).endswith(word):
            return False
        named = _named(page, pair)
        found = self._alone(word, named)
        return word not in found or (_may_be_verb(page, pair) and {named, VERB.format(word)} <= found)

    def _alone(self, word: str, named: str) -> set[str]:
        """Return which of a doubled word, a name that begins with it and the word as a verb a page has undoubled."""
        if (word, named) not in self._found:
            found = self._found[word, named] = set()
            for page in self._graph.pages:
                found.update(undoubled(page.text, word, {word, named}) if word in page.text else ())
                if {word, named, VERB.format(word)} <= found:
                    break
        return self._found[word, named]


_NAME = re.compile(r" [A-Z]\w*")


def _named(page: Page, pair: RepeatedWord) -> str:
    """Return the second of two words with the capitalised word after it, or the word alone."""
    following = _NAME.match(page.text, pair.span.end)
    return pair.word + (following[0] if following else "")


_FAR_BEFORE = 80
"""Characters in which the word before a name is looked for."""
_WORD_BEFORE = re.compile(r"(?<!\w)([^\W\d_]\w*)[^\w\n.!?:]*\Z")


def _may_be_verb(page: Page, pair: RepeatedWord) -> bool:
    """Return whether the first of two capitalised words can be a verb: it starts a sentence or follows a plain word."""
    start = pair.span.start
    before = _WORD_BEFORE.search(page.text, max(start - _FAR_BEFORE, 0), start)
    return before is None or before[1][0].islower()

"""A sentence was copied from a sibling page and still names the subject of that page.

Pages about features, products and languages are often made from one another. Where sibling folders contain a page of
the same name, the rule compares their sentences: one that names the page's own subject there, and another page's
subject here, is a copy that was not adapted. So is a short page that names a sibling's subject and never its own, and a
page about one language that announces an example in another language without having one.

```bad docs/route-planning/includes/options.md
The portal lets you try route planning on your own boats, without any code.
```
```bad docs/harbor-search/includes/options.md
The portal lets you try harbor search on your own boats, without any code.
```
```bad docs/tide-tables/includes/options.md
The portal lets you try harbor search on your own boats, without any code. <!-- expect: copied-sentence -->
```
```bad docs/rent-boat-rest.md
The following Python example rents a boat: <!-- expect: copied-sentence -->
```
```good docs/route-planning/includes/options.md
The portal lets you try route planning on your own boats, without any code.
```
```good docs/harbor-search/includes/options.md
The portal lets you try harbor search on your own boats, without any code. It goes well with route planning.
```
```good docs/tide-tables/includes/options.md
The portal lets you try tide tables on your own boats, without any code.
```
```good docs/rent-boat-python.md
The following Python example rents a boat:
```
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ...findings import Evidence, Finding, Ground, Severity
from ...graph import DocsGraph, Page
from ...graph.siblings import split_language
from ...page.facts import Span
from ...page.page_text import PageText
from ...page.readers import Fact, reads
from ...page.text_views import readable
from ...patterns import Shape
from .._base import Options, finding, related, rule
from .._topics import FEWEST, Parallel, Sentence, Subject, parallel, sentences, subject


class LanguageClaim(Fact):
    """A sentence announces an example in a language: "the following Python example"; the language is in lower case.

    `block` indexes `Facts.blocks`.
    """

    language: str
    span: Span
    block: int


_CLAIM = Shape(
    r"(?:[Tt]he\s{1,4})?[Ff]ollowing\s+"
    r"(?P<language>Python|JavaScript|TypeScript|C#|\.NET|Java|Go|Ruby|Rust|PHP|Kotlin|Swift|PowerShell)\s+"
    r"(?:code\s+)?(?:example|sample|code|snippet|program|class|function)s?\b",
    sketch=r"ollowing\s+(?:[CGJKPRST]|\.NET)",
)


@reads(LanguageClaim)
def language_claims(page: PageText) -> Iterator[LanguageClaim]:
    """Yield what the paragraphs and cells announce as an example in a language."""
    for number, block in page.holding(_CLAIM):
        for match in _CLAIM.finditer(readable(block)) if block.kind != "heading" else ():
            yield LanguageClaim(match["language"].lower(), block.span(*match.span()), number)


@rule(Severity.WARNING, ground=Ground.CONTRADICTION)
def copied_sentence(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the sentences that name a sibling's subject, or its language."""
    reported: set[tuple[str, int]] = set()
    subjects: dict[str, set[Subject]] = defaultdict(set)
    for group in parallel(graph):
        lower = {about: page.text.lower() for about, page in group.pages.items()}
        if not any(about.pattern.search(text) for about, text in lower.items()):
            continue
        frames = Frames(group)
        subjects[group.parent] |= frames.proven()
        for copy in _copies(group, frames):
            if (copy.place.path, copy.place.line) not in reported:
                reported.add((copy.place.path, copy.place.line))
                yield copy
    for page in graph.pages:
        for stray in _strays(page, subjects):
            if (stray.place.path, stray.place.line) not in reported:
                yield stray
        for claim in page.of(LanguageClaim):
            if _is_foreign(page, claim):
                yield _other_language(page, claim)


# -- the same sentence with another subject


@dataclass(frozen=True)
class Frame:
    """A sentence around the subject of its own page."""

    about: Subject
    sentence: Sentence
    before: str
    after: str

    @property
    def words(self) -> int:
        """How many words there are around the subject."""
        return len(self.before.split()) + len(self.after.split())


class Frames:
    """The sentences of parallel pages, and those around the subject of their own page by how they begin and end."""

    def __init__(self, group: Parallel) -> None:
        self.sentences = {about: list(sentences(page, _SHORTEST)) for about, page in group.pages.items()}
        self.by_ends: dict[tuple[str, str], list[Frame]] = defaultdict(list)
        self.subjects: dict[tuple[str, str], set[Subject]] = defaultdict(set)
        for about, own in self.sentences.items():
            for one in own:
                found = list(about.pattern.finditer(one.text))
                if len(found) == 1:
                    frame = Frame(about, one, one.text[: found[0].start()], one.text[found[0].end() :])
                    self.by_ends[_ends(one.text)].append(frame)
                    if frame.words >= _FEWEST:
                        self.subjects[frame.before, frame.after].add(about)

    def proven(self) -> set[Subject]:
        """Return the subjects that are in the same sentence each on its own page, if they are three or more."""
        return {about for named in self.subjects.values() if len(named) >= FEWEST for about in named}


_FEWEST = 6
"""How many words a sentence has around its subject, so that it is not a common phrase."""
_SHORTEST = 30
"""How many characters such a sentence has at least."""
_SUBJECT = re.compile(r"[a-z][a-z-]*(?: [a-z][a-z-]*){0,4}")
_POINTING = re.compile(r"(?:this|that|these|those|the|a|an|it|its|your|our|their|any|all|other|each|more)\b")


def _copies(group: Parallel, frames: Frames) -> Iterator[Finding]:
    """Yield the sentences that are on a parallel page with that page's subject, and here with another one."""
    named: dict[str, list[tuple[Subject, Sentence, Frame]]] = defaultdict(list)
    fillings: dict[tuple[str, str], set[str]] = defaultdict(set)
    for about, own in frames.sentences.items():
        for one in own:
            for frame in frames.by_ends.get(_ends(one.text), ()):
                if (what := _other_subject(one, frame, about)) and all(one is not seen for _, seen, _ in named[what]):
                    named[what].append((about, one, frame))
                    fillings[frame.before, frame.after] |= {what, frame.about.name}
    known = {about.name for about in group.pages}
    for what, found in sorted(named.items()):
        places = [
            (about, one, frame)
            for about, one, frame in found
            if len(
                fillings[frame.before, frame.after] | {each.name for each in frames.subjects[frame.before, frame.after]}
            )
            > 1
            and not _names(group, about, one, what)
        ]
        if what.replace("-", " ") in known or len(places) > 1:
            yield from (_finding(what, *place, known) for place in places)


def _names(group: Parallel, about: Subject, copy: Sentence, what: str) -> bool:
    """Return whether a page names the subject of a sibling in a line of its own too, be it in a sample."""
    other = next((one for one in group.pages if one.name == what.replace("-", " ")), None)
    if other is None:
        return False
    text, span = group.pages[about].text, copy.block.span
    theirs = set(group.pages[other].text.lower().split("\n"))
    lines = (text[: span.start] + text[span.end :]).lower().split("\n")
    return any(line not in theirs and other.pattern.search(line) for line in lines)


def _ends(text: str) -> tuple[str, str]:
    """Return what two sentences share that differ in the middle."""
    words = text.split()
    return " ".join(words[:2]), " ".join(words[-2:])


def _other_subject(one: Sentence, frame: Frame, about: Subject) -> str:
    """Return what a sentence names in the place of its page's subject, or an empty text."""
    if one.page is frame.sentence.page or not (one.text.startswith(frame.before) and one.text.endswith(frame.after)):
        return ""
    if len(frame.before.split()) < 2 or len(frame.after.split()) < 2 or frame.words < _FEWEST:
        return ""
    what = one.text[len(frame.before) : len(one.text) - len(frame.after)]
    if not _SUBJECT.fullmatch(what) or _POINTING.match(what):
        return ""
    words = {word.rstrip("s") for word in re.split("[- ]", what)}
    return "" if words & about.words else what


def _finding(what: str, about: Subject, one: Sentence, frame: Frame, known: set[str]) -> Finding:
    message = f"this sentence names “{what}”; its siblings name their own subject, which is “{about.name}” here"
    end = related(frame.sentence.page, frame.sentence.block.span, "the same sentence with the subject of its page")
    evidence = None if what.replace("-", " ") in known else Evidence(Ground.PATTERN)
    return finding(copied_sentence, one.page, one.block.span, message, related=(end,), evidence=evidence)


# -- a short page that names nothing but a sibling's subject

_SHORT = 120


def _strays(page: Page, subjects: dict[str, set[Subject]]) -> Iterator[Finding]:
    """Yield the sentence of a short page that names a sibling's subject, where the page never names its own."""
    parts = page.path.split("/")
    for at, part in enumerate(parts[:-1]):
        around = subjects.get("/".join(parts[:at]), set())
        about = subject(part) if around else None
        if about is None or len(page.text) > _SHORT * 12:
            continue
        said = list(sentences(page))
        words = [word.rstrip("s") for one in said for word in re.findall(r"[a-z]+", one.text)]
        if len(words) > _SHORT or about.words & {*words, *re.findall("[a-z]+", page.facts.title.lower())}:
            continue
        named = [
            (other, one) for one in said for other in sorted(around - {about}, key=lambda o: o.name) if _in(other, one)
        ]
        if len({other for other, _ in named}) == 1:
            other, one = named[0]
            message = f"judging by its folder, this page is about “{about.name}”, but it names “{other.name}”"
            yield finding(copied_sentence, page, one.block.span, message, evidence=Evidence(Ground.PATTERN))


def _in(about: Subject, one: Sentence) -> bool:
    return about.name.split()[0] in one.text and bool(about.pattern.search(one.text))


# -- the language of a sibling


_LANGUAGE_OF = {
    "c#": "csharp", "dotnet": "csharp", "cs": "csharp", "net": "csharp", ".net": "csharp", "js": "javascript",
    "nodejs": "javascript", "ts": "typescript", "golang": "go",
}  # fmt: skip
_LANGUAGES = frozenset(
    "python javascript typescript csharp java go ruby rust php kotlin swift rest http curl powershell cli bash".split()
)


def _is_foreign(page: Page, claim: LanguageClaim) -> bool:
    """Return whether a page about one language announces an example in another one, and has none."""
    language = split_language(page.path)[1]
    own, named = _LANGUAGE_OF.get(language, language), _LANGUAGE_OF.get(claim.language, claim.language)
    if own not in _LANGUAGES or own == named:
        return False
    held = {_LANGUAGE_OF.get(sample.language, sample.language) for sample in page.facts.samples}
    heading = page.facts.blocks[claim.block].heading
    shown = [one for one in page.facts.links if one.kind in ("include", "code") and one.span.start > claim.span.end]
    return named not in held and not any(
        page.facts.blocks[one.block].heading == heading for one in shown if one.block >= 0
    )


def _other_language(page: Page, claim: LanguageClaim) -> Finding:
    language = split_language(page.path)[1]
    what = " ".join(claim.span.slice(page.text).split())
    message = f"“{what}” is on a page about {language}, which has no sample in that language"
    return finding(copied_sentence, page, claim.span, message, evidence=Evidence(Ground.PATTERN))

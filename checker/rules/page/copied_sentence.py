"""A sentence was copied from a sibling page and still names what that page is about.

The pages of features, products and languages are made from each other. Where folders side by side hold a page of the
same name, their sentences are compared: one that names the page's own subject there, and another page's subject here,
is a copy that was never finished. So is a short page that names a sibling's subject and never its own, and a page of
one language that announces an example in another language, of which it has none.

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
from ...page.facts import Claim
from .._base import Options, finding, related, rule
from .._topics import FEWEST, Parallel, Sentence, Subject, parallel, sentences, subject


@rule(Severity.WARNING, ground=Ground.CONTRADICTION)
def copied_sentence(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the sentences that name a sibling's subject, or its language."""
    told: set[tuple[str, int]] = set()
    subjects: dict[str, set[Subject]] = defaultdict(set)
    for group in parallel(graph):
        lower = {about: page.text.lower() for about, page in group.pages.items()}
        if not any(about.pattern.search(text) for about, text in lower.items()):
            continue
        frames = Frames(group)
        subjects[group.parent] |= frames.proven()
        for copy in _copies(group, frames):
            if (copy.place.path, copy.place.line) not in told:
                told.add((copy.place.path, copy.place.line))
                yield copy
    for page in graph.pages:
        for stray in _strays(page, subjects):
            if (stray.place.path, stray.place.line) not in told:
                yield stray
        for claim in page.facts.claims:
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
        """How many words stand around the subject."""
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
        """Return the subjects that stand in the same sentence each on its own page, if they are three or more."""
        return {about for named in self.subjects.values() if len(named) >= FEWEST for about in named}


_FEWEST = 6
"""How many words a sentence has around its subject, so that it is no common phrase."""
_SHORTEST = 30
"""How many characters such a sentence has at least."""
_SUBJECT = re.compile(r"[a-z][a-z-]*(?: [a-z][a-z-]*){0,4}")
_POINTING = re.compile(r"(?:this|that|these|those|the|a|an|it|its|your|our|their|any|all|other|each|more)\b")


def _copies(group: Parallel, frames: Frames) -> Iterator[Finding]:
    """Yield the sentences that stand on a parallel page with that page's subject, and here with another one."""
    named: dict[str, list[tuple[Subject, Sentence, Frame]]] = defaultdict(list)
    for about, own in frames.sentences.items():
        for one in own:
            for frame in frames.by_ends.get(_ends(one.text), ()):
                if (what := _other_subject(one, frame, about)) and all(one is not seen for _, seen, _ in named[what]):
                    named[what].append((about, one, frame))
    known = {about.name for about in group.pages}
    for what, places in sorted(named.items()):
        if what.replace("-", " ") in known or len(places) > 1:
            yield from (_finding(what, *place, known) for place in places)


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
    message = f"this sentence names “{what}”, where its siblings name their own subject; here it is “{about.name}”"
    end = related(frame.sentence.page, frame.sentence.block.span, "the same sentence with the page's own subject")
    evidence = None if what.replace("-", " ") in known else Evidence(Ground.PATTERN)
    return finding(copied_sentence, one.page, one.block.span, message, related=(end,), evidence=evidence)


# -- a short page about nothing but a sibling's subject

_SHORT = 120


def _strays(page: Page, subjects: dict[str, set[Subject]]) -> Iterator[Finding]:
    """Yield the sentence of a short page that names a sibling's subject, where the page never names its own."""
    parts = page.path.split("/")
    for at, part in enumerate(parts[:-1]):
        around = subjects.get("/".join(parts[:at]), set())
        about = subject(part) if around else None
        if about is None or len(page.text) > _SHORT * 12:
            continue
        told = list(sentences(page))
        words = [word.rstrip("s") for one in told for word in re.findall(r"[a-z]+", one.text)]
        if len(words) > _SHORT or about.words & {*words, *re.findall("[a-z]+", page.facts.title.lower())}:
            continue
        named = [
            (other, one) for one in told for other in sorted(around - {about}, key=lambda o: o.name) if _in(other, one)
        ]
        if len({other for other, _ in named}) == 1:
            other, one = named[0]
            message = f"this page is about “{about.name}” by its folder, and names “{other.name}” instead"
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


def _is_foreign(page: Page, claim: Claim) -> bool:
    """Tell whether a page of one language announces an example in another one, and has none."""
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


def _other_language(page: Page, claim: Claim) -> Finding:
    language = split_language(page.path)[1]
    what = " ".join(claim.span.slice(page.text).split())
    message = f"“{what}” stands on a page for {language}, which has no sample in that language"
    return finding(copied_sentence, page, claim.span, message, evidence=Evidence(Ground.PATTERN))

"""A term is spelled in another way than nearly everywhere else.

Compared are spellings that share their letters: with and without a hyphen (real-time, realtime), the capitals and the
full stop inside of a name (GitHub, Github; Node.js, NodeJS), a name that is cut in two (Open AI), a model's display
name with hyphens for blanks (GPT-4o-mini), what an API is called in capitals (the realtime API), two ways to pin the
version of a model in one list, two spellings of a line break in one cell, of an amount in a section (100K, 100 K), and
of the versions in two lists of the same models. A page decides by the most of at least three; what APIs and models are
called is decided by the tree where the page cannot. Beside that, a list of products tells how their owners write them
(Github, Lucence, Azure OpenAI Services), unless the tree has a way of its own. Code, links, file names, quotes and
labels in bold tell nothing.

```bad guide.md
We build on OpenAI's models, since OpenAI has an API for tides. OpenAI charges by token.
The Open AI models answer in real-time. <!-- expect: term-variant -->
Use real-time audio for pilots and real-time text for crews. The realtime models are slow. <!-- expect: term-variant -->
The tides are in a MongoDB, the pilots in a Mongo DB. <!-- expect: term-variant -->
```
```good guide.md
The `AzureOpenAI` client of Azure OpenAI works in real time, as does a real-time model in realtime-audio.md.
Azure OpenAI has it. Azure OpenAI shows "realtime" in the list.
```
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ...english.products import of_word
from ...findings import Evidence, Finding, Ground, Place, Safety, Severity
from ...graph import DocsGraph, Mention, Page
from ...page.facts import Span, Value
from .._base import Options, finding, related, replacement, rule
from .._model_lists import odd_ways
from .._models import names_model
from ._products import misnomers

_INNER = re.compile(r"[a-z][A-Z]|[a-z]\.[a-z]")
_CLOSE, _APART = re.compile(r"[\d.,]+[KMB]"), re.compile(r"[\d.,]+[ \u00a0][KMB]")
_DISPLAY = re.compile(r"GPT-[\d.]+o?[- ][\w -]*[a-z]")


@dataclass(frozen=True)
class Spelling:
    """One way to write a term, where it stands; `form` is what all ways to write it share."""

    page: Page
    span: Span
    form: str
    text: str


@rule(Severity.SUGGESTION, fix=Safety.UNSAFE, ground=Ground.MAJORITY)
def term_variant(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the spellings that most others of the page or the tree, or the owners of the names, contradict."""
    taken = set[Place]()
    for one in _majorities(graph):
        taken.add(one.place)
        yield one
    for page, misnomer in misnomers(graph):
        if page.place(misnomer.span) not in taken:
            written = " ".join(misnomer.span.slice(page.text).split())
            message = f"“{written}” is written “{misnomer.name}” by those who make it"
            fix = replacement(page, misnomer.span, misnomer.name, Safety.UNSAFE)
            evidence = Evidence(Ground.TABLE)
            yield finding(term_variant, page, misnomer.span, message, fix=fix, evidence=evidence)


def _majorities(graph: DocsGraph) -> Iterator[Finding]:
    everywhere: dict[str, list[Spelling]] = defaultdict(list)
    for page in graph.pages:
        if page.history.page_is_chronicle:
            continue
        local = _group([*_words(page), *_breaks(page)])
        for spellings in local.values():
            if len({one.text for one in spellings}) > 1:
                yield from _minority(spellings, spellings)
        for form, spellings in _group([*_apis(page), *_models(graph, page)]).items():
            everywhere[form].extend(spellings)
        yield from _pinned(graph, page)
        if page.facts.values:
            yield from _amounts(page)
    for _, spellings in sorted(everywhere.items()):
        yield from _by_page_or_tree(spellings)
    yield from _lists(graph)


def _group(spellings: Iterable[Spelling]) -> Mapping[str, list[Spelling]]:
    found: dict[str, list[Spelling]] = defaultdict(list)
    for one in spellings:
        found[one.form].append(one)
    return dict(sorted(found.items()))


def _words(page: Page) -> Iterator[Spelling]:
    """Yield words: hyphens are compared whatever the case, capitals only where a name has some inside."""
    names = {one.form for one in page.facts.terms if _is_name(one.text)}
    for term in page.facts.terms:
        if term.form.endswith(" api") or term.form == "<br>":
            continue
        if term.form not in names:
            yield Spelling(page, term.span, term.form, term.text.lower())
        elif term.text[0].isupper() and not term.text.isupper():
            yield Spelling(page, term.span, term.form, term.text)


def _is_name(text: str) -> bool:
    return text[0].isupper() and _INNER.search(text) is not None


def _breaks(page: Page) -> Iterator[Spelling]:
    return (Spelling(page, one.span, "<br>", one.text) for one in page.facts.terms if one.form == "<br>")


def _apis(page: Page) -> Iterator[Spelling]:
    """Yield what APIs are called, but where a sentence or a heading has the capital."""
    for term in page.facts.terms:
        if term.form.endswith(" api") and not term.opens:
            yield Spelling(page, term.span, term.form, term.text)


def _models(graph: DocsGraph, page: Page) -> Iterator[Spelling]:
    """Yield the display names of models."""
    for mention in graph.by_page.get(page.path, ()):
        name = mention.name
        if name is not None and not name.code and mention.sample < 0 and _DISPLAY.fullmatch(mention.text):
            yield Spelling(page, mention.span, f"model {mention.text.lower().replace(' ', '-')}", mention.text)


def _by_page_or_tree(spellings: list[Spelling]) -> Iterator[Finding]:
    by_page: dict[str, list[Spelling]] = defaultdict(list)
    for one in spellings:
        by_page[one.page.path].append(one)
    for _, local in sorted(by_page.items()):
        decided = _usual(local) is not None
        yield from _minority(local, local if decided else spellings)


def _usual(spellings: list[Spelling]) -> tuple[str, int] | None:
    """Return the spelling that at least three and three quarters of all agree on; of line breaks it is three fifths."""
    best, agreeing = max(Counter(one.text for one in spellings).items(), key=lambda pair: (pair[1], pair[0]))
    share = 0.6 if spellings[0].form == "<br>" else 0.75
    return (best, agreeing) if agreeing >= 3 and agreeing >= len(spellings) * share else None


def _minority(spellings: list[Spelling], among: list[Spelling]) -> Iterator[Finding]:
    """Yield the spellings that differ from the usual one."""
    usual = _usual(among)
    if usual is None or not _may_win(usual[0], spellings[0].form):
        return
    best, agreeing = usual
    model = next(one for one in among if one.text == best)
    for one in spellings:
        if one.text != best:
            written = one.span.slice(one.page.text)
            if _is_another(one.page, one.span, written, best):
                continue
            right = best.capitalize() if written[0].isupper() and best.islower() else best
            evidence = Evidence(Ground.MAJORITY, agreeing, len(among))
            message = f"“{written}” is written “{right}” in {agreeing} of {len(among)} places"
            fix = replacement(one.page, one.span, right, Safety.UNSAFE)
            end = related(model.page, model.span, f"“{model.span.slice(model.page.text)}” here")
            yield finding(term_variant, one.page, one.span, message, related=(end,), fix=fix, evidence=evidence)


def _is_another(page: Page, span: Span, written: str, best: str) -> bool:
    """Tell whether what is written is no other way to write the usual form, but a word or a title of its own.

    A word with a hyphen is one beside the name of a module (`server.lowlevel`), and words apart are beside that of a
    class which is no product (`class DepthSounder`); another site's page has its own title.
    """
    if "-" in written and best.isalpha() and re.search(rf"[`.]{best}\b", page.text):
        return True
    if (
        " " in written
        and of_word(best.capitalize()) != best
        and re.search(rf"(?:[`.]|class |import ){best}", page.text)
    ):
        return True
    return any(
        link.text == written and link.target.startswith("http") and 0 < link.span.start - span.end < 4
        for link in page.facts.links
    )


def _may_win(best: str, form: str) -> bool:
    """Tell whether other spellings are wrong where this one is usual.

    A name in two words may be a class in one; lower case before API may be an ordinary word beside a name.
    """
    if form.endswith(" api"):
        return best[0].isupper()
    return " " not in best or form.startswith("model ")


def _pinned(graph: DocsGraph, page: Page) -> Iterator[Finding]:
    """Yield ids that hold their version in a list that has versions behind the ids too, as most of the page has."""
    by_block: dict[int, list[Mention]] = defaultdict(list)
    pinned, beside = list[Mention](), list[Mention]()
    for mention in graph.by_page.get(page.path, ()):
        if mention.name is not None and mention.name.exact and mention.sample < 0 and names_model(mention):
            by_block[mention.block].append(mention)
            if mention.versions:
                beside.append(mention)
            elif mention.resolved.version:
                pinned.append(mention)
    if not pinned or len(beside) < 3 or len(beside) < 2 * len(pinned):
        return
    for whole in page.facts.lists:
        inside = [one for item in whole.items for one in by_block.get(item.block, ())]
        model = next((one for one in inside if one in beside), None)
        for one in inside if model is not None else ():
            if one in pinned:
                evidence = Evidence(Ground.MAJORITY, len(beside), len(beside) + len(pinned))
                message = f"`{one.text}` holds its version, where the list and most of the page put it behind the name"
                assert model is not None
                end = related(page, model.span, "has its version behind the name")
                yield finding(term_variant, page, one.span, message, related=(end,), evidence=evidence)


def _amounts(page: Page) -> Iterator[Finding]:
    """Yield, once in a section, the amount with a blank before its K, M or B where a sentence has the same without."""
    close = dict[tuple[int, str], Value]()
    for value in page.facts.values:
        block = page.facts.blocks[value.block]
        if value.kind == "amount" and block.kind == "paragraph" and _CLOSE.fullmatch(value.span.slice(page.text)):
            close.setdefault((block.heading, value.text), value)
    told = set[int]()
    for value in page.facts.values if close else ():
        heading = page.facts.blocks[value.block].heading
        other = close.get((heading, value.text))
        written = value.span.slice(page.text)
        if other is not None and heading not in told and _APART.fullmatch(written):
            told.add(heading)
            right = "".join(written.split())
            message = f"“{written}” is written “{right}” in the same section"
            end = related(page, other.span, f"“{other.span.slice(page.text)}” here")
            fix = replacement(page, value.span, right, Safety.UNSAFE)
            evidence = Evidence(Ground.CONTRADICTION)
            yield finding(term_variant, page, value.span, message, related=(end,), fix=fix, evidence=evidence)


def _lists(graph: DocsGraph) -> Iterator[Finding]:
    """Yield the first version of each list that writes its versions unlike another list of the same models."""
    for odd, usual in odd_ways(graph):
        message = f"this list writes versions as “{odd.shown}”, one of the same models as “{usual.shown}”"
        end = related(usual.page, usual.first.span, "the same list here")
        evidence = Evidence(Ground.MAJORITY, 1, 2)
        yield finding(term_variant, odd.page, odd.first.span, message, related=(end,), evidence=evidence)

"""A graph of real pages goes in, sites of known kinds of slips in other forms come out: at other places of a page.

Each operator yields places where one slip can be made, by what is written there and never by what a rule would say.
`FORMS` names them, with the rules that may answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from random import Random

from checker.graph import DocsGraph, Page
from checker.page.facts import Block, Span
from checker.rules import meant
from checker.site import targets

from .mutants import Site, without_markup
from .page_forms import FORMS as PAGE_FORMS
from .sample_forms import FORMS as SAMPLE_FORMS
from .sample_forms import Form

_WORD = re.compile(r"(?<=[a-z,] )[a-z]{3,}(?= [a-z])")
_MAY_STAND_TWICE = frozenset({"that", "had", "long", "very", "many"})


def _twice(page: Page, span: Span, random: Random) -> Iterator[Site]:
    """Yield a word of a range of a page, to be written twice."""
    text = without_markup(span.slice(page.text))
    words = [match for match in _WORD.finditer(text) if match.group() not in _MAY_STAND_TWICE]
    if words:
        match = random.choice(words)
        yield Site(page, Span(span.start + match.end(), span.start + match.end()), f" {match.group()}")


def _blocks(graph: DocsGraph, wanted: Callable[[Page, Block], bool]) -> Iterator[tuple[Page, Block]]:
    for page in graph.pages:
        for block in page.facts.blocks:
            if wanted(page, block):
                yield page, block


def _double(wanted: Callable[[Page, Block], bool]) -> Form:
    def sites(graph: DocsGraph, random: Random) -> Iterator[Site]:
        for page, block in _blocks(graph, wanted):
            yield from _twice(page, block.span, random)

    return sites


def _double_in(pattern: str, *, kinds: tuple[str, ...] = ()) -> Form:
    """Return the operator that writes a word twice in what a pattern matches as `text`, in blocks of some kinds."""
    shape = re.compile(pattern, re.M)

    def sites(graph: DocsGraph, random: Random) -> Iterator[Site]:
        for page in graph.pages:
            spans = [one.span for one in page.facts.blocks if one.kind in kinds] if kinds else [_front_matter(page)]
            for span in spans:
                for match in shape.finditer(page.text, span.start, span.end):
                    yield from _twice(page, Span(*match.span("text")), random)

    return sites


def _front_matter(page: Page) -> Span:
    end = page.text.find("\n---", 3) if page.text.startswith("---\n") else 0
    return Span(0, max(end, 0))


def _double_after_link(graph: DocsGraph, random: Random) -> Iterator[Site]:
    """Write the last word of a link's text again after the link."""
    shape = re.compile(r"\[[^\]\n`]*\b(?P<word>[a-z]{4,})\]\([^)\s]+\)(?= [a-z])")
    for page, block in _blocks(graph, lambda _, one: one.kind == "paragraph"):
        for match in shape.finditer(page.text, block.span.start, block.span.end):
            yield Site(page, Span(match.end(), match.end()), f" {match['word']}")


def _double_article(graph: DocsGraph, random: Random) -> Iterator[Site]:
    """Write an article before bold or a link that opens with it."""
    shape = re.compile(r"(?<= )(?P<word>the|a) (?=(?:\*\*|\[)[A-Za-z])")
    for page, block in _blocks(graph, lambda _, one: one.kind == "paragraph"):
        for match in shape.finditer(page.text, block.span.start, block.span.end):
            at = match.end() + (2 if page.text.startswith("**", match.end()) else 1)
            yield Site(page, Span(at, at), match.group())


def _lose_backtick(kind: str, last: bool) -> Form:
    """Return the operator that removes the mark at the start or the end of a code span in a kind of block."""

    def sites(graph: DocsGraph, random: Random) -> Iterator[Site]:
        for page, block in _blocks(graph, lambda _, one: one.kind == kind):
            text = block.span.slice(page.text)
            spans = list(re.finditer(r"(?<!`)`[^`\n|]+`(?!`)", text))
            if spans and "``" not in text and "\\`" not in text:
                match = random.choice(spans)
                at = block.span.start + (match.end() - 1 if last else match.start())
                yield Site(page, Span(at, at + 1), "", around=block.span)

    return sites


def _break_target(kinds: tuple[str, ...], first: bool) -> Form:
    """Return the operator that loses the first or the last letter of the file's name that a link leads to."""

    def sites(graph: DocsGraph, random: Random) -> Iterator[Site]:
        for page in graph.pages:
            for link in page.facts.links:
                target = targets.parse(link.target, page.path)
                stem = target.path.rpartition("/")[2].rpartition(".")[0]
                at = link.target.rfind(stem) if stem else -1
                there = target.kind == "page" and (target.path in graph.by_path or graph.exists(target.path))
                written = link.span.slice(page.text) == link.target
                if there and written and link.kind in kinds and at >= 0 and len(stem) > 3:
                    cut = link.span.start + at + (0 if first else len(stem) - 1)
                    yield Site(page, Span(cut, cut + 1), "")

    return sites


def _break_fragment(first: bool) -> Form:
    def sites(graph: DocsGraph, random: Random) -> Iterator[Site]:
        for page in graph.pages:
            slugs = {heading.slug for heading in page.facts.headings}
            for link in page.facts.links:
                name = link.target.removeprefix("#")
                if link.target.startswith("#") and name in slugs and len(name) > 4:
                    cut = link.span.start + (1 if first else len(link.target) - 1)
                    if (name[1:] if first else name[:-1]) not in slugs:
                        yield Site(page, Span(cut, cut + 1), "")

    return sites


_DAY = re.compile(r"\b(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?P<preview>-preview)?\b")


def _other_date(change: Callable[[re.Match[str]], str], where: str) -> Form:
    """Return the operator that writes the date of an API version differently: in samples (`used`) or in text."""

    def sites(graph: DocsGraph, random: Random) -> Iterator[Site]:
        for one in graph.api_mentions:
            match = _DAY.fullmatch(one.fact.text)
            is_text = one.fact.sample < 0
            if match and one.service and is_text == (where == "text") and one.role not in ("announced", "shown"):
                new = change(match)
                if new != match.group():
                    yield Site(one.page, one.fact.span, new)

    return sites


def _day_first(match: re.Match[str]) -> str:
    return f"{match['day']}-{match['month']}-{match['year']}{match['preview'] or ''}"


def _without_first_digit(match: re.Match[str]) -> str:
    return match.group()[1:]


def _without_last_letter(match: re.Match[str]) -> str:
    return match.group()[:-1] if match["preview"] else match.group()


def _slashes(match: re.Match[str]) -> str:
    return match.group().replace("-", "/", 2)


def _respell_model(change: Callable[[str], str], in_sample: bool) -> Form:
    """Return the operator that misspells the id of a known model in samples, or in the text."""

    def sites(graph: DocsGraph, random: Random) -> Iterator[Site]:
        for one in graph.mentions:
            exact = one.use is not None or (one.name is not None and one.name.exact)
            if (one.use is not None) != in_sample or not exact or not one.resolved.known or one.text != one.model:
                continue
            new = change(one.text)
            if new and new != one.text and new not in graph.catalog.models:
                yield Site(one.page, one.span, new)

    return sites


def _last_letter_lost(model: str) -> str:
    return model[:-1] if model[-1:].isalpha() and model[-4:].isalpha() else ""


def _first_letters_swapped(model: str) -> str:
    return model[1] + model[0] + model[2:] if model[:2].isalpha() and model[0] != model[1] else ""


def _hyphen_for_dot(model: str) -> str:
    return re.sub(r"(?<=\d)\.(?=\d)", "_", model)


def _underscore(model: str) -> str:
    head, _, tail = model.rpartition("-")
    return f"{head}_{tail}" if head and tail.isalpha() else ""


def _rename_variable(graph: DocsGraph, random: Random) -> Iterator[Site]:
    """Lose a letter of an environment variable in a sample, where the page sets it or its text names it."""
    for page in graph.pages:
        named = {one.name for one in page.facts.variables if one.kind == "environment" and one.declares}
        for one in page.facts.variables:
            longest = max(one.name.split("_"), key=len)
            if one.kind == "environment" and not one.declares and one.name in named and len(longest) > 5:
                at = one.span.start + one.name.index(longest) + len(longest) - 1
                yield Site(page, Span(at, at + 1), "")


def _in_list(page: Page, block: Block) -> bool:
    return block.kind == "paragraph" and block.item > 0


def _in_quote(page: Page, block: Block) -> bool:
    first = page.text.rfind("\n", 0, block.span.start) + 1
    return block.kind == "paragraph" and page.text[first : block.span.start].strip() == ">"


_DOUBLED = frozenset({"doubled-word"})
_TICK = frozenset({"unbalanced-backtick"})
_LINK = frozenset({*meant("broken-link"), *meant("broken-include"), "moved-link"})
_ANCHOR = frozenset({"broken-anchor"})
_API = frozenset({"malformed-api-version", "unknown-api-version", "model-version-as-api-version"})
_MODEL = frozenset({"unknown-model", "model-spelling", *meant("page-model-mismatch"), *meant("sibling-drift")})
_NAME = frozenset(
    {*meant("undefined-placeholder"), "misspelled-variable", "misspelled-name", "misspelled-identifier", "sample-drift"}
)

FORMS: dict[str, tuple[Form, frozenset[str]]] = {
    "double-in-heading": (_double(lambda _, one: one.kind == "heading"), _DOUBLED),
    "double-in-cell": (_double(lambda _, one: one.kind == "cell"), _DOUBLED),
    "double-in-list": (_double(_in_list), _DOUBLED),
    "double-in-quote": (_double(_in_quote), _DOUBLED),
    "double-in-front-matter": (_double_in(r"^(?:title|description): *(?P<text>.+)$"), _DOUBLED),
    "double-in-alt": (_double_in(r"!\[(?P<text>[^\]\n]+)\]\(", kinds=("paragraph", "cell")), _DOUBLED),
    "double-in-attribute": (
        _double_in(r"\b(?:title|alt|alt-text|description)=\"(?P<text>[^\"\n]+)\"", kinds=("html", "paragraph")),
        _DOUBLED,
    ),
    "double-in-comment": (_double_in(r"^\s*(?:#|//) (?P<text>[A-Z][^\n]{20,})$", kinds=("fence",)), _DOUBLED),
    "double-after-link": (_double_after_link, _DOUBLED),
    "double-article": (_double_article, _DOUBLED),
    "no-backtick-first-heading": (_lose_backtick("heading", last=False), _TICK),
    "no-backtick-last-cell": (_lose_backtick("cell", last=True), _TICK),
    "no-backtick-last-paragraph": (_lose_backtick("paragraph", last=True), _TICK),
    "link-first-letter": (_break_target(("link",), first=True), _LINK),
    "link-last-letter": (_break_target(("link",), first=False), _LINK),
    "image-last-letter": (_break_target(("image",), first=False), _LINK),
    "include-first-letter": (_break_target(("include", "code"), first=True), _LINK),
    "href-last-letter": (_break_target(("href", "definition"), first=False), _LINK),
    "anchor-first-letter": (_break_fragment(first=True), _ANCHOR),
    "anchor-last-letter": (_break_fragment(first=False), _ANCHOR),
    "api-version-day-first": (_other_date(_day_first, "sample"), _API),
    "api-version-slashes": (_other_date(_slashes, "sample"), _API),
    "api-version-first-digit": (_other_date(_without_first_digit, "sample"), _API),
    "api-version-last-letter": (_other_date(_without_last_letter, "sample"), _API),
    "api-version-day-first-text": (_other_date(_day_first, "text"), _API),
    "api-version-slashes-text": (_other_date(_slashes, "text"), _API),
    "api-version-last-letter-text": (_other_date(_without_last_letter, "text"), _API),
    "model-last-letter": (_respell_model(_last_letter_lost, True), _MODEL),
    "model-last-letter-text": (_respell_model(_last_letter_lost, False), _MODEL),
    "model-first-letters": (_respell_model(_first_letters_swapped, True), _MODEL),
    "model-first-letters-text": (_respell_model(_first_letters_swapped, False), _MODEL),
    "model-underscore": (_respell_model(_underscore, True), _MODEL),
    "model-underscore-text": (_respell_model(_underscore, False), _MODEL),
    "model-dot": (_respell_model(_hyphen_for_dot, True), _MODEL),
    "variable-last-letter": (_rename_variable, _NAME),
    **SAMPLE_FORMS,
    **PAGE_FORMS,
}
"""The operators by name, each with the rules that may answer."""

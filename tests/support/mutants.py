"""A graph of sound pages goes in, mutants come out: pages with one defect planted, and where and by which rules.

Sites are chosen by what stands there, never by what a rule would say. Each kind of defect has a function that yields
its sites, in the order of the pages; `KINDS` names them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from checker.catalog import Catalog, channel, naming
from checker.graph import ApiMention, DocsGraph, Mention, Page, expansion
from checker.graph.siblings import step
from checker.page.facts import Link, Span
from checker.patterns import API_VERSION_WELL_FORMED
from checker.patterns.models import MODEL_NAME
from checker.rules import meant
from checker.rules.page.lapsed_date import DatePromise
from checker.site import targets


@dataclass(frozen=True)
class Site:
    """A place to change: the page, the span, and what to write there.

    `about` must stand in a finding's message; `around` is the paragraph that a finding may stand in, else the line.
    """

    page: Page
    span: Span
    text: str
    about: str = ""
    around: Span | None = None

    @property
    def mutated(self) -> str:
        """The page's text with the defect."""
        return self.page.text[: self.span.start] + self.text + self.page.text[self.span.end :]


Sites = Callable[[DocsGraph, Random, dt.date], Iterator[Site]]

_HIDDEN = re.compile(
    r"`[^`\n]*`|!?\[[^\]\n]*\]\([^)\n]*\)|\[[^\]\n]*\]|<[^>\n]*>|https?://\S+|\{[^}\n]*\}|:::.*|\*\*|__|\$.*"
)
_WORD = re.compile(r"(?<=[a-z,] )[a-z]{2,}(?= [a-z])")
_MAY_STAND_TWICE = frozenset({"that", "had", "so", "long"})
_CODE_SPAN = re.compile(r"(?<!`)`(?P<inside>[^`\n|]+)`(?!`)")


def without_markup(text: str) -> str:
    """Return a text with all that is no running text blanked."""
    return _HIDDEN.sub(lambda match: "\0" * len(match.group()), text)


def double_word(graph: DocsGraph, random: Random, day: dt.date) -> Iterator[Site]:
    """Write a word of running text twice."""
    for page in graph.pages:
        for block in page.facts.blocks:
            if block.kind != "paragraph":
                continue
            text = without_markup(block.span.slice(page.text))
            words = [match for match in _WORD.finditer(text) if match.group() not in _MAY_STAND_TWICE]
            if words:
                match = random.choice(words)
                end = block.span.start + match.end()
                yield Site(page, Span(end, end), f" {match.group()}")


def drop_backtick(graph: DocsGraph, random: Random, day: dt.date) -> Iterator[Site]:
    """Take one of the two backticks of a code span away."""
    for page in graph.pages:
        for block in page.facts.blocks:
            text = block.span.slice(page.text)
            spans = list(_CODE_SPAN.finditer(text))
            if spans and block.kind == "paragraph" and "``" not in text and "\\`" not in text:
                match = random.choice(spans)
                at = block.span.start + random.choice((match.start(), match.end() - 1))
                yield Site(page, Span(at, at + 1), "", around=block.span)


def _other_model(catalog: Catalog, model: str) -> str:
    """Return a model that could be confused with this one, or an empty text."""
    others = sorted(name for name in catalog.models if naming.confusable(name, model) and name != model)
    return min(others, key=lambda name: (abs(len(name) - len(model)), name), default="")


def _plain(mention: Mention) -> bool:
    """Tell whether a mention is nothing but the id of a known model."""
    return mention.text == mention.model and mention.resolved.known and not mention.resolved.tail


def swap_in_request(graph: DocsGraph, random: Random, day: dt.date) -> Iterator[Site]:
    """Name another model in one of the places of a request that all name the same one."""
    for page in graph.pages:
        mentions = {one.span: one for one in graph.by_page.get(page.path, ()) if one.use is not None}
        for sample in page.facts.samples:
            for request in sample.requests:
                named = [mentions[span] for index in request.uses if (span := page.facts.uses[index].span) in mentions]
                if len(named) > 1 and all(map(_plain, named)) and len({one.model for one in named}) == 1:
                    other = _other_model(graph.catalog, named[0].model)
                    if other:
                        yield Site(page, random.choice(named).span, other)


def swap_in_page(graph: DocsGraph, random: Random, day: dt.date) -> Iterator[Site]:
    """Let a sample use another model than the one that its page tells to deploy, and that all its samples use."""
    for page in graph.pages:
        mentions = graph.by_page.get(page.path, ())
        told = {one.model for one in mentions if one.role == "required"}
        used = [one for one in mentions if one.role == "used" and one.use is not None]
        if len(told) == 1 and used and all(map(_plain, used)) and {one.model for one in used} == told:
            other = _other_model(graph.catalog, used[0].model)
            if other:
                yield Site(page, random.choice(used).span, other)


def change_sibling(graph: DocsGraph, random: Random, day: dt.date) -> Iterator[Site]:
    """Use another model or API version in one of at least three siblings that agree on it."""
    seen: set[tuple[str, Span]] = set()
    for family in graph.families:
        values: dict[tuple[str, str], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        places: dict[tuple[str, str], list[tuple[Page, Span, str, str]]] = defaultdict(list)
        for number, member in enumerate(family.members):
            for kind, page, span, block, value, other in _sample_values(graph, member.page):
                if member.holds(span.start):
                    key = (step(member.page, block), kind)
                    values[key][number].add(value)
                    places[key].append((page, span, value, other))
        for key, by_member in sorted(values.items()):
            agreed = Counter(value for found in by_member.values() for value in found)
            if len(by_member) >= 3 and len(agreed) == 1:
                page, span, _, other = random.choice(places[key])
                if other and (page.path, span) not in seen:
                    seen.add((page.path, span))
                    yield Site(page, span, other)


def _sample_values(graph: DocsGraph, page: Page) -> Iterator[tuple[str, Page, Span, int, str, str]]:
    """Yield what samples use, with what could stand there by mistake."""
    for one in graph.by_page.get(page.path, ()):
        if one.role == "used" and one.use is not None and _plain(one):
            kind = f"{naming.series(one.model)} {naming.kind(one.model)}"
            yield kind, page, one.span, one.block, one.model, _other_model(graph.catalog, one.model)
    for api in _calls(graph, page):
        yield api.service, page, api.fact.span, api.fact.block, api.fact.text, _older(graph.catalog, api)


def _calls(graph: DocsGraph, page: Page) -> Iterator[ApiMention]:
    """Yield the API versions of known services that a page calls."""
    for one in graph.api_by_page.get(page.path, ()):
        known = (one.service, one.fact.text) in graph.catalog.api_versions
        past = page.history.past(page.facts.blocks[one.fact.block].heading)
        if one.role == "used" and known and not past and API_VERSION_WELL_FORMED.fullmatch(one.fact.text):
            yield one


def _older(catalog: Catalog, api: ApiMention) -> str:
    """Return the next older API version of the same service and channel, or an empty text."""
    text = api.fact.text
    older = [one.version for one in catalog.api_versions_of(api.service) if channel(one.version) == channel(text)]
    return max((version for version in older if version < text), default="")


def older_api_version(graph: DocsGraph, random: Random, day: dt.date) -> Iterator[Site]:
    """Call a service with the GA version before the one that it is called with, or one of a page's equal previews."""
    for page in graph.pages:
        calls = list(_calls(graph, page))
        counts = Counter((one.service, one.fact.text) for one in calls)
        for one in calls:
            older = _older(graph.catalog, one)
            if older and (channel(one.fact.text) == "ga" or counts[one.service, one.fact.text] > 2):
                yield Site(page, one.fact.span, older)


def malformed_api_version(graph: DocsGraph, random: Random, day: dt.date) -> Iterator[Site]:
    """Write an API version that cannot be one."""
    for page in graph.pages:
        for one in _calls(graph, page):
            text = one.fact.text
            slips = [text[:9] + text[10:], text[:4] + text[5:], f"{text[:5]}13{text[7:]}", text.replace("-", "/", 1)]
            if text.endswith("-preview"):
                slips += [text.replace("preview", "preveiw"), text.replace("-preview", "preview")]
            yield Site(page, one.fact.span, random.choice(slips))


def model_version_as_api_version(graph: DocsGraph, random: Random, day: dt.date) -> Iterator[Site]:
    """Write the version of a model of the tree where an API version belongs."""
    held = {version for _, version in graph.catalog.api_versions}
    models = sorted({one.model for one in graph.mentions} & graph.catalog.models.keys())
    versions = sorted(
        {
            version
            for model in models
            for version in graph.catalog.models[model].versions
            if re.fullmatch(r"\d{4}-\d\d-\d\d", version) and version not in held
        }
    )
    for page in graph.pages:
        for one in _calls(graph, page):
            if one.service == "azure-openai" and versions:
                yield Site(page, one.fact.span, random.choice(versions))


def _is_read_whole(graph: DocsGraph, path: str) -> bool:
    """Tell whether all that a page includes is at hand, so that a reader of the tree can know its anchors."""
    page = graph.by_path[path]
    cut = graph.partial and not page.facts.metadata.get("title")
    if cut or path in graph.parents or "/includes/" in f"/{path}":
        return False
    shown = [graph.by_path[one] for one, _ in expansion(graph, path)]
    includes = [(one, link) for one in shown for link in one.facts.links if link.kind == "include"]
    return all(targets.parse(link.target, one.path).path in graph.by_path for one, link in includes)


def _page_links(graph: DocsGraph) -> Iterator[tuple[Page, Link, targets.Target]]:
    for page in graph.pages:
        for link in page.facts.links:
            target = targets.parse(link.target, page.path)
            if target.kind in ("page", "anchor") and target.path in graph.by_path:
                yield page, link, target


def break_link(graph: DocsGraph, random: Random, day: dt.date) -> Iterator[Site]:
    """Misspell the file that a link or an include leads to."""
    for page, link, target in _page_links(graph):
        stem = target.path.rpartition("/")[2].rpartition(".")[0]
        at = link.target.find(stem)
        if target.kind == "page" and at >= 0 and len(stem) > 3 and link.span.slice(page.text) == link.target:
            cut = random.randrange(1, len(stem) - 1)
            span = Span(link.span.start + at + cut, link.span.start + at + cut + 1)
            yield Site(page, span, "")


def break_anchor(graph: DocsGraph, random: Random, day: dt.date) -> Iterator[Site]:
    """Drop a letter of the anchor that a link jumps to."""
    for page, link, target in _page_links(graph):
        names = {anchor.name for anchor in graph.by_path[target.path].facts.anchors}
        at = link.target.find("#")
        if not _is_read_whole(graph, target.path):
            continue
        if len(target.fragment) > 4 and target.fragment in names and link.span.slice(page.text) == link.target:
            cut = random.randrange(1, len(target.fragment) - 1)
            span = Span(link.span.start + at + 1 + cut, link.span.start + at + 2 + cut)
            if target.fragment[:cut] + target.fragment[cut + 1 :] not in names:
                yield Site(page, span, "")


def drop_table_row(graph: DocsGraph, random: Random, day: dt.date) -> Iterator[Site]:
    """Take a model's only row out of an authoritative table, where another kind of table has the model."""
    tables: dict[str, set[int]] = defaultdict(set)
    for number, table in enumerate(graph.tables):
        for model in table.models() if table.kind in ("models", "quota") else ():
            tables[model].add(number)
    for number, table in enumerate(graph.tables):
        if table.kind == "matrix":  # its models stand in the header
            continue
        page = graph.by_path[table.path]
        same_kind = [other for other in graph.tables if other.kind == table.kind and other is not table]
        for row in table.rows:
            model = row.resolved.model
            alone = sum(other.resolved.model == model for other in table.rows) == 1
            elsewhere = any(model in other.models() for other in same_kind)
            if alone and not elsewhere and tables[model] - {number} and len(table.rows) > 2:
                start = page.text.rfind("\n", 0, row.span.start) + 1
                end = page.text.find("\n", row.span.start) + 1
                if end:
                    yield Site(page, Span(start, end), "", about=model)


def misspell_model(graph: DocsGraph, random: Random, day: dt.date) -> Iterator[Site]:
    """Misspell a model's id in code or a sample: letters swapped, one doubled, or a hyphen left out."""
    for mention in graph.mentions:
        text = mention.text
        exact = mention.use is not None or (mention.name is not None and mention.name.exact)
        if not (exact and _plain(mention) and mention.role in ("used", "required", "mentioned")) or "-" not in text:
            continue
        letters = [at for at in range(1, len(text) - 1) if text[at].isalpha() and text[at + 1].isalpha()]
        slips = [text[:at] + text[at + 1] + text[at] + text[at + 2 :] for at in letters if text[at] != text[at + 1]]
        slips += [text[:at] + text[at] + text[at:] for at in letters]
        slips = [slip for slip in slips if slip[:3] == text[:3] and MODEL_NAME.search(slip)]
        if slips:
            yield Site(mention.page, mention.span, random.choice(slips))


def lapse_date(graph: DocsGraph, random: Random, day: dt.date) -> Iterator[Site]:
    """Move a date that a sentence promises something for behind the day that counts as today."""
    for page in graph.pages:
        for promise in page.facts.of(DatePromise):
            written = promise.span.slice(page.text)
            year = promise.day[:4]
            past = page.history.chronicle(page.facts.blocks[promise.block].heading)
            if promise.day > day.isoformat() and written.count(year) == 1 and not past:
                yield Site(page, promise.span, written.replace(year, str(day.year - 1)))


@dataclass(frozen=True)
class Kind:
    """A kind of defect: its sites and the rules that may answer. `whole` trees tell whether a target is there."""

    sites: Sites
    rules: frozenset[str]
    whole: bool = False
    anywhere: bool = False


_OTHER_MODEL = frozenset({"model-mismatch", *meant("page-model-mismatch"), *meant("sibling-drift"), "sample-drift"})
_NO_MODEL = frozenset({"unknown-model", "model-spelling"}) | _OTHER_MODEL
_OTHER_API = frozenset({"outdated-api-version", "mixed-api-versions", *meant("sibling-drift"), "api-version-too-old"})
_NO_API = frozenset({"malformed-api-version", "unknown-api-version"})

KINDS = {
    "double-word": Kind(double_word, frozenset({"doubled-word"})),
    "drop-backtick": Kind(drop_backtick, frozenset({"unbalanced-backtick"})),
    "swap-model-in-request": Kind(swap_in_request, _OTHER_MODEL),
    "swap-model-in-page": Kind(swap_in_page, _OTHER_MODEL),
    "change-sibling": Kind(change_sibling, _OTHER_MODEL | _OTHER_API),
    "older-api-version": Kind(older_api_version, _OTHER_API),
    "malformed-api-version": Kind(malformed_api_version, _NO_API),
    "model-version-as-api-version": Kind(model_version_as_api_version, _NO_API | {"model-version-as-api-version"}),
    "break-link": Kind(break_link, frozenset({"broken-link", "broken-include"}), whole=True),
    "break-anchor": Kind(break_anchor, frozenset({"broken-anchor", "broken-link"})),
    "drop-table-row": Kind(drop_table_row, frozenset(meant("missing-from-table")), anywhere=True),
    "misspell-model": Kind(misspell_model, _NO_MODEL),
    "lapse-date": Kind(lapse_date, frozenset({"lapsed-date", "conflicting-fact"})),
}
"""The kinds of planted defects by name."""

"""The shape of a rule: a decorated generator over the graph, whose docstring is its page and holds its examples."""

from __future__ import annotations

import datetime as dt
import enum
import inspect
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from ..findings import Edit, Evidence, Finding, Fix, Ground, Place, Related, Safety, Severity
from ..page.fact import Fact

if TYPE_CHECKING:
    from ..graph import Page
    from ..page.facts import Span


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every rule may ask: `as_of`, the date used as today; rules add their own fields by inheriting."""

    as_of: dt.date = msgspec.field(default_factory=dt.date.today)
    partial: bool = False


@dataclass(frozen=True)
class Example:
    """A page of an example in a rule's docstring; `good` ones must stay silent, `bad` ones carry labels."""

    good: bool
    group: int
    path: str
    text: str


OPT_IN = ("wording",)
"""Groups whose rules run only when they are selected."""
RuleFunction = Callable[..., Iterator[Finding]]


class Needs(enum.Enum):
    """What a rule is given as its third argument, besides the graph (or the change) and its options."""

    NOTHING = enum.auto()
    UNUSED_SUPPRESSIONS = enum.auto()
    """The suppressions that hid none of the other rules' findings, as `(Page, Suppression)`; it runs after them."""
    LATER_CHANGES = enum.auto()
    """The days on which pages, by path, changed after their `ms.date` was set, as far as git knows."""


class Scope(enum.Enum):
    """What the findings on a page depend on, beside the rule's options."""

    TREE = enum.auto()
    """Anything."""
    LINKS = enum.auto()
    """The text and the facts of that page, and what comes of its links."""
    PAGE = enum.auto()
    """The text and the facts of that page alone."""


@dataclass(frozen=True)
class Rule:
    """A rule as discovered: its id, module, severity, options type, function and help text.

    `ground` is what its findings rest on where they do not say otherwise. One that is not `default` runs only when it
    is selected. `needs` is what it is given besides graph and options; `facts` are types of fact, declared in the files
    of other rules, that it asks the graph for. In an editor, one whose `scope` is not the tree looks only at pages that
    changed.
    """

    name: str
    module: str
    severity: Severity
    options: type[Options]
    function: RuleFunction
    summary: str
    text: str
    fix: Safety | None = None
    ground: Ground = Ground.TEXT
    default: bool = True
    needs: Needs = Needs.NOTHING
    facts: tuple[type[Fact], ...] = ()
    examples: tuple[Example, ...] = field(default=())
    scope: Scope = Scope.TREE

    @property
    def group(self) -> str:
        """The folder of its file, by which it can be selected together with the others there."""
        return self.module.split(".")[-2]

    @property
    def late(self) -> bool:
        """Whether it runs when the others are done, for it judges what came of their findings."""
        return self.needs is Needs.UNUSED_SUPPRESSIONS


def rule(
    severity: Severity,
    options: type[Options] = Options,
    *,
    fix: Safety | None = None,
    ground: Ground = Ground.TEXT,
    default: bool = True,
    needs: Needs = Needs.NOTHING,
    facts: tuple[type[Fact], ...] = (),
    scope: Scope = Scope.TREE,
) -> Callable[[RuleFunction], Rule]:
    """Turn a generator function into a `Rule` named after it; its docstring becomes the help text.

    The function takes the graph and its options, and what it `needs` as a third argument. A rule in the folder `change`
    takes a `Change` for the graph.
    """

    def make(function: RuleFunction) -> Rule:
        name, summary, text, examples = described(function)
        module = function.__module__
        usual = default and module.split(".")[-2] not in OPT_IN
        return Rule(
            name, module, severity, options, function, summary, text, fix, ground, usual, needs, facts, examples, scope
        )

    return make


def described(function: Callable[..., object]) -> tuple[str, str, str, tuple[Example, ...]]:
    """Return the id, summary, help text and examples of the rule that a function is.

    The page of a rule is its module's docstring: file, function, id and help share one name.
    """
    text = inspect.getdoc(inspect.getmodule(function)) or ""
    name = function.__name__.replace("_", "-")
    return name, text.split("\n", 1)[0].rstrip("."), text, tuple(_examples(text))


_EXAMPLE = re.compile(r"^(?P<fence>`{3,})(?P<kind>good|bad) (?P<path>\S+)\n(?P<text>.*?)^(?P=fence)$", re.S | re.M)


def _examples(text: str) -> Iterator[Example]:
    """Yield the examples of a help text; pages that follow each other without text between them are one tree."""
    group, end, kind = 0, 0, ""
    for match in _EXAMPLE.finditer(text):
        if text[end : match.start()].strip() or match["kind"] != kind:
            group += 1
        end, kind = match.end(), match["kind"]
        yield Example(kind == "good", group, match["path"], match["text"])


def finding(
    rule: Rule,
    page: Page,
    span: Span,
    message: str,
    *,
    related: tuple[Related, ...] = (),
    fix: Fix | None = None,
    key: str = "",
    severity: Severity | None = None,
    evidence: Evidence | None = None,
) -> Finding:
    """Make a finding of a rule at a span of a page; `key` defaults to the text found.

    It weighs what the rule says, or less where its evidence is less than sure.
    """
    content = key or span.slice(page.text)
    place = page.place(span)
    return finding_at(rule, place, message, related=related, fix=fix, key=content, severity=severity, evidence=evidence)


def finding_at(
    rule: Rule,
    place: Place,
    message: str,
    *,
    key: str,
    related: tuple[Related, ...] = (),
    fix: Fix | None = None,
    severity: Severity | None = None,
    evidence: Evidence | None = None,
) -> Finding:
    """Make a finding of a rule at a place; `key` is what it is known by when lines move."""
    evidence = evidence or Evidence(rule.ground)
    severity = min(severity or rule.severity, evidence.confidence.cap)
    return Finding(rule.name, severity, message, place, related, fix, key, evidence=evidence)


def related(page: Page, span: Span, message: str) -> Related:
    """Make a related place of a finding."""
    return Related(page.place(span), message)


def replacement(page: Page, span: Span, text: str, safety: Safety) -> Fix:
    """Make a fix of one edit; one that changes the anchor of a heading is never safe, since links may use it."""
    if safety is Safety.SAFE and _changes_anchor(page, span, text):
        safety = Safety.UNSAFE
    return Fix(safety, (Edit(page.place(span), text),))


def _changes_anchor(page: Page, span: Span, text: str) -> bool:
    from ..page.document import text_of  # the parser, which listing the rules does without
    from ..page.headings import slugify

    headings = page.facts.headings
    at = bisect_right(headings, span.start, key=lambda one: one.span.start) - 1
    if at < 0 or span.end > headings[at].span.end:
        return False
    start, end = headings[at].span.start, headings[at].span.end
    after = page.text[start : span.start] + text + page.text[span.end : end]
    return slugify(text_of(page.text[start:end])) != slugify(text_of(after))

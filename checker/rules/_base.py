"""The shape of a rule: a decorated generator over the graph, whose docstring is its page and holds its examples."""

from __future__ import annotations

import datetime as dt
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from ..findings import Edit, Evidence, Finding, Fix, Ground, Related, Safety, Severity

if TYPE_CHECKING:
    from ..graph import DocsGraph, Page
    from ..page.facts import Span


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every rule may ask: `as_of`, the day that counts as today; rules add their own fields by inheriting."""

    as_of: dt.date = msgspec.field(default_factory=dt.date.today)
    partial: bool = False


@dataclass(frozen=True)
class Example:
    """A page of an example in a rule's docstring; `good` ones must stay silent, `bad` ones carry labels."""

    good: bool
    group: int
    path: str
    text: str


RuleFunction = Callable[["DocsGraph", Any], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    """A rule as discovered: its id, severity, options type, function and help text.

    A `late` one runs when the others are done, for it judges what came of their findings. `ground` is what its findings
    rest on where they do not say otherwise. One that is not `default` runs only when it is selected by name. One that
    `needs_git` is given the graph's `later_changes`.
    """

    name: str
    severity: Severity
    options: type[Options]
    function: RuleFunction
    summary: str
    text: str
    fix: Safety | None = None
    late: bool = False
    ground: Ground = Ground.TEXT
    default: bool = True
    needs_git: bool = False
    examples: tuple[Example, ...] = field(default=())

    def run(self, graph: DocsGraph, options: Options) -> Iterator[Finding]:
        """Yield the rule's findings over a graph."""
        return self.function(graph, options)


def rule(
    severity: Severity,
    options: type[Options] = Options,
    *,
    fix: Safety | None = None,
    late: bool = False,
    ground: Ground = Ground.TEXT,
    default: bool = True,
    needs_git: bool = False,
) -> Callable[[RuleFunction], Rule]:
    """Turn a generator function into a `Rule` named after it; its docstring becomes the help text."""

    def make(function: RuleFunction) -> Rule:
        name, summary, text, examples = described(function)
        return Rule(name, severity, options, function, summary, text, fix, late, ground, default, needs_git, examples)

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
    place, content = page.place(span), key or span.slice(page.text)
    evidence = evidence or Evidence(rule.ground)
    severity = min(severity or rule.severity, evidence.confidence.cap)
    return Finding(rule.name, severity, message, place, related, fix, content, evidence=evidence)


def related(page: Page, span: Span, message: str) -> Related:
    """Make the other end of a finding."""
    return Related(page.place(span), message)


def replacement(page: Page, span: Span, text: str, safety: Safety) -> Fix:
    """Make a fix of one edit."""
    return Fix(safety, (Edit(page.place(span), text),))

"""What a graph holds: a page, the models and API versions that it mentions, and the pages that it includes."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, cast

from ..catalog import Resolved, naming
from ..findings import Place
from ..page.fact import F
from ..page.facts import ApiVersion, Facts, Name, Span, Use, Version, Zone
from ..patterns import models
from ..span import Innermost, line_starts
from . import platforms
from .roles import History, Role

T = TypeVar("T")


@dataclass
class Page:
    """A page: its path relative to the root, its text and its facts.

    `names` are the model names on it: those of its facts, and those that the configuration knows. `readers` are the
    names of the facts of single rules that have been read.
    """

    path: str
    text: str
    facts: Facts
    names: Sequence[Name]
    history: History
    readers: frozenset[str] = frozenset()
    _own: tuple[str, list[Any]] = field(default=("", []), repr=False, compare=False)
    """What was read last of `facts.own`: rules run one after the other, and each goes through all pages."""
    memo: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)
    """What was made of the page and of nothing else: by a function of others, or by a sample's index or a span, as the
    platform that is named there.
    """

    def of(self, fact: type[F]) -> list[F]:
        """Return what the reader of a type of fact has found on this page.

        Raises `LookupError` where it has not run: no rule of this check declares the type.
        """
        if fact.__name__ not in self.readers:
            raise LookupError(f"{fact.__name__} was not read: a rule that asks for it must declare it")
        if fact.__name__ not in self.facts.own:
            return []
        if self._own[0] != fact.__name__:
            self._own = fact.__name__, self.facts.of(fact)
        return list(self._own[1])

    @cached_property
    def line_starts(self) -> Sequence[int]:
        """The offset at which each line starts."""
        return array("I", line_starts(self.text))

    def line(self, offset: int) -> int:
        """Return the 1-based line of an offset."""
        return bisect_right(self.line_starts, offset)

    def place(self, span: Span) -> Place:
        """Return a span as path, lines and columns (1-based, end exclusive)."""
        first, last = self.line(span.start), self.line(max(span.start, span.end - 1))
        start_column = span.start - self.line_starts[first - 1] + 1
        return Place(self.path, first, start_column, last, span.end - self.line_starts[last - 1] + 1)

    @cached_property
    def outer_headings(self) -> list[int]:
        """For each heading the index of the one that it stands under, or -1."""
        outer: list[int] = []
        above: list[int] = []
        for index, heading in enumerate(self.facts.headings):
            while above and self.facts.headings[above[-1]].level >= heading.level:
                above.pop()
            outer.append(above[-1] if above else -1)
            above.append(index)
        return outer

    def zone_of(self, offset: int) -> Zone | None:
        """Return the innermost zone, moniker or tab around an offset."""
        return self._innermost.at(offset) if self.facts.zones else None

    @cached_property
    def _innermost(self) -> Innermost[Zone]:
        return Innermost((zone.span, zone) for zone in self.facts.zones)

    def section(self, block: int) -> str:
        """Return the text of the heading that a block stands under."""
        heading = self.facts.blocks[block].heading
        return self.facts.headings[heading].text if heading >= 0 else ""

    @cached_property
    def platform(self) -> str:
        """The key of the platform that the page is about, or an empty text."""
        title = f"{self.facts.title} {self.facts.headings[0].text if self.facts.headings else ''}"
        return platforms.of_page(self.path, title, map(self.platform_of, range(len(self.facts.samples))))

    def platform_of(self, sample: int) -> str:
        """Return the key of the one platform that a sample, by its index, names by a host or a client, or nothing."""
        found = self.memo.get(sample)
        if found is None:
            code = self.facts.samples[sample].span.slice(self.text)
            found = self.memo[sample] = platforms.of_code(code)
        return cast(str, found)

    def platform_near(self, span: Span) -> str:
        """Return the key of the platform that the sentence around a span names, or an empty text."""
        found = self.memo.get(span)
        if found is None:
            found = self.memo[span] = platforms.of_sentence(self.text, span)
        return cast(str, found)

    def once(self, make: Callable[..., T], *given: Hashable) -> T:
        """Return what a function makes of the page, of what else it is given, and of nothing besides.

        It is called once, as long as it is given the same.
        """
        held = self.memo.get(make)
        if held is None or held[0] != given:
            held = self.memo[make] = given, make(self, *given)
        return cast(T, held[1])

    def is_past(self, block: int) -> bool:
        """Tell whether a block stands where the page tells of what is over."""
        return self.history.past(self.facts.blocks[block].heading)


_LONGEST_WORD = 40
"""Characters of the longest word that may go on a model's name."""
_TARGET = re.compile(r"[^\[\]\n]{0,80}\]\(<?(?P<path>[^\s()<>#?]{1,300})")
"""The rest of a link behind a name in its text, with the path that it leads to."""


@dataclass
class Mention:
    """A model name where it stands. `version` is pinned in the name or written beside it; `use` is set in samples."""

    page: Page
    text: str
    span: Span
    block: int
    role: Role
    resolved: Resolved
    name: Name | None = None
    use: Use | None = None
    _platform: str | None = field(default=None, repr=False, compare=False)

    @property
    def model(self) -> str:
        """The id of the model that is named."""
        return self.resolved.model

    @property
    def platform(self) -> str:
        """The key of the platform that it speaks of, or an empty text."""
        if self._platform is None:  # a cached property would take twice the room of the mention
            self._platform = self._named_platform()
        return self._platform

    def _named_platform(self) -> str:
        if self.resolved.platform:
            cloud = platforms.cloud_before(self.page.text, self.span.start) if self.use is not None else ""
            return cloud if cloud and platforms.is_makers(self.resolved.platform) else self.resolved.platform
        near = self.page.platform_of(self.sample) if self.sample >= 0 else self.page.platform_near(self.span)
        return near or self.page.platform

    @property
    def is_start(self) -> bool:
        """Whether it is only the start of the name of another model: “Command A” in “Command A Translate”."""
        after = self.page.text[self.span.end : self.span.end + _LONGEST_WORD]
        return self.sample < 0 and models.goes_on(self.text, after)

    @cached_property
    def linked_version(self) -> str:
        """The version of the model that the target of the link around the name has, or an empty text."""
        match = _TARGET.match(self.page.text, self.span.end) if self.sample < 0 else None
        if match is None:
            return ""
        last = match["path"].rstrip("/").rpartition("/")[2]
        model, version, tail = naming.split_version(naming.canonical(last))
        return version if f"-{model}".endswith(f"-{self.model}") and not tail else ""

    @property
    def versions(self) -> list[Version]:
        """The versions that are written beside the name."""
        return self.name.versions if self.name else self.use.versions if self.use else []

    @property
    def sample(self) -> int:
        """The index of the sample around it, or -1."""
        return self.use.sample if self.use else self.name.sample if self.name else -1


@dataclass
class ApiMention:
    """An API version where it stands; `service` is an id of the catalog, an ARM provider, or empty when unknown.

    `inferred` tells that nothing but the rest of its page names the service.
    """

    page: Page
    fact: ApiVersion
    service: str
    role: Role
    inferred: bool = False


@dataclass(frozen=True)
class Include:
    """A page includes another at an offset."""

    parent: str
    child: str
    offset: int
    span: Span

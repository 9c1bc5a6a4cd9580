"""The role of a mention: its fact and its page go in, the role comes out.

The same string is right in a changelog and wrong in a prerequisite. Rules compare roles that must agree.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Literal

from ..page.facts import ApiVersion, Facts, Name
from ..patterns import MONTH_YEAR

Role = Literal["declared", "required", "used", "shown", "announced", "listed", "mentioned"]
ROLES: tuple[Role, ...] = ("declared", "required", "used", "shown", "announced", "listed", "mentioned")

_CHRONICLE_PATH = re.compile(
    r"(?:^|[/_.-])(?:whats?-?new|what-s-new|release-?notes?|releases|change-?log|changes|history|news|blog|archive)(?=[/_.-]|$)",
    re.I,
)
_PAST_PATH = re.compile(
    r"(?:^|[/_.-])(?:deprecat\w*|retire\w*|retirements?|legacy|migrat\w*|previous|obsolete|older)(?=[/_.-]|$)", re.I
)
_CHRONICLE_HEADING = re.compile(
    r"what'?s new|release notes|change ?log|version history|\bhistory\b|\breleased?\b|\bpast\b", re.I
)
_CHRONICLE_SIGNS = ("new", "release", "change", "history", "past")
"""Each such heading contains one of these."""
_PAST_SIGNS = (*"deprecat retire legacy previous obsolete older earlier migrat upgrad".split(), "no longer")
"""A heading about things that end contains one of these."""
_DIGIT = re.compile(r"\d")


class History:
    """Which parts of a page are about the past.

    `chronicle`: dated entries (what's new, changelogs, sections under a date); `past`: these, and sections about
    things that end (deprecations, retirements, legacy, migration). Both are looked for when they are first asked for.
    """

    def __init__(self, path: str, facts: Facts, *, declared_history: bool = False) -> None:
        self._path, self._facts, self._declared = path, facts, declared_history

    @cached_property
    def page_is_chronicle(self) -> bool:
        """Whether the whole page is dated entries."""
        return self._declared or bool(_CHRONICLE_PATH.search(self._path))

    @cached_property
    def page_is_past(self) -> bool:
        """Whether the whole page is about the past."""
        return self.page_is_chronicle or bool(_PAST_PATH.search(self._path))

    @property
    def chronicle_headings(self) -> list[bool]:
        """By heading whether its section is a dated entry."""
        return self._headings[0]

    @property
    def past_headings(self) -> list[bool]:
        """By heading whether its section is about the past."""
        return self._headings[1]

    @cached_property
    def _headings(self) -> tuple[list[bool], list[bool]]:
        headings = self._facts.headings
        chronicles, pasts = list[bool](), list[bool]()
        stack: list[tuple[int, bool, bool]] = []
        every = "\n".join(heading.text for heading in headings).lower()
        may_be_dated = _DIGIT.search(every) is not None
        may_be_chronicle = any(sign in every for sign in _CHRONICLE_SIGNS)
        signs = [sign for sign in _PAST_SIGNS if sign in every]
        for heading in headings:
            while stack and stack[-1][0] >= heading.level:
                stack.pop()
            inherited = stack[-1] if stack else (0, False, False)
            text = heading.text
            dated = may_be_dated and MONTH_YEAR.match(text) is not None
            titled = may_be_chronicle and heading.level > 1 and _CHRONICLE_HEADING.search(text) is not None
            chronicle = inherited[1] or dated or titled
            past = inherited[2] or chronicle or (bool(signs) and any(sign in text.lower() for sign in signs))
            stack.append((heading.level, chronicle, past))
            chronicles.append(chronicle)
            pasts.append(past)
        return chronicles, pasts

    def chronicle(self, heading: int) -> bool:
        """Return whether a section (index of its heading, or -1) is a dated entry."""
        return self.page_is_chronicle or (heading >= 0 and self.chronicle_headings[heading])

    def past(self, heading: int) -> bool:
        """Return whether a section is about something that has ended, or is about to."""
        return self.page_is_past or (heading >= 0 and self.past_headings[heading])


def name_role(name: Name, facts: Facts, history: History, *, declared: bool, in_code: bool) -> Role:
    """Return the role of a model name; `in_code` means that it is a value in a sample, not in a comment."""
    heading = facts.blocks[name.block].heading
    if declared:
        return "declared"
    if name.sample >= 0:
        return ("shown" if facts.samples[name.sample].output else "used") if in_code else "mentioned"
    if history.chronicle(heading) or name.cue == "announced":
        return "announced"
    if name.context == "cell":
        return "listed"
    if name.cue == "required":
        return "required"
    return "listed" if name.cue == "listed" else "mentioned"


def api_role(version: ApiVersion, facts: Facts, history: History) -> Role:
    """Return the role of an API version."""
    heading = facts.blocks[version.block].heading
    if version.announced or history.chronicle(heading):
        return "announced"
    if version.sample >= 0:
        return "shown" if facts.samples[version.sample].output else "used"
    if version.cue == "column":
        return "declared"
    if version.cue in ("query", "parameter", "provider"):
        return "used"
    return "listed" if version.context == "cell" else "mentioned"

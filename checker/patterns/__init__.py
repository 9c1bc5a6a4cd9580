"""Compiled shapes of versions, API versions, dates and URLs; text goes in, matches come out.

The shapes of model names are in `models`, and made from data.

Every pattern is linear: no nested quantifier over overlapping alternatives.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence, Set
from typing import Any, cast

_RARE = "^~{}$@|<>+?&%=#!"
"""Signs that most texts lack, the rarest first."""


class Later:
    """Stands for a pattern, which is compiled when it is first used: most runs need few of the long ones."""

    def __init__(self, pattern: str | Callable[[], str], flags: re.RegexFlag) -> None:
        self._pattern, self._flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self._pattern if isinstance(self._pattern, str) else self._pattern(), self._flags)
        self.__dict__.update((one, getattr(compiled, one)) for one in dir(compiled) if not one.startswith("_"))
        self.compiled = compiled
        return getattr(self, name) if name in self.__dict__ else getattr(compiled, name)


def later(pattern: str | Callable[[], str], flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """Return what is used as a pattern, and compiled when it is first used; the text of a long one is made then too."""
    return cast("re.Pattern[str]", Later(pattern, flags))


class AnyOf:
    """Texts of which a text may hold one; each is looked for behind a rare sign in it, which is found much faster."""

    __slots__ = ("_behind",)

    def __init__(self, *texts: str) -> None:
        self._behind = [(next((sign for sign in _RARE if sign in text), text), text) for text in texts]

    def is_in(self, text: str) -> bool:
        """Return whether a text holds one of them."""
        for sign, one in self._behind:  # noqa: SIM110 - a generator takes longer
            if sign in text and one in text:
                return True
        return False

    def offsets(self, text: str) -> Iterator[int]:
        """Yield where a text holds each of them, one after the other."""
        for sign, one in self._behind:
            at = text.find(one) if sign in text else -1
            while at >= 0:
                yield at
                at = text.find(one, at + len(one))


class AnyWord:
    """Words in lower case of which a text may hold one, with no letter of ASCII beside it: by the text's `letters`."""

    __slots__ = ("_words",)

    def __init__(self, *words: str) -> None:
        self._words = frozenset(word.encode("ascii") for word in words)

    def is_among(self, words: Set[bytes]) -> bool:
        """Return whether one of them is among the words of a text."""
        return not self._words.isdisjoint(words)


class Shape:
    """A pattern, and what tells quickly that it matches nowhere: the one way to skip a search that cannot succeed.

    Each match holds one of the texts `needs`. A `sketch` is a quicker pattern, which matches inside each match, or what
    stands around it on its line. Both are in lower case where the pattern ignores case. They may only skip searching,
    never decide anything else: with `may_be_in` always true, everything reads the same. The pattern is compiled when it
    is first used.
    """

    __slots__ = ("_compiled", "_needed", "_sketched", "flags", "folds", "needs", "pattern", "sketch")

    def __init__(
        self, pattern: str, flags: re.RegexFlag = re.NOFLAG, *, needs: Sequence[str] = (), sketch: str = ""
    ) -> None:
        if not needs and not sketch:
            raise ValueError(f"nothing says quickly where {pattern} does not match")
        self.pattern = pattern
        self.flags = flags
        self.needs = tuple(needs)
        self.sketch = sketch
        self.folds = bool(flags & re.IGNORECASE) and (bool(sketch) or any(need.upper() != need for need in needs))
        """Whether texts are to be compared in lower case."""
        self._needed = AnyOf(*needs)
        self._compiled: re.Pattern[str] | None = None
        self._sketched: re.Pattern[str] | None = None

    @property
    def compiled(self) -> re.Pattern[str]:
        """The pattern, to be asked at a place where `may_be_in` has been asked already."""
        if self._compiled is None:
            self._compiled = re.compile(self.pattern, self.flags)
        return self._compiled

    @property
    def sketched(self) -> re.Pattern[str]:
        """The quicker pattern, for a text in lower case where the shape `folds`."""
        if self._sketched is None:
            self._sketched = re.compile(self.sketch)
        return self._sketched

    def may_be_in(self, text: str) -> bool:
        """Return whether a text holds what each match holds."""
        if not (self.folds or self.sketch):  # as most are
            return self._needed.is_in(text)
        if self.folds:
            text = in_lower_case(text)
        if self.needs and not self._needed.is_in(text):
            return False
        return not self.sketch or self.sketched.search(text) is not None

    def hints(self, text: str) -> Iterator[int]:
        """Yield offsets in each text on lines of its own that may hold a match; in lower case if the shape `folds`."""
        if self.needs:
            return self._needed.offsets(text)
        return (match.start() for match in self.sketched.finditer(text))

    def is_in(self, text: str) -> bool:
        """Return whether the pattern is found in a text."""
        return self.may_be_in(text) and self.compiled.search(text) is not None

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Return the first match in a text or a part of it."""
        return self.compiled.search(text, start, end) if self.may_be_in(text) else None

    def sub(self, put: str | Callable[[re.Match[str]], str], text: str) -> str:
        """Return a text with something else in the place of each match."""
        return self.compiled.sub(put, text) if self.may_be_in(text) else text

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches in a text."""
        return self.compiled.finditer(text) if self.may_be_in(text) else iter(())


def in_lower_case(text: str) -> str:
    """Return a text in lower case as patterns that ignore case see it, with each letter where it was."""
    lower = text.lower()
    if len(lower) != len(text):  # some letters are two in lower case
        lower = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    if not lower.isascii():
        for letter, matched in _ALSO_MATCHED:
            lower = lower.replace(letter, matched)
    return lower


_ALSO_MATCHED = (("\u0130", "i"), ("\u0131", "i"), ("\u017f", "s"))
"""What `re.IGNORECASE` takes for letters of ASCII, and `str.lower` does not: i with and without a dot, and long s."""


def has_digit(text: str) -> bool:
    """Return whether a text holds a decimal digit of any script; those of ASCII are found in a fifth of the time."""
    return (_ASCII_DIGIT if text.isascii() else _DIGIT).search(text) is not None


_ASCII_DIGIT, _DIGIT = re.compile(r"[0-9]"), re.compile(r"\d")


def letters(lower: str) -> set[bytes]:
    """Return the words of a text in lower case as far as they are letters of ASCII; what is none stands between two."""
    return set(lower.encode("utf-8", "surrogatepass").translate(_LETTERS).split())


_LETTERS = bytes(byte if byte < 0x80 and chr(byte).isalpha() else 0x20 for byte in range(256))
"""Turns each byte into a space that is no letter of ASCII."""


def start_places(text: str, starts: Sequence[str], lower: str | None = None) -> list[int]:
    """Return the offsets at which one of some texts, given in lower case, stands in a text, in order.

    `lower` is the text in lower case, where that is at hand.
    """
    if not starts:
        return []
    lower = in_lower_case(text) if lower is None else lower
    found = []
    for start in starts:
        at = lower.find(start)
        while at >= 0:
            found.append(at)
            at = lower.find(start, at + 1)
    return sorted(found)


MODEL_VERSION = r"(?:turbo-)?\d{4}-\d{2}-\d{2}(?:-preview)?|\d{4}(?:-preview)?|vision-preview"
_SHORT_VERSION = rf"{MODEL_VERSION}|\d{{3}}|\d(?:\.\d)?"
BOUND_IN_PARENTHESES = later(
    rf"[`*]{{0,3}}\s*\(\s*`?(?:versions?:?\s*)?(?P<list>`?(?:{MODEL_VERSION})`?(?:\s*(?:,|and|or|,\s*and)\s*`?(?:{MODEL_VERSION})`?)*)\s*\)",
    re.I,
)
BOUND_BY_WORD = later(
    rf"[`*]{{0,3}}\s*(?:\(\s*)?(?:model\s+)?versions?:?\s*(?P<list>`?(?:{_SHORT_VERSION})(?![\w.-])`?(?:\s*(?:,|and|or|,\s*and)\s*`?(?:{MODEL_VERSION})`?)*)",
    re.I,
)
BOUND_IN_BOLD = re.compile(rf"\*\*,\s*\*\*(?P<list>{_SHORT_VERSION})\*\*")
BOUND_BEFORE = later(
    rf"\bversions?:?\s+(?P<list>`?(?:{_SHORT_VERSION})`?(?:\s*(?:,|and|or|,\s*and)\s*`?(?:{MODEL_VERSION})`?)*)"
    r"\s+of\s+(?:the\s+)?[`*]{0,3}$",
    re.I,
)
"""What precedes a name: "version 0301 of"."""
BOUND_BARE = re.compile(r"`?\s+`?(?P<list>\d{4}-\d{2}-\d{2})`?(?![\w-])")
ONE_VERSION = re.compile(_SHORT_VERSION, re.I)

API_VERSION_VALUE = re.compile(r"v?\d{4}-\d{1,2}-\d{1,2}(?:-[A-Za-z]+(?:[.-]?\d+)?)?(?![\w-])")
"""What looks like a dated API version in prose, well-formed or not."""
API_VERSION_MISWRITTEN = later(
    r"(?<![\w/.-])(?:20\d\d[/._]\d{1,2}[/._]\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]20\d\d)(?:-[A-Za-z]{4,9})?(?![\w/-]|\.\w)"
)
"""A date with other separators or in another order, which is an API version only where something else says so."""
API_VERSION_WELL_FORMED = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})(?P<channel>-[a-z][a-z0-9.-]*)?")
API_VERSION_QUERY = later(
    r"(?P<separator>[?&;]{1,3}|&amp;)?(?P<name>(?-i:(?<![a-z_-]))api-?version|(?<=[?&])version)=(?P<value>[^&\s\"'`<>)\\,;|]*)",
    re.I,
)
API_VERSION_NAME = re.compile(r"(?:azure_?)?(?:open_?ai_?)?(?:azure_?)?(?:openai_?)?(?:api)[-_]?version", re.I)
ARM_TYPE = re.compile(r"(?P<type>Microsoft\.[A-Za-z]+(?:/[A-Za-z]+)*)@(?P<value>[\w.-]+)")
ARM_PROVIDER = re.compile(r"/providers/(?P<provider>Microsoft\.[A-Za-z]+)", re.I)

URL_HEAD = later(
    r"(?:(?:https?|wss?)://|\{\{?[\w.-]+\}?\}|\$\{?[\w:.]+\}?|@\w+|\{\w+\})?(?:\[[^\]\n]{0,60}\]|<[^>\n]{0,60}>|[^\s\"'`<>\[\]|])*$"
)
"""The part of a line that leads up to an offset and belongs to the same URL, placeholders with blanks included."""
URL_DEPLOYMENT = re.compile(
    r"/deployments/(?P<path>[^/\s?\"'`&=]+)(?=[/?\"'`\s]|$)|[?&](?:deployment|deployment-id|model)=(?P<query>[^&\s\"'`<>)]+)"
)
BODY_MODEL = re.compile(r"""\\?["'](?P<key>model|deployment|engine)\\?["']\s*:\s*\\?["'](?P<value>[^"'\\\n]+)\\?["']""")

NO_WORD_BEFORE, NO_WORD_AFTER = r"(?<![\w/.@#$%&={'\"\\-])", r"(?![\w/@$=}\"\\-]|\.\w|'(?!s\b))"
"""What stands around a word or a name that is one of the sentence: no path, no assignment, no part of another word."""

MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def month_number(name: str) -> int:
    """Return the number of a month, 1 to 12, by its English name or the beginning of it, at least three letters."""
    return _MONTHS.index(name[:3].lower()) + 1


LONG_DATE = later(rf"(?P<month>{MONTH})\.?\s+(?P<dayno>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>20\d\d)")
MONTH_YEAR = later(
    rf"^\W*(?:{MONTH}\.?\s+(?:\d{{1,2}},?\s+)?20\d\d|20\d\d(?:-\d\d){{0,2}}|v?\d+\.\d+(?:\.\d+)*\b.*)\W*$", re.I
)
"""A heading that is a date or a release number: what stands under it is history."""

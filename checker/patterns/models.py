"""A text goes in, the model names in it come out with their prefixes and tags, by the patterns of `families.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache

from . import families, in_lower_case, later, letters, start_places

MODEL_NAME = later(lambda: rf"(?<![\w@/.\-])(?:{families.pattern()})", re.I | re.X)
"""A model name as ids, display names and their misspellings write it, without prefix and tag; its case is free."""

_WHOLE = later(lambda: "|".join(re.escape(name) for one in families.load().families for name in one.whole), re.I)
"""Names that are words too."""

_UNCLEAR = later(lambda: rf"(?:{'|'.join(map(re.escape, _unclear_heads()))})-?\w*")
"""A head that may be a word, and at most one part behind it."""

_NUMBERED = re.compile(r"[a-z]\d-")
"""A head with a number, and something behind it: `o3-mini` is no word."""

_TAG = later(
    r":(?:\d{1,3}(?:\.\d{1,2})?[bm](?:-[\w.]+)*|(?<=v\d:)\d{1,2}(?::\d{1,4}k)?|latest|free|beta|thinking|online)(?![\w:-])"
    r"|@(?:\d{3,8}|default|latest)(?![\w-])",
    re.I,
)
"""What may follow a name: the size of `llama3.1:8b`, the day of `claude-3-5-sonnet@20240620`."""
_MISSPELLED_HEAD = later(rf"(?P<head>[A-Za-z]{{3,12}})(?:-(?=[\w.-]*\d)|(?P<glued>(?=\d)))[A-Za-z0-9]+{families.TAIL}")
_LONGER = later(
    r" (?!(?:models?|family|families|series|versions?|generation|releases?|deployments?|endpoints?|pricing|limits?|"
    r"quotas?|and|or|for|with|from|is|are|in|on|to|as|at|by|vs|versus)\b)(?-i:[A-Z])[a-z]{2,30}(?!\w)",
    re.I,
)
"""A word in capitals that belongs to the name before it, and is none that any name can have beside it."""
_NEXT_WORD = re.compile(r" (?P<word>[A-Z][a-z]{3,})(?![\w-])")
_BEFORE = frozenset("/:.-@")
_LONGEST_PREFIX, _LONGEST_NAME = 90, 120
"""Characters of the longest prefix (a region, a maker, a path) and of the longest name of a model."""


def is_model_name(text: str) -> bool:
    """Return whether a text is nothing but a model's name, or a misspelled one, without a prefix."""
    return MODEL_NAME.fullmatch(text) is not None or is_whole_name(text) or _misspelled_end(text, 0) == len(text)


def is_whole_name(text: str) -> bool:
    """Return whether a text is a name that is a word too, such as `whisper`: it is one where nothing is beside it."""
    return _WHOLE.fullmatch(text) is not None


def may_be_whole(words: Set[bytes]) -> bool:
    """Return whether a text with these `letters` may hold a name that is a word too."""
    return not _whole_words().isdisjoint(words)


@cache
def _whole_words() -> frozenset[bytes]:
    return frozenset(by_first_word(name.lower() for one in families.load().families for name in one.whole))


def goes_on(name: str, after: str) -> bool:
    """Return whether a display name is only the start of a longer one, by what follows it: “Command A” “ Translate”."""
    return " " in name and _LONGER.match(after) is not None


def is_unclear(text: str) -> bool:
    """Return whether what looks like a name may as well be a word or a sign of the sentence: `command-line`, `o1`."""
    return text[:1].islower() and _UNCLEAR.fullmatch(text) is not None and _NUMBERED.match(text) is None


def model_starts(text: str) -> list[str]:
    """Return the ways in which model names start, as far as a text holds them."""
    lower = in_lower_case(text)
    return starts_in(lower, letters(lower))


def starts_in(lower: str, words: Set[bytes], by_word: Mapping[bytes, Sequence[str]] | None = None) -> list[str]:
    """Return the starts that a text in lower case holds, of names of models or those that `by_first_word` gave.

    `words` are the text's `letters`: to take it apart once is many times as quick as to look for hundreds of starts.
    """
    known = _starts_by_word() if by_word is None else by_word
    found = words & (_first_words() if by_word is None else known.keys())
    return [start for word in sorted(found) for start in known[word] if start in lower]


def by_first_word(starts: Iterable[str]) -> dict[bytes, list[str]]:
    """Return starts of names by the letters that each begins with: no letter precedes these, or follows them."""
    found: dict[bytes, list[str]] = {}
    for start in starts:
        found.setdefault(min(letters(start), key=start.encode().index), []).append(start)
    return found


@cache
def _first_words() -> frozenset[bytes]:
    return frozenset(_starts_by_word())


def _unclear_heads() -> list[str]:
    return [head for one in families.load().families if one.unclear for head in one.heads]


@cache
def starts() -> list[str]:
    """Return what every name starts with, in lower case."""
    sound = sorted({start for family in families.load().families for start in family.beginnings})
    heads = families.misspelled_heads().items()
    return [*sound, *sorted(head if one.numbered else f"{head}-" for head, one in heads)]


@cache
def _starts_by_word() -> dict[bytes, list[str]]:
    return by_first_word(starts())


def model_names(text: str, starts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the model names of a text that start in one of these ways, prefixes and tags included."""
    end = 0
    for at in start_places(text, starts):
        if at < end:
            continue
        apart = at == 0 or not (text[at - 1].isalnum() or text[at - 1] in "_/@.-")
        start = _prefix_start(text, at, end) if at and text[at - 1] in _BEFORE else at if apart else -1
        if start < 0:
            continue
        match = MODEL_NAME.match(text, at) if start == at else MODEL_NAME.match(text[at : at + _LONGEST_NAME])
        last = _misspelled_end(text, at, at + len(match.group()) if match else 0)
        if last == 0 or _is_prefix(text, last):
            continue
        end = last
        tag = _TAG.match(text, end)
        end = tag.end() if tag else end
        yield start, end


def without_names(text: str) -> str:
    """Return a text with a space in the place of each name, as `MODEL_NAME` finds them."""
    kept, end = [], 0
    for at in start_places(text, model_starts(text)):
        match = MODEL_NAME.match(text, at) if at >= end else None
        if match is not None:
            kept.append(text[end:at])
            end = match.end()
    return " ".join([*kept, text[end:]])


def _misspelled_end(text: str, at: int, end: int = 0) -> int:
    """Return where a name at an offset ends that is misspelled: in its head, or in the last word of a display name.

    `end` is where the sound part of it ends, or 0 where there is none; that comes back for a name without a slip.
    """
    if not end:
        if head := _MISSPELLED_HEAD.match(text, at):
            family = families.misspelled_heads().get(head["head"].lower())
            return head.end() if family is not None and (family.numbered or head["glued"] is None) else 0
        end = sound.end() if (sound := MODEL_NAME.match(text, at)) else 0
    word = _NEXT_WORD.match(text, end) if end and " " in text[at:end] else None
    return word.end() if word and word["word"].lower() in families.misspelled_series() else end


def _is_prefix(text: str, end: int) -> bool:
    """Return whether what ends at an offset is a segment of a path to a model rather than one (`deepseek-ai/...`)."""
    return text[end : end + 1] == "/" and text[end + 1 : end + 2].isalnum()


def _prefix_start(text: str, at: int, floor: int) -> int:
    """Return where the prefix before a name starts; the name itself behind a colon of the sentence; -1 for a path."""
    start, least = at, max(floor, at - _LONGEST_PREFIX)
    while start > least and (text[start - 1].isalnum() or text[start - 1] in "_@.-/:"):
        start -= 1
    prefix = text[start:at].lower()
    if is_prefix(prefix):
        return start
    return at if prefix.endswith(":") else -1


@cache
def is_prefix(text: str) -> bool:
    """Return whether a text in lower case may precede a model's name: `azure/`, `openai:`, `us.anthropic.`."""
    if text in families.platforms().joined:
        return True
    dotted = families.dotted_maker(text.rpartition("/")[2].rpartition(":")[2])
    path = text[: len(text) - len(dotted)]
    segments = re.split("[/:]", path)
    return (bool(dotted) or len(segments) > 1) and segments[-1] == "" and all(map(_is_segment, segments[:-1]))


def _is_segment(text: str) -> bool:
    known = families.platform_of(text) or families.maker_of(text) or text in families.platforms().segments
    return bool(known) or (len(text) > 1 and text[0] == "@")

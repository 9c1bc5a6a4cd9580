"""A word goes in; whether English has it comes out, and if not, the words that it may be a typo of.

The words and their frequencies come from the dictionary file that symspellpy ships; its own search takes seconds to set
up, where a few sets do for the few words that are looked up here. Everything else is in `dictionary.toml`.
"""

from __future__ import annotations

import importlib.resources
import re
from bisect import bisect_left
from collections.abc import Iterator, Set
from functools import cache, lru_cache
from itertools import chain, product
from pathlib import Path
from string import ascii_lowercase

import msgspec
from rapidfuzz.distance import Prefix


class WordListError(Exception):
    """The word list of English is missing or damaged, and how."""


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class _List(_Strict, frozen=True):
    """Where the word list is, and the fewest words that it has."""

    package: str
    file: str
    least: int
    source: str


class _Affixes(_Strict, frozen=True):
    words: str
    source: str
    example: str


class _Compounds(_Affixes, frozen=True):
    rank: int


class British(_Strict, frozen=True):
    """American letters, as a pattern, the British ones in their place, and a word with either."""

    american: str
    british: str
    example: tuple[str, str]


class _Stems(_Strict, frozen=True):
    rank: int


class _Typos(_Strict, frozen=True):
    transposed: int
    missing: int
    replaced: int
    first: int
    longest: int


class _Limit(_Strict, frozen=True):
    letters: int
    rank: int


class _Slips(_Strict, frozen=True):
    near: int
    missing: int
    shortest: int
    example: tuple[str, str]


class Misspelling(_Strict, frozen=True):
    """What is not spelled so where a suffix follows a stem: a pattern of `stem+suffix`, and `right` in its place.

    With `right`, it is wrong only where that makes a word of English, at least as frequent as `rank` if that is given.
    `example` is a wrong word and the right one.
    """

    pattern: str
    source: str
    example: tuple[str, str]
    right: str = ""
    rank: int = 0


class Morphology(_Strict, frozen=True):
    """What `dictionary.toml` holds; its comments say what each part means."""

    list: _List
    prefixes: _Affixes
    suffixes: _Affixes
    british: tuple[British, ...]
    compounds: _Compounds
    stems: _Stems
    typos: _Typos
    limits: tuple[_Limit, ...]
    slips: _Slips
    misspellings: tuple[Misspelling, ...]


@cache
def morphology() -> Morphology:
    """Return what `dictionary.toml` holds."""
    return msgspec.toml.decode(Path(__file__).with_suffix(".toml").read_bytes(), type=Morphology)


def ranks() -> dict[str, int]:
    """Return the words of English in lower case by how frequent they are, 0 for the most frequent.

    Raises `WordListError` when the file that holds them is missing or damaged.
    """
    found = _ranks()
    if isinstance(found, str):
        raise WordListError(found)
    return found


@cache
def _ranks() -> dict[str, int] | str:
    """Return the ranks of words, or why there are none: a file that cannot be read is not tried for each page."""
    source = morphology().list
    try:
        text = importlib.resources.files(source.package).joinpath(source.file).read_text(encoding="utf-8-sig")
    except (ImportError, OSError, UnicodeDecodeError) as error:
        return f"cannot read the word list of {source.package}: {error}"
    fields = text.split()
    words, counts = fields[::2], fields[1::2]
    if len(words) < source.least or len(words) != len(counts) or not all(map(str.isdecimal, counts)):
        return f"the word list of {source.package} is damaged: {source.file} is not {source.least:,} words with counts"
    return dict(zip(words, range(len(words)), strict=True))


@lru_cache(maxsize=20_000)
def exists(word: str) -> bool:
    """Return whether a word (lower case) is one of English, or made of one with the usual prefixes and suffixes.

    Raises `WordListError`.
    """
    return _is_made(word, 0)


@cache
def _affixes() -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(morphology().prefixes.words.split()), tuple(morphology().suffixes.words.split())


def _is_made(word: str, depth: int) -> bool:
    known = ranks()
    if word in known:
        return True
    if any(other in known for other in british(word)):
        return True
    prefixes, suffixes = _affixes()
    stems = [(word.removesuffix(suffix), suffix) for suffix in suffixes if word.endswith(suffix)]
    stems = [(stem, suffix) for stem, suffix in stems if len(stem) > 2 and not _is_misspelled(stem, suffix)]
    if any(_is_stem(stem, suffix) for stem, suffix in stems):
        return not _lacks_letter(word)
    is_made = depth == 0 and any(_is_made(stem, 1) for stem, _ in stems)
    if not is_made and depth < 2:
        rests = [word[len(prefix) :] for prefix in prefixes if word.startswith(prefix)]
        is_made = any(len(rest) > 3 and _is_made(rest, 2) for rest in rests)
    return is_made and not _is_likely_slip(word)


@cache
def _american() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(one.american), one.british) for one in morphology().british)


def british(word: str) -> list[str]:
    """Return how an American spelling may be written in Britain."""
    return [american.sub(letters, word) for american, letters in _american() if american.search(word)]


def _is_stem(stem: str, suffix: str) -> bool:
    """Return whether a suffix can follow a stem, which may have lost an e, or have an i for a y or a letter doubled."""
    known = ranks()
    if suffix[0] == "i" and suffix in ("ies", "ied", "ier"):
        return stem + "y" in known
    if len(stem) == 3:
        return stem in known and known[stem] < morphology().stems.rank
    if stem in known or (suffix[0] in "aeio" and stem + "e" in known):
        return True
    return (stem[-1] == stem[-2] and stem[:-1] in known) or (stem[-1] == "i" and stem[:-1] + "y" in known)


@cache
def _misspellings() -> tuple[tuple[re.Pattern[str], Misspelling], ...]:
    return tuple((re.compile(f"(?:{one.pattern})$"), one) for one in morphology().misspellings)


def _is_misspelled(stem: str, suffix: str) -> bool:
    """Return whether a stem is not spelled so before a suffix: `prefer` + `ed`, `use` + `ing`."""
    known, joined = ranks(), f"{stem}+{suffix}"
    for pattern, one in _misspellings():
        if match := pattern.search(joined):
            rank = known.get(joined[: match.start()] + match.expand(one.right)) if one.right else 0
            if rank is not None and rank <= (one.rank or len(known)):
                return True
    return False


def _is_likely_slip(word: str) -> bool:
    """Return whether a word that is put together of parts is more likely a frequent word with a typo.

    The typo is a letter that was doubled, transposed or left out; what is a part of the word is none of its meanings.
    """
    known, limits = ranks(), morphology().slips
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        near = [before + after[1] + after[0] + after[2:]] if len(after) > 1 else []
        if after and before[-1:] == after[0]:
            near.append(before + after[1:])
        if any(known.get(other, limits.near) < limits.near and not word.endswith(other) for other in near):
            return True
        for letter in ascii_lowercase:
            most = limits.near if letter in (before[-1:], after[:1]) else limits.missing
            if known.get(before + letter + after, most) < most:
                return True
    return False


def _lacks_letter(word: str) -> bool:
    """Return whether a word is a frequent one but for a letter: not the last one, nor one of two that are the same.

    Then a suffix fits by chance (`spec` + `ify` + `ed`).
    """
    known, limits = ranks(), morphology().slips
    most = limits.missing
    for at in range(1, len(word)) if len(word) > limits.shortest else ():
        before, after = word[:at], word[at:]
        for letter in ascii_lowercase:
            if letter not in (before[-1], after[0]) and known.get(before + letter + after, most) < most:
                return True
    return False


@lru_cache(maxsize=20_000)
def is_compound(word: str) -> bool:
    """Return whether a word is put together from two others, as `lockfile` is; raises `WordListError`."""
    longest = _longest_part()
    cuts = range(max(3, len(word) - longest), min(len(word) - 2, longest + 1))
    return any(_is_part(word[:cut]) and _is_part(word[cut:]) for cut in cuts) and not _is_likely_slip(word)


@cache
def _longest_part() -> int:
    rank = morphology().compounds.rank
    return max((len(word) for word, at in ranks().items() if at < rank), default=0)


@cache
def _short_parts() -> frozenset[str]:
    return frozenset(morphology().compounds.words.split())


def _is_part(text: str) -> bool:
    if len(text) == 3:
        return text in _short_parts()
    rank = morphology().compounds.rank
    return ranks().get(text, rank) < rank


def typos(word: str, ends: tuple[int, int] | None = None) -> Iterator[tuple[str, int]]:
    """Yield what a word may have been before a typo, with how unlikely the typo is (see `dictionary.toml`).

    A letter too many in front (`vtable`) is a way to name things, and no typo. With `ends`, as `known_ends` returns
    them, the typos are left out that keep more of the start or the end than words of English can have.
    """
    costs = morphology().typos
    near, far = costs.transposed, costs.missing
    if len(word) > costs.longest:
        return
    head, tail = ends or (len(word), len(word))
    for at in range(head + 1):
        before, after = word[:at], word[at:]
        least = len(after) - tail  # letters that do not stay as they are
        if at and after and least <= 1:
            yield before + after[1:], near if after[0] == before[-1] else far
        if len(after) > 1 and least <= 2:
            yield before + after[1] + after[0] + after[2:], near
        if len(after) > 2 and least <= 3:
            yield before + after[2] + after[1] + after[0] + after[3:], far
        for letter in ascii_lowercase if least <= 1 else "":
            if least <= 0:
                yield before + letter + after, near if letter in (before[-1:], after[:1]) else far
            if after and (at or len(word) >= costs.first):  # the first letter is seldom mistyped
                yield before + letter + after[1:], costs.replaced
        for second in range(at + max(2, least - 2), len(word) - 1):
            middle = word[at + 2 : second]
            yield before + after[1] + after[0] + middle + word[second + 1] + word[second] + word[second + 2 :], far
        if at > 1 and least <= 0:
            yield before + before[-2:] + after, far
        for size in (2, 3):
            if least <= size and after[:size] == after[size : 2 * size] and len(after) >= 2 * size:
                yield before + after[size:], near


def known_ends(word: str) -> tuple[int, int]:
    """Return how many letters at the start of a word, and at its end, start and end words of English.

    Raises `WordListError`.
    """
    forward, backward = _ordered()
    word = word.replace("z", "s")
    return _longest_start(word, forward), _longest_start(word[::-1], backward)


@cache
def _ordered() -> tuple[list[str], list[str]]:
    """Return the words of English in order, and in the order of their ends, each of those backwards.

    They have an s for each z, as the American and the British spelling of most verbs then are one.
    """
    words = {word.replace("z", "s") for word in (*ranks(), *_american_forms())}
    return sorted(words), sorted(word[::-1] for word in words)


def _american_forms() -> Iterator[str]:
    """Yield the words with a z in an American spelling that differs from the known one in other letters."""
    with_z = [word for word in ranks() if "yz" in word or "iz" in word]
    for one in morphology().british:
        american = _LOOK_AROUND.sub("", one.american)
        for parts in (word.split(one.british) for word in with_z if one.british in word):
            for between in product((one.british, american), repeat=len(parts) - 1):
                yield "".join(chain.from_iterable(zip(parts, (*between, ""), strict=True)))


_LOOK_AROUND = re.compile(r"\(\?[^()]*\)")


def _longest_start(word: str, words: list[str]) -> int:
    """Return how long the longest start is that a word has in common with one of the words in order."""
    at = bisect_left(words, word)
    return max(Prefix.similarity(word, other) for other in words[max(at - 1, 0) : at + 1])


@lru_cache(maxsize=20_000)
def meant(word: str) -> tuple[str, ...]:
    """Return the words of English that a word may be a typo of, the likeliest first; at most three.

    The shorter the word and the unlikelier the typo, the more frequent a word must be. Raises `WordListError`.
    """
    best = dict[str, float]()
    most = next((limit.rank for limit in morphology().limits if len(word) >= limit.letters), 0)
    for other, cost, rank in _near(word):
        if len(other) < 4 or (len(word) < 6 and cost > 1) or rank * (cost * cost) / 2 > most:
            continue
        best[other] = min(best.get(other, most * 10), (rank + 200) * cost**3)
    return tuple(sorted(best, key=lambda one: (best[one], one))[:3])


def meant_among(word: str, words: Set[str]) -> tuple[str, ...]:
    """Return those of some words that a word may be a likely typo of, the most frequent first.

    Raises `WordListError`.
    """
    most = morphology().typos.missing
    near = _near(word) if len(word) >= morphology().slips.shortest else ()
    found = {(rank, other) for other, cost, rank in near if cost <= most and len(other) > 4 and other in words}
    return tuple(other for _, other in sorted(found))


_FEW = 200
"""For so many words, looking up all that each may have been takes no longer than putting the list in order."""


@lru_cache(maxsize=20_000)
def _near(word: str) -> tuple[tuple[str, int, int], ...]:
    """Return the words of English that are a typo away from a word, with how unlikely it is and their ranks."""
    return tuple(near(word, known_ends(word) if _near.cache_info().misses > _FEW else None))


def near(word: str, ends: tuple[int, int] | None) -> Iterator[tuple[str, int, int]]:
    """Yield the words of English that are a typo away from a word, with how unlikely it is and their ranks.

    With `ends` (see `typos`), they are the same and found sooner. Raises `WordListError`.
    """
    known = ranks()
    for other, cost in typos(word, ends):
        rank = known.get(other)
        if rank is None and ("yz" in other or "iz" in other):
            rank = min((known[word] for word in british(other) if word in known), default=None)
        if rank is not None:
            yield other, cost, rank

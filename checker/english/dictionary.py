"""A word goes in; whether English has it comes out, and if not, the words that one slip of the keys makes into it.

The words and how frequent they are come from the dictionary of symspellpy; the package itself is never imported, its
own search takes seconds to set up where a few sets do for the few words that are looked up here.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from string import ascii_lowercase

_DATA = ("symspellpy", "frequency_dictionary_en_82_765.txt")


@cache
def ranks() -> dict[str, int]:
    """Return the words of English in lower case by how frequent they are, 0 for the most frequent.

    Raises `FileNotFoundError` when the package that holds them is not installed.
    """
    package, name = _DATA
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"the package {package}, which holds the words of English, is not installed")
    fields = Path(spec.origin).with_name(name).read_text(encoding="utf-8-sig").split()
    return dict(zip(fields[::2], range(len(fields)), strict=False))


_PREFIXES = (
    "un re non pre sub multi auto de co over micro meta hyper inter intra mis under out up dis post anti semi super "
    "cross mid self geo bio mono poly pseudo"
).split()
_SUFFIXES = (
    "s es ed d ing er ers or ors able ability ably ize izes ized izing ise ises ised ising izer izers iser ization "
    "izations isation ation ations ment ments ness ly al ally ity ful wise ish ist ists like ies ied ier ee ees ion "
    "ions ive"
).split()
_BRITISH = (
    (re.compile("(?<=[il])yz(?=[ei])"), "ys"),
    (re.compile("iz(?=e|ing|ation|able)"), "is"),
    (re.compile("(?<=[a-z]{3})or(?=s?$|ed$|ing$|ful$|able$|ite|al$)"), "our"),
    (re.compile("(?<=[bt])er(?=s?$)"), "re"),
    (re.compile("og(?=s?$)"), "ogue"),
    (re.compile("ense(?=s?$)"), "ence"),
    (re.compile("ll(?=s?$|ment)"), "l"),
)
"""American letters and the British ones in their place."""
_SMALL = frozenset(
    "out off web log key end app net bit map set get box bar bot dev job tag pop top row air day eye sun how who any "
    "all one two non per sub pre sea car dot pin pad tab zip hub lab run add top hot low max min big new old "
    "red".split()
)
"""Words of three letters that others are built of."""
_PART, _FREQUENT = 15_000, 3_000


@lru_cache(maxsize=20_000)
def exists(word: str) -> bool:
    """Tell whether a word (lower case) is one of English, or made of one with the usual beginnings and endings."""
    return _is_made(word, 0)


def _is_made(word: str, depth: int) -> bool:
    known = ranks()
    if word in known:
        return True
    if any(british in known for british in _british(word)):
        return True
    for suffix in _SUFFIXES:
        stem = word.removesuffix(suffix)
        if stem != word and len(stem) > 2 and (_is_stem(stem, suffix) or (depth == 0 and _is_made(stem, 1))):
            return True
    if depth == 2:
        return False
    return any(
        word.startswith(prefix) and len(word) - len(prefix) > 3 and _is_made(word[len(prefix) :], 2)
        for prefix in _PREFIXES
    )


def _british(word: str) -> list[str]:
    """Return what an American spelling may be in Britain."""
    return [american.sub(british, word) for american, british in _BRITISH if american.search(word)]


def _is_stem(stem: str, suffix: str) -> bool:
    """Tell whether a suffix can follow a stem: an e can have gone before it, a y become an i, a last letter doubled."""
    known = ranks()
    if stem[-1] == "r" and suffix in ("ed", "ing") and f"{stem}r{suffix}" in known:
        return False  # occurred
    if suffix[0] == "i" and suffix in ("ies", "ied", "ier"):
        return stem + "y" in known
    if len(stem) == 3:
        return known.get(stem, _PART) < _FREQUENT
    if stem in known or (suffix[0] in "aeio" and stem + "e" in known):
        return True
    return (stem[-1] == stem[-2] and stem[:-1] in known) or (stem[-1] == "i" and stem[:-1] + "y" in known)


def is_built(word: str) -> bool:
    """Tell whether a word is put together from two others, as `lockfile` and `namespace` are."""
    return any(_is_part(word[:cut]) and _is_part(word[cut:]) for cut in range(3, len(word) - 2))


def _is_part(text: str) -> bool:
    return text in _SMALL if len(text) == 3 else ranks().get(text, _PART) < _PART


def slips(word: str) -> Iterator[tuple[str, int]]:
    """Yield what a word could have been before one slip, with how unlikely the slip is.

    1: two letters changed places, one was doubled or a doubled one lost, a syllable was doubled; 2: a letter was left
    out or put in, one of two syllables that are alike was left out, letters changed places twice; 3: another letter
    was typed. A letter too many in front (`vtable`) is a way to name things, and no slip.
    """
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        if at and after:
            yield before + after[1:], 1 if after[0] == before[-1] else 2
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:], 1
        for letter in ascii_lowercase:
            yield before + letter + after, 1 if letter in (before[-1:], after[:1]) else 2
            if after and (at or len(word) > 7):  # the first letter is seldom mistyped
                yield before + letter + after[1:], 3
        for second in range(at + 2, len(word) - 1):
            yield (
                before
                + after[1]
                + after[0]
                + word[at + 2 : second]
                + word[second + 1]
                + word[second]
                + word[second + 2 :],
                2,
            )
        if at > 1:
            yield before + before[-2:] + after, 2
        for size in (2, 3):
            if after[:size] == after[size : 2 * size] and len(after) >= 2 * size:
                yield before + after[size:], 1


@lru_cache(maxsize=20_000)
def meant(word: str) -> tuple[str, ...]:
    """Return the words of English that a slip may have made into this one, the likeliest first; at most three.

    The shorter the word and the unlikelier the slip, the more frequent a word must be.
    """
    known, best = ranks(), dict[str, float]()
    most = 60_000 if len(word) > 7 else 25_000 if len(word) > 5 else 250
    for other, cost in slips(word):
        rank = known.get(other)
        if rank is None and ("yz" in other or "iz" in other):
            rank = min((known[word] for word in _british(other) if word in known), default=None)
        if rank is None or len(other) < 4 or (len(word) < 6 and cost > 1) or rank * (cost * cost) / 2 > most:
            continue
        best[other] = min(best.get(other, most * 10), (rank + 200) * cost**3)
    return tuple(sorted(best, key=lambda one: (best[one], one))[:3])

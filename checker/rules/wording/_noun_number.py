"""The nouns that developer docs count go in; patterns of words that do not agree with one in number come out.

Each pattern has two groups: `verb`, the word that is wrong or the determiner, and `noun`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ...patterns import Shape
from .._data import WordList

_INNER = r"\s(?:in|of|for|with|on|at|that|which|when|if|as|into|during|within)\b(?!-)"
_ENDS = r"[.;:!?)](?!\w)|\s*\Z|\s\(|,\s(?:`|[a-z]+(?:['’][a-z]+)?\s(?!and\b|or\b))"
_LED = (
    r"\b(?:[Ii]n|[Oo]f|[Ff]or|to|[Ff]rom|[Ww]ith|[Bb]y|[Oo]n|[Aa]t|into|[Uu]sing|[Vv]ia|through|[Uu]se|[Ss]et|[Aa]dd|[Ss]ee"
    r"|[Rr]un|[Ff]ollow|[Ss]elect|[Cc]hange|following|[Ii]nstall|[Ii]mplement|[Cc]omplete|[Pp]erform|[Rr]epeat|[Rr]eview"
    r"|[Rr]ead|[Cc]onfigure|[Oo]verride|[Oo]pen|has|have|[a-z]{3,}ing|[Ee]nter|requires?|[Aa]ppl(?:y|ies)|[Ff]ilters?"
    r"|[Rr]educes?|[Rr]esolves?|[Pp]rovides?|[Ii]ncludes?|[Cc]reates?|[Dd]efines?|[Ss]ends?|[Pp]ass|[Cc]alls?|[Cc]opy|[Ss]ave"
    r"|[Hh]andles?|[Mm]anages?|supports?|stores?|[Rr]emoves?|[Ss]hares?|[Bb]uild|[Dd]eploy|[Aa]ccess|[Cc]ombines?|[Rr]eplaces?)\s"
)
"""What leads to an object, so that “this” and “these” are not the subject of a verb."""


_PLAIN = (
    r"(?:new|single|simple|custom|different|specific|valid|large|small|local|remote|separate|additional|similar|special"
    r"|complex|basic|standard|dedicated|unique|given|named|common|public|private)"
)
"""Adjectives that are never nouns, and say nothing of how many there are."""


def singular(noun: str) -> str:
    """Return the singular of a plural noun; an irregular one stays as it is, and so disagrees with nothing."""
    if noun.endswith("ies"):
        return f"{noun[:-3]}y"
    if re.search(r"(?:ss|x|[tnra]ch|sh)es$", noun):
        return noun[:-2]
    return noun if noun == "indices" else noun[:-1]


def any_of(words: Iterable[str]) -> str:
    """Return the pattern of any of some words."""
    return f"(?:{'|'.join(sorted(words))})"


def noun_shapes(
    nouns: WordList, also_verbs: WordList, verbs: Iterable[str], others: Iterable[str]
) -> Sequence[Sequence[Shape]]:
    """Return the shapes of a determiner and a noun that disagree; the noun ends its phrase and modifies no other.

    Those beside each other have the same sketch. `verbs` are the auxiliary and modal ones, before which a noun phrase
    ends, and `others` are those before which one ends whose noun is not a verb.
    """
    plurals, singulars = any_of(nouns.all), any_of({*map(singular, nouns.all)} - {*nouns.all})
    only_nouns = {*nouns.all} - {*also_verbs.all}
    never_verbs, never_verb = any_of(only_nouns), any_of({*map(singular, only_nouns)} - {*nouns.all})
    before_verb = rf"(?=\s{any_of(verbs)}\b(?!-))"
    to_end = (
        rf"(?={before_verb}|{_INNER}|\s(?:to|from|by|via|before|after|until|without|through|first|below|above|[a-z]+ly)\b(?!-)"
        rf"|{_ENDS})"
    )
    to_end_of_many = rf"(?:{to_end}|(?=\s(?:and|or|based|used|needed|required|available)\b(?!-)))"
    before_any_verb = rf"(?=\s{any_of(others)}\b(?!-))"
    noun = "(?P<noun>{})".format
    after_this, after_these = rf"his\s{plurals}\b", rf"hese\s{singulars}\b"
    return (
        (
            Shape(rf"\b(?P<verb>[Tt]his)\s{noun(never_verbs)}{to_end_of_many}", sketch=after_this),
            Shape(rf"{_LED}(?P<verb>this)\s{noun(plurals)}{to_end_of_many}", sketch=after_this),
            Shape(rf"\b(?P<verb>[Tt]his)\s{noun(plurals)}{before_verb}", sketch=after_this),
        ),
        (
            Shape(rf"\b(?P<verb>[Tt]hese)\s{noun(never_verb)}{to_end}", sketch=after_these),
            Shape(rf"{_LED}(?P<verb>these)\s{noun(singulars)}{to_end}", sketch=after_these),
            Shape(rf"\b(?P<verb>[Tt]hese)\s{noun(singulars)}{before_verb}", sketch=after_these),
            Shape(rf"\b(?P<verb>[Tt]hese)\s{noun(never_verb)}{before_any_verb}", sketch=after_these),
        ),
        (Shape(rf"(?<=\s)(?P<verb>an?)\s{noun(plurals)}{to_end}", sketch=rf" an?\s{plurals}\b"),),
        (Shape(rf"(?<=\s)(?P<verb>an?)\s{_PLAIN}\s{noun(plurals)}{to_end}", sketch=rf" an?\s{_PLAIN}\s{plurals}\b"),),
        (Shape(rf"\b(?P<verb>[Ee]ach)\s{noun(never_verbs)}{to_end}", sketch=rf"ach\s{never_verbs}\b"),),
        (Shape(rf"\b(?P<verb>[Ee]very)\s{noun(plurals)}{to_end}", sketch=rf"very\s{plurals}\b"),),
    )

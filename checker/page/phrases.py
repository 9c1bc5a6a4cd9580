"""The running text of a page goes in; words that never stand together come out: a verb too many, “your won”.

Only closed classes of words are looked at, and only pairs that no right sentence has: a pattern that needs to know what
a sentence is about has no place here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .blocks import TextBlock
from .facts import Clash, Facts
from .page_text import PageText
from .text_views import plain

_MODAL = "can|could|will|would|should|must|shall|may|might"
_STATE = "is|are|was|were"
_WHO = "you|it|they|we|that|which|I"
_OWNER = "your|their|our|its|his|her|my"
_VERBS = (
    "retrieve|create|copy|enter|replace|set|open|save|delete|update|configure|add|run|deploy|test|build|choose|select|"
    "specify|store|use|upload|protect|view|access|secure|manage|connect|import|export|install|start|restart|train|host|"
    "publish|submit|share|customize|edit|modify|change|enable|monitor|in|of|with|into|using|from|on|under|for"
)
_OWNED = (
    "key|keys|own|app|apps|application|applications|code|data|model|models|project|projects|resource|resources|account|"
    "accounts|subscription|endpoint|endpoints|deployment|deployments|environment|agent|agents|bot|index|indexes|service|"
    "services|file|files|folder|tenant|organization|company|workspace|workflow|browser|computer|credentials|password|"
    "username|email|domain|team|function|server|client|prompt|prompts|queries|customers|users|documents|images"
)
_PARTS = (
    "own|value|values|name|names|type|types|contents|size|length|width|height|parent|child|children|properties|property|"
    "attributes|fields|keys|id|path|state|status|schema|version|settings|parameters|arguments|methods|functions|results|"
    "outputs|inputs|behavior|behaviour|capabilities|performance|purpose|users|environment|endpoint|location|structure|"
    "usage|dependencies|siblings|lifetime|lifecycle|title|description|predecessor|successor|counterpart|constructor"
)
_NOT_PAST = "(?!need|feed|embed|seed|speed|proceed|exceed|succeed|breed|shed|bed|heed|weed|wed|hundred|indeed|red)"
_PAST = rf"{_NOT_PAST}[a-z]{{2,}}ed"


@dataclass(frozen=True)
class _Family:
    """Pairs of one kind: the first words (by `|`), the pattern of the rest, and what is wrong.

    `slip` and `put` are the pattern in the pair and what mends it; without a slip there is more than one way. `before`
    and `not_before` are the patterns of what must and must not stand before the pair.
    """

    first: str
    rest: str
    why: str
    slip: str = ""
    put: str = ""
    before: str = ""
    not_before: str = r"(?!)"


_LEFT_OVER = "one of the two verbs is left over"
_ARTICLE_LEFT_OVER = "one of the two articles is left over"
_NOUNS = r"\b(?:the|an?|this|that|each|every|any|no|free|trash|your|whose)\Z"
"""Behind one of these, “will”, “can” and “must” are nouns."""
_DONE = r"(?:[a-z]+(?:ed|en|wn)|used|set|put|found)\b"
_WHEN = "".join(
    rf"(?<!\b[{one[0].upper()}{one[0]}]{one[1:]} )" for one in "after once when before until if as and".split()
)
_FAMILIES = (
    _Family(_STATE, rf"be(?= {_DONE})", _LEFT_OVER, " be$"),
    _Family(
        _MODAL,
        rf"(?:{_MODAL}|{_STATE}|has|had|does)\b(?![-'’])",
        _LEFT_OVER,
        before=rf"\b(?:{_WHO}|he|she|[a-z]{{3,}}s)\Z",
        not_before=rf"\b(?:what|all|that|than|as|everything|whatever) (?:{_WHO}|he|she)\Z",
    ),
    _Family(
        "can|could|will|would|should|must|cannot",
        rf"{_PAST}\b(?![-'’])",
        "“be” is missing between them",
        " ",
        " be ",
        before=rf"\b(?:{_WHO})\Z",
    ),
    _Family(
        "doesn't|doesn’t|don't|don’t|didn't|didn’t|does not|do not|did not",
        r"(?:has|is|are|was|were|had|been)\b(?!-)",
        "“not” needs the plain form of the verb",
        not_before=r"\b(?:what|you|they|we|I|that|which)\Z",
    ),
    _Family("has|have|had", rf"be(?= {_DONE})", "“been” is meant", "be$", "been"),
    _Family(_MODAL, r"been\b", "“be” or “have been” is meant", not_before=_NOUNS),
    _Family("a", r"(?:the|an)(?= [a-z]{2})", _ARTICLE_LEFT_OVER),
    _Family("an", r"(?:the|a)(?= [a-z]{2})", _ARTICLE_LEFT_OVER),
    _Family(
        "the",
        r"(?:an|a(?! (?:element|tag|attribute|option|key|record|value|and|or)\b))(?= [a-z]{2})",
        _ARTICLE_LEFT_OVER,
    ),
    _Family("the", rf"(?:{_STATE}|been|of)(?= [a-z])", "a noun is missing between them"),
    _Family(_OWNER, r"won\b(?!['’])", "“own” is meant", "won$", "own"),
    _Family(
        "you",
        rf"(?:{_OWNED})\b(?!['’])",
        "“your” is meant",
        "you",
        "your",
        before=rf"\b(?:{_VERBS})\Z",
        not_before=rf"{_WHEN}\b(?:you|we|they|I|that|which|who|users?) [a-z]+\Z",
    ),
    _Family("you're|you’re", r"own\b", "“your own” is meant", "you.re", "your"),
    _Family("your", r"(?:are|should|don['’]t|aren['’]t|cannot|can['’]t)\b", "“you” is meant", "your", "you"),
    _Family("their", rf"(?:{_STATE})\b", "“there” is meant", "their", "there"),
    _Family("its", r"(?:a|an|the|been|not)(?= [a-z])", "“it's” is meant", "its", "it's"),
    _Family("it's|it’s", r"own\b", "“its” is meant", "it.s", "its"),
    _Family(
        "it's|it’s",
        rf"(?:{_PARTS})\b(?![-'’])",
        "“its” is meant",
        "it.s",
        "its",
        before=r"\b(?:of|on|in|with|from|for|by|to|at|via|into|upon|and|or|has|have|update|change|set|get|use)\Z",
    ),
    _Family(
        _MODAL,
        r"(?:allows|requires|provides|contains|returns|creates|enables|helps|includes|ensures|becomes|gets|takes|makes|"
        r"gives|generates|performs|determines)\b",
        "the verb has an “s” too many",
        "s$",
        not_before=_NOUNS,
    ),
    _Family("should|would|could|must|might", r"of\b(?! (?:course|the|an?)\b)", "“have” is meant", "of$", "have"),
    _Family("rather|less|fewer|more", r"then(?= (?:\d|one|two|three|once|half))", "“than” is meant", "then", "than"),
    _Family("please", "not(?= that\\b)", "“note” is meant", "not$", "note"),
    _Family("in other|in oder", r"to(?= [a-z]+\b)", "“in order to” is meant", "o(?:th|d)er", "order"),
    _Family("at", r"lease\b", "“at least” is meant", "lease", "least"),
)


def _any_of(families: tuple[_Family, ...]) -> re.Pattern[str]:
    """Return what finds a pair of any family: the branches start with different letters, so that most fail at once."""
    rests: dict[str, list[str]] = {}
    for family in families:
        for first in family.first.split("|"):
            rests.setdefault(first, []).append(family.rest)
    letters: dict[str, list[str]] = {}
    for first, all_ in rests.items():
        letters.setdefault(first[0], []).append(f"{first[1:]} (?:{'|'.join(all_)})")
    return re.compile(" (?:" + "|".join(f"{letter}(?:{'|'.join(ways)})" for letter, ways in letters.items()) + ")")


_ANY = _any_of(_FAMILIES)
_PAIRS = [re.compile(f"(?:{family.first}) {family.rest}") for family in _FAMILIES]
_AROUND = 40


def read(text: PageText, facts: Facts) -> None:
    """Add the words that do not go together to a page's facts."""
    for match in _ANY.finditer(text.plain.text):
        place, start = text.plain.place(match.start() + 1)
        number, block = text.blocks[place]
        facts.clashes.extend(_clash(block, number, plain(block), start))


def _clash(block: TextBlock, number: int, text: str, start: int) -> Iterator[Clash]:
    before = text[max(start - 1 - _AROUND, 0) : start - 1]
    for family, pattern in zip(_FAMILIES, _PAIRS, strict=True):
        match = pattern.match(text, start)
        if match and re.search(family.before, before) and not re.search(family.not_before, before):
            put = re.sub(family.slip, family.put, match.group(), count=1) if family.slip else ""
            yield Clash(match.group(), block.span(*match.span()), number, family.why, put)
            return

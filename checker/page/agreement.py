"""The running text of a page goes in; verbs and determiners that do not agree in number with their noun come out.

Only where both are certain: the subject opens its sentence, its noun is of a closed list of those that documentation
counts or is two names, and the verb follows at once, or after a comma and "but".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .blocks import TextBlock
from .facts import Disagreement, Facts
from .page_text import PageText
from .text_views import readable

_NOUNS = (
    "agents answers apps applications arguments attributes caches calls capabilities categories characters classes "
    "clients columns commands comments components connections connectors containers credentials databases datasets "
    "dependencies deployments devices documents domains elements endpoints environments errors events examples "
    "exceptions expressions extensions features fields files filters flags folders formats functions groups guides "
    "handlers headers hooks identifiers images indexes indices instances instructions integrations items keys labels "
    "languages layers libraries limits links messages methods metrics models modules names namespaces nodes notebooks "
    "notifications objects operations operators options packages pages parameters parts paths patterns permissions "
    "pipelines placeholders plugins policies pools ports projects prompts properties providers queries quotas records "
    "regions repositories requests resources responses restrictions results roles routes rows rules samples schemas "
    "scopes scripts sections sentences servers services sessions settings skills snippets sources statements steps "
    "strings subscriptions symbols tables tags tasks templates tenants tests threads tokens tools topics tutorials "
    "types users values variables variants vectors versions warnings websites words workers workflows workspaces"
)
_BASES = (
    "accept allow apply belong contain define depend determine enable exist expect handle include indicate let make "
    "need offer perform provide receive represent require return run serve share show specify start support take use "
    "work"
)
_BE = {"is": "are", "was": "were", "has": "have", "does": "do"}
_BE |= {f"{one}n't": f"{many}n't" for one, many in _BE.items()}
_AGREEING = {re.sub("y$", "ie", one) + "s": one for one in _BASES.split()} | _BE
"""What several things have instead of a verb in the singular."""


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(words)})"


_PLURAL = _any(_NOUNS.split())
_SINGULAR_VERB = _any(_AGREEING)
_ADJECTIVES = (
    r"(?:(?!(?:of|in|for|to|with|and|or|nor|but|from|on|as|by|at|than|that|which|who|what|per|between|it|they|you|we|"
    r"he|she|one|a|an|the|this|these|each|every|any|is|are|was|were|has|have|can|if|when|only|i|more|your|its)\b)"
    r"[a-z][a-z-]*\s){0,2}"
)
_NAME = r"(?:`[^`\n]+`|\*\*[^*\n]+\*\*)"
_NO_NOUN = r"(?!\s(?:are|were|have|of|can|must|should|will|may|and|or)\b)(?![\w'’-])"
_NO_CLAUSE = r"(?!\b(?:which|that|who|whose|where|when|if|because|while|since|what|how|you|they|we|it|is|has|was)\b)"
_MANY = re.compile(
    rf"(?<![\w`*-])(?P<noun>(?:The|These|Those|All|Both|Some|Most|Many|Several|Multiple)\s{_ADJECTIVES}{_PLURAL})\s"
    rf"(?:(?P<verb>{_SINGULAR_VERB}){_NO_NOUN}"
    rf"|{_any(_AGREEING.values())}\b(?:{_NO_CLAUSE}[^.;:()!?]){{1,200}}?"
    rf"(?:,?\sbut|,\sand)\s(?P<late>{_any(_BE)})(?![\w'’-]))"
)
"""“The models supports”, “The models use ..., but is”."""
_JOINED = re.compile(
    r"(?:(?:Currently|Now|Here|Also|However|Only|Both|The|only|both|the),?\s)*"
    rf"(?P<noun>{_NAME}(?:,\s{_NAME})*,?\sand\s{_NAME})(?:\s{_PLURAL})?"
    r"(?:,?\s\(?[Vv]ersions?:?\s`?[\w.-]*\d[\w.-]*`?\)?|\s\([^()\n]*\))?\s"
    rf"(?P<verb>{_SINGULAR_VERB}){_NO_NOUN}"
)
"""“Only the `a` and `b` models (version 2) supports”."""
_THIS = re.compile(
    rf"This\s(?P<noun>{_PLURAL})\s"
    rf"(?:can|could|may|might|must|should|will|{_SINGULAR_VERB}|{_any(_BE.values())}){_NO_NOUN}"
)
"""“This values must”."""
_MAY_BE_MANY = re.compile(rf"s\s{_SINGULAR_VERB}\b")
_MAY_BE_LATE = re.compile(rf"(?:but|and)\s{_any(_BE)}\b")
_MAY_SLIP = (
    re.compile(rf"s(?=\s{_SINGULAR_VERB}\b)"),
    re.compile(rf"and(?= `| \*\*|\s{_any(_BE)}\b)"),
    re.compile(rf"but(?=\s{_any(_BE)}\b)"),
    _THIS,
)
"""What a block must have to be looked at; they start with letters that cannot vary, so that looking for it is quick."""
_SENTENCE = re.compile(r"(?:\A|(?<!e\.g)(?<!i\.e)[.!?\0][*_)\"”]*\s)[_(]*(?=[A-Z`*])")
_EDGE = ' \n\t*_("“'


def read(text: PageText, facts: Facts) -> None:
    """Add the words that do not agree in number with the noun beside them to a page's facts."""
    running = text.readable
    may_slip = {running.place(match.start())[0] for one in _MAY_SLIP for match in one.finditer(running.text)}
    for place in sorted(may_slip):
        _, block = text.blocks[place]
        if block.kind != "heading":
            facts.disagreements.extend(_slips(block))


def _slips(block: TextBlock) -> Iterator[Disagreement]:
    text = readable(block)
    if _MAY_BE_MANY.search(text) or ((" but " in text or ", and " in text) and _MAY_BE_LATE.search(text)):
        for match in _MANY.finditer(text):
            if _opens(text, match.start()):
                yield _slip(block, match, "verb" if match["verb"] else "late")
    if "and `" in text or "and **" in text:
        for opening in _SENTENCE.finditer(text):
            joined = _JOINED.match(text, opening.end())
            if joined is not None:
                yield _slip(block, joined, "verb")
    if "This " in text:
        for match in _THIS.finditer(text):
            if _opens(text, match.start()):
                span = block.span(match.start(), match.start() + len("This"))
                yield Disagreement("These", span, block.span(*match.span("noun")))


def _opens(text: str, start: int) -> bool:
    """Tell whether a sentence starts here."""
    before = text[max(start - 12, 0) : start]
    bare = before.rstrip(_EDGE)
    return (not bare and start <= 12) or (
        bare != before and bare.endswith((".", "!", "?")) and bare[-4:] not in ("e.g.", "i.e.")
    )


def _slip(block: TextBlock, match: re.Match[str], word: str) -> Disagreement:
    return Disagreement(_AGREEING[match[word]], block.span(*match.span(word)), block.span(*match.span("noun")))

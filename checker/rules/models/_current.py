"""A mention of a model goes in; whether its sentence or sample presents the model as current comes out."""

from __future__ import annotations

import re

from ...graph import Mention

_PAST = re.compile(
    r"\b(?:was|were|been|had|until|unlike|formerly|originally|instead of|rather than|than|compared|versus|vs|"
    r"old(?:er)?|earlier|previously|previous (?:models?|versions?|generations?|releases?)|prior|legacy|original|"
    r"initial|first|since|history|before|"
    r"introduc\w+|releas\w+|launch\w+|announc\w+|add(?:ed|s)|remov\w+|retir\w+|deprecat\w+|sunset\w*|discontinu\w+|"
    r"end of life|replac\w+|supersed\w+|upgrad\w+|migrat\w+|switch\w*|mov(?:e|es|ed|ing)|no longer|not|never|cannot|"
    r"unsupported|don't|doesn't|isn't|aren't|can't)\b",
    re.I,
)
_OTHER_LETTER = re.compile(r"[^\W\d_\x00-\u024f]")
_OTHER_LANGUAGE = 10
"""With so many letters that are not Latin, a sentence is in a language whose words for the past are not known here."""
_STOP = re.compile(r"[.!?:](?=\s)|<br")
_COMMENT = re.compile(r"(?:^|\s)(?:#|//)\s?.*$|/\*.*$|<!--.*$")
_ARGUMENT = re.compile(r"[(=:]\s*[\"']$")
_SENTENCE = 6
"""A cell of so many words is a sentence, not an entry of a list."""


_SERIES = re.compile(
    r"[`*\"'”’)\]]{0,3}(?:[ -](?:models? )?(?:family|families|series|generation)\b|\+|"
    r" (?:models? )?(?:and|or) (?:above|after|higher|later|newer|up|upwards?)\b| (?:models? )?onwards?\b)",
    re.I,
)


def names_a_series(mention: Mention) -> bool:
    """Return whether the words after a name make it mean a series, or where one begins: “2.0 models and above”."""
    return mention.sample < 0 and _SERIES.match(mention.page.text, mention.span.end) is not None


def presented_as_current(mention: Mention) -> bool:
    """Return whether a name is in a sentence in the present tense without any word for change, or passed to a call.

    A fine-tuned model of it counts as well; any other longer name is not the model's.
    """
    name, tail = mention.name, mention.resolved.tail
    if name is None or name.advised or (tail and not tail.startswith("ft")):
        return False
    if name.context == "sample":
        return _in_sample(mention)
    if name.context not in ("prose", "cell") or mention.role not in ("mentioned", "listed"):
        return False
    before, after = around(mention)
    if mention.role == "listed" and (name.context != "cell" or len((before + after).split()) < _SENTENCE):
        return False
    return not _PAST.search(before + after) and len(_OTHER_LETTER.findall(before + after)) < _OTHER_LANGUAGE


def around(mention: Mention) -> tuple[str, str]:
    """Return what its sentence says before and after a name."""
    block, text, span = mention.page.facts.blocks[mention.block].span, mention.page.text, mention.span
    cells = (text.rfind("|", block.start, span.start), text.find("|", span.end, block.end))
    first, last = max(block.start, cells[0] + 1), cells[1] if cells[1] >= 0 else block.end
    stops = [match.end() for match in _STOP.finditer(text, first, span.start)]
    stop = _STOP.search(text, span.end, last)
    return text[stops[-1] if stops else first : span.start], text[span.end : stop.start() if stop else last]


def _in_sample(mention: Mention) -> bool:
    text, start = mention.page.text, mention.span.start
    before = text[text.rfind("\n", 0, start) + 1 : start]
    if comment := _COMMENT.search(before):
        line = before[comment.start() :] + text[start : text.find("\n", start)]
        return not _PAST.search(line) and len(line.split()) >= _SENTENCE
    return bool(_ARGUMENT.search(before)) and text[mention.span.end : mention.span.end + 1] in ("'", '"')

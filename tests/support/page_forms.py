"""A graph of real pages goes in, sites of slips in the text, the marks and the links of pages come out.

`FORMS` names the operators, with the rules that may answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from random import Random

from checker.english import dictionary
from checker.graph import DocsGraph, Page
from checker.page.facts import Block, Span
from checker.rules import meant
from checker.site import targets

from .mutants import Site, without_markup
from .sample_forms import Form

_PROSE = ("paragraph",)


def _in_blocks(
    pattern: str,
    put: Callable[[re.Match[str]], tuple[Span, str]],
    kinds: tuple[str, ...] = _PROSE,
    *,
    plain: bool = False,
) -> Form:
    """Return the operator that makes one change in a block: where a pattern matches, what `put` says.

    With `plain`, what is no running text is not matched.
    """
    shape = re.compile(pattern, re.M)

    def sites(graph: DocsGraph, random: Random) -> Iterator[Site]:
        for page in graph.pages:
            for block in page.facts.blocks:
                text = block.span.slice(page.text) if block.kind in kinds else ""
                found = list(shape.finditer(without_markup(text) if plain else text)) if text else []
                if found and "``" not in text and "<!--" not in text:
                    span, new = put(random.choice(found))
                    start = block.span.start
                    yield Site(page, Span(start + span.start, start + span.end), new, around=block.span)

    return sites


def _cut(match: re.Match[str]) -> tuple[Span, str]:
    return Span(*match.span("cut")), ""


def _again(match: re.Match[str]) -> tuple[Span, str]:
    return Span(match.end(), match.end()), f"{match['word'].lower()} "


def _after(match: re.Match[str]) -> tuple[Span, str]:
    return Span(match.end(), match.end()), f" {match['word']}"


def _written(new: str) -> Callable[[re.Match[str]], tuple[Span, str]]:
    return lambda match: (Span(*match.span("cut")), new)


# -- words

_TYPOS = dict(
    pair.split(">")
    for pair in (
        "receive>recieve separate>seperate environment>enviroment example>exmaple following>follwing "
        "available>availible different>diferent parameter>paramter parameters>paramters function>fucntion "
        "functions>fucntions response>reponse configuration>configuraton application>aplication request>reqeust "
        "information>infromation between>betwen because>becuase support>suport supports>suports provide>provde "
        "should>shoud which>whcih message>mesage messages>mesages content>contnet specific>specifc "
        "existing>exisiting required>requried multiple>mutliple deployment>deployement create>craete "
        "using>useing values>vlaues different>differnet version>verison access>acess automatically>automaticaly "
        "agent>agnet model>modle models>modles default>defualt directory>direcotry process>proces"
    ).split()
)
"""Words and typos of them, made by hand; none of them is another word."""


def _typo(pattern: str = r"(?P<text>[^\n]+)", kinds: tuple[str, ...] = _PROSE, *, front: bool = False) -> Form:
    """Return the operator that writes a word of the list wrong in what a pattern matches as `text`."""
    shape, words = re.compile(pattern, re.M), re.compile(rf"(?<![\w./-])(?:{'|'.join(_TYPOS)})(?![\w./-])")

    def sites(graph: DocsGraph, random: Random) -> Iterator[Site]:
        for page in graph.pages:
            for span in _front(page) if front else _shown(page, kinds):
                for match in shape.finditer(page.text, span.start, span.end):
                    found = list(words.finditer(without_markup(match["text"])))
                    if found:
                        one = random.choice(found)
                        start = match.start("text") + one.start()
                        yield Site(page, Span(start, start + len(one[0])), _TYPOS[one[0]])

    return sites


def _shown(page: Page, kinds: tuple[str, ...]) -> list[Span]:
    """Return where the blocks of some kinds are, but those with comments."""
    found = [one.span for one in page.facts.blocks if one.kind in kinds]
    return [span for span in found if "<!--" not in span.slice(page.text)]


def _front(page: Page) -> list[Span]:
    end = page.text.find("\n---", 3) if page.text.startswith("---\n") else 0
    return [Span(0, end)] if end > 0 else []


def _slip(change: Callable[[str], str]) -> Form:
    """Return the operator that makes no word of a longer one in a paragraph, which the tree has many times."""

    def sites(graph: DocsGraph, random: Random) -> Iterator[Site]:
        known = Counter(word for page in graph.pages for word in re.findall(r"\b[a-z]{6,}\b", page.text))
        for page in graph.pages:
            for block in page.facts.blocks:
                if block.kind != "paragraph":
                    continue
                text = without_markup(block.span.slice(page.text))
                words = [one for one in re.finditer(r"(?<=[a-z,] )[a-z]{6,}(?=[ ,.])", text) if known[one[0]] > 20]
                words = [one for one in words if (new := change(one[0])) not in known and new not in dictionary.ranks()]
                if words:
                    new = change((match := random.choice(words))[0])
                    yield Site(page, Span(block.span.start + match.start(), block.span.start + match.end()), new)

    return sites


def _swapped(word: str) -> str:
    at = len(word) // 2
    return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]


def _doubled(word: str) -> str:
    at = len(word) // 2
    return word[:at] + word[at - 1] + word[at:]


# -- links


def _retarget(change: Callable[[str], str], kinds: tuple[str, ...] = ("link",)) -> Form:
    """Return the operator that changes the target of a link to a page or a file that is there."""

    def sites(graph: DocsGraph, random: Random) -> Iterator[Site]:
        for page in graph.pages:
            for link in page.facts.links:
                target = targets.parse(link.target, page.path)
                there = target.kind == "page" and (target.path in graph.by_path or graph.exists(target.path))
                if there and link.kind in kinds and link.span.slice(page.text) == link.target:
                    new = change(link.target)
                    path = targets.parse(new, page.path).path
                    found_from_root = graph.exists(new)
                    is_there = path in graph.by_path or graph.exists(path) or found_from_root
                    if new != link.target and not is_there:
                        yield Site(page, link.span, new)

    return sites


def _in_stem(change: Callable[[str], str]) -> Callable[[str], str]:
    def changed(target: str) -> str:
        match = re.search(r"(?P<stem>[a-z-]{5,})(?=\.\w+(?:[?#]|$))", target)
        return target[: match.start()] + change(match["stem"]) + target[match.end() :] if match else target

    return changed


def _other_ending(target: str) -> str:
    return re.sub(r"\.(md|mdx|png|svg|jpg)(?=[?#]|$)", lambda match: f".{match[1][1:]}", target)


def _other_folder(target: str) -> str:
    return re.sub(r"(?<![.\w-])([a-z-]{5,})(?=/)", lambda match: match[1][:-1], target, count=1)


def _less_deep(target: str) -> str:
    return target.removeprefix("../") if target.startswith("../") else target


def _break_far_fragment(graph: DocsGraph, random: Random) -> Iterator[Site]:
    """Lose the last letter of the fragment of a link to another page of the tree."""
    for page in graph.pages:
        for link in page.facts.links:
            target = targets.parse(link.target, page.path)
            other = graph.by_path.get(target.path) if target.kind == "page" and target.path != page.path else None
            slugs = {heading.slug for heading in other.facts.headings} if other is not None else set()
            written = link.span.slice(page.text) == link.target and link.target.endswith(target.fragment)
            if len(target.fragment) > 4 and target.fragment in slugs and target.fragment[:-1] not in slugs and written:
                yield Site(page, Span(link.span.end - 1, link.span.end), "")


def _misspell_host(graph: DocsGraph, random: Random) -> Iterator[Site]:
    """Swap two letters of a host that the tree has often."""
    shape = re.compile(r"https://(?:[a-z]+\.)*(?P<host>[a-z]{5,})\.(?:com|org|dev|io|ai|net)\b")
    known = Counter(match["host"] for page in graph.pages for match in shape.finditer(page.text))
    for page in graph.pages:
        for match in shape.finditer(page.text):
            if known[match["host"]] > 20:
                yield Site(page, Span(*match.span("host")), _swapped(match["host"]))


def _misspell_label(graph: DocsGraph, random: Random) -> Iterator[Site]:
    """Lose the last letter of the label of a reference that the page defines."""
    shape = re.compile(r"\[[^\]\[\n`]+\]\[(?P<label>[^\]\[\n]{2,40}\w)\]")
    for page in graph.pages:
        defined = set(re.findall(r"(?m)^\[([^\]\n]+)\]:", page.text))
        for match in shape.finditer(page.text):
            if match["label"] in defined and match["label"][:-1] not in defined:
                yield Site(page, Span(match.end("label") - 1, match.end("label")), "")


# -- fences and tables


def _close_fence(new: str) -> Form:
    """Return the operator that writes another line in the place of the one that closes a fence."""

    def sites(graph: DocsGraph, random: Random) -> Iterator[Site]:
        for page in graph.pages:
            for sample in page.facts.samples:
                match = re.compile(r"\n?[ \t]*(?P<cut>```)[ \t]*(?:\n|$)").match(page.text, sample.span.end)
                if match:
                    around = Span(max(sample.span.start - 30, 0), match.end())
                    yield Site(page, Span(*match.span("cut")), new, around=around)

    return sites


def _other_row(change: Callable[[str], str], wanted: str) -> Form:
    """Return the operator that changes a line of a table: its delimiter row, or a later one.

    Microsoft Learn shows a table whatever the number of its cells, so that nothing is a slip there.
    """
    shape = re.compile(
        r"^\|(?:[^|\n`\\]*\|){2,8}\n(?P<ruler>\|(?:[ :-]*\|){2,8})\n(?P<row>\|(?:[^|\n`\\]*\|){2,8})$", re.M
    )

    def sites(graph: DocsGraph, random: Random) -> Iterator[Site]:
        for page in graph.pages:
            cells = [block.span.start for block in page.facts.blocks if block.kind == "cell"]
            for match in shape.finditer(page.text) if not graph.sites.of(page.path).grows_tables else ():
                if any(match.start() < one < match.end() for one in cells):
                    new = change(match[wanted])
                    yield Site(page, Span(*match.span(wanted)), new, around=Span(*match.span()))

    return sites


def _reshape_heading(pattern: str, new: str) -> Form:
    """Return the operator that changes the mark of a heading."""
    shape = re.compile(pattern)

    def sites(graph: DocsGraph, random: Random) -> Iterator[Site]:
        for page in graph.pages:
            for block in page.facts.blocks:
                start = page.text.rfind("\n", 0, block.span.start) + 1
                match = shape.match(page.text[start : block.span.end]) if block.kind == "heading" else None
                if match:
                    yield Site(page, Span(start + match.start("cut"), start + match.end("cut")), new)

    return sites


def _skip_a_level(graph: DocsGraph, random: Random) -> Iterator[Site]:
    """Make a heading two levels deeper; below one of the level between, that is an outline as good as any."""
    for page in graph.pages:
        for before, heading in pairwise(page.facts.headings):
            start = page.text.rfind("\n", 0, heading.span.start) + 1
            if before.level <= heading.level == 2 and page.text.startswith("## ", start):
                yield Site(page, Span(start + 2, start + 2), "##")


def _count_wrong(graph: DocsGraph, random: Random) -> Iterator[Site]:
    """Tell another number of items than the list below has."""
    words = ("two", "three", "four", "five", "six", "seven", "eight")
    shape = re.compile(rf"\b(?P<word>{'|'.join(words)})\b(?=(?: [a-z]+)+:$)")
    for page in graph.pages:
        blocks: Sequence[Block] = page.facts.blocks
        for at, block in enumerate(blocks):
            match = shape.search(block.span.slice(page.text)) if block.kind == "paragraph" and not block.item else None
            if match:
                new = words[(words.index(match["word"]) + 1) % len(words)]
                if at + 1 < len(blocks) and blocks[at + 1].item == 1:
                    start = block.span.start + match.start()
                    yield Site(page, Span(start, start + len(match["word"])), new, around=block.span)


_DOUBLED = frozenset({"doubled-word"})
_WORD = frozenset({"misspelled-word", "garbled-phrase"})
_ARTICLE = frozenset({"wrong-article"})
_AGREEMENT = frozenset({"number-agreement", "garbled-phrase"})
_BOLD = frozenset({*meant("mangled-edit")})
_LINK = frozenset({*meant("broken-link"), *meant("broken-include"), "moved-link", *meant("mangled-edit"), "link-drift"})
_FENCE = frozenset({"unbalanced-backtick", "unclosed-container", "sample-syntax"})
_SHAPE = frozenset({*meant("page"), "list-punctuation", "list-count"})
_A = r"(?<= )(?P<cut>a)(?= [bcdfgjklmnpqrstvwz][a-z]{3,}\b)"
_AN = r"(?<= )(?P<cut>an)(?= (?:[aei][a-z]{3,}|open[a-z]*|other)\b)"
_SMALL = "(?:a|an|the|and|with|is|are|this)"
_LINK_TEXT = r"(?<!!)\[(?P<text>[^\]\[\n`!]{3,60})(?P<end>\])\((?P<to>[^()\s]+)(?P<last>\))(?=[\s.,])"

FORMS: dict[str, tuple[Form, frozenset[str]]] = {
    "double-over-line": (_in_blocks(r"(?<=[a-z] )(?P<word>[a-z]{3,})\n[ >]*(?=[a-z])", _again, plain=True), _DOUBLED),
    # A noun after a bold label that ends in it is right ("the **Save page** page"): only a small word is a slip.
    "double-after-bold": (
        _in_blocks(rf"\*\*[^*\n]*\b(?P<word>{_SMALL})\*\*(?= [a-z])", _after),
        _DOUBLED,
    ),
    "double-sentence-start": (
        _in_blocks(r"(?<=[a-z]\. )(?P<word>The|This|You|If|In|For|To|We|It) (?=[a-z])", _again, plain=True),
        _DOUBLED,
    ),
    "double-phrase": (
        _in_blocks(r"(?<=[a-z] )(?P<word>(?:in|of|to|for|with|on|from) (?:the|a|your)) (?=[a-z])", _again, plain=True),
        _DOUBLED | _WORD | _BOLD,
    ),
    "double-in-html": (
        _in_blocks(r">[A-Z][^<>\n]*(?<=[a-z] )(?P<word>[a-z]{4,}) (?=[a-z][^<>\n]*<)", _again, ("html",)),
        _DOUBLED,
    ),
    "typo-paragraph": (_typo(), _WORD),
    "typo-heading": (_typo(kinds=("heading",)), _WORD),
    "typo-cell": (_typo(kinds=("cell",)), _WORD),
    "typo-link-text": (_typo(r"(?<!!)\[(?P<text>[^\]\[\n`]+)\]\("), _WORD),
    "typo-bold": (_typo(r"\*\*(?P<text>[^*\n`]+)\*\*"), _WORD),
    "typo-alt": (_typo(r"!\[(?P<text>[^\]\n]+)\]\(", ("paragraph", "cell")), _WORD),
    "typo-attribute": (
        _typo(r"\b(?:title|alt|alt-text|description)=\"(?P<text>[^\"\n]+)\"", ("html", "paragraph")),
        _WORD,
    ),
    "typo-front-matter": (_typo(r"^(?:title|description): *(?P<text>.+)$", front=True), _WORD),
    "typo-comment": (_typo(r"^\s*(?:#|//) (?P<text>[A-Z][^\n]{20,})$", ("fence",)), _WORD),
    "typo-html": (_typo(r">\s*(?P<text>[A-Z][^<>{}\n]{20,})\s*<", ("html",)), _WORD),
    "slip-swapped": (_slip(_swapped), _WORD),
    "slip-doubled": (_slip(_doubled), _WORD),
    "slip-first-letter": (_slip(lambda word: word[1:]), _WORD),
    "slip-last-letter": (_slip(lambda word: word[:-1]), _WORD),
    "article-a": (_in_blocks(_A, _written("an"), plain=True), _ARTICLE),
    "article-an": (_in_blocks(_AN, _written("a"), plain=True), _ARTICLE),
    "article-a-heading": (_in_blocks(_A, _written("an"), ("heading",), plain=True), _ARTICLE),
    "article-a-cell": (_in_blocks(_A, _written("an"), ("cell",), plain=True), _ARTICLE),
    "agreement-these": (
        _in_blocks(r"(?<=[a-z] )(?P<cut>these)(?= [a-z]{3,}[^s\W]s\b)", _written("this"), plain=True),
        _AGREEMENT,
    ),
    "agreement-this": (
        _in_blocks(
            r"(?<=[a-z] )(?P<cut>this)(?= (?:page|article|example|model|section|file|option|tutorial)\b)",
            _written("these"),
            plain=True,
        ),
        _AGREEMENT,
    ),
    "bold-not-closed": (_in_blocks(r"\*\*\w[^*\n]{2,60}\w(?P<cut>\*\*)", _cut), _BOLD),
    "bold-not-opened": (_in_blocks(r"(?P<cut>\*\*)\w[^*\n]{2,60}\w\*\*", _cut), _BOLD),
    "bold-half-closed": (_in_blocks(r"\*\*\w[^*\n]{2,60}\w\*(?P<cut>\*)", _cut), _BOLD),
    "bold-not-closed-cell": (_in_blocks(r"\*\*\w[^*\n]{2,60}\w(?P<cut>\*\*)", _cut, ("cell",)), _BOLD),
    "no-backtick-first-list": (_in_blocks(r"^(?P<cut>`)[^`\n]+`", _cut), frozenset({"unbalanced-backtick"})),
    "backtick-doubled": (
        _in_blocks(r"(?<!`)`[^`\n]+(?P<cut>`)(?!`)", _written("``")),
        frozenset({"unbalanced-backtick"}),
    ),
    "link-no-bracket-first": (_in_blocks(r"(?P<cut>(?<!!)\[)[^\]\[\n`!]{3,60}\]\([^()\s]+\)", _cut), _LINK),
    "link-no-bracket-last": (_in_blocks(_LINK_TEXT.replace("end", "cut"), _cut), _LINK),
    "link-no-paren-first": (_in_blocks(r"\[[^\]\[\n`!]{3,60}\](?P<cut>\()[^()\s]+\)", _cut), _LINK),
    "link-no-paren-last": (_in_blocks(_LINK_TEXT.replace("last", "cut"), _cut), _LINK),
    "link-space": (_in_blocks(r"\[[^\]\[\n`!]{3,60}\](?P<cut>)\([^()\s]+\)", _written(" ")), _LINK),
    "link-reversed": (
        _in_blocks(_LINK_TEXT, lambda match: (Span(*match.span()), f"({match['text']})[{match['to']}]")),
        _LINK,
    ),
    "link-swapped": (_retarget(_in_stem(_swapped)), _LINK),
    "link-ending": (_retarget(_other_ending), _LINK),
    "link-folder": (_retarget(_other_folder), _LINK),
    "link-depth": (_retarget(_less_deep), _LINK),
    "image-first-letter": (_retarget(_in_stem(lambda stem: stem[1:]), ("image",)), _LINK),
    "image-ending": (_retarget(_other_ending, ("image",)), _LINK),
    "src-swapped": (_retarget(_in_stem(_swapped), ("href", "src", "definition")), _LINK),
    "anchor-of-other-page": (_break_far_fragment, frozenset({"broken-anchor", *_LINK})),
    "label-last-letter": (_misspell_label, frozenset({"undefined-reference"})),
    "host-swapped": (_misspell_host, frozenset({"misspelled-url", *_LINK})),
    "scheme-no-colon": (_in_blocks(r"\]\(https(?P<cut>:)//", _cut), frozenset({"misspelled-url", *_LINK})),
    "scheme-letter": (_in_blocks(r"\]\(h(?P<cut>t)tps://", _cut), frozenset({"misspelled-url", *_LINK})),
    "fence-tildes": (_close_fence("~~~"), _FENCE),
    "fence-two-backticks": (_close_fence("``"), _FENCE),
    "fence-not-closed": (_close_fence(""), _FENCE),
    "heading-no-space": (_reshape_heading(r"^#{2,4}(?P<cut> )(?=[A-Z])", ""), _SHAPE),
    "heading-too-deep": (_skip_a_level, _SHAPE),
    "table-ruler-short": (_other_row(lambda row: row[: row.rstrip("|").rindex("|") + 1], "ruler"), _SHAPE),
    # A row may leave its last cells out, so that a missing one is no slip.
    "table-cell-extra": (_other_row(lambda row: f"{row} more |", "row"), _SHAPE),
    "list-count": (_count_wrong, _SHAPE),
}
"""The operators by name, each with the rules that may answer."""

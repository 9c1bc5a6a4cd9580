"""The text of a heading goes in, the anchor that a generator makes of it comes out.

Each function follows the source of its generator: github-slugger (GitHub, Docusaurus, Astro, Nextra, Fumadocs),
Markdig's `AutoIdentifierOptions.GitHub` (docfx), Python-Markdown's and pymdownx's `slugify` (MkDocs),
`@mdit-vue/shared` (VitePress), `@mintlify/common`, goldmark's and Hugo's `anchors`, kramdown, docutils' `make_id` and
mdBook's `utils`. GitBook's is not published: its rules are those that others found in 4,599 rendered anchors
(github.com/mariadb-corporation/mariadb-docs/pull/935).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote

from ..page.headings import slugify as github

Slug = Callable[[str], str]

_NOT_WORD = re.compile(r"[^\w\s-]")
_NOT_WORD_OR_SPACE = re.compile(r"[^\w\- ]")
_RUN = re.compile(r"[-\s]+")
_HYPHENS = re.compile(r"-{2,}")
_VITEPRESS = re.compile(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'“”‘’<>,.?/]+")
_CONTROL = re.compile(r"[\x00-\x1f]")
_NOT_MINTLIFY = re.compile(r"[^a-zA-Z\d%_]+")
_CONTRACTION = re.compile(r"(?<=[a-zA-Z\d])-([ts])(-|$)")
_MINTLIFY_CUT = re.compile(r"[?,;:!'\"()\[\]{}]")
_NOT_GITBOOK = re.compile(r"[^a-z0-9._+]+")
_GITBOOK_SIGNS = str.maketrans(
    {"&": "-and-", "|": "-or-", ">": "-greater-than-", "<": "-less-than-", "$": "usd", "®": "(r)", "—": "-", "–": "-"}
    | dict.fromkeys("'‘’", "")
)
_GITBOOK_LONGEST = 100
"""Characters after which GitBook cuts off an anchor."""
_CODE_SPAN = re.compile(r"(?<!`)(?P<ticks>`+)(?!`)(?P<code>[^`\n]+)(?P=ticks)(?!`)")
_LETTERS_AND_DIGITS = frozenset(("Lu", "Ll", "Lt", "Lm", "Lo", "Nd"))
_UNRESERVED = "-_.!~*'()"
"""What JavaScript's `encodeURIComponent` leaves as it is, beside letters and digits."""


def python_markdown(text: str, separator: str = "-") -> str:
    """Return Python-Markdown's anchor: ASCII only, runs of spaces and hyphens made one separator."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return python_markdown_unicode(text, separator)


def python_markdown_unicode(text: str, separator: str = "-") -> str:
    """Return what Python-Markdown's `slugify_unicode` makes: as `python_markdown`, with all letters."""
    kept = _NOT_WORD.sub("", text).strip().lower()
    return _RUN.sub(separator, kept) if separator == "-" else re.sub(rf"[{re.escape(separator)}\s]+", separator, kept)


def pymdownx(text: str, separator: str = "-", *, lower: bool = False) -> str:
    """Return the anchor of pymdownx's `slugify`: each space becomes a separator, as on GitHub."""
    kept = _NOT_WORD_OR_SPACE.sub("", unicodedata.normalize("NFC", text.strip()))
    return (kept.lower() if lower else kept).replace(" ", separator)


def markdig(text: str) -> str:
    """Return Markdig's anchor: GitHub's without the marks and the letters that UTF-16 writes as two units."""
    made = github(text)
    if made.isascii():
        return made
    return "".join(c for c in made if c in "-_" or (c <= "\uffff" and unicodedata.category(c) in _LETTERS_AND_DIGITS))


def vitepress(text: str) -> str:
    """Return VitePress's anchor: accents gone, punctuation to single hyphens, `_` before a digit at its start."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not "\u0300" <= c <= "\u036f")
    slug = _HYPHENS.sub("-", _VITEPRESS.sub("-", _CONTROL.sub("", plain))).strip("-").lower()
    return f"_{slug}" if slug[:1].isdigit() else slug


def mintlify(text: str) -> str:
    """Return Mintlify's anchor as a link's fragment is compared with it: unquoted, punctuation and emoji gone."""
    encoded = quote(re.sub(r"\s+", "-", text.strip().lower()), safe=_UNRESERVED)
    slug = _NOT_MINTLIFY.sub("-", encoded)
    slug = _HYPHENS.sub("-", _CONTRACTION.sub(r"\1\2", slug)).strip("-")
    return mintlify_fragment(slug)


def mintlify_fragment(fragment: str) -> str:
    """Return a fragment or an id as Mintlify compares it."""
    kept = _MINTLIFY_CUT.sub("", unquote(fragment))
    return kept if kept.isascii() else "".join(c for c in kept if not _is_emoji(c))


def _is_emoji(character: str) -> bool:
    return unicodedata.category(character) == "So" or character in "\u200d\ufe0e\ufe0f"


def hugo(text: str) -> str:
    """Return Hugo's anchor (`autoHeadingIDType = "github"`): letters, digits, `-`, `_`; spaces to hyphens."""
    kept = (c for c in text.strip() if c in " -_" or c.isalnum())
    return "".join(kept).replace(" ", "-").lower()


def kramdown(text: str) -> str:
    """Return the anchor of kramdown's own parser: ASCII, from the first letter on."""
    kept = re.sub(r"[^a-zA-Z0-9 -]", "", re.sub(r"^[^a-zA-Z]+", "", text))
    return kept.replace(" ", "-").lower() or "section"


def as_shown(text: str, source: str) -> str:  # noqa: ARG001
    """Return the text of a heading: what most generators make its anchor of."""
    return text


def as_written(text: str, source: str) -> str:  # noqa: ARG001
    """Return the source of a heading, with its markup."""
    return source


def with_dashes(text: str, source: str) -> str:
    """Return the text of a heading with its double and triple hyphens made dashes, but for those of its code spans."""
    if "--" not in text:
        return text
    pieces, position = [], 0
    for span in _CODE_SPAN.finditer(source):
        code = span["code"].strip("`")
        at = text.find(code, position)
        if at >= 0:
            pieces += [_dashed(text[position:at]), code]
            position = at + len(code)
    return "".join((*pieces, _dashed(text[position:])))


def _dashed(text: str) -> str:
    return text.replace("---", "—").replace("--", "—")


_DIGRAPHS: dict[str, int | str | None] = {"ß": "sz", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i"}


def docutils(text: str) -> str:
    """Return the anchor of docutils' `make_id`: letters and digits of ASCII, from the first letter on."""
    text = text.lower().translate(str.maketrans(_DIGRAPHS))
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"^[-0-9]+|-+$", "", re.sub(r"[^a-z0-9]+", "-", " ".join(plain.split())))


def mdbook(text: str) -> str:
    """Return mdBook's anchor: letters, digits, `_`, `-`; each space a hyphen."""
    kept = (c.lower() if c.isalnum() or c in "_-" else "-" if c.isspace() else "" for c in text.strip())
    return "".join(kept)


def is_latin(text: str) -> bool:
    """Return whether all letters of a text are those of ASCII, with accents or without."""
    return text.isascii() or all(c.isascii() for c in unicodedata.normalize("NFKD", text) if c.isalpha())


def gitbook(text: str) -> str:
    """Return GitBook's anchor: dots and `_` stay, signs are named, other runs are one hyphen, `id-` before a digit."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_GITBOOK_SIGNS)).encode("ascii", "ignore").decode()
    kept = _NOT_GITBOOK.sub("-", plain).replace("+", "").strip("-").rstrip("._").strip("-")
    return (f"id-{kept}" if kept[:1].isdigit() else kept)[:_GITBOOK_LONGEST]


@dataclass(frozen=True)
class Style:
    """How a generator makes anchors: `slug` of one heading, and how equal ones are made different.

    `first` is the number that the second one gets, after `separator`; `deepest` the last level that has anchors. If
    `cased`, a fragment must be in the same case. `of` returns what the slug is made of, given the text of a heading
    and its source.
    """

    name: str
    slug: Slug
    separator: str = "-"
    first: int = 1
    deepest: int = 6
    cased: bool = True
    of: Callable[[str, str], str] = as_shown

    def unique(self, texts: Iterable[str]) -> Iterator[str]:
        """Yield the anchors of headings in their order, each once."""
        seen: dict[str, int] = {}
        for text in texts:
            slug = self.slug(text)
            made = slug
            while made in seen:
                seen[slug] += 1
                made = f"{slug}{self.separator}{seen[slug] + self.first - 1}"
            seen[made] = 0
            yield made


def collapsed(text: str) -> str:
    """Return GitHub's anchor with runs of hyphens made one, as several generators do."""
    return _HYPHENS.sub("-", github(text)).strip("-")


GITHUB = Style("github", github, cased=False)
MARKDIG = Style("markdig", markdig, cased=False)
GITHUB_SLUGGER = Style("github-slugger", github)
DASHED = Style("github-slugger with dashes", github, of=with_dashes)
GITBOOK = Style("gitbook", gitbook, deepest=4)
PYTHON_MARKDOWN = Style("python-markdown", python_markdown, "_")
ANY = (GITHUB, PYTHON_MARKDOWN, Style("collapsed", collapsed, cased=False))
"""What is accepted where nothing says which generator makes the anchors."""

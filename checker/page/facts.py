"""The nouns: what extraction reads out of one page, with exact spans; in goes nothing, out come plain structs.

Spans are half-open character offsets into the page's text (decoded, byte order mark removed, line ends made `\\n`).
Lines are 1-based. Facts know no configuration and no catalog: a `Name` is whatever has the shape of a model name,
and what it *is* gets decided when the graph is built.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from ..code.slots import Slot as Slot
from ..span import Span as Span
from .fact import F, decoded
from .packed_blocks import Block as Block
from .packed_blocks import Blocks, is_packed

Context = Literal["prose", "heading", "cell", "sample", "url", "front-matter"]
Cue = Literal["", "required", "announced", "listed"]
"""What the sentence around a mention says of it; the graph turns it into a role."""


class Version(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A model version that is written beside a model name, such as the `2024-12-17` of `gpt-4o (2024-12-17)`."""

    text: str
    span: Span


class Name(msgspec.Struct, array_like=True, gc=False):
    """Text in the shape of a model name.

    `block` indexes `Facts.blocks`; `sample` indexes `Facts.samples` or is -1; `code` tells whether it stands in a code
    span; `exact` whether it fills that code span alone; `advised` whether the words before it tell to move to it.
    """

    text: str
    span: Span
    context: Context
    block: int
    code: bool = False
    exact: bool = False
    cue: Cue = ""
    sample: int = -1
    versions: list[Version] = []
    advised: bool = False


class Use(msgspec.Struct, array_like=True, gc=False):
    """A value that a sample gives to a slot that takes a model or a deployment; any text, model-shaped or not.

    `versions` are model versions that the sample pins beside it.
    """

    slot: Slot
    text: str
    span: Span
    sample: int
    block: int
    versions: list[Version] = []


class ApiVersion(msgspec.Struct, array_like=True, gc=False):
    """A value that stands where an API version belongs.

    `cue` tells how it was recognised: `query` (`?api-version=`), `parameter` (an argument, field, variable or option),
    `provider` (`Microsoft.X/y@version`), `column` (of a table, headed API version) or `prose`.
    `address` is the URL or resource type around it, `client` the class that a sample gives it to, `beside` the rest of
    its table row; each may be empty. `operations` are the parts of the API that it is used for (`chat`, `realtime`), as
    the URL or the calls on the client tell. `fault` names what is wrong with the way it is attached
    (`missing-separator`, `missing-name`, `doubled-separator`), else it is empty.
    """

    text: str
    span: Span
    cue: Literal["query", "parameter", "provider", "column", "prose"]
    context: Context
    block: int
    sample: int = -1
    address: str = ""
    client: str = ""
    beside: str = ""
    operations: list[str] = []
    fault: str = ""
    announced: bool = False


class Request(msgspec.Struct, array_like=True, gc=False):
    """The uses and API versions (indexes into the sample's page-wide lists) that one call, command or URL holds."""

    uses: list[int]
    api_versions: list[int]


class Sample(msgspec.Struct, array_like=True, gc=False):
    """A code block. `span` covers its code; `intro` is the sentence before it; `output` marks an answer, not a call.

    `lines` are its lines as far as they are not blank, without the blanks around them; none of a short one.
    """

    language: str
    span: Span
    line: int
    end_line: int
    block: int
    intro: str = ""
    output: bool = False
    requests: list[Request] = []
    lines: list[Span] = []


class Variable(msgspec.Struct, array_like=True, gc=False):
    """A variable where it is used, or where it is declared or told to be set.

    `kind`: `environment`; `http` for those of a request file (`{{endpoint}}`, `@endpoint = ...`); `name`, `called` (a
    name that is called) and `member` (`object.member`) for those of a program, which are noted only where two are so
    close that one may be a slip, and `field` for what a class of a program declares.
    `into` is the name that takes the value of an environment variable. `sample` is -1 for what a text names.
    """

    kind: Literal["environment", "http", "name", "called", "field", "member"]
    name: str
    span: Span
    block: int
    sample: int = -1
    declares: bool = False
    into: str = ""


class ListItem(msgspec.Struct, array_like=True, gc=False):
    """An item of a list, as its first paragraph (`block`) shows it; `span` covers that text.

    `alone` tells that the item holds this paragraph only.
    """

    block: int
    span: Span
    alone: bool = True


class TextList(msgspec.Struct, array_like=True, gc=False):
    """A list; an item that does not start with a paragraph is left out."""

    items: list[ListItem]


class Heading(msgspec.Struct, array_like=True, gc=False):
    """A heading; `slug` is the anchor that GitHub and Learn make of it, made unique within the page."""

    level: int
    text: str
    slug: str
    span: Span
    line: int
    block: int


class Anchor(msgspec.Struct, array_like=True, gc=False):
    """A name that a link can jump to, beside headings: `<a name>`, `id=`, `{#id}`, or the title of a `component`.

    What a generator makes of a title or a heading is not known here.
    """

    name: str
    line: int
    component: str = ""


class Link(msgspec.Struct, array_like=True, gc=False):
    """A reference to another place. `span` covers the target as written.

    `kind`: `link`, `image`, `include`, `code` (a code file that is shown), `definition` (`[label]: target`),
    `href` (an attribute or a YAML key). `form` tells how an include is written, where that is not docfx's way.
    """

    target: str
    span: Span
    kind: Literal["link", "image", "include", "code", "definition", "href"]
    block: int
    text: str = ""
    form: str = ""


class Url(msgspec.Struct, array_like=True, gc=False):
    """An absolute URL that a sample or the running text writes out, placeholders and all; no link's target.

    `host` covers what stands between `://` and the path; `sample` indexes `Facts.samples` or is -1.
    """

    text: str
    span: Span
    host: Span
    block: int
    sample: int = -1


class FrontMatterFault(msgspec.Struct, array_like=True, gc=False):
    """Something in the front matter that could not be read: its line (1-based), and what is wrong."""

    line: int
    why: str


class NotRead(msgspec.Struct, array_like=True, gc=False):
    """A part of the page that was not read because it is too much: its line (1-based), and why, in words."""

    line: int
    why: str


class Cell(msgspec.Struct, array_like=True, gc=False):
    """A table cell; `text` is its raw Markdown, stripped."""

    text: str
    span: Span
    block: int


class Table(msgspec.Struct, array_like=True, gc=False):
    """A table; `header` is empty for rows that were cut off from their header. Rows hold the cells as written."""

    header: list[Cell]
    rows: list[list[Cell]]
    line: int
    heading: int


class Zone(msgspec.Struct, array_like=True, gc=False):
    """A part of the page that is shown under a condition; `name` is its id, or what it is called.

    `kind`: a zone, moniker or tab of Learn, or a panel, which is a tab of another generator.

    `group` numbers the set of alternatives that it belongs to.
    """

    kind: Literal["zone", "moniker", "tab", "panel"]
    name: str
    span: Span
    line: int
    group: int


class Value(msgspec.Struct, array_like=True, gc=False):
    """A date or an amount in a table cell, or in a sentence that tells what it measures.

    `text` is ISO 8601 for a `day` and a `month`, a number without separators for an `amount`; what is written `128K`
    is exact to its `step` only (1000). `before` and `after` are the words around it in its line of the cell or in its
    sentence.
    """

    kind: Literal["day", "month", "amount"]
    text: str
    span: Span
    block: int
    before: str = ""
    after: str = ""
    step: float = 0


class Suppression(msgspec.Struct, array_like=True, gc=False):
    """One rule's name in a comment that asks for silence, and the lines `first` to `last` that it speaks of.

    `action` is the word as written (ignore, ignore-file, ignore-start, ignore-end, or a slip of one), `span` covers the
    comment and `name` the rule's name in it; `code` tells whether it stands in a sample. `fault` tells why the comment
    silences nothing.
    """

    action: str
    rule: str
    reason: str
    span: Span
    name: Span
    line: int
    first: int
    last: int
    code: bool = False
    fault: Literal["", "unknown-action", "no-rule", "unclosed", "unopened"] = ""


class Facts(msgspec.Struct):
    """Everything that is read out of one page.

    The fields are what several rules read. `own` holds what each rule reads for itself, by the name of its type of fact
    and encoded, where there is some; `failed` holds by the same names why a reader could not do its work. `former` are
    the addresses that the front matter says the page had before. `not_read` is what was too much to read, for the
    shared facts or for a reader. `packed` holds the blocks as bytes.
    """

    title: str = ""
    metadata: dict[str, str] = {}
    former: list[str] = []
    front_matter_faults: list[FrontMatterFault] = []
    packed: bytes = b""
    headings: list[Heading] = []
    lists: list[TextList] = []
    anchors: list[Anchor] = []
    links: list[Link] = []
    urls: list[Url] = []
    tables: list[Table] = []
    zones: list[Zone] = []
    samples: list[Sample] = []
    variables: list[Variable] = []
    names: list[Name] = []
    uses: list[Use] = []
    api_versions: list[ApiVersion] = []
    values: list[Value] = []
    suppressions: list[Suppression] = []
    not_read: list[NotRead] = []
    own: dict[str, msgspec.Raw] = {}
    failed: dict[str, str] = {}

    def __post_init__(self) -> None:
        if not is_packed(self.packed):
            raise ValueError("these are no blocks")

    @property
    def blocks(self) -> Blocks:
        """The leaf blocks of the page, in page order."""
        return Blocks(self.packed)

    def of(self, fact: type[F]) -> list[F]:
        """Return what the reader of a type of fact has found on the page."""
        data = self.own.get(fact.__name__)
        return [] if data is None else decoded(fact, data)

"""A graph and a request go in (replace a model, or an API version); edits, and what needs manual review, come out.

Samples, URLs, requirements and running text with the model's id are changed. History, tables, headings and names that
only start alike are not changed, but listed with the reason.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from .. import patterns
from ..catalog import channel, naming
from ..catalog.api_versions import is_placeholder, well_formed
from ..findings import Edit, Place
from ..graph import ApiMention, DocsGraph, Mention, Page
from ..graph.api_versions import model_version
from ..graph.roles import Role
from ..page.facts import Span
from ..page.text_views import sentence
from ..patterns.recogniser import recognise
from ..span import Innermost

_ID = re.compile(r"[a-z0-9][a-z0-9._-]*")


class CodemodError(Exception):
    """The request cannot be fulfilled; the message says why."""


@dataclass(frozen=True)
class Left:
    """A mention that needs manual review: its place, text and role, and why."""

    place: Place
    text: str
    role: Role
    why: str


@dataclass
class Plan:
    """The edits, the mentions that need manual review, and warnings."""

    edits: list[Edit] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def decide(self, place: Place, text: str, role: Role, why: str, new: str) -> None:
        """Add a mention: for manual review if there is a reason, else as an edit."""
        if why:
            self.left.append(Left(place, text, role, why))
        else:
            self.edits.append(Edit(place, new))

    def finish(self) -> Plan:
        """Sort everything by place."""
        self.edits.sort(key=lambda one: one.place)
        self.left.sort(key=lambda one: (one.place, one.why))
        return self


# -- replacing a model


def rename(graph: DocsGraph, old: str, new: str, inside: Callable[[str], bool] = lambda _: True) -> Plan:
    """Plan to replace the model `old` with `new`; `inside` returns whether a page (by path) may change.

    Raises `CodemodError` for a model that no page mentions, and for an invalid new id.
    """
    request, plan = _request(graph, old, new), Plan()
    old, new = old.strip(), new.strip()
    for page in graph.pages:
        if inside(page.path):
            request.page(page, plan)
    if not plan.edits and not plan.left:
        if any(map(request.concerns, graph.mentions)):
            raise CodemodError(f"the model `{old}` is only mentioned on other pages")
        raise CodemodError(f"no page mentions the model `{old}`{_hint(old, {one.model for one in graph.mentions})}")
    if not plan.edits and (near := request.usual_spelling()):
        plan.warnings.append(f"no page has the id `{old}`; did you mean `{near}`?")
    if not graph.catalog.resolve(new).known or graph.catalog.resolve(new).tail:
        near = graph.catalog.nearest_model(new)
        hint = f"; the nearest model is `{near}`" if near else ""
        plan.warnings.append(f"`{new}` is not in the catalog{hint}")
    return plan.finish()


def left_of_rename(graph: DocsGraph, old: str, new: str, paths: Iterable[str]) -> list[Edit]:
    """Return the edits that would replace the model `old` with `new` on some pages; none for an invalid id."""
    plan = Plan()
    with suppress(CodemodError):
        request = _request(graph, old, new)
        for path in paths:
            if path in graph.by_path:
                request.page(graph.by_path[path], plan)
    return plan.finish().edits


def _request(graph: DocsGraph, old: str, new: str) -> _Rename:
    old, new = old.strip(), new.strip()
    if not _ID.fullmatch(new):
        raise CodemodError(f"`{new}` is not a valid model id: use lowercase letters, digits, `-`, `.` and `_`")
    if old == new:
        raise CodemodError(f"`{old}` and `{new}` are the same")
    return _Rename(graph, old if _ID.fullmatch(old) else naming.canonical(old), new)


def _hint(name: str, known: set[str]) -> str:
    from ..config import nearest

    near = nearest(naming.canonical(name), sorted(known - {name}))
    return f"; did you mean `{near}`?" if near else ""


class _Rename:
    """A request to replace a model, and how it treats each mention."""

    def __init__(self, graph: DocsGraph, old: str, new: str) -> None:
        self._graph = graph
        self._old, self._new = old, new
        self._resolved = graph.catalog.resolve(old)
        self._new_resolved = graph.catalog.resolve(new)
        # `gpt-4` matches neither `gpt-4-turbo` nor `gpt-4.1`, but `gpt-4.md`, and `gpt-4.` at the end of a sentence.
        self._shape = re.compile(rf"(?<![\w-])(?<!\w\.){re.escape(old)}(?![\w-]|\.\d)", re.I)
        self._mentions: dict[str, list[Mention]] = defaultdict(list)
        for mention in filter(self.concerns, graph.by_model.get(self._resolved.model, ())):
            self._mentions[mention.page.path].append(mention)

    def concerns(self, mention: Mention) -> bool:
        """Return whether a mention names the old model, in any spelling."""
        if mention.resolved.model != self._resolved.model:
            return False
        version = self._resolved.version
        return not version or mention.resolved.version == version or any(v.text == version for v in mention.versions)

    def usual_spelling(self) -> str:
        """Return the most frequent id of the old model on the pages if the given one is on none, or an empty string."""
        written = Counter(written_name(one)[1] for one in self._graph.mentions if self.concerns(one))
        same = [one for one in written if naming.canonical(one) == naming.canonical(self._old) and _ID.fullmatch(one)]
        return "" if self._old in written else max(same, key=lambda one: (written[one], one), default="")

    def page(self, page: Page, plan: Plan) -> None:
        """Decide on every mention of a page."""
        for mention in self._mentions.get(page.path, ()):
            why = self._why_left(mention)
            span, text = written_name(mention)
            plan.decide(page.place(span), text, mention.role, why, self._new)
        for span, role, why in self._unread(page):
            plan.decide(page.place(span), span.slice(page.text), role, why, self._new)

    def _why_left(self, mention: Mention) -> str:
        return self._why_written(mention) or _why_role(mention) or self._why_context(mention)

    def _why_written(self, mention: Mention) -> str:
        """Return how the name itself differs from the old model's id, or an empty string."""
        resolved = mention.resolved
        text = written_name(mention)[1]
        if text == self._old:
            return ""
        if resolved.version and resolved.version != self._resolved.version and not resolved.tail:
            known = self._graph.catalog.models.get(resolved.model)
            if known is not None and resolved.version in known.versions:
                return f"it pins version {resolved.version}"
        if naming.canonical(text) == naming.canonical(self._old):
            return "it is a display name" if not _ID.fullmatch(text) else "it is spelled differently"
        if not _ID.fullmatch(text):
            return "it is a display name"
        return "it is a different name that starts like the model's"

    def _why_context(self, mention: Mention) -> str:
        """Return why a plain id cannot simply be replaced in its context, or an empty string."""
        page = mention.page
        models = self._graph.catalog.models
        known = models[self._new_resolved.model].versions if self._new_resolved.model in models else {}
        for version in mention.versions:
            if version.text.lower() not in known:
                return f"`{self._new}` has no known version {version.text}, which is named with it"
        if mention.use is not None:
            return ""
        block = page.facts.blocks[mention.block]
        if mention.sample < 0 and self._beside(page, block.span, mention.span):
            return f"the sentence also mentions `{self._new}`"
        return ""

    def _beside(self, page: Page, block: Span, span: Span) -> bool:
        """Return whether the sentence around a mention already names the new model."""
        text = block.slice(page.text)
        first, last = sentence(text, span.start - block.start, span.end - block.start)
        return re.search(rf"(?<![\w.-]){re.escape(self._new)}(?![\w-])", text[first:last], re.I) is not None

    def _unread(self, page: Page) -> Iterator[tuple[Span, Role, str]]:
        """Yield occurrences of the old name that are not mentions: in a URL of the text, in front matter, in a link."""
        if self._old.lower() not in page.once(_lower):
            return
        read = [mention.span for mention in self._graph.by_page.get(page.path, ())]
        starts = [span.start for span in read]
        for match in self._shape.finditer(page.text):
            before = bisect_right(starts, match.start()) - 1
            if before >= 0 and read[before].end > match.start():
                continue
            span = Span(*match.span())
            if match.span() in page.once(_deployments) and match.group() == self._old:
                yield span, "used", _why_past(page, _block_at(page, span.start))
            else:
                yield span, "mentioned", "it is in a link, a path, a comment or front matter"


def _lower(page: Page) -> str:
    return page.text.lower()


def _deployments(page: Page) -> set[tuple[int, int]]:
    """Return where URLs name deployments."""
    return {match.span(match.lastgroup or 0) for match in patterns.URL_DEPLOYMENT.finditer(page.text)}


def _blocks(page: Page) -> Innermost[int]:
    return Innermost((block.span, number) for number, block in enumerate(page.facts.blocks))


def written_name(mention: Mention) -> tuple[Span, str]:
    """Return the range and the text of the model's name in a mention, without what is around it: `openai/`, `:free`."""
    written = recognise(mention.text)
    if written is None:
        return mention.span, mention.text
    start = mention.span.start + written.start
    return Span(start, start + len(written.name)), written.name


def _why_role(mention: Mention) -> str:
    if mention.role == "declared":
        return "a table declares it"
    if mention.role == "announced":
        return "it is history"
    if mention.page.is_past(mention.block):
        return "the section is about the past"
    if mention.name is not None and mention.name.context == "heading":
        return "it is a heading, and links may use its anchor"
    if mention.name is not None and mention.name.context == "cell":
        return "it is in a table"
    return "it is a list entry" if mention.role == "listed" else ""


def _block_at(page: Page, offset: int) -> int:
    """Return the index of the block around an offset, or -1."""
    found = page.once(_blocks).at(offset)
    return -1 if found is None else found


def _why_past(page: Page, block: int) -> str:
    heading = page.facts.blocks[block].heading if block >= 0 else -1
    if page.history.chronicle(heading):
        return "it is history"
    if page.history.past(heading):
        return "the section is about the past"
    if block >= 0 and page.facts.blocks[block].kind == "cell":
        return "it is in a table"
    return ""


# -- replacing an API version


def bump(
    graph: DocsGraph,
    service: str,
    version: str,
    inside: Callable[[str], bool] = lambda _: True,
    *,
    any_channel: bool = False,
) -> Plan:
    """Plan to update the API version of a service, GA for GA and preview for preview.

    Samples, URLs, and instructions to use a version that a nearby sample uses are changed.

    `service` is an id of the catalog (`azure-openai`), an ARM provider or a resource type below one. Raises
    `CodemodError` for a version that is malformed, and for a service that no page calls.
    """
    service, version = service.strip(), version.strip()
    if not well_formed(version):
        raise CodemodError(
            f"`{version}` is not an API version: use YYYY-MM-DD, with an optional suffix such as `-preview`"
        )
    known = {one.service for one in graph.api_mentions if one.service}
    known |= {one.fact.address for one in graph.api_mentions if one.fact.cue == "provider"}
    found = next((name for name in sorted(known) if name.lower() == service.lower()), None)
    if found is None:
        raise CodemodError(f"no page calls the service `{service}`{_service_hint(graph, service, known)}")
    plan = Plan()
    for mention in graph.api_mentions:
        text = mention.fact.text
        concerned = found in (mention.service, mention.fact.address) and inside(mention.page.path)
        if not concerned or text == version or is_placeholder(text):
            continue
        if any_channel or channel(text) == channel(version) or not well_formed(text):
            why = _why_api_left(graph, mention, version)
            plan.decide(mention.page.place(mention.fact.span), text, mention.role, why, version)
    if (found.split("/")[0], version) not in graph.catalog.api_versions:
        newest = [one.version for one in graph.catalog.api_versions_of(found) if one.channel == channel(version)]
        hint = f"; the newest known one is `{newest[-1]}`" if newest else ""
        plan.warnings.append(f"`{version}` of {graph.catalog.service_title(found)} is not in the catalog{hint}")
    return plan.finish()


def _service_hint(graph: DocsGraph, service: str, known: set[str]) -> str:
    from ..config import nearest

    titles = {one.title.lower(): one.id for one in graph.catalog.services.values()}
    near = titles.get(service.lower()) or nearest(service, sorted(known))
    if near and near != service:
        return f"; did you mean `{near}`?"
    called = [f"`{one}`" for one in sorted(known)]
    return (
        f"; services that are called: {', '.join(called[:8])}{' and more' if len(called) > 8 else ''}" if called else ""
    )


_INSTRUCTS = re.compile(
    r"\b(?:us(?:e|es|ing)|calls?|calling|sets?|specif(?:y|ies)|pass(?:es)?|sends?|targets?|against)\b", re.I
)
_CLAIMS = re.compile(
    r"\b(?:first|add(?:ed|s)|introduc\w+|since|start(?:s|ing)|as of|later|newer|above|earlier|older|before|until|latest"
    r"|newest|stable|recent|current(?:ly)?|deprecat\w+|retire\w*|replac\w+|support\w*|available|longer|only|now|not)\b",
    re.I,
)


def _why_text_left(graph: DocsGraph, mention: ApiMention) -> str:
    """Return why an API version in running text is left: a statement about it, or no nearby sample uses it."""
    page, fact = mention.page, mention.fact
    block = page.facts.blocks[fact.block].span
    text = block.slice(page.text)
    first, last = sentence(text, fact.span.start - block.start, fact.span.end - block.start)
    if _CLAIMS.search(text, first, last) or not _INSTRUCTS.search(text, first, last):
        return "the text makes a statement about this version, which may not be true of another"
    near = {page.path, *(one.child for one in graph.includes if one.parent == page.path)}
    near |= {one.parent for one in graph.includes if one.child == page.path}
    uses = (one for one in graph.api_mentions if one.role == "used" and one.page.path in near)
    if not any(one.service == mention.service and one.fact.text == fact.text for one in uses):
        return "the text mentions this version, but no nearby sample uses it"
    return ""


def _why_api_left(graph: DocsGraph, mention: ApiMention, version: str) -> str:
    text, page = mention.fact.text, mention.page
    if mention.role == "declared" or mention.fact.context == "cell":
        return "it is in a table"
    if past := _why_past(page, mention.fact.block) or ("it is history" if mention.role == "announced" else ""):
        return past
    if mention.role == "shown":
        return "it is sample output"
    if mention.role != "used" and (why := _why_text_left(graph, mention)):
        return why
    if not well_formed(text):
        return "it is malformed, see `checker fix`"
    if model := model_version(graph, mention):
        return f"it is a version of the model `{model}`"
    if text[:10] > version[:10]:
        return "it is already newer"
    return ""

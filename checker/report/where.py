"""A graph and a name go in; where it is mentioned, in which roles, and its sources come out as lines of text."""

from __future__ import annotations

import fnmatch
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..catalog.naming import canonical
from ..graph.roles import ROLES, Role
from . import Look
from .excerpt import excerpt, printable

if TYPE_CHECKING:
    from ..catalog import Catalog, Origin, Retirement
    from ..graph import ApiMention, DocsGraph, Mention, Page
    from ..page.facts import Span

_MOST = 10


@dataclass(frozen=True)
class _Occurrence:
    """An occurrence in a tree and its role there; `note` qualifies it, such as with its service."""

    page: Page
    span: Span
    role: Role
    note: str = ""


def describe(graph: DocsGraph, name: str, look: Look) -> list[str]:
    """Return what is known about a model, model version, API version or page; empty if there is none with the name."""
    lines: list[str] = []
    for part in (_page, _model, _api_version, _bare_version):
        found = list(part(graph, name, look))
        if found:
            lines.extend([""] * bool(lines) + found)
    return lines


def summary(graph: DocsGraph, name: str, look: Look) -> list[str]:
    """Return the same without the single mentions: what it is, where it is known from, and how often it has each role.

    `name` is a model, a model version or an API version, the latter also as `service version`.
    """
    lines: list[str] = []
    for part in (_model_head, _api_version_head):
        head, occurrences = part(graph, name, look)
        roles = Counter(one.role for one in occurrences)
        lines += head
        lines += [f"  {role} {_times(roles[role])} on {_pages_of(occurrences, role)}" for role in ROLES if roles[role]]
    return lines


def _pages_of(occurrences: Iterable[_Occurrence], role: Role) -> str:
    pages = len({one.page.path for one in occurrences if one.role == role})
    return f"{pages:,} page{'' if pages == 1 else 's'}"


def nearest(graph: DocsGraph, name: str) -> list[str]:
    """Return up to three of the most similar known names."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    models = {*graph.catalog.models, *(mention.model for mention in graph.mentions if not _free(mention))}
    pool = {model: model for model in models}
    pool.update({f"{m}@{v}": f"{m}@{v}" for m, entry in graph.catalog.models.items() for v in entry.versions})
    pool.update({version: version for _, version in graph.catalog.api_versions})
    pool.update({one.fact.text: one.fact.text for one in graph.api_mentions})
    pool.update({path: path if "/" in name else path.rsplit("/", 1)[-1] for path in graph.by_path})
    ordered = dict(sorted(pool.items()))
    found = process.extract(
        canonical(name) if "." not in name and "/" not in name else name,
        ordered,
        scorer=OSA.normalized_similarity,
        limit=3,
        score_cutoff=0.6,
    )
    return [str(key) for _, _, key in found]


def _model(graph: DocsGraph, name: str, look: Look) -> Iterator[str]:
    head, occurrences = _model_head(graph, name, look)
    yield from head
    if head:
        yield from _by_role(occurrences, look)
        yield from _together(graph, {one.page.path for one in occurrences}, _split(graph, name)[0], look)


def _model_head(graph: DocsGraph, name: str, look: Look) -> tuple[list[str], list[_Occurrence]]:
    """Return what a model, or a version of one, is, and where it is mentioned; nothing where there is none."""
    model, version = _split(graph, name)
    mentions = graph.by_model.get(model, [])
    entry = graph.catalog.models.get(model)
    if version:
        mentions = [mention for mention in mentions if version in _versions(mention)]
        known = entry is not None and version in entry.versions
    else:
        known = entry is not None
    if not known and not mentions:
        return [], []
    kind = "model version" if version else "deployment" if mentions and all(map(_free, mentions)) else "model"
    title = f"{graph.catalog.spelled(model)} {version}".strip()
    lines = [f"{look.paint(printable(title), 'path')}  {kind}, {_frequency(mentions)}"]
    lines += _known_from(graph.catalog, model, version) if known and entry else ["  not in the catalog"]
    if entry and not version:
        lines += _version_list(graph.catalog, model)
    return lines, [_Occurrence(one.page, one.span, one.role) for one in mentions]


def _split(graph: DocsGraph, name: str) -> tuple[str, str]:
    """Return the model and the version that a name means; both empty for a name that only starts like one."""
    catalog = graph.catalog
    left, at, right = name.rpartition("@")
    if not at:
        left, _, right = name.strip().rpartition(" ")
        entry = catalog.models.get(catalog.resolve(left).model) if left else None
        at = "@" if entry is not None and right.lower() in entry.versions else ""
    if at:
        return catalog.resolve(left).model, right.strip().lower()
    resolved = catalog.resolve(name)
    if resolved.tail and not any(one.text.lower() == name.lower() for one in graph.by_model.get(resolved.model, ())):
        return "", ""
    return resolved.model, resolved.version.lower()


def _versions(mention: Mention) -> set[str]:
    beside = {version.text.lower() for version in mention.name.versions} if mention.name else set()
    return beside | ({mention.resolved.version.lower()} if mention.resolved.version else set())


def _free(mention: Mention) -> bool:
    """Return whether a mention is a deployment name that is not a model name."""
    return mention.use is not None and not mention.resolved.known


def _frequency(mentions: list[Mention] | list[ApiMention]) -> str:
    pages = len({one.page.path for one in mentions})
    if not mentions:
        return "not mentioned"
    return f"mentioned {_times(len(mentions))} on {pages} page{'' if pages == 1 else 's'}"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number:,} times"


def _known_from(catalog: Catalog, model: str, version: str) -> Iterator[str]:
    entry = catalog.models[model]
    origins = _strongest_first(entry.versions[version].origins if version else entry.origins)
    in_tree = [origin for origin in origins if origin.layer == "tree"]
    if in_tree:
        more = f" and {len(in_tree) - 1} more" if len(in_tree) > 1 else ""
        yield f"  known from {_origin(in_tree[0])}{more}"
    for origin in origins[len(in_tree) :]:
        yield f"  known from {origin.layer}: {printable(str(origin))}"
    retirement = catalog.retirement(model, version)
    if retirement is not None:
        yield f"  {_retires(retirement)}"


def _strongest_first(origins: Iterable[Origin]) -> list[Origin]:
    layers = ("tree", "user", "bundled")
    return sorted(origins, key=lambda one: (layers.index(one.layer), one.source))


def _origin(origin: Origin) -> str:
    """Return an origin in short form; for a bundled one, its date is enough."""
    short = origin.as_of if origin.layer == "bundled" and origin.as_of else str(origin)
    return f"{origin.layer}: {printable(short)}"


def _retires(retirement: Retirement) -> str:
    day = f"retirement date {retirement.day}" if retirement.day else ""
    floor = f"retires no earlier than {retirement.not_before}" if retirement.not_before and not day else ""
    instead = f"replaced by {printable(retirement.replacement)}" if retirement.replacement else ""
    source = f" ({_origin(retirement.origin)})" if retirement.origin else ""
    return ", ".join(part for part in (day or floor, instead) if part) + source


def _version_list(catalog: Catalog, model: str) -> Iterator[str]:
    for version, entry in sorted(catalog.models[model].versions.items()):
        retirement = catalog.retirement(model, version)
        about = _retires(retirement) if retirement else f"({_origin(_strongest_first(entry.origins)[0])})"
        yield f"  version {version}  {about}"


def _api_version(graph: DocsGraph, name: str, look: Look) -> Iterator[str]:
    head, occurrences = _api_version_head(graph, name, look)
    yield from head
    if head:
        yield from _by_role(occurrences, look)
        yield from _together(graph, {one.page.path for one in occurrences}, "", look)


def _api_version_head(graph: DocsGraph, name: str, look: Look) -> tuple[list[str], list[_Occurrence]]:
    """Return what an API version is, and where it is mentioned; nothing where there is none."""
    left, _, right = name.strip().replace("@", " ").rpartition(" ")
    mentions = [one for one in graph.api_mentions if one.fact.text == right and left in ("", one.service)]
    entries = [one for one in graph.catalog.api_versions.values() if one.version == right and left in ("", one.service)]
    if not mentions and not entries:
        return [], []
    lines = [f"{look.paint(printable(right), 'path')}  API version, {_frequency(mentions)}"]
    for entry in sorted(entries, key=lambda one: one.service):
        title = graph.catalog.service_title(entry.service)
        channel = "GA" if entry.channel == "ga" else entry.channel
        lines.append(f"  {channel} version of {title}, known from {_origin(entry.origin)}")
    if not entries:
        lines.append("  not in the catalog")
    services = {_service(graph, one) for one in mentions}
    if len(services) == 1:
        lines.append(f"  used here only with {next(iter(services))}")
    notes = [_service(graph, one) if len(services) > 1 else "" for one in mentions]
    return lines, [
        _Occurrence(one.page, one.fact.span, one.role, note) for one, note in zip(mentions, notes, strict=True)
    ]


def _service(graph: DocsGraph, mention: ApiMention) -> str:
    return graph.catalog.service_title(mention.service) if mention.service else "unknown service"


def _bare_version(graph: DocsGraph, name: str, look: Look) -> Iterator[str]:
    version = name.strip().lower()
    owners = [model for model, entry in sorted(graph.catalog.models.items()) if version in entry.versions]
    if owners:
        yield f"{look.paint(printable(version), 'path')}  model version of"
        for model in owners:
            origin = _strongest_first(graph.catalog.models[model].versions[version].origins)[0]
            yield f"  {model}  ({_origin(origin)})"


def _page(graph: DocsGraph, name: str, look: Look) -> Iterator[str]:
    path = _path(graph, name)
    if path is None:
        return
    page = graph.by_path[path]
    title = f"  {printable(page.facts.title)}" if page.facts.title else ""
    yield f"{look.paint(printable(path), 'path')}  page{title}"
    yield from _contents(graph, path, look)
    children, parents = graph.children.get(path, []), graph.parents.get(path, [])
    yield from _paths("includes", (one.child for one in children), look)
    yield from _paths("included by", (one.parent for one in parents), look)
    yield from _paths("links to", _links(graph, page), look)
    yield from _paths("linked from", (one.path for one in graph.pages if path in set(_links(graph, one))), look)
    yield from _paths("siblings", _siblings(graph, path), look)


def _path(graph: DocsGraph, name: str) -> str | None:
    """Return the path of the page that a name means: from the root, from the current folder, or as a unique suffix."""
    if name in graph.by_path:
        return name
    try:
        here = Path(name).resolve().relative_to(Path(graph.root).resolve()).as_posix()
    except (ValueError, OSError):
        here = ""
    if here in graph.by_path:
        return here
    ending = "/" + name.removeprefix("./")
    found = [path for path in graph.by_path if path.endswith(ending)]
    return found[0] if len(found) == 1 else None


def _contents(graph: DocsGraph, path: str, look: Look) -> Iterator[str]:
    """Yield, role by role, what a page mentions and on which lines."""
    found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for mention in graph.by_page.get(path, ()):
        if not _free(mention):
            versions = " ".join(sorted(_versions(mention)))
            name = f"{graph.catalog.spelled(mention.model)} {versions}".strip()
            found[mention.role][name].append(mention.page.line(mention.span.start))
    for api in graph.api_by_page.get(path, ()):
        found[api.role][f"{_service(graph, api)} {api.fact.text}"].append(api.page.line(api.fact.span.start))
    for role in ROLES:
        if role in found:
            yield look.paint(role, "dim")
            for name, lines in sorted(found[role].items()):
                yield f"  {printable(name)}  {_lines(lines)}"


def _lines(lines: list[int]) -> str:
    numbers = ", ".join(str(line) for line in sorted(set(lines)))
    return f"line{'' if len(set(lines)) == 1 else 's'} {numbers}"


def _paths(title: str, paths: Iterable[str], look: Look) -> Iterator[str]:
    found = sorted(set(paths))
    if found:
        yield look.paint(title, "dim")
        yield from (f"  {printable(path)}" for path in found)


def _links(graph: DocsGraph, page: Page) -> Iterator[str]:
    for link in page.facts.links:
        other = graph.linked(page, link)
        if other is not None and other is not page and link.kind != "include":
            yield other.path


def _siblings(graph: DocsGraph, path: str) -> Iterator[str]:
    for family in graph.families:
        if any(member.page.path == path for member in family.members):
            for member in family.members:
                if member.span is not None:
                    yield f"{member.page.path}:{member.page.line(member.span.start)} ({member.language})"
                elif member.page.path != path:
                    yield member.page.path


def _by_role(occurrences: list[_Occurrence], look: Look) -> Iterator[str]:
    for role in ROLES:
        here = [one for one in occurrences if one.role == role]
        if here:
            yield look.paint(f"{role} ({len(here)})", "dim")
            yield from _sources(here, look)


def _sources(occurrences: list[_Occurrence], look: Look) -> Iterator[str]:
    """Yield `path:line` and the source line of each occurrence."""
    heads = [printable(f"{one.page.path}:{one.page.line(one.span.start)}") for one in occurrences]
    widest = min(60, max(map(len, heads)))
    for head, one in zip(heads, occurrences, strict=True):
        start = one.page.line_starts[one.page.line(one.span.start) - 1]
        line = one.page.text[start:].split("\n", 1)[0]
        indent = len(line) - len(line.lstrip())
        note = f"[{one.note}] " if one.note else ""
        width = max(30, look.width - max(widest, len(head)) - len(note) - 4)
        first, last = one.span.start - start - indent, one.span.end - start - indent
        shown = excerpt(line.strip(), first, last, width)
        yield f"  {head:<{widest}}  {note}{shown.before}{look.paint(shown.marked, 'mark')}{shown.after}"


def _together(graph: DocsGraph, pages: set[str], model: str, look: Look) -> Iterator[str]:
    """Yield the other models of the same pages, by the number of pages."""
    counts: Counter[str] = Counter()
    for path in sorted(pages):
        others = {one.model for one in graph.by_page.get(path, ()) if not _free(one)} - {model}
        counts.update(others)
    if counts:
        yield look.paint("on the same pages", "dim")
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    for other, number in ordered[:_MOST]:
        yield f"  {graph.catalog.spelled(other)}  {number} page{'' if number == 1 else 's'}"
    if len(ordered) > _MOST:
        yield f"  and {len(ordered) - _MOST} more"


def catalog_lines(catalog: Catalog, look: Look, name: str = "") -> list[str]:
    """Return what a catalog has, with the strongest source of each entry; with a name, only what has it in its own."""
    wanted = re.compile(fnmatch.translate(f"*{name.lower()}*")).match if name else None
    lines = list[str]()
    for title, part in (("Models", _all_models), ("Services", _all_services), ("API versions", _all_api_versions)):
        rows = list(part(catalog)) if wanted is None else list(_matching(part(catalog), wanted))
        if rows or wanted is None:
            lines += [look.paint(title, "path"), *_aligned(rows), ""]
    return lines[:-1]


def _matching(rows: Iterable[tuple[str, str]], wanted: Callable[[str], object]) -> Iterator[tuple[str, str]]:
    """Yield the rows whose names are wanted, each with the rows of its versions, and versions after their model."""
    model: tuple[str, str] | None = None
    shown = False
    for row in rows:
        if not row[0].startswith(" "):
            model, shown = row, bool(wanted(row[0].lower()))
            if shown:
                yield row
        elif shown:
            yield row
        elif model is not None and wanted(row[0].strip().lower()):
            yield f"{model[0]}{row[0]}", row[1]


def _aligned(rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    widest = max((len(name) for name, _ in rows), default=0)
    yield from (f"  {name:<{widest}}  {source}".rstrip() for name, source in rows)


def _all_models(catalog: Catalog) -> Iterator[tuple[str, str]]:
    for name, model in sorted(catalog.models.items()):
        yield printable(catalog.spelled(name)), _origin(model.origin)
        for version, entry in sorted(model.versions.items()):
            yield f"  {printable(version)}", _origin(_strongest_first(entry.origins)[0])


def _all_services(catalog: Catalog) -> Iterator[tuple[str, str]]:
    for name, service in sorted(catalog.services.items()):
        known_by = printable(", ".join([service.title, *service.hosts, *service.clients]))
        yield printable(name), f"{_origin(service.origin)}  {known_by}" if service.origin else known_by


def _all_api_versions(catalog: Catalog) -> Iterator[tuple[str, str]]:
    for (service, version), entry in sorted(catalog.api_versions.items()):
        yield printable(f"{service} {version}"), _origin(entry.origin)

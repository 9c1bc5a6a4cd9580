"""What people decided about findings goes in, as the HTML report exports it; a tree where it holds comes out.

A decision is kept by the finding's fingerprint: `accept` (it is right and will be mended), `false-alarm` (it is wrong;
a comment silences it) or `later` (it is right; the baseline knows it). `triage.schema.json` describes the file.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from .. import baseline as baselines
from .. import run
from ..baseline import Baseline
from ..config import Config
from ..findings import Finding, Fix, Report, Safety
from ..reading.reader import Progress, Reader
from ..rules import check_rules
from ..selection import all_options, selected
from ..suppress import Silences
from ..tree.sources import FolderSource
from . import fix as fixing
from .suppression_comment import silencing

VERSION = 1
_KEY = "checker-triage"

Verdict = Literal["accept", "false-alarm", "later"]


class TriageError(Exception):
    """A triage file that cannot be used: its name, the place in it, and what is wrong."""


class Entry(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What was decided about one finding.

    Only `fingerprint` finds it again; the rest tells people what it was, and a baseline what to pass over. `line` is
    where it stood; `known` counts the findings equal to it that a baseline knew already.
    """

    fingerprint: str
    verdict: Verdict
    rule: str
    path: str
    line: Annotated[int, Meta(ge=1)]
    message: str
    content: str
    comment: str = ""
    known: Annotated[int, Meta(ge=0)] = 0


def render(entries: Iterable[Entry]) -> str:
    """Return decisions as the text of their file."""
    ordered = sorted(entries, key=lambda one: (one.path, one.line, one.rule, one.fingerprint))
    data = {_KEY: VERSION, "entries": [msgspec.to_builtins(one) for one in ordered]}
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def parse(data: bytes, name: str) -> list[Entry]:
    """Read the bytes of a triage file, which messages call `name`.

    Raises `TriageError` with the place of what is wrong.
    """
    loaded = _loaded(data, name)
    if not isinstance(loaded, dict) or _KEY not in loaded:
        raise TriageError(f"{name}: no triage file: it has no `{_KEY}`; the triage view of an HTML report exports one")
    if loaded[_KEY] != VERSION or isinstance(loaded[_KEY], bool):
        raise TriageError(f"{name}: {_KEY}: version {loaded[_KEY]!r} is not known here, only {VERSION} is")
    if unknown := sorted(loaded.keys() - {_KEY, "entries"}):
        raise TriageError(f"{name}: unknown key `{unknown[0]}`")
    try:
        entries = msgspec.convert(loaded.get("entries"), list[Entry])
    except msgspec.ValidationError as error:
        raise TriageError(f"{name}: {str(error).replace('`$', '`entries')}") from error
    first: dict[str, int] = {}
    for number, entry in enumerate(entries):
        if first.setdefault(entry.fingerprint, number) != number:
            where = f"entries[{first[entry.fingerprint]}] and entries[{number}]"
            raise TriageError(f"{name}: {where} are about the same finding {entry.fingerprint}")
    return entries


def _loaded(data: bytes, name: str) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise TriageError(f"{name}: not UTF-8: byte {error.start}") from error
    except json.JSONDecodeError as error:
        raise TriageError(f"{name}:{error.lineno}:{error.colno}: no JSON: {error.msg}") from error
    except RecursionError as error:
        raise TriageError(f"{name}: nested too deeply") from error


@dataclass
class Applied:
    """What applying gave; nothing is written yet.

    `found` are entries with their findings, `missed` those without one, each with the reason; `failed` are decisions
    that cannot be carried out. `silenced` and `mended` are findings that are gone by a comment or a fix, `along` those
    that a comment silences though nobody asked for it. `baseline` is what is known from now on.
    """

    report: Report
    found: list[tuple[Entry, Finding]]
    missed: list[tuple[Entry, str]]
    baseline: Baseline
    added: Baseline
    failed: list[tuple[Finding, str]] = field(default_factory=list)
    silenced: list[Finding] = field(default_factory=list)
    along: list[Finding] = field(default_factory=list)
    mended: list[Finding] = field(default_factory=list)
    dropped: list[fixing.Dropped] = field(default_factory=list)
    outcome: fixing.Outcome | None = None

    def of(self, verdict: Verdict) -> list[Finding]:
        """Return the findings with this verdict."""
        return [finding for entry, finding in self.found if entry.verdict == verdict]


def apply(
    source: FolderSource,
    config: Config,
    entries: Sequence[Entry],
    known: Baseline,
    *,
    as_of: dt.date | None = None,
    inside: Callable[[str], bool] = lambda _: True,
    mend: bool = False,
    progress: Progress | None = None,
    reader: Reader | None = None,
) -> Applied:
    """Carry decisions out on a tree in memory: comments for false alarms, and with `mend` the safe fixes of the others.

    `known` is the baseline that the findings for later are added to; `inside` tells which pages may change. Rules that
    the entries name are run even where the configuration does not select them. Raises as `run.check` does.
    """
    named = {entry.rule for entry in entries} & check_rules().keys()
    config = msgspec.structs.replace(
        config,
        baseline="",
        extend_select=sorted({*config.extend_select, *named}),
        ignore=[name for name in config.ignore if name not in named],
    )
    reader = reader or Reader()
    loaded = run.load(source, config, progress, reader)
    report = run.check(source, config, as_of=as_of, loaded=loaded, reader=reader)
    by_print = {one.fingerprint: one for one in report.findings}
    found = [(entry, by_print[entry.fingerprint]) for entry in entries if entry.fingerprint in by_print]
    silent = _silenced(loaded, config, as_of) if len(found) < len(entries) else frozenset()
    missed = [(one, _why(one, silent)) for one in entries if one.fingerprint not in by_print]
    missed += [(one, "its page is none of PATHS") for one, finding in found if not inside(finding.place.path)]
    found = [(one, finding) for one, finding in found if inside(finding.place.path)]
    new = _with_later(known, found, Counter(map(baselines.key, report.findings)))
    result = Applied(report, found, missed, new, Baseline(known.name, new.counts - known.counts))
    if not report.not_checked:
        _carry_out(result, source, config, as_of, mend, reader)
    return result


def _why(entry: Entry, silent: frozenset[str]) -> str:
    if entry.rule not in check_rules():
        return f"there is no rule `{entry.rule}` here"
    return "it is silenced already" if entry.fingerprint in silent else "it is no longer found"


def _silenced(loaded: run.Loaded, config: Config, as_of: dt.date | None) -> frozenset[str]:
    """Return the fingerprints of the findings that comments and settings silence."""
    options = all_options(config, as_of)
    silences = Silences(loaded.graph.pages, config.per_path_ignore)
    early = [rule for rule in selected(config) if not rule.late]
    all_found = [one for rule in early for one in run.findings_of(rule, loaded.graph, options[rule.name])]
    return frozenset(one.fingerprint for one in run.numbered(all_found, config) if silences.silences(one))


def _with_later(
    known: Baseline, found: Iterable[tuple[Entry, Finding]], there: Mapping[baselines.Key, int]
) -> Baseline:
    """Return a baseline that knows the findings for later as well; applying the same again adds nothing."""
    later = [(entry, baselines.key(finding)) for entry, finding in found if entry.verdict == "later"]
    counts = known.counts.copy()
    for key, number in Counter(key for _, key in later).items():
        before = max(entry.known for entry, other in later if other == key)
        counts[key] = max(counts[key], min(before + number, there[key]))
    return Baseline(known.name, counts)


def _carry_out(
    result: Applied, source: FolderSource, config: Config, as_of: dt.date | None, mend: bool, reader: Reader
) -> None:
    reasons = {finding.fingerprint: entry.comment for entry, finding in result.found if entry.verdict == "false-alarm"}
    accepted = {one.fingerprint for one in result.of("accept") if mend and fixing.can_fix(one, unsafe=False)}
    if not reasons and not accepted:
        return
    steps = _Steps(reasons, accepted)
    outcome = result.outcome = fixing.make(source, config, steps.choose, as_of=as_of, reader=reader)
    result.mended = [one for one in outcome.fixed if one.fingerprint in accepted]
    result.dropped = [one for one in outcome.dropped if one.finding.fingerprint in accepted]
    left = {one.finding.fingerprint: one.why for one in outcome.dropped} | steps.failed
    for finding in result.of("false-alarm"):
        if finding.fingerprint in left:
            result.failed.append((finding, left[finding.fingerprint]))
        else:
            result.silenced.append(finding)
    kept = {one.fingerprint for one in steps.silent.findings} | reasons.keys() if steps.silent else set()
    result.along = [one for one in result.report.findings if steps.silent and one.fingerprint not in kept]


class _Steps:
    """What to change next: first comments, as many at a time as do not meet; then, once, the fixes.

    Fixes come last since they move the fingerprints of equal findings. `silent` is the report between the two.
    """

    def __init__(self, reasons: Mapping[str, str], accepted: Iterable[str]) -> None:
        self._reasons = dict(reasons)
        self._accepted = set(accepted)
        self.failed: dict[str, str] = {}
        self.silent: Report | None = None

    def choose(self, report: Report) -> list[Finding]:
        """Return findings with what is to be changed for each as their fix."""
        if chosen := fixing.apart(self._comments(report)):
            for one in chosen:
                del self._reasons[one.fingerprint]
            return chosen
        self.silent = self.silent or report
        fixes = fixing.apart(one for one in report.findings if one.fingerprint in self._accepted)
        self._accepted -= {one.fingerprint for one in fixes}
        return fixes

    def _comments(self, report: Report) -> Iterator[Finding]:
        """Yield the findings that wait for a comment, with the edit that puts it."""
        for one in report.findings:
            if one.fingerprint not in self._reasons:
                continue
            path = one.place.path
            edit = silencing(path, report.texts[path], one, self._reasons[one.fingerprint])
            if edit is not None:
                yield replace(one, fix=Fix(Safety.SAFE, (edit,)))
                continue
            del self._reasons[one.fingerprint]
            self.failed[one.fingerprint] = "no comment can stand there; `per-path-ignore` in the configuration can"

"""Decisions about findings go in, as the HTML report exports them; a tree to which they are applied comes out.

Decisions are stored by the finding's fingerprint: `accept` (it is right and will be fixed), `false-alarm` (it is wrong
and suppressed by a comment) or `later` (it is right and added to the baseline). `triage.schema.json` is the schema.
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
from ..suppress import Suppressions
from ..tree.sources import FolderSource
from . import fix as fixing
from .suppression_comment import suppression_edit

VERSION = 1
_KEY = "checker-triage"
_OTHER_WAY = "use `per-path-ignore` in the configuration"

Verdict = Literal["accept", "false-alarm", "later"]


class TriageError(Exception):
    """A triage file that cannot be used: its name, the place in it, and what is wrong."""


class Entry(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A decision about one finding.

    Only `fingerprint` identifies it; the rest describes it to people, and to a baseline. `line` is where it was;
    `known` counts the equal findings that the baseline already had.
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
    """Return the text of a triage file."""
    ordered = sorted(entries, key=lambda one: (one.path, one.line, one.rule, one.fingerprint))
    data = {_KEY: VERSION, "entries": [msgspec.to_builtins(one) for one in ordered]}
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def parse(data: bytes, name: str) -> list[Entry]:
    """Read the bytes of a triage file, which messages call `name`.

    Raises `TriageError` with the place of what is invalid.
    """
    loaded = _loaded(data, name)
    if not isinstance(loaded, dict) or _KEY not in loaded:
        raise TriageError(
            f"{name}: not a triage file: `{_KEY}` is missing; export one from the triage view of an HTML report"
        )
    if loaded[_KEY] != VERSION or isinstance(loaded[_KEY], bool):
        raise TriageError(f"{name}: {_KEY}: unsupported version {loaded[_KEY]!r}; the supported one is {VERSION}")
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
        raise TriageError(f"{name}:{error.lineno}:{error.colno}: invalid JSON: {error.msg}") from error
    except RecursionError as error:
        raise TriageError(f"{name}: nested too deeply") from error
    except ValueError as error:  # a number of thousands of digits
        raise TriageError(f"{name}: {error}") from error


@dataclass
class Applied:
    """The result of applying decisions; nothing is written yet.

    `found` are entries with their findings, `unmatched` those without one, with the reason; `failed` are decisions that
    cannot be applied. `suppressed` and `fixed` are findings that a comment or a fix removed, `side_effects` those that
    a comment suppresses without a decision. `baseline` is the new baseline, `added` what was added to it.
    """

    report: Report
    found: list[tuple[Entry, Finding]]
    unmatched: list[tuple[Entry, str]]
    baseline: Baseline
    added: Baseline
    failed: list[tuple[Finding, str]] = field(default_factory=list)
    suppressed: list[Finding] = field(default_factory=list)
    side_effects: list[Finding] = field(default_factory=list)
    fixed: list[Finding] = field(default_factory=list)
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
    fix: bool = False,
    progress: Progress | None = None,
    reader: Reader | None = None,
) -> Applied:
    """Apply decisions to a tree in memory: comments for false alarms, with `fix` also safe fixes of accepted findings.

    `known` is the baseline that findings for later are added to; `inside` returns whether a page may change. Rules that
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
    suppressed = _suppressed(loaded, config, as_of) if len(found) < len(entries) else frozenset()
    unmatched = [(one, _why(one, suppressed)) for one in entries if one.fingerprint not in by_print]
    unmatched += [(one, "its page is not in PATHS") for one, finding in found if not inside(finding.place.path)]
    found = [(one, finding) for one, finding in found if inside(finding.place.path)]
    new = _with_later(known, found, Counter(map(baselines.key, report.findings)))
    result = Applied(report, found, unmatched, new, Baseline(known.name, new.counts - known.counts))
    if not report.not_checked:
        _apply(result, source, config, as_of, fix, reader)
    return result


def _why(entry: Entry, suppressed: frozenset[str]) -> str:
    if entry.rule not in check_rules():
        return f"there is no rule `{entry.rule}`"
    return "it is already suppressed" if entry.fingerprint in suppressed else "it no longer occurs"


def _suppressed(loaded: run.Loaded, config: Config, as_of: dt.date | None) -> frozenset[str]:
    """Return the fingerprints of the findings that comments and settings suppress."""
    options = all_options(config, as_of)
    suppressions = Suppressions(loaded.graph.pages, config.per_path_ignore)
    early = [rule for rule in selected(config) if not rule.late]
    all_found = [one for rule in early for one in run.findings_of(rule, loaded.graph, options[rule.name])]
    return frozenset(one.fingerprint for one in run.numbered(all_found, config) if suppressions.suppresses(one))


def _with_later(
    known: Baseline, found: Iterable[tuple[Entry, Finding]], present: Mapping[baselines.Key, int]
) -> Baseline:
    """Return a baseline with the findings for later added; applying the same again adds nothing."""
    later = [(entry, baselines.key(finding)) for entry, finding in found if entry.verdict == "later"]
    counts = known.counts.copy()
    for key, number in Counter(key for _, key in later).items():
        before = max(entry.known for entry, other in later if other == key)
        counts[key] = max(counts[key], min(before + number, present[key]))
    return Baseline(known.name, counts)


def _apply(
    result: Applied, source: FolderSource, config: Config, as_of: dt.date | None, fix: bool, reader: Reader
) -> None:
    reasons = {finding.fingerprint: entry.comment for entry, finding in result.found if entry.verdict == "false-alarm"}
    accepted = {one.fingerprint for one in result.of("accept") if fix and fixing.can_fix(one, unsafe=False)}
    if not reasons and not accepted:
        return
    steps = _Steps(reasons, accepted)
    outcome = result.outcome = fixing.fix_chosen(source, config, steps.choose, as_of=as_of, reader=reader)
    result.fixed = [one for one in outcome.fixed if one.fingerprint in accepted]
    result.dropped = [one for one in outcome.dropped if one.finding.fingerprint in accepted]
    left = {one.finding.fingerprint: f"{one.why}; {_OTHER_WAY}" for one in outcome.dropped} | steps.failed
    for finding in result.of("false-alarm"):
        if finding.fingerprint in left:
            result.failed.append((finding, left[finding.fingerprint]))
        else:
            result.suppressed.append(finding)
    kept = {one.fingerprint for one in steps.commented.findings} | reasons.keys() if steps.commented else set()
    result.side_effects = [one for one in result.report.findings if steps.commented and one.fingerprint not in kept]


class _Steps:
    """What to change next: first comments, as many at a time as do not overlap; then, once, the fixes.

    Fixes come last since they shift the fingerprints of equal findings. `commented` is the report in between.
    """

    def __init__(self, reasons: Mapping[str, str], accepted: Iterable[str]) -> None:
        self._reasons = dict(reasons)
        self._accepted = set(accepted)
        self.failed: dict[str, str] = {}
        self.commented: Report | None = None

    def choose(self, report: Report) -> list[Finding]:
        """Return findings, each with the next change as its fix."""
        if chosen := fixing.non_overlapping(self._comments(report)):
            for one in chosen:
                del self._reasons[one.fingerprint]
            return chosen
        self.commented = self.commented or report
        fixes = fixing.non_overlapping(one for one in report.findings if one.fingerprint in self._accepted)
        self._accepted -= {one.fingerprint for one in fixes}
        return fixes

    def _comments(self, report: Report) -> Iterator[Finding]:
        """Yield the findings that need a comment, with the edit that adds it as their fix."""
        for one in report.findings:
            if one.fingerprint not in self._reasons:
                continue
            path = one.place.path
            edit = suppression_edit(path, report.texts[path], one, self._reasons[one.fingerprint])
            if edit is not None:
                yield replace(one, fix=Fix(Safety.SAFE, (edit,)))
                continue
            del self._reasons[one.fingerprint]
            self.failed[one.fingerprint] = f"a comment is not possible there; {_OTHER_WAY}"

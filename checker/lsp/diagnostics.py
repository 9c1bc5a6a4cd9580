"""Findings go in, diagnostics of a page come out, each with its related locations."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lsprotocol import types

from ..findings import Finding, Place, Severity
from ..report.addresses import rule_address
from .positions import Positions

SOURCE = "checker"
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.SUGGESTION: types.DiagnosticSeverity.Information,
}
UNNECESSARY = frozenset({"doubled-word", "repeated-passage", "repeated-table-row", "unused-suppression"})
"""Rules whose finding marks text that can go: editors fade it."""
DEPRECATED = frozenset({"moved-link", "outdated-api-version", "retired-model", "retired-replacement"})
"""Rules whose finding marks something that something else replaces: editors strike it through."""
_MOST_RELATED = 50

Pages = Callable[[str], tuple[str, Positions]]
"""Returns the URI of a page, by its path, and the positions in its text."""


def diagnostics_of(findings: list[Finding], path: str, pages: Pages) -> list[types.Diagnostic]:
    """Return a diagnostic on a page for each finding that involves it.

    A finding on another page is shown at the first of its related locations that is on this one.
    """
    found = []
    for finding in findings:
        if finding.place.path == path:
            found.append(_diagnostic(finding, finding.place, pages))
        else:
            here = next((one.place for one in finding.related if one.place.path == path), None)
            if here is not None:
                found.append(_diagnostic(finding, here, pages))
    return found


def shown_at(finding: Finding, path: str) -> Place | None:
    """Return the location of a finding that is marked on a page, if there is any."""
    return next((place for place in finding.places if place.path == path), None)


def _diagnostic(finding: Finding, place: Place, pages: Pages) -> types.Diagnostic:
    _, positions = pages(place.path)
    message = finding.message
    if place != finding.place:
        message += f" (at {finding.place.path}:{finding.place.line})"
    return types.Diagnostic(
        range=positions.range(place),
        message=message,
        severity=_SEVERITIES[finding.severity],
        code=finding.rule,
        code_description=_description(finding.rule),
        source=SOURCE,
        tags=_tags(finding.rule) or None,
        related_information=list(_related(finding, place, pages)) or None,
        data={"fingerprint": finding.fingerprint},
    )


def _related(finding: Finding, place: Place, pages: Pages) -> Iterator[types.DiagnosticRelatedInformation]:
    """Yield all locations of a finding but the one where it is shown."""
    places = [(finding.place, finding.message), *((one.place, one.message) for one in finding.related)]
    for other, message in places[: _MOST_RELATED + 1]:
        if other != place:
            uri, positions = pages(other.path)
            location = types.Location(uri, positions.range(other))
            yield types.DiagnosticRelatedInformation(location, message or finding.message)


def _tags(rule: str) -> list[types.DiagnosticTag]:
    if rule in UNNECESSARY:
        return [types.DiagnosticTag.Unnecessary]
    return [types.DiagnosticTag.Deprecated] if rule in DEPRECATED else []


def _description(rule: str) -> types.CodeDescription | None:
    """Return where the page of a rule is on the web, if there is such a place."""
    address = rule_address(rule)
    return types.CodeDescription(address) if address else None

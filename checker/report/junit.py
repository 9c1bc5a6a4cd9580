"""A `Report` goes in, JUnit XML comes out: a suite for each page with findings, a test case for each finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from xml.etree import ElementTree as ET

from ..findings import Finding, NotChecked, Report
from . import Look
from .escape import xml_text
from .excerpt import printable
from .terminal import finding_lines, summary


def render(report: Report, look: Look) -> str:
    """Return the report as JUnit XML; findings below `look.fail_on` are passing cases, with the finding as output.

    The first suite is about the run: its case `run` is an error if something could not be checked.
    """
    texts = {path: text.split("\n") for path, text in report.texts.items()}
    suites = [_run(report)]
    for path, findings in groupby(report.findings, key=lambda one: one.place.path):
        suites.append(_page(path, findings, texts, look))
    totals = {name: str(sum(int(one.get(name, "0")) for one in suites)) for name in ("tests", "failures", "errors")}
    root = ET.Element("testsuites", {"name": "checker", **totals})
    root.extend(suites)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _run(report: Report) -> ET.Element:
    gaps = report.not_checked
    suite = _suite("checker", tests=max(1, len(gaps)), failures=0, errors=len(gaps))
    for number, one in enumerate(gaps, 1):
        case = ET.SubElement(suite, "testcase", {"name": f"run [{number}]", "classname": "checker"})
        _problem(case, one)
    if not gaps:
        ET.SubElement(suite, "testcase", {"name": "run", "classname": "checker"})
    output = ET.SubElement(suite, "system-out")
    output.text = xml_text("\n".join([*map(printable, report.warnings), *summary(report, Look())]))
    return suite


def _problem(case: ET.Element, one: NotChecked) -> None:
    message = xml_text(f"{printable(one.path)}: {printable(one.reason)}")
    ET.SubElement(case, "error", {"type": "not-checked", "message": message}).text = message


def _page(path: str, findings: Iterable[Finding], texts: dict[str, list[str]], look: Look) -> ET.Element:
    found = list(findings)
    failing = sum(one.fails(look.fail_on) for one in found)
    suite = _suite(path, tests=len(found), failures=failing, errors=0)
    seen: Counter[str] = Counter()
    for one in found:
        seen[one.rule] += 1
        # No line numbers in names: CI servers track a case by its name.
        name = one.rule if seen[one.rule] == 1 else f"{one.rule} [{seen[one.rule]}]"
        case = ET.SubElement(suite, "testcase", {"name": xml_text(name), "classname": xml_text(printable(path))})
        lines = [printable(path), *finding_lines(one, texts, Look())]
        text = xml_text("\n".join(line.rstrip() for line in lines))
        if one.fails(look.fail_on):
            about = {"type": one.severity.label, "message": xml_text(printable(one.message))}
            ET.SubElement(case, "failure", about).text = text
        else:
            ET.SubElement(case, "system-out").text = text
    return suite


def _suite(name: str, **counts: int) -> ET.Element:
    return ET.Element(
        "testsuite", {"name": xml_text(printable(name)), **{key: str(value) for key, value in counts.items()}}
    )

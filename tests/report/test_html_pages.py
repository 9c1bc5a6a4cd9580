"""The pages in the HTML report, and its size: source with marks, long lines cut, little for each finding."""

from __future__ import annotations

from pathlib import Path

from checker.findings import Edit, Finding, Fix, Related, Report, Safety, Severity
from checker.report import render
from checker.report.html.pages import TOGETHER

from ..support.format_samples import place
from ..support.html_page import Page
from ..support.html_reports import data_of, real, tree


def test_pages_hold_the_source_with_marks() -> None:
    data = data_of(real(), "pages")
    source = {page["path"]: page for page in data["pages"]}
    assert len(source) > 10
    for page in data["pages"]:
        ((first, text),) = page["parts"]
        lines = text.split("\n")
        assert first == 1
        assert len(lines) == page["lines"]
        assert page["cut"] == ""
        for line, shown in page["marked"].items():
            assert "".join(piece[0] for piece in shown) == lines[int(line) - 1]
            assert any(len(piece) == 3 for piece in shown)
    for _, _, _, _, number, line in data["findings"]:
        assert str(line) in data["pages"][number]["marked"]


def test_a_line_of_megabytes_is_cut_and_says_so(tmp_path: Path) -> None:
    small, _ = tree(tmp_path, long="of x " * 10 + "the the " + "to z " * 10)
    report, look = tree(tmp_path, long="of x " * 640_000 + "the the " + "to z " * 640_000)
    assert len(report.findings) == len(small.findings) == 1
    text = render(report, "html", look)
    assert len(text) < len(render(small, "html", look)) + 20_000
    assert "3,199,880 characters" in Page(text).text()
    (page,) = data_of(text, "pages")["pages"]
    assert sum(len(part[1]) for part in page["parts"]) < 5_000


def test_pages_beyond_the_room_show_the_lines_around_findings() -> None:
    line = "a line of a page, as long as they are\n"
    count = TOGETHER // (len(line) * 1000) + 2
    report = Report("/docs", texts={f"{number:04}.md": line * 1000 for number in range(count)})
    report.findings = [
        Finding("r", Severity.ERROR, "m", place(path, 500, 3, 7), fingerprint=path) for path in report.texts
    ]
    pages = data_of(render(report, "html"), "pages")["pages"]
    assert pages[0]["cut"] == ""
    assert pages[-1]["cut"] == "Only lines near findings are shown (21 of 1,001)."
    assert sum(len(text) for page in pages for _, text in page["parts"]) <= TOGETHER + count * 21 * len(line)


def test_a_report_grows_slower_than_its_tree_and_stays_small() -> None:
    """1,000 findings on as many pages of some length; the file must have under 3 MB and little for each finding."""
    sentence = "The service hosts several models, and this sentence, number {}, says nothing of them at all.\n"

    def made(findings: int) -> str:
        texts = {
            f"docs/area-{at % 9}/page-{at}.md": "".join(sentence.format(at * line) for line in range(50))
            for at in range(findings)
        }
        report = Report("/docs", pages=2 * findings, texts=texts)
        for number, path in enumerate(texts):
            end = Related(place(path, 40, 5, 12), "says otherwise")
            fix = Fix(Safety.SAFE, (Edit(place(path, 20, 5, 12), "product"),))
            report.findings.append(
                Finding(
                    "sibling-drift",
                    Severity.WARNING,
                    f"`{number}` is not `{number + 1}`",
                    place(path, 20, 5, 12),
                    (end,),
                    fix,
                    fingerprint=f"{number:016x}",
                )
            )
        return render(report, "html")

    few, many_ = len(made(100)), len(made(1000))
    assert many_ < 3_000_000
    assert many_ - few < 900 * 2_900

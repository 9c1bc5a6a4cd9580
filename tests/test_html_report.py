"""The HTML report, as far as no browser is needed: structure, escaping, policy, size, and reading without scripts."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zlib
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from checker import cli
from checker.config import Config
from checker.findings import Comparison, Edit, Finding, Fix, NotChecked, Place, Related, Report, Safety, Severity
from checker.report import Look, render
from checker.report.html import VIEWS
from checker.report.html.findings import KNOWN
from checker.report.html.folders import folders
from checker.report.html.page import script_json
from checker.report.html.pages import TOGETHER
from checker.report.html.source import AROUND, Mark, pieces, windows
from checker.run import check, load
from checker.sources import FolderSource

from .format_samples import HOSTILE, finding, hostile, many, ordinary, place
from .repositories import DOUBLED, Repository
from .support import CORPORA, SEED_DAY, TOP

_VOID = frozenset({"meta", "input", "br", "img", "link", "hr", "rect", "path", "circle", "line", "use"})


class Page(HTMLParser):
    """A parsed report: each element with its attributes and its own text, and what was not closed as it should be."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.wrong: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.wrong += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()
        else:
            self.wrong.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.texts.append((tuple(self._open), data))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of all elements of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]

    def text(self, tag: str = "body") -> str:
        """Return what a reader sees inside elements of a kind, scripts and styles left out."""
        return "".join(data for around, data in self.texts if tag in around and not {"script", "style"} & set(around))


def page_of(report: Report, look: Look | None = None) -> Page:
    return Page(render(report, "html", look))


def data_of(text: str, view: str) -> Any:
    """Return the data of a view as its script would get it."""
    found = re.search(
        rf'<script type="application/json" id="data-{view}"( data-packed="deflate-raw")?>(.*?)</script>', text
    )
    assert found
    plain = zlib.decompress(base64.b64decode(found[2]), -15).decode() if found[1] else found[2]
    return json.loads(plain)


def tree(root: Path, as_of: Any = SEED_DAY, **pages: str) -> tuple[Report, Look]:
    """Check a folder, with these pages written into it, and return its report and its look with the graph."""
    for name, text in pages.items():
        (root / f"{name}.md").write_text(text, encoding="utf-8")
    source, config = FolderSource(root), Config()
    loaded = load(source, config)
    return check(source, config, as_of=as_of, loaded=loaded), Look(graph=loaded.graph)


@pytest.fixture(scope="module")
def real() -> str:
    report, look = tree(CORPORA / "trees" / "azure-openai")
    assert len(report.findings) > 20
    return render(report, "html", look)


# -- structure


def test_the_shell_holds_every_view_in_order(real: str) -> None:
    page = Page(real)
    assert page.wrong == []
    assert [one["data-view"] for one in page.all("section") if "data-view" in one] == list(VIEWS)
    assert [one["data-nav"] for one in page.all("a") if "data-nav" in one] == list(VIEWS)
    assert [one["id"] for one in page.all("section") if "data-view" in one] == [f"view-{name}" for name in VIEWS]
    assert {"header", "nav", "main", "footer"} <= {tag for tag, _ in page.elements}
    assert page.all("html")[0]["lang"] == "en"


def test_ids_are_unique_and_what_refers_to_them_finds_them(real: str) -> None:
    page = Page(real)
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in page.elements:
        for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for"):
            assert attributes.get(name) is None or attributes[name] in ids, attributes


def test_headings_stand_in_order(real: str) -> None:
    levels = [int(tag[1]) for tag, _ in Page(real).elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] <= 2
    assert all(two <= one + 1 for one, two in pairwise(levels))


def test_every_link_stays_in_the_file(real: str) -> None:
    page = Page(real)
    assert {str(one["href"])[:1] for one in page.all("a")} == {"#"}
    assert not {"link", "img", "iframe", "object", "embed", "base"} & {tag for tag, _ in page.elements}
    assert not any({"src", "srcset", "action", "formaction", "xlink:href"} & set(one) for _, one in page.elements)


# -- policy and escaping


@pytest.mark.parametrize("sample", ["empty", "ordinary", "hostile", "many", "real"])
def test_the_policy_allows_the_one_script_and_the_one_style_and_nothing_else(sample: str, real: str) -> None:
    reports = {"empty": Report("/docs"), "ordinary": ordinary(), "hostile": hostile(), "many": many(30, 30, 30)}
    text = real if sample == "real" else render(reports[sample], "html")
    page = Page(text)
    scripts = re.findall(r"<script>(.*?)</script>", text, re.S)
    styles = re.findall(r"<style>(.*?)</style>", text, re.S)
    (policy,) = [one["content"] for one in page.all("meta") if one.get("http-equiv") == "Content-Security-Policy"]
    hashes = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in (*scripts, *styles)]
    assert len(scripts) == len(styles) == 1
    assert policy == (
        f"default-src 'none'; script-src 'sha256-{hashes[0]}'; style-src 'sha256-{hashes[1]}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert {one.get("type") for one in page.all("script")} <= {None, "application/json"}
    for _, attributes in page.elements:
        assert not [name for name in attributes if name == "style" or name.startswith("on")], attributes


def test_scripts_make_no_element_from_a_string() -> None:
    folder = Path(render.__code__.co_filename).parent / "html" / "scripts"
    scripts = sorted(folder.glob("*.js"))
    assert len(scripts) >= 3
    for script in scripts:
        text = script.read_text("utf-8")
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser", text
        )
        assert not re.search(r"fetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|import\(", text), script.name


def test_a_hostile_report_is_text() -> None:
    text = render(hostile(), "html")
    page = Page(text)
    assert page.wrong == []
    assert [tag for tag, _ in page.elements if tag == "img"] == []
    assert "<img src=x onerror=alert(1)>" in page.text()
    assert {str(one["href"])[:1] for one in page.all("a")} == {"#"}
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2028\u2029\u2066-\u2069]", text)
    assert "\\u202e" in page.text()
    assert text == text.encode("utf-8", "strict").decode("utf-8")
    assert data_of(text, "pages")["findings"][0][3] == HOSTILE  # scripts get texts as they are, and make them visible


def test_a_page_that_wants_out_stays_in(tmp_path: Path) -> None:
    head = "# </script><script>alert(1)</script>"
    evil = f"{head}\n\nThe the <!-- word [x](gone\"'><script>.md) and and </pre></li>\u202e.\n"
    report, look = tree(tmp_path, evil=evil)
    assert report.findings
    text = render(report, "html", look)
    page = Page(text)
    assert page.wrong == []
    assert text.count("<script") == text.count("</script>") == len(page.all("script"))
    assert "<script>alert(1)</script>" in page.text()
    assert text.count("<!--") == 0
    assert head in "".join(part[1] for part in data_of(text, "pages")["pages"][0]["parts"])


@given(st.text())
def test_json_in_a_script_is_plain_and_comes_back(text: str) -> None:
    made = script_json({"text": text})
    assert not re.search("[<>&\u2028\u2029\x00-\x1f]", made)
    assert json.loads(made) == {"text": text}


# -- the findings, without scripts


def test_findings_can_be_read_without_scripts() -> None:
    page = page_of(ordinary())
    shown = page.text("details")
    for one in ordinary().findings:
        assert one.message.replace("`", "") in shown
        assert f"{one.place.path}:{one.place.line}" in shown
    assert "the table [1] declares it" in shown
    assert "use b." in shown
    assert "a row" in shown
    assert "\x7f" not in shown
    assert [one["id"] for one in page.all("details") if "finding" in (one.get("class") or "")] == [
        f"/findings/{one.fingerprint}" for one in ordinary().findings
    ]
    assert not any("hidden" in one for one in page.all("section") if "data-view" in one)


def test_both_ends_are_marked_and_the_fix_is_a_diff() -> None:
    text = "one\ntwo\nuse gpt-4o here\nfour\nfive\nsix\nseven\n"
    report = Report("/docs", texts={"a.md": text, "b.md": "x\nneeds gpt-4\n"})
    end = Related(Place("b.md", 2, 7, 2, 12), "needs it")
    fix = Fix(Safety.SAFE, (Edit(Place("a.md", 3, 5, 3, 11), "gpt-4"),))
    report.findings = [finding(path="a.md", fingerprint="f")]
    report.findings = [Finding("r", Severity.ERROR, "m", Place("a.md", 3, 5, 3, 11), (end,), fix, fingerprint="f")]
    made = render(report, "html")
    assert "<li>use <mark>gpt-4o</mark> here</li>" in made
    assert '<li>needs <mark class="other">gpt-4</mark></li>' in made
    assert "<del>- use <mark>gpt-4o</mark> here</del><ins>+ use <mark>gpt-4</mark> here</ins>" in made
    assert '<ol class="code" start="1">' in made
    assert "<li>six</li>" not in made  # only so many lines around


def test_ends_that_lie_close_together_share_a_window() -> None:
    lines = [f"line {number}" for number in range(1, 31)]
    near, far = Related(place("a.md", 6, 1, 5), "near"), Related(place("a.md", 25, 1, 5), "far")
    one = Finding("r", Severity.ERROR, "m", place("a.md", 4, 1, 5), (far, near))
    shown = windows(one, {"a.md": lines})
    assert [(window.first, len(window.lines)) for window in shown] == [(4 - AROUND, 7), (25 - AROUND, 5)]
    assert [message for _, _, message in shown[0].messages] == ["", "near"]
    kinds = {piece.kind for line in shown[0].lines for piece in line}
    assert kinds == {"", "own", "other"}


@given(
    st.text(alphabet="ab \t\u202e", max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5),
)
def test_pieces_lose_nothing_of_a_short_line(line: str, ranges: list[tuple[int, int]]) -> None:
    marks = [Mark(min(one, len(line)), min(two, len(line)), "own") for one, two in ranges]
    shown = "".join(piece.text for piece in pieces(line, marks))
    assert shown == line.replace("\u202e", "\\u202e")
    marked = sum(len(piece.text.replace("\\u202e", "x")) for piece in pieces(line, marks) if piece.kind)
    assert marked == len({at for mark in marks for at in range(mark.start, mark.end)})


@given(st.lists(st.integers(0, 9_000), min_size=1, max_size=6))
def test_a_long_line_is_cut_around_its_marks_and_says_how_much(starts: list[int]) -> None:
    line = "".join(chr(ord("a") + number % 26) for number in range(10_000))
    marks = [Mark(start, start + 10, "own") for start in starts]
    found = pieces(line, marks)
    left = sum(int(re.sub(r"\D", "", piece.text)) for piece in found if piece.kind == "cut")
    assert sum(len(piece.text) for piece in found if piece.kind != "cut") + left == len(line)
    assert left > 0
    assert sum(len(piece.text) for piece in found if piece.kind == "own") == len(
        {at for mark in marks for at in range(mark.start, mark.end)}
    )


def test_the_rules_explain_themselves(real: str) -> None:
    page = Page(real)
    linked = {str(one["href"]) for one in page.all("a") if "/overview/rule:" in str(one["href"])}
    there = {one["id"] for one in page.all("details")}
    assert linked
    assert {href.removeprefix("#") for href in linked} <= there
    assert "expect:" not in "".join(
        data for around, data in page.texts if "section" in around and "ol" not in around and "pre" not in around
    )


# -- what else it tells


def test_an_empty_report_says_so_but_not_when_something_was_missed() -> None:
    empty = Report("/docs", pages=3, rules=20)
    assert "Nothing was found. The tree agrees with itself" in page_of(empty).text()
    empty.not_checked = [NotChecked("a.md", "not UTF-8")]
    shown = page_of(empty).text()
    assert "agrees with itself" not in shown
    assert "1 part could not be checked." in shown
    assert "not everything could be checked" in shown
    assert "not UTF-8" in shown


def test_the_trend_names_what_is_new_known_and_fixed(tmp_path: Path) -> None:
    report = ordinary()
    assert "Against the" not in page_of(report).text()
    report.comparisons = [Comparison("baseline b.jsonl", 3, 4, (("old.md", "doubled-word", "the the"),) * 5)]
    shown = re.sub(r"\s+", " ", page_of(report).text())
    assert "Against the baseline b.jsonl" in shown
    assert "3 new 4 known 5 fixed" in shown
    assert "old.md doubled-word the the" in shown


def test_a_run_is_compared_with_the_baseline_and_with_the_base_of_the_change(repo: Repository) -> None:
    repo.commit(a=DOUBLED + "\nGo to the the end.\n", b="Fine fine.\n")
    CliRunner().invoke(cli.cli, ["baseline", "--output", "known.jsonl"])
    repo.git("switch", "-q", "-c", "topic")
    repo.commit(a=DOUBLED + "\nGo to the end.\n", b="Fine fine.\n\nNew new.\n")
    for options, against in (
        (("--since", "main"), "revision main"),
        (("--baseline", "known.jsonl"), "baseline known.jsonl"),
    ):
        assert CliRunner().invoke(cli.cli, ["report", *options, "--output", "out.html"]).exit_code == 1
        text = Path("out.html").read_text("utf-8")
        shown = re.sub(r"\s+", " ", Page(text).text())
        assert f"Against the {against} 1 new, 2 known, 1 fixed 1 new 2 known 1 fixed" in shown
        assert "a.md doubled-word the the" in shown
        assert data_of(text, "findings")["known"] == [0, 1, 1]


def test_what_is_passed_over_is_shown_as_such() -> None:
    report = many(1, 0, 0)
    assert "State" not in page_of(report).text()
    report.passed = [finding(Severity.WARNING, number + 2) for number in range(KNOWN + 7)]
    page = page_of(report)
    assert "7 further findings that are passed over" in re.sub(r"\s+", " ", page.text())
    data = data_of(render(report, "html"), "findings")
    assert data["known"] == [0] + [1] * KNOWN
    assert page.text().count("passed over") > KNOWN


def test_findings_can_be_filtered_by_what_stands_at_their_ends(real: str) -> None:
    data = data_of(real, "findings")
    number = len(data["fingerprints"])
    for facet in ("rule", "folder", "model", "version"):
        values, of = data["facets"][facet]["values"], data["facets"][facet]["of"]
        assert values == sorted(set(values))
        assert len(of) == number
        assert {at for some in of for at in some} == set(range(len(values)))
    assert "gpt-4o-mini-audio-preview" in data["facets"]["model"]["values"]
    assert "2025-01-01-preview" in data["facets"]["version"]["values"]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["a.md", "b/c.md"], ["/", "b"]),
        (["docs/a/x.md", "docs/b/c/y.md"], ["docs/a", "docs/b"]),
        (["docs/x.md", "docs/b/y.md"], ["docs", "docs/b"]),
        (["docs/x.md"], ["docs"]),
        ([], []),
    ],
)
def test_folders_are_the_topmost_that_differ(paths: list[str], expected: list[str]) -> None:
    assert list(folders(paths).values()) == expected


# -- pages and size


def test_pages_hold_the_source_with_marks(real: str) -> None:
    data = data_of(real, "pages")
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
    small, _ = tree(tmp_path, long="x y " * 10 + "the the " + "z w " * 10)
    report, look = tree(tmp_path, long="x y " * 800_000 + "the the " + "z w " * 800_000)
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
    assert pages[-1]["cut"] == "The lines around findings are shown, 21 of 1,001."
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


def test_the_same_tree_gives_the_same_bytes_and_names_no_folder_of_ours(tmp_path: Path) -> None:
    root = tmp_path / "docs"
    shutil.copytree(CORPORA / "trees" / "azure-openai", root)
    made = []
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "checker", "report", ".", "--root", ".", "--as-of", "2025-02-06"]
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(TOP)}
        done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 1, done.stderr
        made.append((root / "reports" / "checker.html").read_bytes())
    assert made[0] == made[1]
    assert str(tmp_path).encode() not in made[0]


# -- the command


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "wrong.md").write_text("A word stands stands twice.\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("options", "code"), [((), 1), (("--fail-on", "error"), 0), (("--ignore", "doubled-word"), 0)])
def test_report_writes_a_file_and_says_where(docs: Path, options: tuple[str, ...], code: int) -> None:
    result = CliRunner().invoke(cli.cli, ["report", "docs", *options])
    assert result.exit_code == code
    assert result.stdout == f"Wrote {Path('reports') / 'checker.html'}\n"
    assert (
        "stands stands" in Page((docs / "reports" / "checker.html").read_text("utf-8")).text()
        or "doubled-word" in options
    )
    same = CliRunner().invoke(cli.cli, ["check", "docs", *options, "--format", "html"])
    assert same.stdout == (docs / "reports" / "checker.html").read_text("utf-8")


def test_report_exits_with_2_when_something_was_missed_or_cannot_be_written(docs: Path) -> None:
    (docs / "docs" / "broken.md").write_bytes(b"\xff")
    result = CliRunner().invoke(cli.cli, ["report", "docs", "--output", "out.html"])
    assert result.exit_code == 2
    assert result.stdout == "Wrote out.html\n"
    assert "not UTF-8" in (docs / "out.html").read_text("utf-8")
    (docs / "reports").write_text("a file")
    result = CliRunner().invoke(cli.cli, ["report", "docs"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "cannot make the folder reports" in result.stderr
    result = CliRunner().invoke(cli.cli, ["report", "nowhere"])
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_page_whose_name_is_no_text_has_its_place(docs: Path) -> None:
    name = b"byte\xff.md"
    try:
        with open(bytes(docs / "docs") + b"/" + name, "wb") as file:
            file.write(b"A word stands stands twice.\n")
    except OSError:
        pytest.skip("this file system takes no such name")
    result = CliRunner().invoke(cli.cli, ["report", "docs"])
    assert result.exit_code == 1
    page = Page((docs / "reports" / "checker.html").read_text("utf-8"))
    assert "byte\\udcff.md:1" in page.text()
    assert "#/pages/byte%EF%BF%BD.md" in {one["href"] for one in page.all("a")}

"""The HTML report as a whole, as far as no browser is needed: structure, escaping, policy, the same bytes."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.findings import Report
from checker.report import render
from checker.report.html import VIEWS
from checker.report.html.page import script_json

from ..support import CORPORA, TOP
from ..support.format_samples import HOSTILE, hostile, many, ordinary
from ..support.html_page import Page
from ..support.html_reports import data_of, real, tree


def test_the_shell_holds_every_view_in_order() -> None:
    page = Page(real())
    assert page.wrong == []
    assert [one["data-view"] for one in page.all("section") if "data-view" in one] == list(VIEWS)
    assert [one["data-nav"] for one in page.all("a") if "data-nav" in one] == list(VIEWS)
    assert [one["id"] for one in page.all("section") if "data-view" in one] == [f"view-{name}" for name in VIEWS]
    assert {"header", "nav", "main", "footer"} <= {tag for tag, _ in page.elements}
    assert page.all("html")[0]["lang"] == "en"


def test_ids_are_unique_and_what_refers_to_them_finds_them() -> None:
    page = Page(real())
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in page.elements:
        for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for"):
            assert attributes.get(name) is None or attributes[name] in ids, attributes


def test_headings_stand_in_order() -> None:
    levels = [int(tag[1]) for tag, _ in Page(real()).elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] <= 2
    assert all(two <= one + 1 for one, two in pairwise(levels))


def test_every_link_stays_in_the_file() -> None:
    page = Page(real())
    assert {str(one["href"])[:1] for one in page.all("a")} == {"#"}
    assert not {"link", "img", "iframe", "object", "embed", "base"} & {tag for tag, _ in page.elements}
    assert not any({"src", "srcset", "action", "formaction", "xlink:href"} & set(one) for _, one in page.elements)


@pytest.mark.parametrize("sample", ["empty", "ordinary", "hostile", "many", "real"])
def test_the_policy_allows_the_one_script_and_the_one_style_and_nothing_else(sample: str) -> None:
    reports = {"empty": Report("/docs"), "ordinary": ordinary(), "hostile": hostile(), "many": many(30, 30, 30)}
    text = real() if sample == "real" else render(reports[sample], "html")
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

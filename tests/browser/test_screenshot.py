"""The picture in the README is made here, and tells by a note in the file which views it was made from.

`CHECKER_UPDATE_SCREENSHOT=1 pytest tests/browser/test_screenshot.py` makes it anew.
"""

from __future__ import annotations

import hashlib
import os
import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, expect

from ..support import TOP
from .support import WIDE, Open

PICTURE = TOP / "reports" / "screenshot.png"
_HEAD = b"\x89PNG\r\n\x1a\n"
_KEY = b"checker-views"


def prepared(page: Page) -> None:
    """Bring the report into the state that the picture shows: a finding opened and decided."""
    one = page.locator("[data-findings] > li:not(.group)", has_text="model-mismatch").first
    one.locator("summary").click()
    one.get_by_role("button", name="Accept", exact=True).click()
    expect(one.locator(".triage-tag")).to_have_text("accepted")
    page.evaluate("one => window.scrollTo(0, one.offsetTop - 330)", one.element_handle())


def made_of(page: Page) -> str:
    """Return a digest of the kinds of elements that the picture shows; what they say may change with the rules."""
    script = """() => {
      const shown = [document.querySelector(".bar"), document.querySelector("#view-findings .filters")];
      shown.push(document.querySelector("[data-findings] details[open]"));
      const kinds = shown.flatMap((one) => [...one.querySelectorAll("*")]).filter((one) => one.checkVisibility());
      return [...new Set(kinds.map((one) => `${one.localName}.${one.getAttribute("class") || ""}`))].sort();
    }"""
    kinds: list[str] = page.evaluate(script)
    assert len(kinds) > 20
    return hashlib.sha256("\n".join(kinds).encode()).hexdigest()[:16]


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the chunks of a PNG file by type."""
    assert data.startswith(_HEAD)
    at = len(_HEAD)
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += 12 + length


def noted(data: bytes, text: str) -> bytes:
    """Return a PNG file with a text behind its header."""
    body = b"tEXt" + _KEY + b"\0" + text.encode()
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    behind = len(_HEAD) + 25  # the header chunk comes first and has 25 bytes
    return data[:behind] + chunk + data[behind:]


def test_the_readme_shows_the_present_report(sample: Open, tmp_path: Path) -> None:
    with sample("#/findings", color_scheme="light") as page:
        prepared(page)
        made = noted(page.screenshot(), made_of(page))
        if os.environ.get("CHECKER_UPDATE_SCREENSHOT"):
            PICTURE.write_bytes(made)
        assert struct.unpack(">II", made[16:24]) == (WIDE["width"], WIDE["height"])
        assert list(chunks(made))[1] == (b"tEXt", _KEY + b"\0" + made_of(page).encode())
        wanted = made_of(page)
    readme = (TOP / "README.md").read_text("utf-8")
    assert re.search(r"!\[[^\]]{20,}\]\(reports/screenshot\.png\)", readme)
    data = PICTURE.read_bytes()
    assert len(data) < 250_000
    assert dict(chunks(data))[b"tEXt"] == _KEY + b"\0" + wanted.encode(), "the views have changed: make it anew"

"""The data of the views goes in, the HTML file comes out: templates filled in, script and style inlined and hashed."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from ...findings import Report
from .. import Look, markup

_LONE = re.compile("[\ud800-\udfff]")
_BREAKS_OUT = re.compile("<(?=!--|/?script)", re.I)
_UNSAFE = re.compile("[^ -%'-;=?-~]")
_PACKED_FROM = 64_000
"""The size in characters from which a block of data is compressed."""


def render(views: Mapping[str, Mapping[str, Any]], report: Report, look: Look) -> str:
    """Return the file with these views, by name, and their data."""
    assert __package__
    templates = markup.environment(__package__)
    templates.globals["route"] = route
    sections = {
        name: Markup(templates.get_template(f"{name}.html").render(view=view, report=report, look=look))
        for name, view in views.items()
        if markup.part(__package__, "templates", f"{name}.html")
    }
    script = _script(views)
    style = markup.shell_style() + "".join(markup.part(__package__, "styles", f"{name}.css") for name in views)
    text = templates.get_template("report.html").render(
        sections=sections,
        blocks={name: _block(view) for name, view in views.items()},
        script=Markup(script),
        style=Markup(style),
        script_hash=markup.digest(script),
        style_hash=markup.digest(style),
        name=report.root.rstrip("/\\").replace("\\", "/").rsplit("/", 1)[-1],
        report=report,
    )
    return text.rstrip() + "\n"


def route(*parts: str, **asked: object) -> str:
    """Return the URL fragment of a view, percent-encoded, such as `#/pages/docs/a.md?line=3`."""
    path = "/".join(quote(well_formed(part), safe="/:") for part in parts)
    query = "&".join(f"{name}={quote(well_formed(str(value)), safe='')}" for name, value in asked.items())
    return f"#/{path}{'?' if query else ''}{query}"


def well_formed(text: str) -> str:
    """Return a text that a URL can contain: invalid characters of a file name become U+FFFD, as in browsers."""
    return _LONE.sub("\ufffd", text)


def _script(views: Mapping[str, Any]) -> str:
    """Return all scripts as one, each in its own scope; the shell's comes first, a view's parts before the view's."""
    assert __package__
    texts = [text for name in ("app", *views) for text in markup.parts(__package__, "scripts", name, ".js")]
    joined = "".join(f'(() => {{\n"use strict";\n{text}}})();\n' for text in texts)
    return _BREAKS_OUT.sub(r"\\x3c", joined)


def _block(view: Mapping[str, Any]) -> tuple[bool, Markup] | None:
    """Return a view's data as the content of a script element, and whether it is compressed; None if there is none."""
    data = {key: value for key, value in view.items() if key != "markup"}
    if not data:
        return None
    text = script_json(data)
    if len(text) < _PACKED_FROM:
        return False, Markup(text)
    plain = json.dumps(data, ensure_ascii=True, separators=(",", ":")).encode()
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return True, Markup(base64.b64encode(packer.compress(plain) + packer.flush()).decode())


def script_json(value: Any) -> str:
    """Return a value as JSON that cannot break out of a script element: ASCII without `<`, `>` and `&`."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda match: _escape(match.group()), text)


def _escape(character: str) -> str:
    if character.isprintable() and character not in "<>&":
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[index]:02x}{units[index + 1]:02x}" for index in range(0, len(units), 2))

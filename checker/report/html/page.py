"""The data of the views goes in, the HTML file comes out: templates filled in, script and style inlined and hashed."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from ... import __version__
from ...findings import Report
from .. import Look
from ..excerpt import printable
from ..terminal import count

_CODE = re.compile(r"`([^`]+)`")
_LONE = re.compile("[\ud800-\udfff]")
_BREAKS_OUT = re.compile("<(?=!--|/?script)", re.I)
_UNSAFE = re.compile("[^ -%'-;=?-~]")
_PACKED_FROM = 64_000
"""From this many characters on, a block of data is compressed."""


def render(views: Mapping[str, Mapping[str, Any]], report: Report, look: Look) -> str:
    """Return the file that holds these views, by name, with their data."""
    environment = _environment()
    sections = {
        name: Markup(environment.get_template(f"{name}.html").render(view=view, report=report, look=look))
        for name, view in views.items()
        if _part("templates", f"{name}.html")
    }
    script = _script(views)
    style = "".join(_part("styles", f"{name}.css") for name in ("app", *views))
    text = environment.get_template("report.html").render(
        sections=sections,
        blocks={name: _block(view) for name, view in views.items()},
        script=Markup(script),
        style=Markup(style),
        script_hash=_digest(script),
        style_hash=_digest(style),
        name=report.root.rstrip("/\\").replace("\\", "/").rsplit("/", 1)[-1],
        version=__version__,
        report=report,
    )
    return text.rstrip() + "\n"


def _environment() -> Environment:
    assert __package__
    environment = Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
    )
    environment.filters["spans"] = spans
    environment.globals.update(count=count, route=route)
    return environment


def _visible(value: Any) -> Any:
    """Return what a template prints, with invisible characters of texts made visible; markup is our own."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def spans(text: str) -> Markup:
    """Return a message with what stands between backticks as code."""
    parts = [escape(printable(part)) for part in _CODE.split(text)]
    return Markup("").join(Markup("<code>{}</code>").format(part) if at % 2 else part for at, part in enumerate(parts))


def route(*parts: str, **asked: object) -> str:
    """Return the address of a view within the file, percent-encoded, such as `#/pages/docs/a.md?line=3`."""
    path = "/".join(quote(well_formed(part), safe="/:") for part in parts)
    query = "&".join(f"{name}={quote(well_formed(str(value)), safe='')}" for name, value in asked.items())
    return f"#/{path}{'?' if query else ''}{query}"


def well_formed(text: str) -> str:
    """Return a text that an address can hold: what was no character in a file name becomes U+FFFD, as in browsers."""
    return _LONE.sub("\ufffd", text)


def _script(views: Mapping[str, Any]) -> str:
    """Return all scripts as one, each in a scope of its own; the shell's comes first."""
    parts = [_part("scripts", f"{name}.js") for name in ("app", *views)]
    joined = "".join(f'(() => {{\n"use strict";\n{text}}})();\n' for text in parts if text)
    return _BREAKS_OUT.sub(r"\\x3c", joined)


def _part(folder: str, name: str) -> str:
    """Return the text of a file beside this module, or an empty one where it is missing."""
    assert __package__
    file = files(__package__).joinpath(folder, name)
    return file.read_text("utf-8") if file.is_file() else ""


def _digest(text: str) -> str:
    """Return what a Content-Security-Policy calls a text."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _block(view: Mapping[str, Any]) -> tuple[bool, Markup] | None:
    """Return a view's data as a script element can hold it, and whether it is compressed; None when there is none."""
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
    """Return a value as JSON that cannot leave a script element: no `<`, `>`, `&`, nor anything but plain ASCII."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda match: _escape(match.group()), text)


def _escape(character: str) -> str:
    if character.isprintable() and character not in "<>&":
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[index]:02x}{units[index + 1]:02x}" for index in range(0, len(units), 2))

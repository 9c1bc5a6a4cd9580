"""The package of an HTML report goes in; what all of them need comes out: escaping templates, texts, policy hashes.

A report's templates are `templates/NAME` beside its module; shared ones are in `templates` here. They escape all that
they print and make its invisible characters visible; `count(3, "page")` is a number with its noun, and the filter
`spans` turns the code spans of a message into code.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from .. import __version__
from .excerpt import printable
from .terminal import count

_CODE = re.compile(r"`([^`]+)`")


def environment(package: str) -> Environment:
    """Return the templates of a package and the shared ones; an undefined name is an error."""
    assert __package__
    made = Environment(
        loader=ChoiceLoader([PackageLoader(package, "templates"), PackageLoader(__package__, "templates")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
    )
    made.filters["spans"] = spans
    made.globals.update(count=count, version=__version__)
    return made


def _visible(value: Any) -> Any:
    """Return what a template prints, with invisible characters of untrusted text made visible."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def spans(text: str) -> Markup:
    """Return a message with its code spans as code."""
    parts = [escape(printable(part)) for part in _CODE.split(text)]
    return Markup("").join(Markup("<code>{}</code>").format(part) if at % 2 else part for at, part in enumerate(parts))


def part(package: str, folder: str, name: str) -> str:
    """Return the text of a file in a folder of a package, or an empty string if it is missing."""
    file = files(package).joinpath(folder, name)
    return file.read_text("utf-8") if file.is_file() else ""


def parts(package: str, folder: str, name: str, ending: str) -> list[str]:
    """Return the texts of `NAME_PART` with a suffix in a folder of a package, by name, then that of `NAME`."""
    names = (file.name for file in files(package).joinpath(folder).iterdir())
    before = sorted(one for one in names if one.startswith(f"{name}_") and one.endswith(ending))
    return [text for one in (*before, f"{name}{ending}") if (text := part(package, folder, one))]


def shell_style() -> str:
    """Return the style that all reports share: colours, controls, tables, source."""
    return part(f"{__package__}.html", "styles", "app.css")


def digest(text: str) -> str:
    """Return the hash of a script or a style for a Content-Security-Policy."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def static_page(package: str, name: str, filters: Mapping[str, Callable[..., Any]], **shown: Any) -> str:
    """Return a page without scripts: `templates/NAME.html` filled in, with the shared style and `templates/NAME.css`.

    The template extends `static.html`, which shows the `not_checked` and the `warnings` of `result`; `filters` are
    added to those of `environment`.
    """
    assert __package__
    style = shell_style() + part(__package__, "templates", "static.css") + part(package, "templates", f"{name}.css")
    templates = environment(package)
    templates.filters.update(filters)
    shell = {"name": name, "style": Markup(style), "style_hash": digest(style)}
    return templates.get_template(f"{name}.html").render(**shown, **shell).rstrip() + "\n"

"""A `Report` goes in, one self-contained HTML file comes out: a shell with views of findings, pages and more.

A view is a module `NAME.py` here with `data(report, look) -> dict[str, Any]`; its template `templates/NAME.html`,
which sees that dictionary as `view`; its script `scripts/NAME.js`; and its style `styles/NAME.css`. Template, script
and style are optional. To add a view, add these and its name to `VIEWS`. A long script is split by topic:
`scripts/NAME_PART.js` come before `scripts/NAME.js`, and export what it uses in `checker.NAME`.

- The shell renders each template into `<section id="view-NAME" data-view="NAME">`, and writes the dictionary, without
  its key `markup` (which only the template needs), as JSON into `<script type="application/json" id="data-NAME">`.
  Large blocks are compressed, and decompressed when a view that needs them is first shown; from then on
  `checker.data(NAME)` returns the data, and `await checker.load(NAME)` does at any time.
- Templates escape automatically: all text that they print is safe in HTML, and its invisible characters are made
  visible. `route(VIEW, REST, line=3)` makes a link's `#/VIEW/REST?line=3`, `count(3, "page")` a number with its
  noun, and the filter `spans` turns the code spans of a message into code. `look.graph` may be None.
- Scripts register `checker.views.NAME = {show(rest, params)}`, which is called whenever the address changes to
  `#/NAME/rest?params`, and create elements with `checker.el(tag, attributes, ...children)`, never from strings.
  `ready()` of a view is called once, before it is first shown; `needs` names the views that must be ready for it, in
  order and including itself. `print()` is called before the file is printed, even for views that were never shown.
  `checker.key({key, label, view, run})` binds a key. When a finding is first opened, the event `checker:finding` is
  dispatched on the document, with `{fingerprint, body, acts}`; `checker.findings.node(fingerprint)` is its list item,
  and `checker.findings.restrict` takes a test of fingerprints that filters the list.
- The Content-Security-Policy allows the one inline script and the one inline style, by their hashes, and nothing
  else: no style attributes, no event handlers in markup, no external resources.
"""

from __future__ import annotations

import importlib
from typing import Any

from ...findings import Report
from .. import Look
from . import page

VIEWS = ("overview", "findings", "triage", "entities", "graph", "pages")
"""The views, in the order of the navigation."""


def render(report: Report, look: Look) -> str:
    """Return the report as one HTML file that needs nothing else."""
    views: dict[str, dict[str, Any]] = {}
    for name in VIEWS:
        views[name] = importlib.import_module(f".{name}", __name__).data(report, look)
    return page.render(views, report, look)

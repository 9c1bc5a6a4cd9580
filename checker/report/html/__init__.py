"""A `Report` goes in, one self-contained HTML file comes out: a shell, and views of findings, pages and the rest.

A view is a module `NAME.py` here with `data(report, look) -> dict[str, Any]`; its template `templates/NAME.html`,
which sees that dictionary as `view`; its script `scripts/NAME.js`; and its style `styles/NAME.css`. Template, script
and style may be missing. To add a view, add these and its name to `VIEWS`. A script that would be too long is cut by
subject: `scripts/NAME_PART.js` come before `scripts/NAME.js`, and hand over what it uses in `checker.NAME`.

- The shell renders each template into `<section id="view-NAME" data-view="NAME">`, and writes the dictionary, without
  its key `markup` (what the template alone needs), as JSON into `<script type="application/json" id="data-NAME">`.
  Large blocks are compressed, and unpacked when a view that needs them is shown for the first time; from then on
  `checker.data(NAME)` gives them to scripts as they were, and `await checker.load(NAME)` does at any time.
- Templates escape by themselves: all text that they print is made harmless for HTML, and its invisible characters
  become visible. `route(VIEW, REST, line=3)` makes a link's `#/VIEW/REST?line=3`, `count(3, "page")` a number with its
  noun, and the filter `spans` makes code of what stands between a message's backticks. `look.graph` may be None.
- Scripts register `checker.views.NAME = {show(rest, params)}`, which is called whenever the address changes to
  `#/NAME/rest?params`, and make elements with `checker.el(tag, attributes, ...children)`, never from strings. `ready()`
  of a view is called once, before it is shown for the first time; `needs` names the views that must be ready for it,
  in their order and itself among them. `print()` is called before the file is printed, of views that were never shown
  too. `checker.key({key, label, view, run})` binds a key. A finding that is opened for the first time is told by the
  event `checker:finding` on the document, with `{fingerprint, body, acts}`; `checker.findings.node(fingerprint)` is its
  list item, and `checker.findings.restrict` takes a test of fingerprints that the list is narrowed by.
- The Content-Security-Policy allows the one script and the one style that are inlined, by their hashes, and nothing
  else: no style attributes, no event handlers in markup, nothing from outside.
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

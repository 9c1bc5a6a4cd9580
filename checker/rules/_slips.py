"""What the rules about typos share: a page goes in, whether anybody still corrects its sentences comes out."""

from __future__ import annotations

import re

from ..graph import Page
from ..page.facts import Span
from ..page.readers import Fact

_CHANGELOG = re.compile(r"(?:^|/)change-?log[^/]*$", re.I)


class Slip(Fact):
    """A wrong text at `span`, and the text to `put` there instead: empty where only a person can say."""

    span: Span
    put: str


def is_changelog(page: Page) -> bool:
    """Tell whether a page is put together from commit messages, which nobody corrects any more."""
    return _CHANGELOG.search(page.path) is not None

"""What the rules about typos share: a page goes in, whether its sentences are still corrected comes out."""

from __future__ import annotations

import re

from ..graph import Page

_CHANGELOG = re.compile(r"(?:^|/)change-?log[^/]*$", re.I)


def is_changelog(page: Page) -> bool:
    """Return whether a page is put together from commit messages, which are not corrected any more."""
    return _CHANGELOG.search(page.path) is not None

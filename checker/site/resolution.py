"""What comes of a link: `Outcome`, why a link cannot be judged, and the `Resolution` that holds both."""

from __future__ import annotations

import enum

from msgspec import Struct

from ..findings import Evidence
from .site_tree import PAGES
from .targets import Target


class Outcome(enum.StrEnum):
    """Whether a reader who follows a link gets anywhere."""

    THERE = "there"
    MOVED = "moved"  # a redirect knows where to
    BROKEN = "broken"
    UNKNOWN = "unknown"

    @property
    def arrives(self) -> bool:
        """Whether a reader arrives at a file of the tree."""
        return self is Outcome.THERE


class Reason(enum.StrEnum):
    """Why a link cannot be judged."""

    ROUTES = "routes"
    HOST = "host"
    BUILD = "build"
    REPOSITORY = "repository"
    SUBMODULE = "submodule"
    ABOVE = "above"
    PARTIAL = "partial"
    LABEL = "label"

    @property
    def text(self) -> str:
        """What cannot be judged, in words that follow "links to"."""
        return _TEXTS[self]


_TEXTS = {
    Reason.ROUTES: "routes (nothing here says how routes are made; set `[site]`)",
    Reason.HOST: "paths of the host that other repositories publish",
    Reason.BUILD: "what the build makes",
    Reason.REPOSITORY: "files that the build brings in from other repositories",
    Reason.SUBMODULE: "files of submodules",
    Reason.ABOVE: "files above the root",
    Reason.PARTIAL: "files that are not in this part of the tree",
    Reason.LABEL: "names that the build looks up",
}


class Resolution(Struct, frozen=True, gc=False):
    """What comes of a link.

    `path` is the file that a reader sees, relative to the root: of a broken link the one that was looked for, empty
    where it was a route. `why` says what is wrong with a broken one; `to` is where a redirect leads, as it is written;
    `near` the target that was probably meant, as it would be written; `evidence` what shows how routes are made.
    """

    outcome: Outcome
    path: str = ""
    fragment: str = ""
    reason: Reason | None = None
    why: str = ""
    to: str = ""
    near: str = ""
    evidence: Evidence | None = None
    route: str = ""

    def at(self, fragment: str) -> Resolution:
        """Return the same for a link with a fragment."""
        if self.fragment == fragment:
            return self
        where = self.outcome, self.path, fragment, self.reason
        return Resolution(*where, self.why, self.to, self.near, self.evidence, self.route)


def there(path: str, fragment: str = "") -> Resolution:
    """Return the resolution of a link to a file of the tree."""
    return Resolution(Outcome.THERE, path, fragment)


def unknown(reason: Reason, path: str = "") -> Resolution:
    """Return the resolution of a link that cannot be judged."""
    return Resolution(Outcome.UNKNOWN, path, reason=reason)


def lacks_ending(target: Target, path: str) -> Resolution | None:
    """Return that a link to a page is broken where its build wants the ending that it lacks; None where it has one."""
    if target.path not in (path.removesuffix(end) for end in PAGES if path.endswith(end)):
        return None
    why = f"there is no `{target.path}` in the tree, only `{path}`"
    return Resolution(Outcome.BROKEN, target.path, why=why, near=target.written + path.removeprefix(target.path))

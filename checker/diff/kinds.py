"""What a change can do to a docs tree: the closed list of kinds, each with the description that readers see."""

from __future__ import annotations

import enum


class Part(enum.StrEnum):
    """The part of the highlights that a statement belongs to."""

    NEW = "new_features"
    BREAKING = "breaking_changes"
    OTHER = "other_updates"


class Kind(enum.StrEnum):
    """A kind of change, in order of importance."""

    NEW_PAGE = "new-page"
    REMOVED_PAGE = "removed-page"
    MOVED_PAGE = "moved-page"
    MODEL_INTRODUCED = "model-introduced"
    MODEL_WITHDRAWN = "model-withdrawn"
    MODEL_RENAMED = "model-renamed"
    VERSION_INTRODUCED = "version-introduced"
    VERSION_WITHDRAWN = "version-withdrawn"
    API_VERSION_INTRODUCED = "api-version-introduced"
    API_VERSION_WITHDRAWN = "api-version-withdrawn"
    RETIREMENT_MOVED = "retirement-moved"
    NEWS = "news"
    ROWS_GAINED = "rows-gained"
    ROWS_LOST = "rows-lost"
    MODEL_SWITCHED = "model-switched"
    API_VERSION_SWITCHED = "api-version-switched"
    ROWS_CHANGED = "rows-changed"
    MODEL_ADDED = "model-added"
    MODEL_DROPPED = "model-dropped"
    VERSION_SWITCHED = "version-switched"
    NAME_CHANGED = "name-changed"
    SAMPLE_ADDED = "sample-added"
    SAMPLE_REMOVED = "sample-removed"
    SAMPLE_CHANGED = "sample-changed"
    SECTION_ADDED = "section-added"
    SECTION_REMOVED = "section-removed"
    ANCHOR_MOVED = "anchor-moved"
    LINK_MOVED = "link-moved"
    LINK_ADDED = "link-added"
    LINK_REMOVED = "link-removed"
    PROSE = "prose"
    DATES = "dates"
    METADATA = "metadata"
    WHITE_SPACE = "white-space"
    OTHER_FILE = "other-file"

    @property
    def meaning(self) -> str:
        """A description of the kind, in one line."""
        return _MEANINGS[self][1]

    @property
    def part(self) -> Part:
        """The part of the highlights that it belongs to."""
        return _MEANINGS[self][0]

    @property
    def rank(self) -> int:
        """Its position in the list; the lowest one names the change of a page."""
        return list(Kind).index(self)


_MEANINGS: dict[Kind, tuple[Part, str]] = {
    Kind.NEW_PAGE: (Part.NEW, "a page is new"),
    Kind.REMOVED_PAGE: (Part.BREAKING, "a page was removed"),
    Kind.MOVED_PAGE: (Part.BREAKING, "a page has a different path"),
    Kind.MODEL_INTRODUCED: (Part.NEW, "a model is mentioned for the first time"),
    Kind.MODEL_WITHDRAWN: (Part.BREAKING, "a model is no longer mentioned"),
    Kind.MODEL_RENAMED: (Part.BREAKING, "a model was replaced by a new one in most of its places"),
    Kind.VERSION_INTRODUCED: (Part.NEW, "a version of a model is mentioned for the first time"),
    Kind.VERSION_WITHDRAWN: (Part.BREAKING, "a version of a model is no longer mentioned"),
    Kind.API_VERSION_INTRODUCED: (Part.NEW, "an API version is used for the first time"),
    Kind.API_VERSION_WITHDRAWN: (Part.BREAKING, "an API version is no longer used"),
    Kind.RETIREMENT_MOVED: (Part.BREAKING, "the retirement date or replacement of a model changed in a table"),
    Kind.NEWS: (Part.NEW, "a what's-new page gained an entry"),
    Kind.ROWS_GAINED: (Part.OTHER, "a table gained rows"),
    Kind.ROWS_LOST: (Part.BREAKING, "a table lost rows"),
    Kind.MODEL_SWITCHED: (Part.OTHER, "one model replaced another"),
    Kind.API_VERSION_SWITCHED: (Part.OTHER, "one API version replaced another"),
    Kind.ROWS_CHANGED: (Part.OTHER, "rows of a table changed"),
    Kind.MODEL_ADDED: (Part.OTHER, "a model is mentioned in more places on a page"),
    Kind.MODEL_DROPPED: (Part.OTHER, "a model is mentioned in fewer places on a page"),
    Kind.VERSION_SWITCHED: (Part.OTHER, "the version that a model is mentioned with was changed, added or removed"),
    Kind.NAME_CHANGED: (Part.OTHER, "a model or deployment is spelled differently"),
    Kind.SAMPLE_ADDED: (Part.OTHER, "a page gained a code sample"),
    Kind.SAMPLE_REMOVED: (Part.OTHER, "a page lost a code sample"),
    Kind.SAMPLE_CHANGED: (Part.OTHER, "a code sample changed beyond model names and versions"),
    Kind.SECTION_ADDED: (Part.OTHER, "a page gained a section"),
    Kind.SECTION_REMOVED: (Part.OTHER, "a page lost a section, and with it an anchor"),
    Kind.ANCHOR_MOVED: (Part.BREAKING, "a heading was reworded, which changed its anchor"),
    Kind.LINK_MOVED: (Part.OTHER, "a link has a different target"),
    Kind.LINK_ADDED: (Part.OTHER, "a page gained a link or an image"),
    Kind.LINK_REMOVED: (Part.OTHER, "a page lost a link or an image"),
    Kind.PROSE: (Part.OTHER, "running text was reworded, added or removed"),
    Kind.DATES: (Part.OTHER, "a date changed"),
    Kind.METADATA: (Part.OTHER, "the front matter changed"),
    Kind.WHITE_SPACE: (Part.OTHER, "only white space changed"),
    Kind.OTHER_FILE: (Part.OTHER, "a file that is not a page changed"),
}

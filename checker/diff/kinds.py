"""What a change can do to a docs tree: the closed list of kinds, each with the words that readers see."""

from __future__ import annotations

import enum


class Part(enum.StrEnum):
    """Where a statement belongs among the highlights."""

    NEW = "new_features"
    BREAKING = "breaking_changes"
    OTHER = "other_updates"


class Kind(enum.StrEnum):
    """A kind of change; the first ones say most of a page, the last ones that nothing else happened to it."""

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
        """What the kind says, in a line."""
        return _MEANINGS[self][1]

    @property
    def part(self) -> Part:
        """Where it belongs among the highlights."""
        return _MEANINGS[self][0]

    @property
    def rank(self) -> int:
        """Its place in the list; the least one names the change of a page."""
        return list(Kind).index(self)


_MEANINGS: dict[Kind, tuple[Part, str]] = {
    Kind.NEW_PAGE: (Part.NEW, "a page is new"),
    Kind.REMOVED_PAGE: (Part.BREAKING, "a page is gone"),
    Kind.MOVED_PAGE: (Part.BREAKING, "a page has another path"),
    Kind.MODEL_INTRODUCED: (Part.NEW, "a model is named that no page named before"),
    Kind.MODEL_WITHDRAWN: (Part.BREAKING, "a model is named on no page any more"),
    Kind.MODEL_RENAMED: (Part.BREAKING, "a model is gone, and a new one stands where it stood"),
    Kind.VERSION_INTRODUCED: (Part.NEW, "a version of a model is named that no page named before"),
    Kind.VERSION_WITHDRAWN: (Part.BREAKING, "a version of a model is named on no page any more"),
    Kind.API_VERSION_INTRODUCED: (Part.NEW, "an API version stands where none was written before"),
    Kind.API_VERSION_WITHDRAWN: (Part.BREAKING, "an API version is written on no page any more"),
    Kind.RETIREMENT_MOVED: (Part.BREAKING, "a table gives a model another retirement date or replacement"),
    Kind.NEWS: (Part.NEW, "a page that tells of what is new gained an entry"),
    Kind.ROWS_GAINED: (Part.OTHER, "a table gained rows"),
    Kind.ROWS_LOST: (Part.BREAKING, "a table lost rows"),
    Kind.MODEL_SWITCHED: (Part.OTHER, "one model took the place of another"),
    Kind.API_VERSION_SWITCHED: (Part.OTHER, "one API version took the place of another"),
    Kind.ROWS_CHANGED: (Part.OTHER, "rows of a table say something else"),
    Kind.MODEL_ADDED: (Part.OTHER, "a model is named in more places of a page"),
    Kind.MODEL_DROPPED: (Part.OTHER, "a model is named in fewer places of a page"),
    Kind.VERSION_SWITCHED: (Part.OTHER, "a model is named with another version, with one, or without"),
    Kind.NAME_CHANGED: (Part.OTHER, "a model or deployment is written in another way"),
    Kind.SAMPLE_ADDED: (Part.OTHER, "a page gained a code sample"),
    Kind.SAMPLE_REMOVED: (Part.OTHER, "a page lost a code sample"),
    Kind.SAMPLE_CHANGED: (Part.OTHER, "a code sample changed by more than the names of models and versions"),
    Kind.SECTION_ADDED: (Part.OTHER, "a page gained a section"),
    Kind.SECTION_REMOVED: (Part.OTHER, "a page lost a section, and its anchor with it"),
    Kind.ANCHOR_MOVED: (Part.BREAKING, "a heading was reworded, so that its anchor is another"),
    Kind.LINK_MOVED: (Part.OTHER, "a link leads elsewhere"),
    Kind.LINK_ADDED: (Part.OTHER, "a page gained a link or an image"),
    Kind.LINK_REMOVED: (Part.OTHER, "a page lost a link or an image"),
    Kind.PROSE: (Part.OTHER, "running text was reworded"),
    Kind.DATES: (Part.OTHER, "a date is another one"),
    Kind.METADATA: (Part.OTHER, "the front matter changed"),
    Kind.WHITE_SPACE: (Part.OTHER, "nothing but white space changed"),
    Kind.OTHER_FILE: (Part.OTHER, "a file that is no page changed"),
}

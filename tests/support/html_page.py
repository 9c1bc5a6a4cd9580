"""The text of an HTML report goes in; its elements, its texts, and what is not closed as it should be come out."""

from __future__ import annotations

from html.parser import HTMLParser

_VOID = frozenset({"meta", "input", "br", "img", "link", "hr", "rect", "path", "circle", "line", "use"})


class Page(HTMLParser):
    """A parsed report: each element with its attributes and its own text, and what was not closed as it should be."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.wrong: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.wrong += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()
        else:
            self.wrong.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.texts.append((tuple(self._open), data))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of all elements of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]

    def text(self, tag: str = "body") -> str:
        """Return what a reader sees inside elements of a kind, scripts and styles left out."""
        return "".join(data for around, data in self.texts if tag in around and not {"script", "style"} & set(around))

"""XML from outside, read without any of its dangers: no DTD, no entities, no other files, and within limits.

Expat tells line numbers and never fetches anything by itself; a document type declaration, where entity bombs and
references to other files begin, ends the reading before it is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from grondslag.errors import MalformedFile

# A statute is a dozen levels deep; the largest Dutch acts have some hundred thousand elements.
DEEPEST = 100
MOST_ELEMENTS = 2_000_000


@dataclass
class Element:
    """An element: its name, its attributes, the line it begins on, and its elements and words in order."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: list[Element | str] = field(default_factory=list)

    def elements(self, *tags: str) -> Iterator[Element]:
        """The elements directly within, of these names, or of any when none is given."""
        yield from (child for child in self.children if isinstance(child, Element) and (not tags or child.tag in tags))

    def first(self, *path: str) -> Element | None:
        """The first element at the end of a path of names, or None."""
        if not path:
            return self
        return next((found for child in self.elements(path[0]) if (found := child.first(*path[1:]))), None)

    def words(self) -> str:
        """All words within, in order."""
        return "".join(child if isinstance(child, str) else child.words() for child in self.children)


def read_tree(data: bytes, name: str, *, skipped: Collection[str] = ()) -> Element:
    """The root of an XML document. Elements named in `skipped` are left out with all that is in them.

    Raises `MalformedFile` with line and column for what is not well-formed, has a document type declaration, or is
    nested deeper or has more elements than any statute.
    """
    return _Builder(name, frozenset(skipped)).build(data)


class _Builder:
    """Listens to expat and builds the tree."""

    def __init__(self, name: str, skipped: frozenset[str]) -> None:
        self._name = name
        self._skipped = skipped
        self._open: list[Element] = []
        self._root: Element | None = None
        self._left_out = 0
        self._elements = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self._parser.StartDoctypeDeclHandler = self._refused("a document type declaration (DOCTYPE)")
        self._parser.EntityDeclHandler = self._refused("an entity declaration")
        self._parser.ExternalEntityRefHandler = self._refused("a reference to another file")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def build(self, data: bytes) -> Element:
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            reason = f"not well-formed XML: {expat.ErrorString(error.code)}"
            raise MalformedFile(self._name, reason, line=error.lineno, column=error.offset + 1) from error
        except LookupError as error:
            raise MalformedFile(self._name, f"an encoding that is not known: {error}") from error
        assert self._root is not None  # noqa: S101  expat has raised when there is no element at all
        return self._root

    def _refused(self, what: str) -> Callable[..., int]:
        def refuse(*_: object) -> int:
            raise self._malformed(f"{what} is refused: it can pull in other files or swell without end")

        return refuse

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise self._malformed(f"more than {MOST_ELEMENTS} elements")
        if self._left_out or (self._open and tag in self._skipped):
            self._left_out += 1
            if self._left_out + len(self._open) > DEEPEST:
                raise self._malformed(f"nested deeper than {DEEPEST} levels")
            return
        element = Element(tag, attributes, self._parser.CurrentLineNumber)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._root = element
        self._open.append(element)
        if len(self._open) > DEEPEST:
            raise self._malformed(f"nested deeper than {DEEPEST} levels")

    def _end(self, _: str) -> None:
        if self._left_out:
            self._left_out -= 1
        else:
            self._open.pop()

    def _text(self, text: str) -> None:
        if not self._left_out:
            self._open[-1].children.append(text)

    def _malformed(self, reason: str) -> MalformedFile:
        parser = self._parser
        return MalformedFile(self._name, reason, line=parser.CurrentLineNumber, column=parser.CurrentColumnNumber + 1)

"""The XML parts of a workbook, looked at before any library reads them: no DTD, no size beyond the limits.

Expat never fetches anything by itself. It sees what the library that reads the cells leaves out: hidden rows and
columns, cells that hold an error, and formulas without a value. Names count without their prefix, as they do there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NoReturn
from xml.parsers import expat

from grondslag.errors import MalformedFile, TooLarge
from grondslag.registers.reading.rows import MOST_COLUMNS, MOST_ROWS
from grondslag.settings import MEGABYTE

# A tag, comment or the like of more is never written, and expat reads it again with every piece that comes in.
LONGEST_TOKEN = MEGABYTE
MOST_MERGED = 10_000
MOST_NOTED = 1_000
_DIGITS = "0123456789"
_NUMBER = re.compile(r"[0-9]{1,9}")
_MOST_NAMES = 1_000
_LONGEST_ERROR = 20
_LETTERS = re.compile(r"[A-Za-z]{1,3}")

Place = tuple[int, int]


class PartScan:
    """One part of the archive, fed in pieces.

    `last_row` and `last_column` are those of the cells that hold something. Raises `MalformedFile` with line and
    column, or `TooLarge`, as soon as something is wrong.
    """

    def __init__(self, part: str) -> None:
        self.part = part
        self.elements = 0
        self.last_row = 0
        self.last_column = 0
        self.merged = 0
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self.errors: dict[Place, str] = {}
        self.without_value: list[Place] = []
        self._fed = 0
        self._row = 0
        self._column = 0
        self._formula = False
        self._error = False
        self._row_text = ""
        self._row_of_text = 0
        self._kinds: dict[str, str] = {}
        self._columns: dict[str, int] = {}
        self._parser = self._listening()

    def feed(self, data: bytes) -> None:
        """The next piece."""
        self._parse(data, False)
        self._fed += len(data)
        if self._fed - self._parser.CurrentByteIndex > LONGEST_TOKEN:
            raise TooLarge(f"a single tag in {self.part} of more than {LONGEST_TOKEN} bytes", expected="a smaller file")
        if self.merged > MOST_MERGED:
            raise TooLarge(f"more than {MOST_MERGED} merged cells in {self.part}", expected="a smaller file")

    def close(self) -> None:
        """No more pieces."""
        self._parse(b"", True)
        self._end_cell()

    @property
    def spanned(self) -> int:
        """How many cells there are from the first to the last that holds something, empty ones between them too."""
        return self.last_row * self.last_column

    def _listening(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.XmlDeclHandler = self._declared
        parser.StartDoctypeDeclHandler = self._refused("a document type declaration (DOCTYPE)")
        parser.EntityDeclHandler = self._refused("an entity declaration")
        parser.ExternalEntityRefHandler = self._refused("a reference to another file")
        parser.StartElementHandler = self._start
        return parser

    def _parse(self, data: bytes, last: bool) -> None:
        try:
            self._parser.Parse(data, last)
        except expat.ExpatError as error:
            raise self._malformed(f"not well-formed XML: {expat.ErrorString(error.code)}") from None
        except (LookupError, ValueError):
            raise self._malformed("an encoding that is not known") from None

    def _refused(self, what: str) -> Callable[..., NoReturn]:
        def refuse(*_: object) -> NoReturn:
            raise self._malformed(f"{what} is refused: it can pull in other files or swell without end")

        return refuse

    def _malformed(self, reason: str) -> MalformedFile:
        parser = self._parser
        line, column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
        return MalformedFile("", f"{reason} (in {self.part})", line=line, column=column)

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        # ECMA-376 part 2 allows no other; and two readers may differ in what they take another for.
        if encoding is not None and encoding.lower() not in ("utf-8", "utf-16"):
            raise self._malformed("an encoding other than UTF-8")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        # Called for every cell of a large sheet, twice: no work here that can be spared.
        self.elements += 1
        kind = self._kinds.get(name) or self._kind(name)
        if kind == "v" or kind == "is":
            self._fill_cell()
        elif kind == "c":
            if self._error or self._formula:
                self._end_cell()
            self._begin_cell(attributes)
        elif kind == "f":
            self._formula = True
        elif kind == "row":
            self._begin_row(attributes)
        elif kind == "col" and _true(attributes.get("hidden")):
            self.hidden_columns.append((self._number(attributes.get("min")), self._number(attributes.get("max"))))
        elif kind == "mergeCell":
            self.merged += 1

    def _kind(self, name: str) -> str:
        kind = name.rpartition(":")[2]
        if len(self._kinds) < _MOST_NAMES:
            self._kinds[name] = kind
        return kind

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        self._row = self._row + 1 if number is None else self._row_number(number)
        self._column = 0
        if _true(attributes.get("hidden")):
            self.hidden_rows.append(self._row)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._error = attributes.get("t") == "e"
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
            return
        letters = reference.rstrip(_DIGITS)
        self._column = self._columns.get(letters) or self._column_of(letters)
        self._row = self._row_number(reference[len(letters) :])

    def _fill_cell(self) -> None:
        self._formula = False
        if self._row > self.last_row:
            self.last_row = self._row
        if self._column > self.last_column:
            self.last_column = self._column
        if self._error and len(self.errors) < MOST_NOTED:
            self.errors[self._row, self._column] = ""
            self._parser.CharacterDataHandler = self._note_error

    def _end_cell(self) -> None:
        self._parser.CharacterDataHandler = None
        if self._formula and len(self.without_value) < MOST_NOTED:
            self.without_value.append((self._row, self._column))
        self._formula = self._error = False

    def _note_error(self, text: str) -> None:
        place = self._row, self._column
        self.errors[place] = (self.errors[place] + text.strip())[:_LONGEST_ERROR]

    def _column_of(self, letters: str) -> int:
        number = 0
        if not _LETTERS.fullmatch(letters):
            raise self._malformed("a cell whose place cannot be read")
        for letter in letters.upper():
            number = number * 26 + ord(letter) - ord("A") + 1
        if number > MOST_COLUMNS:
            raise TooLarge(f"a column beyond {MOST_COLUMNS} in {self.part}", expected="a smaller file")
        self._columns[letters] = number
        return number

    def _row_number(self, text: str) -> int:
        if text == self._row_text:
            return self._row_of_text
        self._row_text, self._row_of_text = text, self._number(text)
        if self._row_of_text > MOST_ROWS:
            raise TooLarge(f"a row beyond {MOST_ROWS} in {self.part}", expected="a smaller file")
        return self._row_of_text

    def _number(self, text: str | None) -> int:
        if text is None or not _NUMBER.fullmatch(text):
            raise self._malformed("the number of a row or column cannot be read")
        return int(text)


def _true(text: str | None) -> bool:
    return text in ("1", "true", "on")

"""The archive that an XLSX file is, looked through part by part before any library reads it.

Nothing that its directory says of sizes is believed: every part is inflated, in pieces, and counted.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import cached_property
from typing import IO

from grondslag.errors import BadInput, MalformedFile, TooLarge
from grondslag.lawtext.xmltree import Element, read_tree
from grondslag.registers.reading.sheetxml import PartScan
from grondslag.settings import MEGABYTE, UploadLimits

START = b"PK\x03\x04"
_DIRECTORY_ENTRY = b"PK\x01\x02"
_WORKBOOK = "xl/workbook.xml"
_CHUNK = 1 << 18
_XML_NAMES = re.compile(r".*\.(xml|rels|vml|psmdcp|svg)", re.IGNORECASE)
# Parts that tell another kind of archive.
_OTHERS = {
    "content.xml": "a workbook or document of LibreOffice (ODS, ODT): save it as XLSX",
    "xl/workbook.bin": "a binary workbook (XLSB): save it as XLSX",
    "word/document.xml": "a document (DOCX)",
}
_MACROS = re.compile(r".*vbaproject.*|xl/macrosheets/.*", re.IGNORECASE)
_MACRO_TYPE = b"macroenabled"
_ENCRYPTED = 0x1
# A sheet of 1 M cells has 2 M elements, 3 M with formulas; its texts are as many again when none is the same.
MOST_ELEMENTS = 5_000_000
# Small files may well be as regular as they like.
_ALWAYS_ALLOWED = 10 * MEGABYTE
# What zipfile and zlib raise for damaged archives, as fuzzing showed.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)


class Archive:
    """A workbook's archive that was looked through: what its parts hold, by their names."""

    def __init__(self, data: bytes, limits: UploadLimits) -> None:
        """Look it through. Raises `TooLarge`, `MalformedFile` or `BadInput` with the reason why it is refused."""
        self._limits = limits
        self._size = len(data)
        self._inflated = 0
        self._elements = 0
        self._spanned = 0
        if data.count(_DIRECTORY_ENTRY) > limits.entries:
            raise TooLarge(f"an archive of more than {limits.entries} parts", expected="a workbook as XLSX")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._check_names()
            self.parts = {info.filename: self._scan(info) for info in self._zip.infolist()}
        except _DAMAGED as error:
            raise MalformedFile("", f"the archive is damaged: {error}") from None

    def sheets(self) -> dict[str, PartScan]:
        """What was seen of each sheet, by its name in the workbook. Raises `BadInput` when it is no workbook."""
        if not self.parts.get(self._workbook):
            raise BadInput("it is an archive and no workbook", expected="a table as CSV or XLSX")
        targets = {relation["Id"]: target for relation, target in self._relations(self._workbook)}
        found = {}
        for element in _named(self._tree(self._workbook), "sheet"):
            relation = next((value for key, value in element.items() if key.rpartition(":")[2] == "id"), "")
            if scan := self.parts.get(targets.get(relation, "")):
                found[element.get("name", "")] = scan
        return found

    @cached_property
    def _workbook(self) -> str:
        """The part that lists the sheets: where the archive's own relations lead (ECMA-376 part 2)."""
        return next(
            (part for told, part in self._relations("") if told.get("Type", "").endswith("/officeDocument")), _WORKBOOK
        )

    def _relations(self, part: str) -> Iterator[tuple[dict[str, str], str]]:
        """The relations of a part that have an id, each with the name of the part that it leads to."""
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        for told in _named(self._tree(relations), "Relationship") if relations in self.parts else ():
            if "Id" in told:
                yield told, posixpath.normpath(posixpath.join("/", folder, told.get("Target", "")))[1:]

    def _tree(self, name: str) -> Element:
        return read_tree(self._zip.read(name), name)

    def _check_names(self) -> None:
        names = [info.filename for info in self._zip.infolist()]
        for name in names:
            if name.startswith("/") or "\\" in name or "\0" in name or ":" in name or ".." in name.split("/"):
                raise BadInput("a part of the archive leads out of it", expected="a workbook as XLSX")
            if _MACROS.fullmatch(name):
                raise _macros()
        if len({name.lower() for name in names}) < len(names):
            raise BadInput("two parts of the archive have the same name", expected="a workbook as XLSX")
        for part, what in _OTHERS.items():
            if part in names:
                raise BadInput(f"it is {what}", expected="a table as CSV or XLSX")

    def _scan(self, info: zipfile.ZipInfo) -> PartScan | None:
        """Inflate one part in pieces, and look through it when it is XML."""
        if info.flag_bits & _ENCRYPTED:
            raise _encrypted()
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise BadInput("a part of the archive is packed in an unusual way", expected="a workbook as XLSX")
        scan: PartScan | None = None
        with self._zip.open(info) as stream:
            first = stream.read(_CHUNK)
            if first.startswith((START, b"PK\x05\x06")):
                raise BadInput("an archive within the archive", expected="a workbook without embedded files")
            if _XML_NAMES.fullmatch(info.filename) or first.lstrip()[:1] == b"<":
                scan = PartScan(info.filename)
            for piece in _pieces(first, stream):
                self._count(piece)
                if scan:
                    scan.feed(piece)
                    self._bound(scan)
                    if info.filename == "[Content_Types].xml" and _MACRO_TYPE in piece.lower():
                        raise _macros()
        if scan:
            scan.close()
            self._elements += scan.elements
            self._spanned += scan.spanned
        return scan

    def _bound(self, scan: PartScan) -> None:
        if self._elements + scan.elements > MOST_ELEMENTS:
            raise TooLarge(f"more than {MOST_ELEMENTS} elements of XML", expected="a smaller file")
        if self._spanned + scan.spanned > self._limits.cells:
            raise TooLarge(
                f"its sheets span more than {self._limits.cells} cells, up to the last that holds something",
                expected="a smaller table; a lone cell far below or to the right of the others counts all between",
            )

    def _count(self, piece: bytes) -> None:
        self._inflated += len(piece)
        if self._inflated > self._limits.inflated_bytes:
            most = self._limits.inflated_bytes / MEGABYTE
            raise TooLarge(f"it swells to more than {most:g} MB", expected="a smaller file")
        if self._inflated > max(_ALWAYS_ALLOWED, self._limits.ratio * self._size):
            raise TooLarge(f"it swells to more than {self._limits.ratio} times its size", expected="a smaller file")


def _pieces(first: bytes, stream: IO[bytes]) -> Iterator[bytes]:
    piece = first
    while piece:
        yield piece
        piece = stream.read(_CHUNK)


def _named(element: Element, name: str) -> Iterator[dict[str, str]]:
    """The attributes of all elements of this name, whatever their prefix, anywhere within."""
    if element.tag.rpartition(":")[2] == name:
        yield element.attributes
    for child in element.elements():
        yield from _named(child, name)


def _macros() -> BadInput:
    return BadInput("a workbook with macros is refused", expected="the same workbook saved as XLSX, without macros")


def _encrypted() -> BadInput:
    return BadInput("the workbook is encrypted with a password", expected="the same workbook saved without one")


def refuse_old_workbook(data: bytes) -> BadInput:
    """The error for a compound file: what Excel wrote before 2007, and what an encrypted workbook is wrapped in."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return _encrypted()
    return BadInput("a workbook in the format of before 2007 (XLS)", expected="the same workbook saved as XLSX")

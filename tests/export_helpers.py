"""What the tests of exports share: a small register in a store, and what stands in a PDF or workbook."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from grondslag.content import Content
from grondslag.explain.reader import Reader
from grondslag.namespaces import GRAPH, ONTOLOGY_GRAPH
from grondslag.rdf import parse_file
from grondslag.registers.export.document import Document, Known
from grondslag.registers.export.entries import StoredRegister
from grondslag.report.model import Language

FIXTURE = Path(__file__).parent / "fixtures" / "export" / "gemeente-voorbeeldstad.ttl"
NAME = "gemeente-voorbeeldstad"
REGISTER_GRAPH = f"{GRAPH}register/{NAME}"
KNOWN = Known("000003-abcdef", date(2026, 11, 22))
# A flower in each cell that is not for publication, and in no other.
WITHHELD_WORDS = ("Lavendel", "Madelief", "Anemoon", "Akelei", "Zonnebloem", "Korenbloem", "Papaver")


def store_with(content: Content, *registers: Path) -> ox.Store:
    """The ontology, and each register file in the graph of its name."""
    store = ox.Store()
    for file in content.turtle(content.ontology):
        _load(store, file, ONTOLOGY_GRAPH)
    for file in registers:
        _load(store, file, f"{GRAPH}register/{file.stem}")
    return store


def _load(store: ox.Store, file: Path, graph: str) -> None:
    target = ox.NamedNode(graph)
    store.extend(ox.Quad(quad.subject, quad.predicate, quad.object, target) for quad in parse_file(file))


def stored(store: ox.Store, graph: str = REGISTER_GRAPH) -> StoredRegister:
    return StoredRegister(store, graph, Reader(store, [graph, ONTOLOGY_GRAPH]))


def copy_of(register: StoredRegister, language: Language = "nl", *, publishable: bool = False) -> Document:
    return Document.of(register, known=KNOWN, language=language, publishable=publishable)


def words_of_workbook(data: bytes) -> str:
    """Everything that is in the parts of a workbook, as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "\n".join(book.read(name).decode() for name in book.namelist())


def words_of_pdf(data: bytes) -> str:
    """The text that a PDF draws, and the rest of it as it is: streams inflated, letters by the table of their font."""
    streams = [_inflated(found) for found in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL)]
    letters: dict[str, str] = {}
    for stream in streams:
        for block in re.findall(rb"beginbfchar(.*?)endbfchar", stream, re.DOTALL):
            for glyph, letter in re.findall(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block):
                letters[glyph.decode().lower()] = bytes.fromhex(letter.decode()).decode("utf-16-be", "replace")
    drawn = [_drawn(stream, letters) for stream in streams]
    return "\n".join([*drawn, *(stream.decode("latin-1") for stream in (data, *streams))])


def _drawn(stream: bytes, letters: dict[str, str]) -> str:
    lines = re.findall(rb"\[(.*?)\]\s*TJ|<([0-9a-fA-F]+)>\s*Tj", stream, re.DOTALL)
    texts = []
    for several, one in lines:
        glyphs = "".join(found.decode() for found in re.findall(rb"<([0-9a-fA-F]+)>", several)) or one.decode()
        texts.append("".join(letters.get(glyphs[at : at + 4].lower(), "") for at in range(0, len(glyphs), 4)))
    return "\n".join(texts)


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream

"""Bringing a register in: read whole, understood cell by cell, and written as the statements of one graph.

A cell whose words are not understood stops nothing: the words stand in the register, and the preview lists the place. A
row that cannot become an activity stops everything, so that nothing is ever half loaded.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import pyoxigraph as ox

from grondslag.content import Content
from grondslag.errors import BadInput
from grondslag.graphs import NamedGraph, register_graphs
from grondslag.namespaces import GS
from grondslag.query.results import shortened
from grondslag.registers.alignment import Aligner
from grondslag.registers.choosing import Choice, Wanted, choose
from grondslag.registers.citing import Citations
from grondslag.registers.decisions import Decisions
from grondslag.registers.dpvin import DpvTerms
from grondslag.registers.graph import RegisterGraph
from grondslag.registers.headings import Headings
from grondslag.registers.kinds import Kinds
from grondslag.registers.mapping import Mapping, to_toml
from grondslag.registers.model import Activity, Field, Reading, RegisterHead, Row, Side, column_letters
from grondslag.registers.ntriples import DATE, INTEGER, A, gs, literal
from grondslag.registers.preview import Preview
from grondslag.registers.rdfin import Surroundings, read_rdf
from grondslag.registers.reading.table import Workbook, read
from grondslag.registers.reading.upload import Source, opened, shown
from grondslag.registers.tabular import Table
from grondslag.registers.terms import Terms
from grondslag.registers.understanding import Reader, Remark, Status, remarks_on
from grondslag.settings import UploadLimits

MOST_TOLD = 100
_RDF = frozenset({".ttl", ".nt", ".nq", ".trig", ".jsonld", ".json", ".rdf", ".xml", ".owl"})
_EVERY = 5_000
_BLOCK = 1 << 20
Progress = Callable[[str], None]


class RefusedRows(BadInput):
    """Rows that cannot become activities; nothing was imported. `remarks` are the first hundred, `count` is of all."""

    code = "bad_rows"

    def __init__(self, name: str, remarks: tuple[Remark, ...], count: int) -> None:
        self.remarks, self.count = remarks, count
        told = "".join(f"\n  {_place(each)}: {shown(each.value)!r}: {each.reason}" for each in remarks)
        more = f"\n  and {count - len(remarks)} more" if count > len(remarks) else ""
        super().__init__(f"{shown(name)}: {count} rows cannot be read, and nothing was imported:{told}{more}")


def _place(remark: Remark) -> str:
    return f"{remark.place}, {shown(remark.heading)!r}" if remark.heading else str(remark.place)


@dataclass(frozen=True)
class Known:
    """What registers are read with: a generation as their organisation sees it, and the files of the content.

    `written` is given the statements from time to time, as far as they are written; `folder` is where that is done,
    on a disk with room for them: without one, where the system keeps what is temporary.
    """

    content: Content
    store: ox.Store
    graphs: tuple[NamedGraph, ...]
    limits: UploadLimits
    today: date
    progress: Progress = lambda _: None
    written: Callable[[BinaryIO], None] = lambda _: None
    folder: Path | None = None


@dataclass(frozen=True)
class Asked:
    """How a register is to be read: the mapping of its columns, what people decided of its words, whose record it is.

    A mapping that is only `remembered` gives way to one of the `others`, or a new one, for a file with other headings.
    """

    mapping: Mapping | None = None
    remembered: Mapping | None = None
    others: tuple[Mapping, ...] = ()
    decisions: Decisions = field(default_factory=Decisions)
    side: Side | None = None


@dataclass
class Prepared:
    """A register that is ready to be published: `statements` and `provenance` are N-Triples, without a name on disk."""

    head: RegisterHead
    statements: BinaryIO
    provenance: BinaryIO
    preview: Preview
    decisions: Decisions
    mapping: Mapping | None = None

    def close(self) -> None:
        """Give up the files."""
        self.statements.close()
        self.provenance.close()

    def __enter__(self) -> Prepared:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def is_rdf(name: str) -> bool:
    """Whether a file is read as RDF, by the end of its name; a table is known by its content."""
    return Path(name).suffix.lower() in _RDF


def read_register(source: Source, name: str, head: RegisterHead, known: Known, asked: Asked) -> Prepared:
    """Read a register from CSV, XLSX or RDF, and make its graph. Nothing is stored.

    Raises `RefusedRows` for rows that cannot become activities, `MalformedFile` or `BadInput` for a file or mapping
    that cannot be used, `TooLarge` beyond a limit.
    """
    digest = _digest(source, name, known.limits)
    with ExitStack() as unfinished:
        work = _Work(name, head, known, asked, digest)
        unfinished.callback(work.close)
        prepared = work.from_rdf(source) if is_rdf(name) else work.from_table(source)
        # From now on it is up to whoever asked.
        unfinished.pop_all()
        return prepared


def _digest(source: Source, name: str, limits: UploadLimits) -> str:
    digest = sha256()
    with opened(source, name, limits) as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


class _Work:
    """Reads one file. What it has written is closed when the file cannot be used."""

    def __init__(self, name: str, head: RegisterHead, known: Known, asked: Asked, digest: str) -> None:
        self._name, self._head, self._known, self._asked, self._digest = name, head, known, asked, digest
        self._graph = RegisterGraph(head, Kinds.of(known.store))
        # Without a name on disk, so that nothing is left of them when the process is killed.
        self._statements: BinaryIO = tempfile.TemporaryFile(dir=known.folder)  # noqa: SIM115
        self._provenance: BinaryIO = tempfile.TemporaryFile(dir=known.folder)  # noqa: SIM115
        self._lines = self._activities = 0

    def from_table(self, source: Source) -> Prepared:
        """The register in a table."""
        with read(source, self._name, self._known.limits) as workbook:
            choice = self._choice(workbook)
            self._known.progress(f"read {workbook.name} as {workbook.sheets[0].read_as}")
            table = Table(workbook.sheets, choice.read)
            mapping = table.numbered()
            aligner = Aligner(self._known.content, self._asked.decisions)
            reader = Reader(mapping, aligner, Citations(self._known.store))
            found = _Found()
            self._write(self._activities_of(table, reader, found))
            remarks = [*map(Remark.of_problem, table.problems), *found.remarks]
            self._refuse(remarks)
            read_as = str(workbook.sheets[0].read_as)
            notes = (*choice.notes, *table.notes, *_notes(workbook))
        self._say_import(read_as, to_toml(mapping))
        preview = replace(
            self._preview(read_as, remarks, aligner.terms),
            notes=notes,
            left_out=dict(found.left_out),
            mapping=mapping,
        )
        return self._prepared(preview, found, mapping if choice.read == choice.whole else choice.whole)

    def from_rdf(self, source: Source) -> Prepared:
        """The register in a file of RDF: its own statements, or the activities that it tells in terms of DPV."""
        known, own = self._known, {graph.iri for graph in register_graphs(self._head.organisation)}
        around = Surroundings(known.store, tuple(graph for graph in known.graphs if graph.iri not in own))
        aligner, citations = Aligner(known.content, self._asked.decisions), Citations(known.store)
        terms = DpvTerms.of(known.content, aligner, citations, self._graph.kinds)
        found = _Found()
        with read_rdf(source, self._name, self._head, around, known.content, terms, known.limits, known.folder) as rdf:
            if rdf.statements is None:
                found.add_all(rdf.activities)
                self._write(iter(rdf.activities))
            else:
                self._copy(rdf.statements)
            notes = tuple(map(str, rdf.left_out))
        self._say_import("RDF", None)
        return self._prepared(replace(self._preview("RDF", found.remarks, aligner.terms), notes=notes), found)

    def close(self) -> None:
        """Give up what was written."""
        self._statements.close()
        self._provenance.close()

    def _preview(self, read_as: str, remarks: Sequence[Remark], terms: Terms) -> Preview:
        candidates = {iri for remark in remarks for iri in remark.candidates}
        labels = {iri: terms[iri].label() if iri in terms else shortened(iri) for iri in candidates}
        return Preview(shown(self._name), read_as, self._activities, self._lines, tuple(remarks), labels=labels)

    def _prepared(self, preview: Preview, found: _Found, mapping: Mapping | None = None) -> Prepared:
        for file in (self._statements, self._provenance):
            file.flush()
            file.seek(0)
        decisions = self._asked.decisions.with_suggestions(found.readings)
        return Prepared(self._head, self._statements, self._provenance, preview, decisions, mapping)

    def _choice(self, workbook: Workbook) -> Choice:
        asked = self._asked
        wanted = Wanted(asked.mapping, asked.remembered, asked.others, asked.side)
        return choose(workbook.sheets, Headings(self._known.content), wanted)

    def _activities_of(self, table: Table, reader: Reader, found: _Found) -> Iterator[Activity]:
        """The activities of a table; the place of each goes into the graph of the import."""
        for row in table.rows():
            activity = reader.activity(row)
            found.add(row, activity)
            self._say_place(activity, row)
            yield activity

    def _write(self, activities: Iterator[Activity]) -> None:
        self._put(self._graph.head())
        for activity in activities:
            self._activities += 1
            self._put(self._graph.of(activity))
            if self._activities % _EVERY == 0:
                self._known.progress(f"{self._activities} activities")
                self._known.written(self._statements)

    def _put(self, lines: Iterable[str]) -> None:
        written = list(lines)
        self._lines += len(written)
        self._statements.write("".join(written).encode())

    def _copy(self, statements: BinaryIO) -> None:
        """Take over statements in our own terms, and count what they hold."""
        activity = f" {A} {gs('ProcessingActivity')} .".encode()
        for line in statements:
            self._lines += 1
            self._activities += activity in line
            self._statements.write(line)

    def _refuse(self, remarks: Sequence[Remark]) -> None:
        refused = [remark for remark in remarks if remark.status is Status.REFUSED]
        if refused:
            raise RefusedRows(self._name, tuple(refused[:MOST_TOLD]), len(refused))
        if not self._activities:
            raise BadInput(
                f"{shown(self._name)} has no activities",
                expected="at least one row with a name below the headings",
                example="grondslag template",
            )

    # The graph of the import: facts on the file, which are no part of the register

    def _say_place(self, activity: Activity, row: Row) -> None:
        entry = f"<{self._graph.root}/entry/{activity.key}>"
        self._provenance.write(f"{entry} {gs('rowNumber')} {literal(str(row.place.row), INTEGER)} .\n".encode())
        if row.place.sheet:
            self._provenance.write(f"{entry} {gs('sheetName')} {literal(row.place.sheet)} .\n".encode())

    def _say_import(self, read_as: str, mapping: str | None) -> None:
        node = f"<{self._graph.root}/import>"
        said = [
            (A, gs("RegisterFile")),
            (gs("fileOf"), self._graph.register),
            (gs("fileName"), literal(shown(self._name))),
            (gs("fileHash"), literal(self._digest)),
            (gs("loadedOn"), literal(self._loaded_on(), DATE)),
            (gs("readAs"), literal(read_as)),
            *([(gs("mappingUsed"), literal(mapping))] if mapping else []),
        ]
        self._provenance.write("".join(f"{node} {name} {value} .\n" for name, value in said).encode())

    def _loaded_on(self) -> str:
        """The day on which this file was first loaded: today, unless it is the file that was loaded last."""
        node, store = ox.NamedNode(f"{self._graph.root}/import"), self._known.store
        same = (node, ox.NamedNode(GS + "fileHash"), ox.Literal(self._digest), None)
        days = store.quads_for_pattern(node, ox.NamedNode(GS + "loadedOn"), None, None)
        if any(store.quads_for_pattern(*same)):
            return next(str(day.object.value) for day in days if isinstance(day.object, ox.Literal))
        return self._known.today.isoformat()


class _Found:
    """What reading gave beside activities: what a person has to look at, and how often each heading is left out."""

    def __init__(self) -> None:
        self.remarks: list[Remark] = []
        self.left_out: Counter[str] = Counter()
        self._readings: dict[tuple[Field, Reading], None] = {}

    @property
    def readings(self) -> Iterable[tuple[Field, Reading]]:
        """Every reading, once."""
        return self._readings

    def add(self, row: Row, activity: Activity) -> None:
        """Note what of a row is not certain."""
        self.remarks += remarks_on(activity, row.cells)
        self.left_out.update(cell.heading for cell in row.left_out)
        self._add_readings(activity)

    def add_all(self, activities: Iterable[Activity]) -> None:
        """Note what is not certain of activities that came without rows."""
        for activity in activities:
            self.remarks += remarks_on(activity, {})
            self._add_readings(activity)

    def _add_readings(self, activity: Activity) -> None:
        self._readings.update(dict.fromkeys((of, one) for of, many in activity.readings.items() for one in many))


def _notes(workbook: Workbook) -> Iterator[str]:
    """What the sheets hold that their cells do not show."""
    for sheet in workbook.sheets:
        name = f"sheet {shown(sheet.name)!r}: " if sheet.name else ""
        for remark in sheet.remarks:
            place = f" at {column_letters(remark.column)}{remark.row}" if remark.row and remark.column else ""
            value = f": {shown(remark.value)}" if remark.value not in ("", sheet.name) else ""
            yield f"{name}{remark.kind}{place}{value}"
        if sheet.remarks_left_out:
            yield f"{name}{sheet.remarks_left_out} more of this kind"

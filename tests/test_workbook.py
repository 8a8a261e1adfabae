"""The workbook of an answer: cells of their types, never a formula, and a sheet on where the rows come from."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from grondslag.errors import BadInput
from grondslag.namespaces import PREFIXES
from grondslag.query.engine import Answer
from grondslag.query.saved import SavedQuery
from grondslag.query.workbook import Origin, to_xlsx

XSD = PREFIXES["xsd"]
QUERY = SavedQuery("cells", {"nl": "Wat?", "en": "What?"}, "ASK {}", columns={"x": {"nl": "iks", "en": "ex"}})


def typed(value: str, kind: str) -> dict[str, str]:
    return {"type": "literal", "value": value, "datatype": XSD + kind}


def text(value: str) -> dict[str, str]:
    return {"type": "literal", "value": value}


def iri(value: str) -> dict[str, str]:
    return {"type": "uri", "value": value}


def answer(*cells: dict[str, str] | None) -> Answer:
    rows = [{"n": typed(str(n), "integer")} | ({"x": cell} if cell else {}) for n, cell in enumerate(cells)]
    body = json.dumps({"head": {"vars": ["n", "x"]}, "results": {"bindings": rows}})
    return Answer("bindings", "000001-abc", body.encode(), truncated=True)


def sheets(workbook: bytes) -> tuple[list[list[object]], dict[str, str]]:
    """The rows below the heading, and what the sheet about them says."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    assert book.sheet_names == ["answer", "about"]
    rows: list[list[object]] = [list(row) for row in book.get_sheet_by_name("answer").to_python()[1:]]
    return rows, {str(name): str(value) for name, value in book.get_sheet_by_name("about").to_python()[1:]}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (typed("7", "integer"), 7.0),
        (typed("-2.50", "decimal"), -2.5),
        (typed("1.5E3", "double"), 1500.0),
        (typed("12345678901234567", "integer"), "12345678901234567"),
        (typed("NaN", "double"), "NaN"),
        (typed("1E999", "double"), "1E999"),
        (typed("seven", "integer"), "seven"),
        (typed("2026-11-21", "date"), date(2026, 11, 21)),
        (typed("1850-01-01", "date"), "1850-01-01"),
        (typed("2026-11-21Z", "date"), "2026-11-21Z"),
        (typed("true", "boolean"), True),
        (typed("1", "boolean"), "1"),
        (text("=HYPERLINK(1)"), "=HYPERLINK(1)"),
        (text("@SUM(1)"), "@SUM(1)"),
        (text("{=1+1}"), "{=1+1}"),
        (text("http://a.example/"), "http://a.example/"),
        (iri("https://a.example/x"), "https://a.example/x"),
        (iri("javascript:alert(1)"), "javascript:alert(1)"),
        (iri("https://a.example/" + "x" * 2_100), "https://a.example/" + "x" * 2_100),
        ({"type": "bnode", "value": "b"}, "_:b"),
    ],
)
def test_a_cell_is_of_its_type_or_text(cell: dict[str, str], expected: object) -> None:
    made = to_xlsx(answer(cell), Origin(QUERY, {}))
    assert sheets(made)[0] == [[0.0, expected]]
    with ZipFile(io.BytesIO(made)) as parts:
        assert "<f>" not in parts.read("xl/worksheets/sheet1.xml").decode()
        links = [parts.read(name).decode() for name in parts.namelist() if name.endswith("sheet1.xml.rels")]
    targets = re.findall(r'Target="([^"]+)"', "".join(links))
    assert targets == (["https://a.example/x"] if cell == iri("https://a.example/x") else [])


def test_a_text_longer_than_a_cell_is_cut_and_said_to_be() -> None:
    rows, about = sheets(to_xlsx(answer(text("x" * 33_000), None, text("y")), Origin(QUERY, {})))
    assert [len(str(row[1])) for row in rows] == [32_000, 0, 1]
    assert str(rows[0][1]).endswith(" […]")
    assert about["cells cut"] == "1"


def test_the_second_sheet_tells_where_the_rows_come_from() -> None:
    origin = Origin(QUERY, {"who": ("urn:a",)}, "nl", "https://a.example/link", {"x": ("y",)})
    made = to_xlsx(answer(text("y")), origin)
    assert sheets(made)[1] == {
        "query": "cells",
        "question": "Wat?",
        "version": QUERY.version,
        "sha256": QUERY.sha256,
        "parameter who": "urn:a",
        "generation": "000001-abc",
        "rows": "1",
        "only x": "y",
        "truncated": "true",
        "cells cut": "0",
        "link": "https://a.example/link",
        "column x": "iks",
    }
    assert made == to_xlsx(answer(text("y")), origin)


def test_a_graph_is_no_workbook() -> None:
    with pytest.raises(BadInput, match="A workbook holds rows"):
        to_xlsx(Answer("graph", "g"), Origin(QUERY, {}))

"""Two more conformant engines give the findings on the examples that ours was approved to give.

What ours gives is asserted in test_shapes.py; these are compared with the approved lists, so that none runs twice.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pyshacl_turbo
import pytest
import rdflib
import shacl
from rdflib.namespace import SH
from rdflib.term import Literal, Node
from test_shapes import FAMILIES, INVALID, OURS, VALID, every_shape, file_of, read

from grondslag.namespaces import SHP

Row = tuple[str, ...]
Engine = Callable[[rdflib.Graph, rdflib.Graph], rdflib.Graph]


def by_turbo(data: rdflib.Graph, shapes: rdflib.Graph) -> rdflib.Graph:
    """The results of pyshacl-turbo (in Rust, with pySHACL's interface)."""
    _, results, text = for_turbo(shapes).validate(data, inference="none")
    assert isinstance(results, rdflib.Graph), text
    return results


@cache
def for_turbo(shapes: rdflib.Graph) -> Any:
    """The shapes as pyshacl-turbo reads them, once for all examples."""
    untyped: Any = pyshacl_turbo
    return untyped.compile_shapes(shapes)


@cache
def for_shacl(shapes: rdflib.Graph) -> shacl.Shapes:
    """The shapes as `shacl` reads them, once for all examples."""
    return shacl.Shapes.from_turtle(shapes.serialize(format="turtle"))


def by_shacl(data: rdflib.Graph, shapes: rdflib.Graph) -> rdflib.Graph:
    """The results of `shacl` (in Rust, its own)."""
    report = for_shacl(shapes).validate_turtle(data.serialize(format="turtle"))
    return rdflib.Graph().parse(data=report.serialize("turtle"), format="turtle")


ENGINES = [by_turbo, by_shacl]


def shortened(term: Node | None) -> str:
    """A term as the approved lists have it."""
    text = "" if term is None else str(term)
    return (
        text
        if isinstance(term, Literal)
        else re.sub(r"^https://w3id.org/(grondslag/id/|grondslag/def#|dpv/)", "", text)
    )


def findings(results: rdflib.Graph, shapes: rdflib.Graph) -> Counter[Row]:
    """The results in the columns of the approved lists, in no order."""
    rows = []
    for result in results.objects(None, SH.result):  # not what stands below one as sh:detail
        severity, shape, focus, value = (
            results.value(result, term) for term in (SH.resultSeverity, SH.sourceShape, SH.focusNode, SH.value)
        )
        rule = str(shapes.value(shape, OURS.checksRule))
        name = str(shape).removeprefix(SHP)
        rows.append((str(severity).rpartition("#")[2].lower(), rule, name, shortened(focus), shortened(value)))
    return Counter(rows)


def approved(file: Path) -> Counter[Row]:
    """The findings of an invalid example that were approved."""
    text = file.with_suffix(".findings.csv").read_text(encoding="utf-8")
    return Counter(tuple(row) for row in list(csv.reader(io.StringIO(text)))[1:])


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: str(engine.__name__))
@pytest.mark.parametrize("family", FAMILIES)
def test_another_engine_gives_the_approved_findings(engine: Engine, family: str) -> None:
    shapes = every_shape()
    examples = [file for file in INVALID if file.parent.name == family]
    assert examples
    for file in examples:
        assert findings(engine(read(file), shapes), shapes) == approved(file), file.name


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: str(engine.__name__))
@pytest.mark.parametrize("file", VALID, ids=lambda file: str(file.parent.name))
def test_another_engine_finds_nothing_of_its_family_in_a_valid_example(engine: Engine, file: Path) -> None:
    shapes = every_shape()
    family = {
        str(shape).removeprefix(SHP) for shape in read(file_of("conditions"), file_of(file.parent.name)).subjects()
    }
    assert not [row for row in findings(engine(read(file), shapes), shapes) if row[2] in family]

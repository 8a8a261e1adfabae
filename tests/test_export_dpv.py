"""A register as data in the terms of others: DPV, DCAT with VoID, and the context by which JSON is the same graph."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from export_helpers import FIXTURE, NAME, REGISTER_GRAPH, WITHHELD_WORDS, store_with, stored

from grondslag.content import Content
from grondslag.errors import BadInput
from grondslag.namespaces import GS, ID, PREFIXES
from grondslag.rdf import parse_file
from grondslag.registers.export.catalogue import CATALOGUE, FORMS, Dataset, Publication, to_catalogue
from grondslag.registers.export.context import context, to_context
from grondslag.registers.export.dpv import dpv_statements, to_dpv
from grondslag.registers.export.entries import StoredRegister
from grondslag.registers.export.own import to_own

SHARED = Path(os.environ.get("GRONDSLAG_SHARED", Path(__file__).resolve().parents[2] / "shared"))
EXPECTED = FIXTURE.parent / "expected" / "dpv.ttl"
DATASET = ox.NamedNode(REGISTER_GRAPH)
LICENCE, CONTACT, FOLDER = "https://example.org/licence", "mailto:privacy@example.org", "https://example.org/open/"


@pytest.fixture(scope="module")
def store(the_content: Content) -> ox.Store:
    return store_with(the_content, FIXTURE)


@pytest.fixture(scope="module")
def register(store: ox.Store) -> StoredRegister:
    return stored(store)


def triples(data: bytes, form: str) -> set[ox.Triple]:
    kind = {"ttl": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD}[form]
    return {quad.triple for quad in ox.parse(data, format=kind)}


def named(name: str) -> ox.NamedNode:
    prefix, _, local = name.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def objects(found: Iterable[ox.Triple], subject: ox.NamedNode, name: str) -> list[str]:
    return sorted(str(t.object) for t in found if t.subject == subject and t.predicate == named(name))


def has_blank_nodes(found: Iterable[ox.Triple]) -> bool:
    return any(isinstance(term, ox.BlankNode) for triple in found for term in triple)


# DPV


def test_the_register_in_dpv_is_what_reading_it_gives(register: StoredRegister) -> None:
    expected = {quad.triple for quad in parse_file(EXPECTED)}
    found = triples(to_dpv(register, "ttl"), "ttl")
    assert (found - expected, expected - found) == (set(), set())


def test_turtle_and_json_are_the_same_graph_without_blank_nodes(register: StoredRegister) -> None:
    turtle = triples(to_dpv(register, "ttl"), "ttl")
    assert triples(to_dpv(register, "jsonld"), "jsonld") == turtle
    assert not has_blank_nodes(turtle)


@pytest.mark.skipif(not (SHARED / "vocab").is_dir(), reason="the published vocabularies are not here")
def test_every_term_of_dpv_exists(register: StoredRegister) -> None:
    with gzip.open(SHARED / "vocab" / "dpv-terms.txt.gz", "rt", encoding="utf-8") as lines:
        published = set(lines.read().split())
    terms = {term.value for triple in dpv_statements(register).sorted() for term in triple if _is_dpv(term)}
    assert "https://w3id.org/dpv#hasStorageCondition" in terms
    assert terms - published == set()


def _is_dpv(term: object) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith("https://w3id.org/dpv")


def test_a_contested_reading_is_no_term_of_dpv(register: StoredRegister) -> None:
    found = triples(to_dpv(register, "ttl"), "ttl")
    activity = ox.NamedNode(f"{ID}register/{NAME}/activity/10")
    assert objects(found, activity, "dpv:hasPurpose") == [f"<{activity.value}/purpose>"]


def test_a_category_of_ours_that_is_special_says_so(the_content: Content, tmp_path: Path) -> None:
    special = next(
        str(getattr(quad.subject, "value", ""))
        for quad in parse_file(the_content.ontology / "schemes" / "data-categories.ttl")
        if quad.object == ox.NamedNode(GS + "SpecialCategory") and not _maps(the_content, quad.subject)
    )
    file = tmp_path / f"{NAME}.ttl"
    file.write_text(FIXTURE.read_text(encoding="utf-8").replace("<data/name>", f"<{special}>"), encoding="utf-8")
    found = triples(to_dpv(stored(store_with(the_content, file)), "ttl"), "ttl")
    kinds = objects(found, ox.NamedNode(special), "rdf:type")
    assert kinds == [f"<{PREFIXES['dpv']}PersonalData>", f"<{PREFIXES['dpv']}SpecialCategoryPersonalData>"]


def _maps(content: Content, term: object) -> bool:
    quads = parse_file(content.ontology / "schemes" / "data-categories.ttl")
    return any(quad.subject == term and quad.predicate.value.endswith("Match") for quad in quads)


def test_joint_controllers_are_one_thing_of_which_each_is_a_part(the_content: Content, tmp_path: Path) -> None:
    file = tmp_path / f"{NAME}.ttl"
    text = FIXTURE.read_text(encoding="utf-8").replace("gs:processorRelation", "gs:jointControllers")
    file.write_text(text, encoding="utf-8")
    found = triples(to_dpv(stored(store_with(the_content, file)), "ttl"), "ttl")
    group = ox.NamedNode(f"{ID}register/{NAME}/activity/2/jointControllers")
    assert objects(found, group, "rdf:type") == [f"<{PREFIXES['dpv']}JointDataControllers>"]
    assert objects(found, group, "dpv:hasEntity") == [f"<{ID}org/{NAME}>", f"<{ID}org/rekencentrum-voorbeeld>"]


@pytest.mark.parametrize("form", ["ttl", "jsonld"])
def test_dpv_for_publication_has_no_word_that_is_not_for_it(register: StoredRegister, form: str) -> None:
    whole, published = (to_dpv(register, form, publishable=each).decode() for each in (False, True))
    assert "Lavendel" in whole
    assert not any(word in published for word in WITHHELD_WORDS)
    assert "TechnicalOrganisationalMeasure" not in published
    assert "Dit is de versie voor publicatie" in published


def test_our_own_terms_are_the_graph_as_it_stands(store: ox.Store, register: StoredRegister) -> None:
    graph = {quad.triple for quad in store.quads_for_pattern(None, None, None, DATASET)}
    for form in ("ttl", "jsonld"):
        assert triples(to_own(store, register, form), form) == graph


# The catalogue


def test_a_register_is_a_dataset_with_a_file_for_each_form(store: ox.Store, register: StoredRegister) -> None:
    data = to_catalogue(store, [Dataset(register)], "ttl", Publication(LICENCE, CONTACT, FOLDER), "000003-abc")
    found = triples(data, "ttl")
    assert objects(found, ox.NamedNode(CATALOGUE), "dcat:dataset") == [str(DATASET)]
    assert objects(found, DATASET, "dct:publisher") == [f"<{ID}org/{NAME}>"]
    assert objects(found, DATASET, "dct:title") == ['"Record of Voorbeeldstad"@en', '"Register van Voorbeeldstad"@nl']
    assert objects(found, DATASET, "dct:accessRights")[0].endswith("access-right/PUBLIC>")
    assert objects(found, DATASET, "dct:license") == [f"<{LICENCE}>"]
    assert objects(found, DATASET, "dcat:contactPoint") == [f"<{CONTACT}>"]
    assert objects(found, DATASET, "void:dataDump") == [f"<{FOLDER}{NAME}.ttl>"]
    assert len(objects(found, DATASET, "dcat:distribution")) == len(FORMS)
    table = ox.NamedNode(f"{ID}register/{NAME}/distribution/csv")
    assert objects(found, table, "dcat:downloadURL") == [f"<{FOLDER}{NAME}.csv>"]
    assert objects(found, table, "dcat:mediaType") == ["<https://www.iana.org/assignments/media-types/text/csv>"]
    assert not has_blank_nodes(found)


def test_void_counts_what_is_there(store: ox.Store, register: StoredRegister) -> None:
    found = triples(to_catalogue(store, [Dataset(register)], "ttl"), "ttl")
    quads = list(parse_file(FIXTURE))
    kinds = {quad.object for quad in quads if quad.predicate == named("rdf:type")}
    counts = {
        "void:triples": len(set(quads)),
        "void:distinctSubjects": len({quad.subject for quad in quads}),
        "void:classes": len(kinds),
        "void:properties": len({quad.predicate for quad in quads}),
    }
    for name, count in counts.items():
        assert objects(found, DATASET, name) == [str(ox.Literal(count))]
    vocabularies = objects(found, DATASET, "void:vocabulary")
    assert f"<{GS}>" in vocabularies
    assert f"<{PREFIXES['eli']}>" not in vocabularies


def test_what_nobody_said_is_not_made_up(store: ox.Store, register: StoredRegister) -> None:
    found = triples(to_catalogue(store, [Dataset(register)], "ttl"), "ttl")
    used = {triple.predicate for triple in found}
    for name in ("dct:license", "dcat:contactPoint", "dcat:downloadURL", "void:dataDump", "dcat:version"):
        assert named(name) not in used


def test_a_private_register_is_not_called_public(store: ox.Store, register: StoredRegister) -> None:
    found = triples(to_catalogue(store, [Dataset(register, f"{ID}org/{NAME}")], "ttl"), "ttl")
    assert objects(found, DATASET, "dct:accessRights")[0].endswith("access-right/NON_PUBLIC>")


def test_a_catalogue_is_the_same_graph_in_json(store: ox.Store, register: StoredRegister) -> None:
    turtle, json_ld = (to_catalogue(store, [Dataset(register)], form) for form in ("ttl", "jsonld"))
    assert triples(turtle, "ttl") == triples(json_ld, "jsonld")


@pytest.mark.parametrize("licence", ["CC0", "niet een iri", "http://exa mple.org"])
def test_a_licence_is_an_address(licence: str) -> None:
    with pytest.raises(BadInput, match="Invalid licence"):
        Publication(licence=licence)


# The context


@pytest.fixture(scope="module")
def known(the_content: Content) -> dict[str, Any]:
    return context(the_content)


def compacted(quads: Iterable[ox.Quad], known: dict[str, Any]) -> dict[str, Any]:
    """A document that a person would write under the context: names, short addresses, labels per language."""
    iris = {_iri(definition, known): name for name, definition in known.items() if name[0] != "@"}
    things: dict[str, dict[str, Any]] = {}
    for quad in quads:
        subject, value = str(quad.subject.value), quad.object  # type: ignore[union-attr]
        thing = things.setdefault(subject, {"id": subject.removeprefix(ID)})
        if quad.predicate == named("rdf:type"):
            thing.setdefault("type", []).append(iris.get(value.value) or _short(value.value))  # type: ignore[union-attr]
            continue
        name = iris.get(quad.predicate.value) or _short(quad.predicate.value)
        definition = known.get(name, {})
        definition = definition if isinstance(definition, dict) else {}
        if definition.get("@container") == "@language":
            thing.setdefault(name, {})[value.language] = value.value  # type: ignore[union-attr]
        else:
            thing.setdefault(name, []).append(_written(value, definition.get("@type"), iris))
    return {"@context": [known, {"@base": ID}], "@graph": list(things.values())}


def _written(value: Any, kind: str | None, iris: dict[str, str]) -> Any:
    if isinstance(value, ox.NamedNode):
        if kind == "@vocab":
            return iris[value.value]
        return value.value.removeprefix(ID) if kind == "@id" else {"id": value.value.removeprefix(ID)}
    if kind:
        return value.value
    plain = value.datatype == named("xsd:string")
    return value.value if plain else {"@value": value.value, "@type": value.datatype.value}


def _iri(definition: Any, known: dict[str, Any]) -> str:
    text = definition["@id"] if isinstance(definition, dict) else str(definition)
    prefix, _, local = text.partition(":")
    return f"{known[prefix]}{local}" if prefix in PREFIXES and not local.startswith("//") else text


def _short(iri: str) -> str:
    prefix = next(name for name, base in PREFIXES.items() if iri.startswith(base) and "/" not in iri[len(base) :])
    return f"{prefix}:{iri.removeprefix(PREFIXES[prefix])}"


def test_a_document_under_the_context_is_the_same_graph_as_in_turtle(known: dict[str, Any]) -> None:
    document = compacted(parse_file(FIXTURE), known)
    text = json.dumps(document)
    assert '"qualification": ["processorRelation"]' in text
    assert '"from": ["2024-01-01"]' in text
    expected = {quad.triple for quad in parse_file(FIXTURE)}
    found = triples(text.encode(), "jsonld")
    assert (found - expected, expected - found) == (set(), set())


def test_every_term_of_ours_is_known_by_its_name(the_content: Content, known: dict[str, Any]) -> None:
    declared = {
        quad.subject.value.removeprefix(GS)
        for file in the_content.turtle(the_content.ontology)
        for quad in parse_file(file)
        if quad.predicate == named("rdf:type")
        and isinstance(quad.subject, ox.NamedNode)
        and quad.subject.value.startswith(GS)
    }
    assert len(declared) > 500
    assert declared - known.keys() == set()
    assert PREFIXES.items() <= known.items()


def test_the_context_is_one_document_that_fetches_nothing(the_content: Content) -> None:
    told = json.loads(to_context(the_content))
    assert list(told) == ["@context"]
    assert not any(key in json.dumps(told) for key in ("@import", "@base"))
    assert told["@context"]["operation"] == {"@id": "gs:operation", "@type": "@vocab"}

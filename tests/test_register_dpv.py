"""A register in terms of DPV: each process becomes an activity, and what a register has no place for is told."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdf_registers import HEAD, PREFIXES, read_here, surroundings

from grondslag.errors import BadInput
from grondslag.explain.reader import Reader
from grondslag.namespaces import GRAPH, ID
from grondslag.registers.dpvterms import PROCESSES, PROPERTIES
from grondslag.registers.export.dpv import to_dpv
from grondslag.registers.export.entries import StoredRegister
from grondslag.registers.graph import RegisterGraph
from grondslag.registers.kinds import Kinds
from grondslag.registers.model import Activity, Certainty, Field, Reading, Side

SHARED = Path(os.environ.get("GRONDSLAG_SHARED", Path(__file__).resolve().parents[2] / "shared"))
GDPR = "https://w3id.org/dpv/legal/eu/gdpr#"
Shown = set[tuple[str | None, Certainty]]


def activities(turtle: str) -> tuple[Activity, ...]:
    with read_here(PREFIXES + turtle) as register:
        return register.activities


def process(says: str, more: str = "") -> Activity:
    return activities(f'ex:P a dpv:Process ; dct:title "Bijstand"@nl ; {says} . {more}')[0]


def shown(activity: Activity, field: Field) -> Shown:
    return {(reading.iri, reading.certainty) for reading in activity.readings.get(field, ())}


@pytest.mark.parametrize(
    ("says", "field", "words", "iri", "certainty"),
    [
        ("dpv:hasPersonalData pd:BirthDate", Field.DATA, "geboortedatum", f"{ID}data/date-of-birth", "exact"),
        ("dpv:hasPersonalData pd:Contact", Field.DATA, "contactgegevens", f"{ID}data/contact", "likely"),
        ("dpv:hasPersonalData <data/bsn>", Field.DATA, "burgerservicenummer", f"{ID}data/bsn", "exact"),
        (
            "dpv:hasPersonalData eu-gdpr:HealthData",
            *(Field.SPECIAL_DATA, "gegevens over gezondheid", f"{ID}data/health", "exact"),
        ),
        ('dpv:hasPersonalData "geboortedatum"', Field.DATA, "geboortedatum", f"{ID}data/date-of-birth", "exact"),
        ("dpv:hasRecipient <party/svb>", Field.RECIPIENTS, "Sociale verzekeringsbank", f"{ID}party/svb", "exact"),
        (
            'dpv:hasRecipientThirdParty [ rdfs:label "Sociale verzekeringsbank"@nl , "Social bank"@en ]',
            *(Field.RECIPIENTS, "Sociale verzekeringsbank", f"{ID}party/svb", "exact"),
        ),
        ("dpv:hasLegalBasis eu-gdpr:A6-1-e", Field.LIMB, "AVG art. 6 lid 1 onder e", f"{GDPR}A6-1-e", "exact"),
        (
            "dpv:hasLegalBasis eu-gdpr:A6-1-a-explicit-consent",
            *(Field.LIMB, "AVG art. 6 lid 1 onder a", f"{GDPR}A6-1-a", "exact"),
        ),
        ("dpv:hasLegalBasis dpv:LegalObligation", Field.LIMB, "AVG art. 6 lid 1 onder c", f"{GDPR}A6-1-c", "likely"),
        ("dpv:hasLegalBasis eu-gdpr:A9-2-b", Field.EXCEPTION, "AVG art. 9 lid 2 onder b", f"{GDPR}A9-2-b", "exact"),
        (
            "dpv:hasLegalBasis <bwb/BWBR0015703/art/64/lid/1/onder/q>",
            *(Field.PROVISION, "PW art. 64 lid 1 onder q", f"{ID}bwb/BWBR0015703/art/64/lid/1/onder/q", "exact"),
        ),
        (
            'dpv:hasLegalBasis "artikel 64, eerste lid, onder q, Participatiewet"',
            Field.PROVISION,
            "artikel 64, eerste lid, onder q, Participatiewet",
            f"{ID}bwb/BWBR0015703/art/64/lid/1/onder/q",
            "exact",
        ),
    ],
)
def test_a_term_is_taken_for_ours_and_words_are_read_as_in_a_table(
    says: str, field: Field, words: str, iri: str, certainty: str
) -> None:
    activity = process(says)
    assert activity.words == {Field.ACTIVITY: "Bijstand", field: words}
    assert shown(activity, field) == {(iri, Certainty(certainty))}


@pytest.mark.parametrize(
    ("says", "field", "words"),
    [
        ('dpv:hasStorageCondition [ dpv:hasDuration "P7Y6M" ]', Field.RETENTION, "7 jaar en 6 maanden"),
        ('dpv:hasStorageCondition [ dct:description "7 jaar na einde"@nl ]', Field.RETENTION, "7 jaar na einde"),
        ("dpv:hasTechnicalMeasure dpv:AccessControlMethod", Field.SECURITY, "Access Control Method"),
        ('dpv:hasProcessing [ a dpv:Transfer ; rdfs:label "naar Canada" ]', Field.TRANSFER, "naar Canada"),
        ('dct:identifier "V-012"', Field.IDENTIFIER, "V-012"),
        ('dpv:hasDataController [ rdfs:label "Gemeente Kluis" ]', Field.CONTROLLER, "Gemeente Kluis"),
        ("gs:statesNone gs:statedRecipients", Field.RECIPIENTS, "geen"),
        ("gs:statesNone dpv:hasRecipient", Field.RECIPIENTS, "geen"),
    ],
)  # fmt: skip
def test_what_has_no_term_is_kept_in_words(says: str, field: Field, words: str) -> None:
    assert process(says).words == {Field.ACTIVITY: "Bijstand", field: words}


def test_none_is_not_silence() -> None:
    assert shown(process("gs:statesNone dpv:hasRecipient"), Field.RECIPIENTS) == {(None, Certainty.NONE)}
    assert Field.RECIPIENTS not in process("gs:notStated dpv:hasRecipient").words


def test_the_organisation_itself_is_no_controller_or_processor_of_its_register() -> None:
    one = process("dpv:hasDataController <org/gemeente-linde> ; dpv:hasDataProcessor [ rdfs:label 'Datahuis' ]")
    assert (one.side, one.words) == (Side.CONTROLLER, {Field.ACTIVITY: "Bijstand", Field.PROCESSORS: "Datahuis"})
    other = process(
        "dpv:hasDataProcessor [ dct:title 'Gemeente Linde' ] ; dpv:hasDataController [ rdfs:label 'Kluis' ]"
    )
    assert (other.side, other.words) == (Side.PROCESSOR, {Field.ACTIVITY: "Bijstand", Field.PRINCIPAL: "Kluis"})


def test_keys_come_from_iris_and_else_from_names() -> None:
    found = activities("""
<register/gemeente-linde/activity/bijstand-2> a dpv:Process ; dct:title "x" .
ex:DebtHelp a dpv:PersonalDataProcess .
<http://example.net/a/DebtHelp> a dpv:Process .
[] a dpv:Process ; skos:prefLabel "Jeugdhulp"@nl .
""")
    names = {activity.key: activity.words[Field.ACTIVITY] for activity in found}
    assert names["bijstand-2"] == "x"
    assert names["debt-help"] == "Debt Help"
    assert names["jeugdhulp"] == "Jeugdhulp"
    assert sorted(key.startswith("debt-help-") for key in names) == [False, False, False, True]


def test_a_text_is_bounded_as_a_cell_of_a_table_is() -> None:
    with pytest.raises(BadInput, match="has 10001 letters"):
        process(f'dpv:hasRecipient "{"x" * 10_001}"')


def test_a_process_without_a_name_or_an_iri_is_refused() -> None:
    with pytest.raises(BadInput, match="neither a name nor an IRI"):
        activities("[] a dpv:Process ; dpv:hasPurpose dpv:Marketing .")


def test_what_a_register_has_no_place_for_is_told() -> None:
    one = "ex:P a dpv:Process ; dct:title 'x' ; dpv:hasRisk ex:r , ex:s ; dpv:hasLocation ex:NL ."
    says = f"{one}\nex:r a dpv:Risk ; dct:title 'y' ."
    with read_here(PREFIXES + says) as register:
        told = {each.what: each for each in register.left_out}
    assert told.keys() == {"dpv:hasRisk", "dpv:hasLocation", "dpv:Risk", "dct:title"}
    assert (told["dpv:hasRisk"].times, told["dpv:hasRisk"].line) == (2, len(PREFIXES.splitlines()) + 1)


def test_a_file_with_neither_kind_of_register_is_refused() -> None:
    with pytest.raises(BadInput, match="has no register in it"):
        activities("ex:a a skos:Concept .")


def exported() -> tuple[Activity, bytes]:
    """An activity, and the register with it as DPV."""

    def of(field: Field, *pairs: tuple[str, str]) -> dict[Field, tuple[Reading, ...]]:
        return {field: tuple(Reading(words, iri, Certainty.EXACT, 1.0) for words, iri in pairs)}

    readings = {
        **of(Field.DATA, ("geboortedatum", f"{ID}data/date-of-birth"), ("schulden", f"{ID}data/debt")),
        **of(Field.SPECIAL_DATA, ("gezondheid", f"{ID}data/health")),
        **of(Field.RECIPIENTS, ("SVB", f"{ID}party/svb"), ("UWV", f"{ID}party/uwv")),
        **of(Field.LIMB, ("onder e", f"{GDPR}A6-1-e")),
        **of(Field.EXCEPTION, ("onder b", f"{GDPR}A9-2-b")),
        **of(Field.PROVISION, ("artikel 64", f"{ID}bwb/BWBR0015703/art/64/lid/1/onder/q")),
    }
    words = {field: "; ".join(reading.words for reading in found) for field, found in readings.items()}
    words |= {Field.ACTIVITY: "Bijstand", Field.SECURITY: "logging; rollen", Field.RETENTION: "7 jaar"}
    activity = Activity("bijstand", words, readings)
    return activity, _as_dpv(activity)


def _as_dpv(activity: Activity) -> bytes:
    around = surroundings()
    writer = RegisterGraph(HEAD, Kinds.of(around.store))
    graph = f"{GRAPH}register/gemeente-linde"
    store = ox.Store()
    lines = "".join([*writer.head(), *writer.of(activity)])
    store.load(lines, format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(graph))
    graphs = [each.iri for each in around.graphs]
    for iri in graphs:
        store.extend(around.store.quads_for_pattern(None, None, None, ox.NamedNode(iri)))
    return to_dpv(StoredRegister(store, graph, Reader(store, [graph, *graphs])), "ttl")


def test_an_export_as_dpv_comes_back_as_the_same_activity_in_the_words_of_its_terms() -> None:
    activity, turtle = exported()
    with read_here(turtle) as register:
        (back,), left = register.activities, register.left_out
    assert left == ()
    assert (back.key, back.side, back.words.keys()) == (activity.key, activity.side, activity.words.keys())
    for field, readings in activity.readings.items():
        assert {iri for iri, _ in shown(back, field)} == {reading.iri for reading in readings}, field
    for field in (Field.ACTIVITY, Field.SECURITY, Field.RETENTION):
        assert back.words[field] == activity.words[field]


@pytest.mark.skipif(not (SHARED / "vocab").is_dir(), reason="the published vocabularies are not here")
def test_every_property_of_dpv_that_is_read_exists() -> None:
    with gzip.open(SHARED / "vocab" / "dpv-terms.txt.gz", "rt", encoding="utf-8") as lines:
        published = set(lines.read().split())
    assert {name for name in (*PROPERTIES, *PROCESSES) if name.startswith("https://w3id.org/dpv")} <= published

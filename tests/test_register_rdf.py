"""A register as RDF, in our own terms: taken over as it stands, checked, and never half."""

from __future__ import annotations

import random
import time

import pyoxigraph as ox
import pytest
from rdf_registers import HEAD, OWN, ROOT, read, read_here, statements, surroundings, triples

from grondslag.errors import BadInput, MalformedFile
from grondslag.namespaces import GRAPH, GS, ID
from grondslag.registers.graph import RegisterGraph
from grondslag.registers.kinds import Kinds
from grondslag.registers.model import Activity, Certainty, Field, Reading
from grondslag.registers.reading.rdf_checks import CONTEXT_IRI, form
from grondslag.registers.reading.rdf_nodes import named

GRAPH_IRI = f"{GRAPH}register/gemeente-linde"


def own(before: str, after: str) -> str:
    """The register of the tests with one thing changed."""
    assert before in OWN
    return OWN.replace(before, after)


def refusal(turtle: str, *, with_other: bool = False) -> str:
    with pytest.raises(BadInput) as error:
        read_here(turtle, with_other=with_other).close()
    return str(error.value)


def as_form(rdf_format: ox.RdfFormat) -> bytes:
    return ox.serialize(triples(OWN), format=rdf_format) or b""


# --- forms


@pytest.mark.parametrize(
    ("name", "rdf_format"),
    [
        ("r.nt", ox.RdfFormat.N_TRIPLES),
        ("r.trig", ox.RdfFormat.TRIG),
        ("r.nq", ox.RdfFormat.N_QUADS),
        ("R.JSON", ox.RdfFormat.JSON_LD),
        ("r.xml", ox.RdfFormat.RDF_XML),
        ("noname", ox.RdfFormat.JSON_LD),
    ],
)
def test_every_form_of_a_register_gives_the_same_statements(name: str, rdf_format: ox.RdfFormat) -> None:
    assert statements(as_form(rdf_format), name) == statements(OWN)


def test_the_worker_reads_what_is_read_here() -> None:
    with read(OWN) as register:
        assert register.statements is not None
        assert frozenset(register.statements.read().decode().splitlines()) == statements(OWN)


def test_the_graph_that_the_import_writes_is_taken_over_unchanged() -> None:
    lost_provision = Reading("Gemeentewet art. 999", f"{ID}bwb/BWBR0005416/art/999", Certainty.EXACT, 1.0)
    activity = Activity("1", {Field.ACTIVITY: "Bijstand"}, {Field.PROVISION: (lost_provision,)})
    writer = RegisterGraph(HEAD, Kinds.of(surroundings().store))
    lines = "".join([*writer.head(), *writer.of(activity)])
    assert f"<{lost_provision.iri}> " in lines, "the import describes a provision that the law layer lacks"
    assert statements(lines, "r.nt") == frozenset(lines.splitlines())
    other = f'<{lost_provision.iri}> <{GS}citation> "PW art. 1" .\n'
    assert "is not of this register" in refusal_of(lines + other, "r.nt")


def refusal_of(text: str, name: str) -> str:
    with pytest.raises(BadInput) as error:
        read_here(text, name).close()
    return str(error.value)


def test_a_byte_order_mark_is_no_part_of_the_register() -> None:
    assert statements(b"\xef\xbb\xbf" + OWN.encode()) == statements(OWN)


def test_our_own_context_is_at_hand_and_keeps_lines_as_they_are() -> None:
    organisation = f'"id": "{ID}org/gemeente-linde", "type": "org:FormalOrganization"'
    register = f'"id": "{ROOT}", "type": "Register",\n "keptBy": "{ID}org/gemeente-linde"'
    text = f'[{{"@context": "{CONTEXT_IRI}", {organisation}}},\n{{"@context": ["{CONTEXT_IRI}", {{}}], {register}}}]'
    assert f"<{ROOT}> <{GS}keptBy> <{ID}org/gemeente-linde> ." in statements(text, "r.jsonld")
    with pytest.raises(MalformedFile, match="line 3, column 2"):
        read_here(text.replace('"keptBy"', ':"keptBy"'), "r.jsonld")


@pytest.mark.parametrize(
    ("suffix", "text", "expected"),
    [
        ("", b'{"@id": "a:b"}', ".jsonld"),
        ("", b"[]", ".jsonld"),
        (".txt", b'<?xml version="1.0"?><r/>', ".rdf"),
        ("", b"<a:b> <c:d> <e:f> .", ".trig"),
        ("", b"[] <c:d> <e:f> .", ".trig"),
        ("", b"[ <c:d> 1 ] <c:d> <e:f> .", ".trig"),
        (".trig", b"{ <a:b> <c:d> <e:f> }", ".trig"),
        (".n3", b"<a:b> <c:d> <e:f> .", ".ttl"),
        (".owl", b'<!-- x --><rdf:RDF xmlns:rdf="x"/>', ".rdf"),
    ],
)
def test_a_form_is_known_by_name_and_by_content(suffix: str, text: bytes, expected: str) -> None:
    assert form(suffix, text) == expected


@pytest.mark.parametrize(
    ("suffix", "text"),
    [(".ttl", b'<?xml version="1.0"?><a/>'), (".nt", b'{"@id": "a:b"}'), (".rdf", b"<a:b> a <c:d> .")],
)
def test_a_name_that_says_another_form_than_the_content_is_refused(suffix: str, text: bytes) -> None:
    with pytest.raises(BadInput, match="looks like"):
        form(suffix, text)


def test_one_named_graph_is_taken_for_the_register_and_several_are_refused() -> None:
    body = OWN.removeprefix(OWN[: OWN.index("\n<org/")])
    prefixes = OWN[: OWN.index("\n<org/")]
    assert statements(f"{prefixes}<{GRAPH_IRI}> {{ {body} }}", "r.trig") == statements(OWN)
    assert statements(f"{prefixes}ex:mine {{ {body} }}", "r.trig") == statements(OWN)
    several = f"{prefixes}ex:mine {{ {body} }} ex:yours {{ ex:a rdfs:label 'b' }}"
    told = refusal_of(several, "r.trig")
    assert "<http://example.org/mine>" in told
    assert "<http://example.org/yours>" in told
    assert "another graph" in refusal_of(f"{prefixes}<{GRAPH}law> {{ {body} }}", "r.trig")


# --- what it may speak of


@pytest.mark.parametrize(
    "thing",
    [
        "bwb/BWBR0015703/art/64",
        "bwb/BWBR0005416/art/999",
        "org/gemeente-kluis",
        "register/gemeente-kluis/entry/1",
        "register/gemeente-linde-oost/entry/1",
        "flow/gemeente-kluis/1",
        "norm/pw-64",
        "party/svb",
        "http://example.org/a",
    ],
)
def test_a_register_speaks_of_its_own_things_only(thing: str) -> None:
    told = refusal(OWN + f'<{thing}> rdfs:label "x"@nl .\n')
    assert f"{thing} is not of this register" in told
    assert f"line {len(OWN.splitlines()) + 1}: " in told


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("gs:statedPurpose", "gs:statedPurpse", "no term gs:statedPurpse (did you mean gs:statedPurpose?)"),
        ("a gs:Flow", "a gs:Flwo", "no term gs:Flwo (did you mean gs:Flow?)"),
        ("dpv:DataController", "dpv:DataControler", "no term dpv:DataControler (did you mean dpv:DataController?)"),
        ("<party/svb>", "<party/svbb>", "party/svbb (did you mean party/svb?)"),
        ("<data/bsn>", "<data/bsm>", "data/bsm (did you mean data/bsn?)"),
        ("dpv:hasPersonalData <data/bsn> ;", "", "An item without a data category"),
        ("gs:keptBy <org/", "gs:keptBy <org/x", "org/xgemeente-linde"),
        ("gs:partOfActivity <register/gemeente-linde/activity/1>", "gs:partOfActivity <org/gemeente-linde>", "wants"),
        ("a gs:Flow", "a gs:ReportedFlow , gs:Flow", "A reported flow in a register"),
        ("  prov:wasDerivedFrom <register/gemeente-linde/entry/1> ;\n  gs:item", "  gs:item", "without provenance"),
    ],
)
def test_what_no_file_of_ours_may_say_is_refused_with_the_nearest_name_and_the_line(
    before: str, after: str, told: str
) -> None:
    assert told in refusal(own(before, after))


def test_the_line_of_a_wrong_name_is_told() -> None:
    line = next(number for number, text in enumerate(OWN.splitlines(), 1) if "<party/svb>" in text)
    assert f"line {line}: " in refusal(own("<party/svb>", "<party/svbb>"))


@pytest.mark.parametrize(
    "statement",
    [
        "<flow/gemeente-linde/1/to/svb> gs:coveredUnder <bwb/BWBR0015703/art/64> .",
        "<register/gemeente-linde/result/1> a gs:MatchResult .",
        "<register/gemeente-linde/norm/1> a gs:Gateway .",
        "<register/gemeente-linde/reading/1> a gs:Reading .",
    ],
)
def test_law_and_what_is_worked_out_are_not_for_a_register_to_state(statement: str) -> None:
    assert "is not for a register to state" in refusal(OWN + statement + "\n")


def test_a_thing_that_the_organisation_may_not_see_is_as_unknown_as_one_that_is_not_there() -> None:
    secret = own("dpv:hasRecipient <party/svb>", "dpv:hasRecipient <register/gemeente-kluis/activity/1>")
    nowhere = own("dpv:hasRecipient <party/svb>", "dpv:hasRecipient <register/gemeente-kluis/activity/2>")
    assert refusal(secret) == refusal(nowhere).replace("activity/2", "activity/1")
    assert "described nowhere: register/gemeente-kluis/activity/1" in refusal(secret)
    assert "gemeente-kluis" not in {name.split("/")[5] for name in surroundings().names if "/register/" in name}
    with read_here(secret, with_other=True) as register:
        assert register.statements is not None


# --- what is left out, and told


def test_what_would_do_something_or_has_no_place_is_left_out_and_told() -> None:
    extra = """
ex:o a owl:Ontology ; owl:imports ex:other ; owl:versionInfo "1" .
ex:shape a sh:NodeShape ; rdfs:label "shape" ; sh:js ex:code ; sh:rule [ a sh:SPARQLRule ; rdfs:label "r" ] .
<register/gemeente-linde> <http://www.lesfurets.com/python#python_module> "os" ; dct:creator "x" , "y" .
<register/gemeente-linde/activity/1> a ex:Activity ; sh:node [ sh:property [ rdfs:label "inner" ] ] .
"""
    with read_here(OWN + extra) as register:
        assert register.statements is not None
        assert frozenset(register.statements.read().decode().splitlines()) == statements(OWN)
    told = {each.what: each for each in register.left_out}
    expected = {"owl:imports", "sh:NodeShape", "sh:js", "sh:SPARQLRule", "dct:creator", "http://example.org/Activity"}
    assert expected <= told.keys()
    assert any("python_module" in name for name in told)
    assert told["dct:creator"].times == 2
    assert told["dct:creator"].line == len(OWN.splitlines()) + 4
    assert str(told["owl:imports"]).startswith("owl:imports was not taken over: ")


# --- blank nodes


def test_names_of_blank_nodes_follow_from_content_and_not_from_order_or_labels() -> None:
    lines = [str(triple) for triple in triples(OWN)]
    random.Random(5).shuffle(lines)
    renamed = " .\n".join(lines).replace("_:", "_:x") + " .\n"
    found = statements(OWN)
    assert statements(renamed, "r.nt") == found
    assert not any("_:" in line for line in found)
    assert sum(f"<{ROOT}/node/" in line.split()[0] for line in found) == 6


def test_an_edit_changes_the_names_of_those_blank_nodes_only_that_hang_together_with_it() -> None:
    before, after = statements(OWN), statements(own("<data/name>", "<data/address>"))
    bsn = {line for line in before if "data/bsn>" in line}
    assert bsn
    assert bsn <= after
    assert len(before - after) == 4  # three statements of the item, and the one that leads to it


def test_names_of_blank_nodes_do_not_depend_on_what_they_have_nothing_to_do_with() -> None:
    """Not even on how long others take to be told apart."""
    chain = " .\n".join(f"_:c{n} <x:p> _:c{n + 1}" for n in range(9))
    one, other = '<x:s> <x:p> _:a .\n_:a <x:q> "1" .\n', '<x:s> <x:p> _:b .\n_:b <x:q> "2" .\n'
    small, _ = named(list(ox.parse(one + other, format=ox.RdfFormat.N_TRIPLES)), "x:node/")
    large, _ = named(list(ox.parse(f"{chain} .\n{one}{other}", format=ox.RdfFormat.N_TRIPLES)), "x:node/")
    assert set(small) < set(large)


def test_equal_blank_nodes_stay_two() -> None:
    twins = [f"_:{name} <x:p> <x:o> ." for name in "ab"]
    quads = list(ox.parse("\n".join(twins), format=ox.RdfFormat.N_TRIPLES))
    found, numbered = named(quads, "x:node/")
    assert len({triple.subject for triple in found}) == 2
    assert numbered == 2


def test_a_clique_of_blank_nodes_is_named_at_once_and_the_same_in_any_order() -> None:
    """RDFC-1.0 takes time that doubles with each node of such a graph."""
    edges = [f"_:n{one} <x:p> _:n{other} ." for one in range(60) for other in range(60) if one != other]
    shuffled = random.Random(1).sample(edges, len(edges))
    graphs, started = [], time.monotonic()
    for lines in (edges, shuffled):
        found, numbered = named(list(ox.parse("\n".join(lines), format=ox.RdfFormat.N_TRIPLES)), "x:node/")
        graphs.append({str(triple) for triple in found})
        assert numbered == 60
    assert graphs[0] == graphs[1]
    assert len(graphs[0]) == len(edges)
    assert time.monotonic() - started < 5

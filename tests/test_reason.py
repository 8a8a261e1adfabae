"""The reasoner: own terms and norms hold no contradiction, nonsense is named, and nothing foreign gets in."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest

from grondslag import reason as reasoner
from grondslag.content import Content
from grondslag.errors import Failure, Refused
from grondslag.namespaces import GS, ID, PREFIXES
from grondslag.rdf import parse_file
from grondslag.reason import Block, Hierarchy, Inconsistent, JavaMissing, Source, Stale, Unsatisfiable

HERE = Path(__file__).resolve().parent
CONTRADICTIONS = sorted((HERE / "contradictions").glob("*.ttl"))
HEAD = f"@base <{ID}> .\n" + "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("gs", "owl", "rdfs", "xsd"))

needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="no 'java' on the path: see script/test")

# Enough of the ontology to contradict a norm on a bill; a search asks the reasoner several times.
NEEDED = {"grondslag.ttl", "legislation.ttl", "norms.ttl", "public-terms.ttl"}
OWLREADY = "http://www.lesfleursdunormal.fr/static/_downloads/owlready_ontology.owl#"


def source(name: str, text: str) -> Source:
    quads = ox.parse((HEAD + text).encode("utf-8"), format=ox.RdfFormat.TURTLE)
    return Source(name, tuple(quad.triple for quad in quads))


def source_of(file: Path) -> Source:
    return Source(file.name, tuple(quad.triple for quad in parse_file(file)))


def blocks(sources: Sequence[Source]) -> list[Block]:
    annotations = reasoner.annotation_properties(sources)
    return [block for one in sources for block in reasoner.blocks_of(one, annotations)]


@pytest.fixture(scope="module")
def terms(the_content: Content) -> list[Source]:
    """The ontology without the norms: quicker, and enough for what is wrong with terms."""
    return [one for one in reasoner.own_sources(the_content) if one.name.startswith("ontology/")]


@pytest.mark.java
@needs_java
def test_ontology_and_norms_are_consistent_and_the_committed_hierarchy_is_fresh(the_content: Content) -> None:
    outcome = reasoner.reason(the_content, write=False)
    assert outcome.classes > 100
    assert outcome.file.name == "inferred.ttl"


@pytest.mark.java
@needs_java
def test_a_flow_with_all_that_can_hang_from_it_is_consistent(terms: list[Source]) -> None:
    fixture = source_of(HERE / "consistent" / "practice.ttl")
    hierarchy = reasoner.classify([*terms, fixture])
    assert hierarchy.unsatisfiable == ()


@pytest.mark.java
@needs_java
@pytest.mark.parametrize("file", CONTRADICTIONS, ids=lambda file: file.stem)
def test_nonsense_is_inconsistent(file: Path, terms: list[Source]) -> None:
    assert not reasoner.is_consistent(blocks([*terms, source_of(file)]))


def test_there_are_contradictions_to_test() -> None:
    assert len(CONTRADICTIONS) == 15


@pytest.mark.java
@needs_java
def test_it_is_the_disjointness_that_finds_nonsense(terms: list[Source]) -> None:
    apart = {"AllDisjointClasses", "AllDifferent", "members", "distinctMembers", "disjointWith"}
    loose = [
        Source(one.name, tuple(t for t in one.triples if not mentions(t, apart)))
        for one in [*terms, *map(source_of, CONTRADICTIONS)]
    ]
    assert reasoner.is_consistent(blocks(loose))


def mentions(triple: ox.Triple, names: set[str]) -> bool:
    return any(isinstance(term, ox.NamedNode) and term.value.rpartition("#")[2] in names for term in triple)


@pytest.mark.java
@needs_java
def test_a_contradiction_is_named_by_file_and_nodes(terms: list[Source]) -> None:
    fault = source_of(HERE / "contradictions" / "norm-rests-on-a-bill.ttl")
    sound = source("sound.ttl", "<norm/sound> a gs:Gateway . <flow/sound> a gs:Flow .")
    needed = [one for one in terms if one.name.removeprefix("ontology/") in NEEDED]
    with pytest.raises(Inconsistent) as caught:
        reasoner.classify([*needed, sound, fault])
    assert caught.value.files == ["norm-rests-on-a-bill.ttl"]
    assert caught.value.nodes == [f"<{ID}bill/example>", f"<{ID}norm/example>"]
    assert "norm-rests-on-a-bill.ttl" in str(caught.value)


@pytest.mark.java
@needs_java
def test_a_contradiction_within_the_ontology_names_the_axioms() -> None:
    small = source(
        "ontology/small.ttl",
        "gs:A a owl:Class ; owl:disjointWith gs:B . gs:B a owl:Class . gs:C a owl:Class ."
        "<x/y> a gs:A , gs:B . <x/z> a gs:C .",
    )
    with pytest.raises(Inconsistent) as caught:
        reasoner.classify([small])
    assert caught.value.nodes == [f"<{ID}x/y>", "gs:A"]


@pytest.mark.java
@needs_java
def test_a_class_that_can_have_no_member_is_named(terms: list[Source]) -> None:
    text = "gs:NormAndFlow a owl:Class ; rdfs:subClassOf gs:Norm , gs:DataFlow ."
    nonsense = source("ontology/nonsense.ttl", text)
    with pytest.raises(Unsatisfiable) as caught:
        reasoner.classify([*terms, nonsense])
    assert caught.value.classes == [GS + "NormAndFlow"]
    assert "gs:NormAndFlow" in str(caught.value)


@pytest.mark.java
@needs_java
def test_the_hierarchy_does_not_depend_on_the_order_of_files(terms: list[Source]) -> None:
    one = reasoner.inferred_turtle(reasoner.classify(terms))
    other = reasoner.inferred_turtle(reasoner.classify(terms[::-1]))
    assert one == other
    assert "gs:SpecialCategoryItem\n  rdfs:subClassOf gs:Item\n." in one


@pytest.mark.java
@needs_java
def test_a_datatype_that_stops_hermit_is_a_failure_with_its_message() -> None:
    dated = source("ontology/dated.ttl", "gs:on a owl:DatatypeProperty ; rdfs:range xsd:date .")
    with pytest.raises(Failure, match="The reasoner stopped"):
        reasoner.classify([dated])


@pytest.mark.java
@needs_java
def test_a_contradiction_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    text = "gs:A a owl:Class ; owl:disjointWith gs:B . gs:B a owl:Class . <x/y> a gs:A , gs:B ."
    fault = source("f.ttl", text)
    assert not reasoner.is_consistent(blocks([fault]))
    assert list(tmp_path.iterdir()) == []
    assert tempfile.tempdir == str(tmp_path)


def test_without_java_the_message_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    import owlready2

    monkeypatch.setattr(owlready2, "JAVA_EXE", "no-such-java")
    with pytest.raises(JavaMissing, match=r"needs Java.*Example: apt-get install openjdk"):
        reasoner.classify([source("a.ttl", "gs:A a owl:Class .")])


@pytest.mark.parametrize(
    "text",
    [
        f'<http://example.org/o> <{OWLREADY}python_module> "os" .',
        "<http://example.org/o> owl:imports <http://127.0.0.1:9/other.ttl> .",
    ],
)
def test_an_ontology_that_names_code_or_another_file_is_refused(text: str) -> None:
    before = set(sys.modules)
    with pytest.raises(Refused, match=r"hostile\.ttl names code or another file"):
        reasoner.classify([source("hostile.ttl", text)])
    assert set(sys.modules) == before


def small_content(folder: Path) -> Content:
    (folder / "ontology").mkdir(parents=True)
    (folder / "data" / "law" / "norms").mkdir(parents=True)
    text = HEAD + "gs:B\n  a owl:Class\n.\n\ngs:A\n  a owl:Class ;\n  rdfs:subClassOf gs:B\n.\n"
    (folder / "ontology" / "a.ttl").write_text(text, encoding="utf-8")
    return Content(folder)


def test_a_link_out_of_the_content_is_refused(tmp_path: Path) -> None:
    content = small_content(tmp_path / "content")
    outside = tmp_path / "outside.ttl"
    outside.write_text(HEAD, encoding="utf-8")
    (content.data / "law" / "norms" / "link.ttl").symlink_to(outside)
    with pytest.raises(Refused, match="leads out of the content folders"):
        reasoner.own_sources(content)


def test_what_was_inferred_before_is_not_reasoned_over(tmp_path: Path) -> None:
    content = small_content(tmp_path / "content")
    (content.ontology / "inferred.ttl").write_text(HEAD, encoding="utf-8")
    assert [one.name for one in reasoner.own_sources(content)] == ["ontology/a.ttl"]


def test_writing_and_comparing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = small_content(tmp_path / "content")
    above = {GS + "A": frozenset({GS + "B"}), GS + "B": frozenset[str]()}
    monkeypatch.setattr(reasoner, "classify", lambda sources: Hierarchy(above, ()))
    with pytest.raises(Stale, match=r"inferred\.ttl is not what the reasoner infers"):
        reasoner.reason(content, write=False)
    outcome = reasoner.reason(content)
    assert outcome.classes == 2
    text = outcome.file.read_text(encoding="utf-8")
    assert text.startswith("# Generated by `grondslag reason`")
    assert text.endswith("gs:A\n  rdfs:subClassOf gs:B\n.\n")
    assert reasoner.reason(content, write=False) == outcome


def test_the_smallest_conflict_is_found_among_many_blocks() -> None:
    parts = [Block("norms.ttl", str(number), ()) for number in range(40)]
    asked: list[int] = []

    def conflicts(some: list[Block]) -> bool:
        asked.append(len(some))
        return {"3", "17", "31"} <= {block.node for block in some}

    assert [block.node for block in reasoner.smallest_conflict(parts, conflicts)] == ["3", "17", "31"]
    assert len(asked) < 40


def test_dates_and_texts_stay_out_of_the_reasoner() -> None:
    text = "gs:why a owl:AnnotationProperty . "
    text += '<x/y> gs:from "2017-01-01"^^xsd:date ; gs:why "w"@en ; gs:firstLine 3 .'
    [one] = [block for block in blocks([source("a.ttl", text)]) if block.node.endswith("x/y>")]
    assert [triple.predicate.value for triple in one.triples] == [GS + "firstLine"]

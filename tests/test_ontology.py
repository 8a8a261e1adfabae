"""The terms: each labelled and defined in two languages, each declared, none of the public ones invented."""

from __future__ import annotations

import gzip
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import pyoxigraph as ox
import pytest
import yaml

from grondslag import namespaces
from grondslag.citation import parse_iri
from grondslag.content import Content
from grondslag.namespaces import GS, ID
from grondslag.rdf import parse_file
from grondslag.vocabulary_page import Term, read_terms, vocabulary_page

ROOT = Path(__file__).resolve().parent.parent
PREFIXES = namespaces.PREFIXES | {"m8g": "http://data.europa.eu/m8g/"}
SHARED = Path(os.environ.get("GRONDSLAG_SHARED", ROOT.parent / "shared"))
MODULES = {
    "agents",
    "agreements",
    "assessments",
    "claims",
    "data-categories",
    "evaluation",
    "findings",
    "flows",
    "grondslag",
    "inferred",
    "law-elements",
    "legislation",
    "match",
    "norms",
    "obligations",
    "policies",
    "procedures",
    "provenance",
    "public-terms",
    "registers",
    "report",
    "responsibilities",
    "shortcuts",
    "tables",
}
PUBLIC = ("cpsv", "dcat", "dct", "dpv", "eli", "eu-gdpr", "m8g", "org", "pd", "prov", "void")
SCHEMES = ("cause", "data", "domain", "party", "purpose", "subject", "task")
VERDICTS = {
    "necessary",
    "not-by-default",
    "consent-only",
    "not-necessary",
    "pseudonym",
    "allowed-under-exception",
    "prohibited",
    "authority-not-shown",
    "allowed-with-condition",
    "may-be-shared",
}
NORM_KINDS = {
    "Bar",
    "Deadline",
    "Definition",
    "Duty",
    "Exception",
    "Gateway",
    "IdentifierPermission",
    "IdentifierUseRule",
    "Lifting",
    "ProcessingPower",
    "Prohibition",
    "ReusePower",
    "Right",
    "SecrecyDuty",
    "Task",
    "ConferralPower",
    "Permission",
}


def used_in() -> list[Path]:
    """Every file whose terms must exist."""
    return [*turtle("ontology", "data", "shapes"), *sorted((ROOT / "queries").rglob("*.rq"))]


def undeclared(prefix: str, declared: set[str]) -> set[str]:
    """The terms of one namespace that are used and not among `declared`, with the file that uses them."""
    used = {(file.relative_to(ROOT).as_posix(), name) for file in used_in() for name in local_names(file, prefix)}
    return {f"{file}: {prefix}:{name}" for file, name in used if name not in declared}


def turtle(*folders: str) -> list[Path]:
    return [file for folder in folders for file in sorted((ROOT / folder).rglob("*.ttl"))]


def triples(*folders: str) -> Iterator[ox.Quad]:
    for file in turtle(*folders):
        yield from parse_file(file)


def values(quads: Iterator[ox.Quad], predicate: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for quad in quads:
        if quad.predicate.value == predicate and isinstance(quad.object, ox.NamedNode):
            found[quad.subject.value].add(quad.object.value)  # type: ignore[union-attr]
    return found


def local_names(file: Path, prefix: str) -> set[str]:
    """The terms of one namespace that a Turtle or query file uses."""
    base = PREFIXES[prefix]
    if file.suffix == ".rq":
        text = re.sub(r"(?m)^#.*$", "", file.read_text(encoding="utf-8"))
        found = set(re.findall(rf"(?<![\w-]){re.escape(prefix)}:([A-Za-z][\w-]*)", text))
        return found | set(re.findall(rf"<{re.escape(base)}([^>]+)>", text))
    terms = {term for quad in parse_file(file) for term in (quad.subject, quad.predicate, quad.object)}
    return {term.value.removeprefix(base) for term in terms if is_in(term, base)}


def is_in(term: object, base: str) -> TypeGuard[ox.NamedNode]:
    return isinstance(term, ox.NamedNode) and term.value.startswith(base) and term.value != base


@pytest.fixture(scope="module")
def terms() -> list[Term]:
    return [term for file in turtle("ontology") for term in read_terms(file) if term.kind]


@pytest.fixture(scope="module")
def types() -> dict[str, set[str]]:
    return values(triples("ontology"), PREFIXES["rdf"] + "type")


@pytest.fixture(scope="module")
def broader() -> dict[str, set[str]]:
    return values(triples("ontology"), PREFIXES["skos"] + "broader")


def test_the_modules_are_those_of_the_design() -> None:
    assert {file.stem for file in (ROOT / "ontology").glob("*.ttl")} == MODULES


def unlabelled(found: list[Term]) -> list[str]:
    """What is wrong with labels and definitions, one line per fault."""
    faults = []
    for term in found:
        for lang in ("nl", "en"):
            if not term.labels.get(lang, "").strip():
                faults.append(f"{term.name} has no label in {lang}")
            if len(term.definitions.get(lang, "")) < 12 or not term.definitions[lang].endswith("."):
                faults.append(f"{term.name} has no definition in {lang} that is a sentence")
    return faults


def test_every_term_and_concept_has_labels_and_definitions_in_two_languages(terms: list[Term]) -> None:
    assert len(terms) > 400
    assert unlabelled(terms) == []


def test_a_term_without_a_dutch_label_or_an_english_definition_is_found() -> None:
    bare = Term(GS + "Bare", {PREFIXES["owl"] + "Class"}, {"en": "bare"}, {"nl": "Een kaal begrip."})
    assert unlabelled([bare]) == [
        f"{GS}Bare has no label in nl",
        f"{GS}Bare has no definition in en that is a sentence",
    ]


def test_every_term_is_declared_in_one_module_only(terms: list[Term]) -> None:
    assert [name for name, times in Counter(term.name for term in terms).items() if times > 1] == []


def test_every_own_term_that_is_used_is_declared(terms: list[Term]) -> None:
    declared = {term.name.removeprefix(GS) for term in terms}
    assert undeclared("gs", declared) == set()


def test_a_misspelt_term_in_a_query_is_seen(tmp_path: Path) -> None:
    query = tmp_path / "a.rq"
    query.write_text(f"# gs:inAComment\nSELECT * {{ ?a gs:recieves ?b ; <{GS}Nrom> ?c }}")
    assert local_names(query, "gs") == {"recieves", "Nrom"}


@pytest.mark.parametrize("prefix", PUBLIC)
def test_every_public_term_that_is_used_is_declared_as_a_stub(prefix: str) -> None:
    declared = {
        quad.subject.value.removeprefix(PREFIXES[prefix])
        for quad in parse_file(ROOT / "ontology" / "public-terms.ttl")
        if is_in(quad.subject, PREFIXES[prefix])
    }
    assert undeclared(prefix, declared) == set()


def published(prefix: str) -> set[str]:
    """The terms that the publisher's own list has. Skips the test when the lists are not at hand."""
    vocab = SHARED / "vocab"
    if not vocab.is_dir():
        pytest.skip(f"no lists of published terms in {vocab}: set GRONDSLAG_SHARED to the folder of vocab/")
    if prefix == "eli":
        lines = (vocab / "eli-terms.txt").read_text(encoding="utf-8").splitlines()
        return {word for line in lines if not line.startswith("#") for word in line.split()}
    text = gzip.decompress((vocab / "dpv-terms.txt.gz").read_bytes()).decode("utf-8")
    base = PREFIXES[prefix]
    return {line.removeprefix(base) for line in text.split() if line.startswith(base)}


@pytest.mark.parametrize("prefix", ["dpv", "eli", "eu-gdpr", "pd"])
def test_no_public_term_is_invented(prefix: str) -> None:
    known = published(prefix)
    assert len(known) > 70
    assert undeclared(prefix, known) == set()


def test_no_range_names_a_datatype_that_the_reasoner_cannot_take() -> None:
    ranges = values(triples("ontology"), PREFIXES["rdfs"] + "range")
    used = {name.removeprefix(PREFIXES["xsd"]) for found in ranges.values() for name in found}
    assert {name for name in used if "#" not in name and "/" not in name} <= {"boolean", "integer", "string"}


def test_the_kinds_of_norm_are_those_of_the_design_and_two_that_the_texts_ask_for() -> None:
    parents = values(iter(parse_file(ROOT / "ontology" / "norms.ttl")), PREFIXES["rdfs"] + "subClassOf")
    assert {name.removeprefix(GS) for name, above in parents.items() if GS + "Norm" in above} == NORM_KINDS


def test_the_verdict_values_are_those_of_the_contract(types: dict[str, set[str]]) -> None:
    notations = {
        quad.subject.value: quad.object.value
        for quad in triples("ontology")
        if quad.predicate.value == PREFIXES["skos"] + "notation"
        and isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.Literal)
    }
    verdicts = {name for name, kinds in types.items() if GS + "VerdictValue" in kinds}
    assert {notations[name] for name in verdicts} == VERDICTS
    assert len(verdicts) == len(VERDICTS)


def test_every_concept_stands_in_one_scheme_that_exists(types: dict[str, set[str]]) -> None:
    concept, scheme = PREFIXES["skos"] + "Concept", PREFIXES["skos"] + "ConceptScheme"
    schemes = {name for name, kinds in types.items() if scheme in kinds}
    placed = values(triples("ontology"), PREFIXES["skos"] + "inScheme")
    concepts = {name for name, kinds in types.items() if concept in kinds and name.startswith(ID)}
    assert {name for name in concepts if len(placed[name]) != 1 or not placed[name] <= schemes} == set()


def test_no_concept_is_broader_than_itself(broader: dict[str, set[str]]) -> None:
    assert {name for name in broader if name in above(name, broader)} == set()


def above(name: str, broader: dict[str, set[str]]) -> set[str]:
    """Every concept reached by going up from `name`; with `name` itself only where there is a circle."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        for upper in broader.get(waiting.pop(), set()) - seen:
            seen.add(upper)
            waiting.append(upper)
    return seen


def test_every_concept_that_is_named_exists(types: dict[str, set[str]]) -> None:
    bases = [f"{ID}{slug}/" for slug in SCHEMES]
    named = {
        (file.relative_to(ROOT).as_posix(), quad.object.value)
        for file in turtle("ontology", "data", "shapes")
        for quad in parse_file(file)
        for base in bases
        if is_in(quad.object, base)
    }
    assert len(named) > 100
    assert {(file, iri) for file, iri in named if iri not in types} == set()


@pytest.mark.parametrize("mark", ["SpecialCategory", "CriminalCategory", "NationalIdentifier"])
def test_what_is_narrower_than_a_marked_category_is_marked_too(
    mark: str, types: dict[str, set[str]], broader: dict[str, set[str]]
) -> None:
    marked = {name for name, kinds in types.items() if GS + mark in kinds}
    assert marked
    assert {name for name in types if above(name, broader) & marked} <= marked


def test_the_marks_say_what_the_law_says(types: dict[str, set[str]], broader: dict[str, set[str]]) -> None:
    category = {PREFIXES["skos"] + "Concept", GS + "DataCategory"}
    assert types[f"{ID}data/bsn"] == category | {GS + "NationalIdentifier"}
    assert types[f"{ID}data/work-capacity"] == category | {GS + "SpecialCategory"}
    assert f"{ID}data/health" in above(f"{ID}data/work-capacity", broader)


@pytest.mark.parametrize("slug", ["nationality", "country-of-origin"])
def test_what_is_contested_is_linked_and_not_marked(slug: str, types: dict[str, set[str]]) -> None:
    may_reveal = values(triples("ontology"), GS + "mayReveal")
    assert GS + "SpecialCategory" not in types[f"{ID}data/{slug}"]
    assert f"{ID}data/ethnic-origin" in may_reveal[f"{ID}data/{slug}"]


def words_of(iri: str) -> str:
    """Every word that the held texts and headings have for the article of a provision, on one line."""
    path = parse_iri(iri)
    acts = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in (SHARED / "law" / path.act).glob("*.yaml")]
    articles = [article for act in acts for article in act["articles"] if str(article["number"]) == path.article]
    return " ".join(str(articles).split()).lower()


def test_a_statutory_word_is_in_the_article_that_it_is_taken_from() -> None:
    if not (SHARED / "law").is_dir():
        pytest.skip(f"no statute texts in {SHARED}: set GRONDSLAG_SHARED to the folder that has law/")
    sources = values(triples("ontology"), PREFIXES["dct"] + "source")
    words = {
        quad.subject.value: quad.object.value
        for quad in triples("ontology")
        if is_in(quad.subject, GS)
        and isinstance(quad.object, ox.Literal)
        and quad.predicate.value == PREFIXES["skos"] + "prefLabel"
    }
    assert len(words) >= 29
    lacking = {
        f"{term}: {word}"
        for term, word in words.items()
        if not any(word.lower() in words_of(iri) for iri in sources[term])
    }
    assert lacking == set()


def prefix_faults(text: str) -> list[str]:
    """Prefixes that are unused, twice declared or out of order."""
    declared = re.findall(r"(?m)^@prefix ([\w-]*): <", text)
    body = re.sub(r'"(?:[^"\\\n]|\\.)*"|<[^>\n]*>|(?m:^@prefix.*$)|(?m:(?:^|\s)#.*$)', " ", text)
    used = set(re.findall(r"(?<![\w-])([A-Za-z][\w-]*|):", body))
    faults = [f"{prefix} is not used" for prefix in declared if prefix not in used]
    if declared != sorted(set(declared)):
        faults.append(f"out of order: {', '.join(declared)}")
    return faults


@pytest.mark.parametrize("file", turtle("ontology", "data", "shapes"), ids=lambda f: f.relative_to(ROOT).as_posix())
def test_a_turtle_file_has_the_prefixes_it_uses_in_order(file: Path) -> None:
    assert prefix_faults(file.read_text(encoding="utf-8")) == []


def test_a_prefix_that_is_unused_or_out_of_order_is_found() -> None:
    text = "@prefix owl: <http://o#> .\n@prefix gs: <http://g#> .\n\n# owl:Thing\n"
    text += 'gs:A\n  a gs:B ;\n  gs:c "owl:d"\n.\n'
    assert prefix_faults(text) == ["owl is not used", "out of order: owl, gs"]


def block_faults(text: str) -> list[str]:
    """Blocks that do not begin with their kind, or do not end in a full stop on its own line."""
    faults = []
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.strip().splitlines() if not line.startswith(("#", "@"))]
        if lines and (lines[-1] != "." or lines.count(".") != 1):
            faults.append(f"{lines[0]}: no full stop on a line of its own")
        if any(line.strip().startswith("a ") for line in lines[2:] if line.startswith("  a ")):
            faults.append(f"{lines[0]}: its kind is not first")
    return faults


@pytest.mark.parametrize("file", turtle("ontology"), ids=lambda file: file.relative_to(ROOT).as_posix())
def test_an_ontology_file_has_one_term_per_block(file: Path) -> None:
    assert block_faults(file.read_text(encoding="utf-8")) == []


def test_a_block_with_a_trailing_stop_or_a_late_kind_is_found() -> None:
    text = "gs:A\n  a gs:B .\n\ngs:C\n  gs:d gs:E ;\n  a gs:F\n.\n"
    assert block_faults(text) == ["gs:A: no full stop on a line of its own", "gs:C: its kind is not first"]


def test_the_page_of_terms_is_fresh(the_content: Content) -> None:
    page = (ROOT / "docs" / "terms.md").read_text(encoding="utf-8")
    assert page == vocabulary_page(the_content), "write docs/terms.md again with vocabulary_page()"


def test_the_page_shows_a_term_with_its_source() -> None:
    page = (ROOT / "docs" / "terms.md").read_text(encoding="utf-8")
    [row] = [line for line in page.splitlines() if line.startswith("| `gs:Lifting` |")]
    assert "opheffing van geheimhouding" in row
    assert row.endswith("| PW art. 65 lid 2 |")

"""A walk along every statement of the law graph and of the source graphs: what must hold of each, wherever it stands.

A rule is a function that tells the faults it finds. Each is used twice: on all statements, where it may find none, and
on the same with a bad one among them, which it must find; a rule that cannot fail proves nothing. That the terms of
DPV and ELI are the published ones is tested in test_ontology.py, for data as for the ontology.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

import pyoxigraph as ox
import pytest
from document_checks import DERIVED, LABEL, LONGEST_PASSAGE, SHARED, TYPE, read
from rdflib.namespace import DCTERMS, ORG, OWL, PROV, RDF, RDFS, SH, SKOS, VOID, XSD, DefinedNamespace
from test_project import PERSON

from grondslag.citation import ProvisionPath, citation, deep_link, jci, parse_citation, parse_day, parse_iri
from grondslag.errors import BadInput
from grondslag.namespaces import GS, ID, PREFIXES
from grondslag.rdf import has_blank_node

ELI, DESCRIPTION = PREFIXES["eli"], PREFIXES["dct"] + "description"
NAME, MEANING = PREFIXES["skos"] + "prefLabel", PREFIXES["skos"] + "definition"
STATUTES = {GS + name for name in ("Act", "Decree", "EuRegulation", "MinisterialRegulation")}
PASSAGE, PROVISION, STATE, VERSION = (GS + name for name in ("Passage", "Provision", "TextState", "StatuteVersion"))

# Where statements come from, and so without a source of their own: documents and their passages; statutes, their
# versions, and the provisions and text states that `script/harvest-law` generates.
ORIGINS = {GS + "SourceDocument", PASSAGE, VERSION, PROVISION, STATE} | STATUTES
# What a statement of a source or of law can be derived from.
SOURCES = {PASSAGE, PROVISION, STATE}
# Shown by its place, its citation or its norm, and so without a name of its own. A norm's readings have one where it
# has several: see tests/norms/never.
UNNAMED = {PASSAGE, PROVISION, STATE} | {GS + name for name in ("Modality", "Reading", "SubstanceJudgement")}
# Official titles are there in Dutch only; a thing may have more other names in one language than in the other.
DUTCH_ONLY, SEVERAL = {ELI + "title"}, {PREFIXES["skos"] + "altLabel"}
# What leads out of the graph, to pages that are not terms.
LINKS = {GS + "deepLink", PREFIXES["skos"] + "exactMatch"}
# The publishers' own lists of terms, as rdflib brings them along. Of CPSV and the m8g vocabularies there is no list at
# hand: their terms are only known to be declared in ontology/public-terms.ttl.
PUBLISHED: tuple[type[DefinedNamespace], ...] = (DCTERMS, ORG, OWL, PROV, RDF, RDFS, SH, SKOS, VOID, XSD)
# The language of the graph itself needs no declaration.
CORE = tuple(PREFIXES[name] for name in ("owl", "rdf", "rdfs", "skos", "xsd"))
ANNEX = re.compile(r"(?P<title>.+) bijlage (?P<number>[IVXLC]+)")
INITIALS = r"\b(?:[A-Z]\. ?){1,3}(?:van |de |den |der |ten )*[A-Z][a-z]+"
ADDRESS = r"[\w.+-]+@[\w-]+\.(?:nl|com|org|eu)\b"

Term = ox.NamedNode | ox.Literal
Facts = dict[str, dict[str, list[Term]]]


@dataclass(frozen=True)
class Walk:
    """Values by node and property: of law and sources, and of the ontology that they are held against.

    `bad` names the only nodes to walk past; none: all.
    """

    facts: Facts
    ontology: Facts
    bad: frozenset[str] = frozenset()

    def beside(self, turtle: str) -> Walk:
        """The same with more statements, in Turtle, to walk past these; `<x>` is short for our `id/x`."""
        header = f"@base <{ID}> ." + "".join(f"@prefix {name}: <{iri}> ." for name, iri in PREFIXES.items())
        facts, more = dict(self.facts), indexed(ox.parse(header + turtle, format=ox.RdfFormat.TURTLE))
        for node, paths in more.items():
            known = facts.get(node, {})
            facts[node] = {path: [*known.get(path, []), *paths.get(path, [])] for path in {*known, *paths}}
        return Walk(facts, self.ontology, frozenset(more))

    @property
    def nodes(self) -> Iterable[str]:
        """The nodes to walk past."""
        return self.bad or self.facts

    @cached_property
    def acts(self) -> dict[str, str]:
        """The id of each statute by its short title."""
        return {
            title: node.rpartition("/")[2]
            for node in self.facts
            if self.kinds(node) & STATUTES
            for title in self.values(node, ELI + "title_short")
        }

    @cached_property
    def version_days(self) -> dict[str, set[str]]:
        """The days from which a version of each statute is valid."""
        found: dict[str, set[str]] = defaultdict(set)
        for node in self.facts:
            for statute in self.values(node, ELI + "is_member_of"):
                found[statute] |= set(self.values(node, ELI + "version_date"))
        return found

    @cached_property
    def held(self) -> set[str]:
        """The provisions of which a text is held."""
        return {
            provision
            for node in self.facts
            if GS + "held" in self.ours(node, "presence")
            for provision in self.ours(node, "stateOf")
        }

    @cached_property
    def translated(self) -> set[str]:
        """The properties with a text in some language."""
        return {
            path
            for paths in self.facts.values()
            for path, values in paths.items()
            if any(isinstance(value, ox.Literal) and value.language for value in values)
        }

    def values(self, node: str, path: str) -> list[str]:
        """The values of a property of a node, as text."""
        return [value.value for value in self.facts.get(node, {}).get(path, [])]

    def ours(self, node: str, name: str) -> list[str]:
        """The values of one of our properties."""
        return self.values(node, GS + name)

    def kinds(self, node: str) -> set[str]:
        """The classes of a node."""
        return set(self.values(node, TYPE))

    def of(self, *kinds: str) -> Iterator[str]:
        """The nodes of one of these classes."""
        return (node for node in self.nodes if self.kinds(node) & set(kinds))

    def statements(self, *, terms: bool = False) -> Iterator[tuple[str, str, Term]]:
        """Every statement of law and sources, and with `terms` those of the ontology too."""
        for node in self.nodes:
            for path, values in self.facts[node].items():
                yield from ((node, path, value) for value in values)
        for node, paths in self.ontology.items() if terms and not self.bad else ():
            for path, values in paths.items():
                yield from ((node, path, value) for value in values)


def indexed(quads: Iterable[ox.Quad]) -> Facts:
    found: Facts = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            found[quad.subject.value][quad.predicate.value].append(quad.object)
    return found


@pytest.fixture(scope="module")
def walk() -> Walk:
    quads = read("data/law", "data/sources")
    assert len(quads) > 100_000
    assert not any(has_blank_node(quad) for quad in quads)
    return Walk(indexed(quads), indexed(read("ontology")))


# --- the rules, each telling its faults


def without_source(walk: Walk) -> Iterator[str]:
    """A node that is no origin and is derived from no passage, provision or text state."""
    for node in walk.nodes:
        if not walk.kinds(node) & ORIGINS:
            sources = walk.values(node, DERIVED)
            if not sources or not all(walk.kinds(source) & SOURCES for source in sources):
                yield f"{node} is derived from {sources or 'nothing'}"


def misnumbered_passages(walk: Walk) -> Iterator[str]:
    """A passage whose lines are not those of its IRI, run backwards, or are too many."""
    for node in walk.of(PASSAGE):
        place = [*walk.ours(node, "inDocument"), *walk.ours(node, "firstLine"), *walk.ours(node, "lastLine")]
        if len(place) != 3 or node != f"{place[0]}/lines/{place[1]}-{place[2]}":
            yield f"{node} says {place}"
        elif not 1 <= int(place[1]) <= int(place[2]) < int(place[1]) + LONGEST_PASSAGE:
            yield f"{node} is longer than {LONGEST_PASSAGE} lines, or runs backwards"
        elif GS + "SourceDocument" not in walk.kinds(place[0]):
            yield f"{node} is in no document"


def passages_beyond_their_document(walk: Walk) -> Iterator[str]:
    """A passage with a line that its document does not have; blank lines are not counted."""
    lines = {number: sum(bool(line.strip()) for line in text.split("\n")) for number, text in documents().items()}
    for node in walk.of(PASSAGE):
        number = node.removeprefix(f"{ID}source/").partition("/")[0]
        if int(node.rpartition("-")[2]) > lines.get(number, 0):
            yield f"{node} is not in the document of {lines.get(number)} lines"


def wrong_citations(walk: Walk) -> Iterator[str]:
    """A citation that is not the canonical one of its provision; only a provision has one."""
    for node in walk.nodes:
        written = walk.ours(node, "citation")
        if (written or walk.kinds(node) & {PROVISION}) and [canonical(walk, node)] != written:
            yield f"{node} is cited as {written}, not as {canonical(walk, node)}"


def canonical(walk: Walk, node: str) -> str | None:
    """The citation of a provision: what is written, read and printed again. None where that is not this provision."""
    for text in walk.ours(node, "citation") if PROVISION in walk.kinds(node) else ():
        annex = ANNEX.fullmatch(text)
        if annex and node.endswith(f"/{walk.acts.get(annex['title'])}/annex/{annex['number'].lower()}"):
            return text
        try:
            path = parse_citation(text, walk.acts)
        except BadInput:
            continue
        if path.iri == node:
            return citation(path, text.partition(" art. ")[0])
    return None


def unresolved_provisions(walk: Walk) -> Iterator[str]:
    """A provision that does not lead up to its statute, or whose link, reference or number is not its own."""
    for node in walk.of(PROVISION):
        statute = node.partition("/art/")[0].partition("/annex/")[0]
        if walk.ours(node, "ofStatute") != [statute] or not walk.kinds(statute) & STATUTES:
            yield f"{node} is of {walk.ours(node, 'ofStatute')}"
        elif above(walk, node) != statute:
            yield f"{node} is part of nothing that leads to {statute}"
        elif "/annex/" in node:
            days = {f"{statute.rpartition('/')[2]}/{day}#" for day in walk.version_days[statute]}
            if not any(day in link for day in days for link in walk.ours(node, "deepLink")):
                yield f"{node} links to no version of its statute"
        else:
            yield from (f"{node} {fault}" for fault in wrong_references(walk, statute, parse_iri(node)))


def above(walk: Walk, node: str) -> str | None:
    """What a provision is part of in the end: each step leads to the next level up, and the last out of the act."""
    while PROVISION in walk.kinds(node):
        up = re.sub(r"/(?:art|annex|lid|onder)/[^/]+$", "", node)
        if walk.values(node, ELI + "is_part_of") != [up]:
            return None
        node = up
    return node


def wrong_references(walk: Walk, statute: str, path: ProvisionPath) -> Iterator[str]:
    """What is wrong with the link, the JCI reference and the number of an article or a part of one."""
    links = {deep_link(path, parse_day(day)) for day in walk.version_days[statute]} or {deep_link(path)}
    if len(walk.ours(path.iri, "deepLink")) != 1 or not set(walk.ours(path.iri, "deepLink")) <= links:
        yield f"links to {walk.ours(path.iri, 'deepLink')}, no version of its statute"
    reference = jci(path)
    if walk.ours(path.iri, "jci") != ([reference] if reference else []):
        yield f"has the reference {walk.ours(path.iri, 'jci')}"
    if walk.values(path.iri, ELI + "number") != [path.number]:
        yield f"has the number {walk.values(path.iri, ELI + 'number')}"


def unresolved_versions(walk: Walk) -> Iterator[str]:
    """A version of no statute, or a text state that is not of the version and the provision that its IRI names."""
    for node in walk.of(VERSION):
        statute, _, day = node.rpartition("/")
        if walk.values(node, ELI + "is_member_of") != [statute] or not walk.kinds(statute) & STATUTES:
            yield f"{node} is a version of {walk.values(node, ELI + 'is_member_of')}"
        elif walk.values(node, ELI + "version_date") != [day]:
            yield f"{node} is valid from {walk.values(node, ELI + 'version_date')}"
    for node in walk.of(STATE):
        place = re.fullmatch(r"(?P<act>.+)/(?P<day>[\d-]{10})/(?P<rest>(?:art|annex)/.+)", node)
        version = f"{place['act']}/{place['day']}" if place else ""
        if place is None or walk.ours(node, "inVersion") != [version] or VERSION not in walk.kinds(version):
            yield f"{node} is in version {walk.ours(node, 'inVersion')}"
        elif walk.ours(node, "stateOf") != [f"{place['act']}/{place['rest']}"] or walk.ours(node, "from") != [
            place["day"]
        ]:
            yield f"{node} is of {walk.ours(node, 'stateOf')} from {walk.ours(node, 'from')}"
        elif PROVISION not in walk.kinds(walk.ours(node, "stateOf")[0]):
            yield f"{node} is of {walk.ours(node, 'stateOf')}, no provision"


def unknown_references(walk: Walk) -> Iterator[str]:
    """An IRI of ours that is pointed to and of which nothing is said anywhere."""
    for node, path, value in walk.statements(terms=True):
        ours = isinstance(value, ox.NamedNode) and value.value.startswith((ID, GS))
        if ours and value.value not in walk.facts and value.value not in walk.ontology:
            yield f"{node} points with {path} to {value.value}"


def undeclared_terms(walk: Walk) -> Iterator[str]:
    """A class or property that the ontology does not declare as one, or another term that it does not declare."""
    vocabularies = {namespace(term) for term in walk.ontology} - {None}
    for node, path, value in walk.statements():
        if not declared(walk, path, "Property"):
            yield f"{node} has the undeclared property {path}"
        if not isinstance(value, ox.NamedNode) or value.value.startswith(ID):
            continue
        if path == TYPE:
            if not declared(walk, value.value, "Class"):
                yield f"{node} is of the undeclared class {value.value}"
        elif (path not in LINKS or namespace(value.value) in vocabularies) and value.value not in walk.ontology:
            yield f"{node} has the undeclared value {value.value}"


def namespace(term: str) -> str | None:
    """What comes before the name of a term; None for our things, which are not terms."""
    return None if term.startswith(ID) else re.sub(r"[^#/]*$", "", term)


def declared(walk: Walk, term: str, kind: str) -> bool:
    """Whether a term is of a kind (`Class`, `Property`): said in the ontology, or one of the language of the graph."""
    said = (value.value for value in walk.ontology.get(term, {}).get(TYPE, []))
    return term.startswith(CORE) or any(name.endswith(kind) for name in said)


def invented_terms(walk: Walk) -> Iterator[str]:
    """A term that is not in the list of its publisher."""
    lists = {str(listed): {str(term) for term in dir(listed)} for listed in PUBLISHED}
    for node, path, value in walk.statements(terms=True):
        for term in (node, path, value.value if isinstance(value, ox.NamedNode) else value.datatype.value):
            known = lists.get(namespace(term) or "")
            if known is not None and term != namespace(term) and term not in known:
                yield f"{node}: {term} is not in its publisher's list"


def persons(walk: Walk) -> Iterator[str]:
    """A text with a title and a name, initials and a name, or an address of electronic mail."""
    person = re.compile(f"{PERSON}|{INITIALS}|{ADDRESS}")
    for node, _, value in walk.statements(terms=True):
        if isinstance(value, ox.Literal) and person.search(value.value):
            yield f"{node} says {value.value!r}"


def persons_of_the_documents(walk: Walk) -> Iterator[str]:
    """A text with a name that a document gives to somebody: a resident, an interviewer, a minister, an author."""
    names = set().union(*(people(text) for text in documents().values()))
    assert len(names) > 10
    for node, _, value in walk.statements(terms=True):
        if isinstance(value, ox.Literal) and names & set(re.findall(r"[A-Z]\w+", value.value)):
            yield f"{node} says {value.value!r}"


def people(text: str) -> set[str]:
    """The names in a document: after a form of address, before or after initials, and two authors before a year."""
    patterns = (
        r"(?:[Mm]evrouw|[Mm]eneer|[Mm]ijn naam is|[Mm]inister) ([A-Z][a-z]+(?: [A-Z][a-z]+)?)",
        r"\b([A-Z][a-z]{2,}), (?:[A-Z]\. ?)+",
        r"\b(?:[A-Z]\. ?){1,3}(?:van |de |den |der |ten )*([A-Z][a-z]{2,})\b",
        r"\b([A-Z][a-z]+(?:, [A-Z][a-z]+)*) & [A-Z][a-z]+,? \(?\d{4}",
        r"\b[A-Z][a-z]+(?:, [A-Z][a-z]+)* & ([A-Z][a-z]+),? \(?\d{4}",
    )
    found = " ".join(name for pattern in patterns for name in re.findall(pattern, text))
    # "minister Art. 67" stands in a table, and "A. Als" begins a sentence after a heading.
    return set(re.findall(r"[A-Z][a-z]+", found)) - {"Als", "Art"}


def unnamed(walk: Walk) -> Iterator[str]:
    """A node without a name in Dutch and in English; a norm without a summary in both."""
    for node in walk.nodes:
        wanted: list[tuple[str, ...]] = [] if walk.kinds(node) & UNNAMED else [(LABEL, NAME)]
        wanted += [(MEANING,)] if walk.ours(node, "restsOn") else []
        for paths in wanted:
            said = [value for path in paths for value in walk.facts[node].get(path, [])]
            tags = {value.language for value in said if isinstance(value, ox.Literal) and value.value.strip()}
            if not {"nl", "en"} <= tags:
                yield f"{node} has no {' or '.join(paths)} in both languages"


def incomplete_discrepancies(walk: Walk) -> Iterator[str]:
    """A discrepancy without claim, kind, description, counterpart or held text, or one that is not argued."""
    for node in walk.of(GS + "Discrepancy"):
        provisions, states = walk.ours(node, "againstProvision"), walk.ours(node, "againstState")
        read = {provision for state in states for provision in walk.ours(state, "stateOf")}
        said = walk.ours(node, "onClaim") and walk.values(node, DESCRIPTION)
        if not said or len(walk.ours(node, "discrepancyKind")) != 1:
            yield f"{node} is without claim, kind or description"
        # What is computed stands in a derived graph, never in a file.
        if walk.ours(node, "established") != [GS + "reasoned"]:
            yield f"{node} is in a file and not said to be reasoned"
        if not provisions and not walk.ours(node, "againstClaim"):
            yield f"{node} is against nothing"
        if not read <= set(provisions):
            yield f"{node} is against a text of {sorted(read - set(provisions))}, which it does not name"
        yield from (f"{node} has no text of {one}" for one in sorted(set(provisions) & walk.held - read))


def half_translated(walk: Walk) -> Iterator[str]:
    """A text that is not there once in Dutch and once in English, or has no language where others of its kind have."""
    for node in walk.nodes:
        for path, values in walk.facts[node].items():
            # Two documents may say the same of an organisation that both name.
            said = {value for value in values if isinstance(value, ox.Literal)}
            tags = sorted(value.language or "none" for value in said)
            tags = sorted(set(tags)) if path in SEVERAL else tags
            expected = [["nl"], ["en", "nl"]] if path in DUTCH_ONLY else [["en", "nl"]]
            if said and path in walk.translated and tags not in expected:
                yield f"{node} has {path} in {tags}"


@cache
def documents() -> dict[str, str]:
    """The documents by their number. Skips the test where they are not at hand."""
    files = sorted((SHARED / "seeds").glob("[0-9][0-9][0-9]_*.txt"))
    if not files:
        pytest.skip(f"no documents in {SHARED}: set GRONDSLAG_SHARED to the folder that has seeds/")
    return {file.name[:3]: file.read_text(encoding="utf-8") for file in files}


# --- each rule on all statements, and on a bad one

Rule = Callable[[Walk], Iterator[str]]
FLOW = (
    '<flow/900/f> a gs:ReportedFlow ; rdfs:label "Stroom"@nl , "Flow"@en ; prov:wasDerivedFrom <source/000/lines/1-2>'
)
DISCREPANCY = """<discrepancy/900/d> a gs:Discrepancy ; gs:onClaim <claim/x> ; gs:discrepancyKind gs:missing ;
  gs:established gs:reasoned ; dct:description "De tekst noemt meer"@nl , "The text names more"@en"""
PW = "bwb/BWBR0015703"

BAD: list[tuple[Rule, str, str]] = [
    (without_source, '<flow/900/f> a gs:ReportedFlow ; rdfs:label "Stroom"@nl .', "flow/900/f"),
    (without_source, "<flow/900/f> a gs:ReportedFlow ; prov:wasDerivedFrom <org/laborijn> .", "org/laborijn"),
    (without_source, "<norm/x> a gs:Gateway ; prov:wasDerivedFrom <source/000/lines/9000-9001> .", "norm/x"),
    (misnumbered_passages, "<source/000/lines/4-70> a gs:Passage ; gs:inDocument <source/000> .", "says"),
    (
        misnumbered_passages,
        "<source/000/lines/4-70> a gs:Passage ; gs:inDocument <source/000> ; gs:firstLine 4 ; gs:lastLine 70 .",
        "longer",
    ),
    (
        misnumbered_passages,
        "<source/000/lines/7-4> a gs:Passage ; gs:inDocument <source/000> ; gs:firstLine 7 ; gs:lastLine 4 .",
        "backwards",
    ),
    (
        misnumbered_passages,
        "<source/999/lines/4-7> a gs:Passage ; gs:inDocument <source/999> ; gs:firstLine 4 ; gs:lastLine 7 .",
        "in no document",
    ),
    (passages_beyond_their_document, "<source/000/lines/9000-9001> a gs:Passage .", "9000-9001"),
    (wrong_citations, f'<{PW}/art/900> a gs:Provision ; gs:citation "artikel 900 PW" .', "art/900"),
    (wrong_citations, f'<{PW}/art/900> a gs:Provision ; gs:citation "PW art. 901" .', "art/900"),
    (wrong_citations, f'<{PW}/art/900> a gs:Provision ; gs:citation "Participatiewet art. 900" .', "art/900"),
    (wrong_citations, f'<{PW}/annex/i> a gs:Provision ; gs:citation "PW bijlage II" .', "annex/i"),
    (wrong_citations, f"<{PW}/art/900> a gs:Provision .", "None"),
    (wrong_citations, '<org/laborijn> gs:citation "PW art. 67" .', "org/laborijn"),
    (unresolved_provisions, "<bwb/BWBR0000001/art/1> a gs:Provision ; gs:ofStatute <bwb/BWBR0000001> .", "BWBR0000001"),
    (
        unresolved_provisions,
        f"<{PW}/art/900/lid/1> a gs:Provision ; gs:ofStatute <{PW}> ; eli:is_part_of <{PW}/art/900> .",
        "part of nothing",
    ),
    (unresolved_provisions, f"<{PW}/art/67> eli:is_part_of <{PW}/art/66> .", "art/67 is part of nothing"),
    (unresolved_provisions, f"<{PW}/art/67> gs:deepLink <https://wetten.overheid.nl/BWBR0015703/1999-01-01> .", "1999"),
    (unresolved_provisions, f'<{PW}/art/67> gs:jci "jci1.3:c:BWBR0015703&artikel=68" .', "artikel=68"),
    (unresolved_provisions, f'<{PW}/art/67> eli:number "68" .', "the number"),
    (
        unresolved_versions,
        f"<{PW}/1999-01-01> a gs:StatuteVersion ; eli:is_member_of <celex/32016R0679> .",
        "1999-01-01",
    ),
    (
        unresolved_versions,
        f'<{PW}/1999-01-01> a gs:StatuteVersion ; eli:is_member_of <{PW}> ; eli:version_date "1999-01-02" .',
        "1999-01-02",
    ),
    (unresolved_versions, f"<{PW}/1999-01-01/art/67> a gs:TextState ; gs:inVersion <{PW}/1999-01-01> .", "in version"),
    (unresolved_versions, f"<{PW}/2019-07-01/art/67> gs:stateOf <{PW}/art/68> .", "art/68"),
    (
        unresolved_versions,
        f"<{PW}/2019-07-01/art/900> a gs:TextState ; gs:inVersion <{PW}/2019-07-01> ; gs:stateOf <{PW}/art/900> ;"
        ' gs:from "2019-07-01" .',
        "no provision",
    ),
    (unknown_references, "<flow/900/f> dpv:hasRecipient <party/nobody> .", "party/nobody"),
    (unknown_references, "<flow/900/f> gs:trigger gs:onRequst .", "onRequst"),
    (undeclared_terms, "<flow/900/f> gs:recieves <org/laborijn> .", "recieves"),
    (undeclared_terms, "<flow/900/f> gs:ReportedFlow <org/laborijn> .", "undeclared property"),
    (undeclared_terms, "<flow/900/f> a gs:Flwo .", "undeclared class"),
    (undeclared_terms, "<flow/900/f> a gs:item .", "undeclared class"),
    (undeclared_terms, '<flow/900/f> <http://schema.org/name> "Stroom" .', "schema.org"),
    (undeclared_terms, "<flow/900/f> a dpv:PersonalDataHandling .", "PersonalDataHandling"),
    (undeclared_terms, "<flow/900/f> skos:exactMatch dpv:Debt .", "dpv#Debt"),
    (undeclared_terms, "<flow/900/f> gs:task <http://example.com/task> .", "example.com"),
    (invented_terms, "<flow/900/f> prov:derivedFrom <source/000> .", "derivedFrom"),
    (invented_terms, "<org/x> a org:Municipality .", "Municipality"),
    (invented_terms, '<flow/900/f> gs:from "2019"^^xsd:jaar .', "jaar"),
    (persons, '<org/x> rdfs:label "De afdeling van mevrouw Voorbeeld"@nl .', "org/x"),
    (persons, '<org/x> rdfs:label "Advies van A.B. van Voorbeeld"@nl .', "org/x"),
    (persons, '<org/x> rdfs:label "voorbeeld@example.nl" .', "org/x"),
    (unnamed, '<org/x> a org:FormalOrganization ; rdfs:label "Gemeente"@nl .', "org/x"),
    (unnamed, '<org/x> a org:FormalOrganization ; rdfs:label "Gemeente"@nl , " "@en .', "org/x"),
    (unnamed, f'<norm/x> gs:restsOn <{PW}/art/67> ; skos:prefLabel "Norm"@nl , "Norm"@en .', "definition"),
    (incomplete_discrepancies, f"{DISCREPANCY} ; gs:againstProvision <{PW}/art/67> .", "has no text of"),
    (incomplete_discrepancies, f"{DISCREPANCY} .", "against nothing"),
    (incomplete_discrepancies, f"{DISCREPANCY} ; gs:againstState <{PW}/2019-07-01/art/67> .", "does not name"),
    (incomplete_discrepancies, f"{DISCREPANCY} ; gs:established gs:computed .", "not said to be reasoned"),
    (incomplete_discrepancies, "<discrepancy/900/d> a gs:Discrepancy ; gs:againstClaim <claim/x> .", "without claim"),
    (half_translated, f'{FLOW} ; gs:reason "Zonder vertaling"@nl .', "reason"),
    (half_translated, f'{FLOW} ; rdfs:label "Nog een naam"@nl .', "label"),
    (half_translated, f'{FLOW} ; gs:reason "Reden"@nl , "Grund"@de .', "reason"),
    (half_translated, f'{FLOW} ; gs:reason "Reden" .', "none"),
]
RULES = [*dict.fromkeys(rule for rule, _, _ in BAD), persons_of_the_documents]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_statement_breaks_the_rule(walk: Walk, rule: Rule) -> None:
    faults = sorted(set(rule(walk)))
    assert not faults, "\n".join([f"{len(faults)} faults, of which the first:", *faults[:20]])


@pytest.mark.parametrize(("rule", "turtle", "told"), BAD, ids=lambda part: getattr(part, "__name__", None))
def test_one_bad_statement_is_found(walk: Walk, rule: Rule, turtle: str, told: str) -> None:
    faults = list(rule(walk.beside(turtle)))
    assert any(told in fault for fault in faults), faults


def test_a_name_that_a_document_gives_is_found_in_a_text(walk: Walk) -> None:
    name = min(people(documents()["001"]))
    assert list(persons_of_the_documents(walk.beside(f'<org/x> rdfs:label "Het advies van {name}"@nl .')))


def test_names_are_read_where_documents_give_them() -> None:
    text = "mevrouw Voorbeeld en mijn naam is Proef Persoon (Vermaard, A. & Bekend 2018), door C. van der Derde"
    assert people(text) == {"Voorbeeld", "Proef", "Persoon", "Vermaard", "Derde"}

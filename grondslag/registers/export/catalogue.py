"""Registers as datasets in a catalogue: DCAT as DCAT-AP-NL uses it, with VoID counts of what is in each.

What nobody said is left out: the licence, where files can be downloaded and whom to ask are given by whoever publishes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from grondslag.errors import BadInput
from grondslag.graphs import PUBLIC
from grondslag.namespaces import GRAPH, ID, PREFIXES
from grondslag.registers.export.entries import StoredRegister
from grondslag.registers.export.rdf import Statements
from grondslag.report.model import Text

CATALOGUE = ID + "catalogue/registers"
_EU = "http://publications.europa.eu/resource/authority/"
_MEDIA = "https://www.iana.org/assignments/media-types/"
_TITLE = Text("Registers van verwerkingsactiviteiten", "Records of processing activities")
_ABOUT = Text(
    "De verwerkingsactiviteiten van {keeper}, met doelen, betrokkenen, gegevens, ontvangers en bewaartermijnen "
    "(AVG art. 30). Wat het register niet vermeldt, staat er als niet vermeld.",
    "The processing activities of {keeper}, with purposes, data subjects, data, recipients and retention periods "
    "(GDPR art. 30). What the record does not state is told as not stated.",
)


@dataclass(frozen=True)
class Form:
    """A form that a register is handed on in: the end of the file name, its type of the EU list and of IANA."""

    ending: str
    file_type: str
    media_type: str
    title: Text


FORMS: Mapping[str, Form] = {
    "csv": Form(".csv", "CSV", "text/csv", Text("Tabel (CSV)", "Table (CSV)")),
    "xlsx": Form(
        ".xlsx",
        "XLSX",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Text("Werkmap (XLSX)", "Workbook (XLSX)"),
    ),
    "html": Form(".html", "HTML", "text/html", Text("Pagina (HTML)", "Page (HTML)")),
    "pdf": Form(".pdf", "PDF", "application/pdf", Text("Document (PDF)", "Document (PDF)")),
    "ttl": Form(".ttl", "RDF_TURTLE", "text/turtle", Text("Graaf (Turtle)", "Graph (Turtle)")),
    "dpv": Form("-dpv.ttl", "RDF_TURTLE", "text/turtle", Text("Volgens DPV (Turtle)", "As DPV (Turtle)")),
    "dpv-jsonld": Form(
        "-dpv.jsonld",
        "JSON_LD",
        "application/ld+json",
        Text("Volgens DPV (JSON-LD)", "As DPV (JSON-LD)"),
    ),
}


@dataclass(frozen=True)
class Publication:
    """What only the publisher knows; each is an absolute IRI or absent. `folder` is where the files of `FORMS` are."""

    licence: str | None = None
    contact: str | None = None
    folder: str | None = None

    def __post_init__(self) -> None:
        for name, iri in (("licence", self.licence), ("contact", self.contact), ("folder", self.folder)):
            if iri is not None and not _is_iri(iri):
                raise BadInput(
                    f"Invalid {name} {iri!r}",
                    expected="an absolute IRI",
                    example="http://creativecommons.org/publicdomain/zero/1.0/",
                )


@dataclass(frozen=True)
class Dataset:
    """A register, the graph it is in, and who may see that."""

    register: StoredRegister
    visibility: str = PUBLIC

    @property
    def iri(self) -> str:
        """The dataset is the named graph itself."""
        return f"{GRAPH}register/{self.register.slug}"


def to_catalogue(
    store: ox.Store, datasets: Iterable[Dataset], form: str, published: Publication | None = None, version: str = ""
) -> bytes:
    """The catalogue of `datasets`, as Turtle (`ttl`) or JSON-LD (`jsonld`); `version` is the generation they are of."""
    told, published, datasets = Statements(), published or Publication(), list(datasets)
    told.kind(CATALOGUE, "dcat:Catalog")
    told.both(CATALOGUE, "dct:title", _TITLE)
    told.both(CATALOGUE, "dct:description", _TITLE)
    for dataset in datasets:
        told.link(CATALOGUE, "dcat:dataset", dataset.iri)
        _describe(told, dataset, published, version)
        _count(told, store, dataset, published)
        for name, each in FORMS.items():
            _distribute(told, dataset, name, each, published)
    keepers = {dataset.register.keeper.iri for dataset in datasets}
    if len(keepers) == 1:
        told.link(CATALOGUE, "dct:publisher", *keepers)
    return told.written(form)


def _describe(told: Statements, dataset: Dataset, published: Publication, version: str) -> None:
    register, iri = dataset.register, dataset.iri
    keeper = register.keeper
    told.kind(iri, "dcat:Dataset", "void:Dataset")
    told.named(iri, "dct:title", register.name.label)
    texts = zip(_ABOUT, keeper.label, strict=True)
    told.both(iri, "dct:description", Text(*(about.format(keeper=name) for about, name in texts)))
    told.text(iri, "dct:identifier", iri)
    told.link(iri, "dct:subject", register.iri)
    told.link(iri, "dct:publisher", keeper.iri)
    told.kind(keeper.iri, "org:FormalOrganization")
    told.named(keeper.iri, "rdfs:label", keeper.label)
    told.link(iri, "dct:language", _EU + "language/NLD")
    told.link(iri, "dcat:theme", _EU + "data-theme/GOVE")
    rights = "PUBLIC" if dataset.visibility == PUBLIC else "NON_PUBLIC"
    told.link(iri, "dct:accessRights", f"{_EU}access-right/{rights}")
    if published.contact:
        told.link(iri, "dcat:contactPoint", published.contact)
    if published.licence:
        told.link(iri, "dct:license", published.licence)
    if version:
        told.text(iri, "dcat:version", version)


def _count(told: Statements, store: ox.Store, dataset: Dataset, published: Publication) -> None:
    """What VoID counts, each once."""
    kind = PREFIXES["rdf"] + "type"
    triples, subjects, classes, properties = 0, set[str](), set[str](), set[str]()
    for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(dataset.iri)):
        triples += 1
        subjects.add(str(quad.subject))
        properties.add(quad.predicate.value)
        if quad.predicate.value == kind and isinstance(quad.object, ox.NamedNode):
            classes.add(quad.object.value)
    for name, count in (
        *(("void:triples", triples), ("void:distinctSubjects", len(subjects))),
        *(("void:classes", len(classes)), ("void:properties", len(properties))),
    ):
        told.value(dataset.iri, name, count)
    vocabularies = {iri for iri in PREFIXES.values() for name in classes | properties if name.startswith(iri)}
    told.link(dataset.iri, "void:vocabulary", *vocabularies)
    if published.folder:
        told.link(dataset.iri, "void:dataDump", _file(dataset, FORMS["ttl"], published.folder))


def _distribute(told: Statements, dataset: Dataset, name: str, form: Form, published: Publication) -> None:
    iri = f"{dataset.register.iri}/distribution/{name}"
    told.link(dataset.iri, "dcat:distribution", iri)
    told.kind(iri, "dcat:Distribution")
    told.both(iri, "dct:title", form.title)
    told.link(iri, "dct:format", f"{_EU}file-type/{form.file_type}")
    told.link(iri, "dcat:mediaType", _MEDIA + form.media_type)
    told.link(iri, "dcat:accessURL", dataset.register.iri)
    if published.folder:
        told.link(iri, "dcat:downloadURL", _file(dataset, form, published.folder))
    if published.licence:
        told.link(iri, "dct:license", published.licence)


def _file(dataset: Dataset, form: Form, folder: str) -> str:
    return f"{folder.rstrip('/')}/{dataset.register.slug}{form.ending}"


def _is_iri(text: str) -> bool:
    try:
        return bool(ox.NamedNode(text)) and ":" in text
    except ValueError:
        return False

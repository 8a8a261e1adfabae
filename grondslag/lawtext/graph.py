"""Statute texts as RDF: one graph per act and version, with a node per provision and one for the file it came from.

A graph holds words and where they came from, and nothing that interprets them. Each node's hash is of the words in it
with white space normalised, so that anyone can check it; it is the hash that a text state of the law layer has when
it was made from the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import pyoxigraph as ox

from grondslag.citation import version_iri
from grondslag.errors import DamagedStore
from grondslag.lawtext.files import Origin, TextFile
from grondslag.lawtext.model import hash_of
from grondslag.namespaces import GS, ID, PREFIXES, law_text_graph

_RDF_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")
_SOURCE = ox.NamedNode(PREFIXES["dct"] + "source")
_DERIVED = ox.NamedNode(PREFIXES["prov"] + "wasDerivedFrom")
_DATE = ox.NamedNode(PREFIXES["xsd"] + "date")
_LOADED_ON = ox.NamedNode(GS + "loadedOn")
_WORDS = ox.NamedNode(GS + "lawText")
_HASH = ox.NamedNode(GS + "textHash")


def text_quads(text: TextFile, loaded_on: date) -> list[ox.Quad]:
    """One version of an act as the quads of its graph."""
    version = text.version
    graph = ox.NamedNode(law_text_graph(version.act, version.valid_from))
    node = file_node(version.act, version.valid_from)
    triples = [*_file(text, node, loaded_on), *_parts(text, node)]
    return [ox.Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples]


def file_node(act: str, valid_from: date) -> ox.NamedNode:
    """The node of the file that the words of a version came from."""
    return ox.NamedNode(f"{ID}law-text/{act}/{valid_from.isoformat()}")


def same_but_for_date(old: Iterable[ox.Quad], new: Iterable[ox.Quad]) -> bool:
    """Whether two graphs say the same when the day of loading is left out."""
    return _undated(old) == _undated(new)


def _undated(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    return {quad for quad in quads if quad.predicate != _LOADED_ON}


def check_hashes(quads: Iterable[ox.Quad]) -> None:
    """Raises `DamagedStore` for words that are not those that were loaded."""
    words: dict[ox.NamedNode, str] = {}
    hashes: dict[ox.NamedNode, str] = {}
    for quad in quads:
        if isinstance(quad.object, ox.Literal) and isinstance(quad.subject, ox.NamedNode):
            if quad.predicate == _WORDS:
                words[quad.subject] = hash_of(quad.object.value)
            elif quad.predicate == _HASH:
                hashes[quad.subject] = quad.object.value
    wrong = sorted(node.value for node in {*words, *hashes} if words.get(node) != hashes.get(node))
    if wrong:
        raise DamagedStore(
            f"The words kept for {wrong[0]} are not those that were loaded ({len(wrong)} in all)",
            expected="the texts loaded again",
            example="grondslag harvest FOLDER",
        )


def _file(text: TextFile, node: ox.NamedNode, loaded_on: date) -> Iterator[ox.Triple]:
    version = text.version
    yield from _origin(node, text.origin)
    day = version.valid_from.isoformat()
    yield ox.Triple(node, _LABEL, ox.Literal(f"Tekst van {version.act} vanaf {day}", language="nl"))
    yield ox.Triple(node, _LABEL, ox.Literal(f"Text of {version.act} from {day}", language="en"))
    yield ox.Triple(
        node, ox.NamedNode(GS + "textOfVersion"), ox.NamedNode(version_iri(version.act, version.valid_from))
    )
    yield ox.Triple(node, ox.NamedNode(GS + "from"), ox.Literal(day, datatype=_DATE))
    if version.before:
        yield ox.Triple(node, ox.NamedNode(GS + "before"), ox.Literal(version.before.isoformat(), datatype=_DATE))
    yield ox.Triple(node, _LOADED_ON, ox.Literal(loaded_on.isoformat(), datatype=_DATE))
    if text.url:
        yield ox.Triple(node, _SOURCE, ox.Literal(text.url))
    if text.intervals:
        information = ox.NamedNode(f"{node.value}/information")
        yield ox.Triple(node, _DERIVED, information)
        yield from _origin(information, text.intervals)


def _origin(node: ox.NamedNode, origin: Origin) -> Iterator[ox.Triple]:
    yield ox.Triple(node, _RDF_TYPE, ox.NamedNode(GS + "TextFile"))
    yield ox.Triple(node, ox.NamedNode(GS + "fileName"), ox.Literal(origin.name))
    yield ox.Triple(node, ox.NamedNode(GS + "fileKind"), ox.NamedNode(GS + origin.kind))
    yield ox.Triple(node, ox.NamedNode(GS + "fileHash"), ox.Literal(origin.sha256))


def _parts(text: TextFile, file: ox.NamedNode) -> Iterator[ox.Triple]:
    version = text.version
    for path, part in version.addressed():
        if not part.content():
            continue
        state = path.state_iri(version.valid_from)
        node = ox.NamedNode(f"{file.value}/art/{state.partition('/art/')[2]}")
        yield ox.Triple(node, _RDF_TYPE, ox.NamedNode(GS + "LoadedText"))
        yield ox.Triple(node, ox.NamedNode(GS + "textOfState"), ox.NamedNode(state))
        yield ox.Triple(node, _WORDS, ox.Literal(part.laid_out(), language="nl"))
        yield ox.Triple(node, _HASH, ox.Literal(part.content_hash()))
        yield ox.Triple(node, _DERIVED, file)
        if part.is_damaged:
            yield ox.Triple(node, ox.NamedNode(GS + "wordsMissing"), ox.Literal(True))

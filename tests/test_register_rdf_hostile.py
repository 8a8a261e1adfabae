"""RDF that means harm, read by the real worker: an error that says what and where, and nothing else happens."""

from __future__ import annotations

import random
import resource
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdf_registers import OWN, PREFIXES, ROOT, read, read_here, triples

from grondslag.errors import BadInput, MalformedFile, TooLarge

RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ex="http://example.org/"'
CANARY = "canary-8142"
DEEP = 200_000


@pytest.fixture
def listener() -> Iterator[tuple[str, list[object]]]:
    """A loopback listener of our own: its address, and the calls that it got."""
    calls: list[object] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.05)
    stop = threading.Event()

    def listen() -> None:
        while not stop.is_set():
            try:
                connection, address = server.accept()
            except TimeoutError:
                continue
            calls.append(address)
            connection.close()

    thread = threading.Thread(target=listen)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}", calls
    stop.set()
    thread.join()
    server.close()


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A file that no answer may hold a word of."""
    file = tmp_path / "secret.txt"
    file.write_text(CANARY)
    return file


def refused(data: bytes, name: str, **limits: float) -> BadInput:
    with pytest.raises(BadInput) as error:
        read(data, name, **limits).close()
    return error.value


def resident() -> int:
    """Bytes of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


# --- what does not parse


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("r.ttl", "<a:b> <c:d> 1 .\n<a:b> <c:d> .\n", 2),
        ("r.nt", "<a:b> <c:d> <e:f> .\n<a:b> <c:d> 1 .\n", 2),
        ("r.nq", "<a:b> <c:d> <e:f> <g:h> .\n<a:b> <c:d> <e:f> <g:h> <i:j> .\n", 2),
        ("r.trig", "<g:h> { <a:b> <c:d> 1 }\n<g:h> { <a:b> 1 }\n", 2),
        ("r.jsonld", '{"@id": "a:b",\n "c:d" 1}', 2),
        ("r.rdf", f'<rdf:RDF {RDF}>\n<ex:A rdf:about="a:b">\n</ex:B></rdf:RDF>', 3),
    ],
)
def test_a_file_that_does_not_parse_is_refused_with_line_and_column(name: str, text: str, line: int) -> None:
    error = refused(text.encode(), name)
    assert isinstance(error, MalformedFile)
    assert error.line == line
    assert error.column
    assert error.path == name


def test_rdf_xml_that_is_xml_and_no_rdf_is_refused_with_its_line() -> None:
    error = refused(f'<rdf:RDF {RDF}>\n<ex:A rdf:about="a b"/>\n</rdf:RDF>'.encode(), "r.rdf")
    assert isinstance(error, MalformedFile)
    assert error.line == 2


def test_an_error_on_the_last_of_100_000_lines_leaves_nothing() -> None:
    lines = [f'<{ROOT}/entry/{n}> <http://www.w3.org/2000/01/rdf-schema#label> "x" .' for n in range(99_999)]
    error = refused("\n".join([*lines, "<a:b> <c:d> .\n"]).encode(), "r.nt")
    assert isinstance(error, MalformedFile)
    assert error.line == 100_000


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b'<a:b> <c:d> "\xe9" .', "line 1, column 14"),
        ("<a:b>".encode("utf-16"), "UTF-16"),
    ],
)
def test_an_empty_file_and_another_encoding_are_refused(data: bytes, told: str) -> None:
    assert told in str(refused(data, "r.ttl"))


def test_a_file_of_one_byte_too_many_is_not_read() -> None:
    class Endless:
        given = 0

        def read(self, size: int) -> bytes:
            self.given += size
            return b" " * size

    source = Endless()
    with pytest.raises(TooLarge):
        read(source, bytes=1_000_000).close()  # type: ignore[arg-type]  # it only needs to read
    assert source.given == 1_000_001


@pytest.mark.parametrize("name", ["../../x.ttl", "a\0b.ttl", "n" * 300 + ".ttl", "\u202elttx.ttl", "<script>.ttl"])
def test_a_name_is_shown_without_harm(name: str) -> None:
    told = refused(b"<a:b> <c:d> .", name)
    assert isinstance(told, MalformedFile)
    assert len(told.path) < 120
    assert told.path.isprintable()


# --- what would lead elsewhere


def test_a_context_or_import_from_elsewhere_is_refused_and_not_fetched(listener: tuple[str, list[object]]) -> None:
    address, calls = listener
    for context in (
        f'"{address}/c"',
        f'[{{}}, "{address}/c"]',
        f'{{"@import": "{address}/c"}}',
        f'{{"a": {{"@id": "x:y", "@context": "{address}/c"}}}}',
        '"file:///etc/hostname"',
        '"relative.jsonld"',
    ):
        assert "from elsewhere" in str(refused(f'{{"@context": {context}, "@id": "a:b", "a": 1}}'.encode(), "r.jsonld"))
    twice = f'{{"@context": "{address}/c", "@context": {{}}, "\\u0040context": "{address}/d", "@id": "a:b"}}'
    assert "from elsewhere" in str(refused(twice.encode(), "r.jsonld"))
    assert calls == []


def test_imports_and_rules_are_left_out_and_never_followed(listener: tuple[str, list[object]]) -> None:
    address, calls = listener
    extra = f"""
<{address}/o> a owl:Ontology ; owl:imports <{address}/i> ; sh:shapesGraph <{address}/s> .
<register/gemeente-linde/shape> a sh:NodeShape ; sh:js [ sh:jsLibraryURL <{address}/js> ] ;
  sh:rule [ a sh:SPARQLRule ; sh:construct "CONSTRUCT {{}} WHERE {{ SERVICE <{address}/q> {{ ?s ?p ?o }} }}" ] .
<register/gemeente-linde> <http://www.lesfurets.com/python#python_module> "antigravity" .
"""
    modules = set(sys.modules)
    with read(OWN + extra) as register:
        assert register.statements is not None
        assert address.encode() not in register.statements.read()
        told = " ".join(each.what for each in register.left_out)
    for name in ("owl:imports", "sh:shapesGraph", "sh:js", "sh:rule", "sh:construct", "python_module"):
        assert name in told
    assert calls == []
    assert "antigravity" not in sys.modules
    assert not {name for name in set(sys.modules) - modules if "owlready" in name or "pyshacl" in name}


def test_a_doctype_is_refused_unread(listener: tuple[str, list[object]], canary: Path) -> None:
    address, calls = listener
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    body = f'<rdf:RDF {RDF}><ex:A rdf:about="a:b"><ex:p>&x;</ex:p></ex:A></rdf:RDF>'
    for inside in (
        f'[<!ENTITY x SYSTEM "{canary.as_uri()}">]',
        f'[<!ENTITY x SYSTEM "{address}/e">]',
        f'SYSTEM "{address}/d"',
        f'[<!ENTITY a0 "ha">{laughs}<!ENTITY x "&a9;">]',
    ):
        before, started = resident(), time.monotonic()
        error = refused(
            f"<?xml version='1.0'?>\n<!DOCTYPE r {inside}>\n{body}".encode(), "r.rdf", memory_bytes=50_000_000
        )
        assert isinstance(error, MalformedFile)
        assert (error.line, error.column) == (2, 1)
        assert CANARY not in str(error)
        assert time.monotonic() - started < 5
        assert resident() - before < 50_000_000
    assert calls == []


def test_xinclude_and_parse_type_literal_pull_in_nothing(listener: tuple[str, list[object]], canary: Path) -> None:
    address, calls = listener
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href="%s"/>'
    inner = "".join(include % href for href in (canary.as_uri(), f"{address}/x"))
    body = f'<ex:A rdf:about="{ROOT}/a"><ex:p rdf:parseType="Literal">{inner}</ex:p></ex:A>'
    assert CANARY not in str(refused(f"<rdf:RDF {RDF}>{body}</rdf:RDF>".encode(), "r.rdf"))
    assert calls == []


# --- what is too deep


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("lists.ttl", b"<a:s> <a:p> " + b"(" * DEEP + b")" * DEEP + b" ."),
        ("open.ttl", b"<a:s> <a:p> " + b"[ <a:p> " * DEEP),
        ("quoted.ttl", b"<a:s> <a:p> " + b"<<( <a:s> <a:p> " * DEEP + b"1" + b")>>" * DEEP + b" ."),
        ("quoted.nt", b"<a:s> <a:p> " + b"<<( <a:s> <a:p> " * DEEP + b"<a:o>" + b")>>" * DEEP + b" .\n"),
        ("deep.rdf", f"<rdf:RDF {RDF}>".encode() + b"<ex:a><ex:p>" * DEEP + b"</ex:p></ex:a>" * DEEP + b"</rdf:RDF>"),
        ("arrays.jsonld", b'{"@id": "a:b", "a:p": ' + b"[" * DEEP + b"]" * DEEP + b"}"),
        ("objects.jsonld", b'{"a:p": ' * DEEP + b"1" + b"}" * DEEP),
    ],
)
def test_what_is_nested_200_000_deep_is_refused_at_once(name: str, data: bytes) -> None:
    started = time.monotonic()
    refused(data, name)
    assert time.monotonic() - started < 10


def test_a_statement_about_a_statement_is_refused() -> None:
    assert "a statement about a statement" in str(refused(b"<a:s> <a:p> <<( <a:s> <a:p> 1 )>> .", "r.ttl"))


def test_very_many_unknown_names_are_told_in_time() -> None:
    """Each is looked up among all known names, so only the first are."""
    own, started = (ox.serialize(triples(OWN), format=ox.RdfFormat.N_TRIPLES) or b"").decode(), time.monotonic()
    foreign = "".join(f'<{ROOT}/entry/1> <http://example.org/p{n}> "x" .\n' for n in range(5_000))
    with read_here(own + foreign, "r.nt") as register:
        assert len(register.left_out) == 101
        assert sum(each.times for each in register.left_out) == 5_000
    unknown = "".join(f'<{ROOT}/entry/1> <https://w3id.org/grondslag/def#p{n}> "x" .\n' for n in range(5_000))
    with pytest.raises(BadInput, match="and 4980 more"):
        read_here(own + unknown, "r.nt").close()
    assert time.monotonic() - started < 30


def test_poisonous_blank_nodes_are_named_in_time() -> None:
    """Canonical naming (RDFC-1.0) of this graph would take years."""
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    clique = [f"_:n{one} {label} _:n{other} ." for one in range(120) for other in range(120) if one != other]
    own = (ox.serialize(triples(OWN), format=ox.RdfFormat.N_TRIPLES) or b"").decode()
    started = time.monotonic()
    with read(own + "\n".join(clique), "r.nt") as register:
        assert register.statements is not None
    assert time.monotonic() - started < 20


# --- what is merely broken


def _forms() -> list[tuple[str, bytes]]:
    dpv = f'{PREFIXES} ex:P a dpv:Process ; dct:title "Bijstand" ; dpv:hasPersonalData pd:Name , [ rdfs:label "x" ] .'
    forms = {
        "r.nt": ox.RdfFormat.N_TRIPLES,
        "r.jsonld": ox.RdfFormat.JSON_LD,
        "r.trig": ox.RdfFormat.TRIG,
        "r.rdf": ox.RdfFormat.RDF_XML,
    }
    made = [(name, ox.serialize(triples(dpv), format=each) or b"") for name, each in forms.items()]
    return [("r.ttl", dpv.encode()), *made]


_PIECES = (
    *(b"<", b">", b'"', b"\\", b"\x00", b"\xff", b"{", b"[", b"@", b"_:", b"<<(", b"^^", b"\n"),
    *(b"\xed\xa0\x80", b"\\u0000", b"&x;"),
)


def _mutated(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(changed))
        end = at + chance.randrange(1, 12)
        kind = chance.randrange(4)
        changed[at:end] = (b"", chance.choice(_PIECES), bytes(changed[at:end]) * 3, chance.randbytes(3))[kind]
    return bytes(changed)


def test_2_000_files_with_faults_are_read_or_refused_and_nothing_else() -> None:
    chance, forms = random.Random(20261122), _forms()
    outcomes = {"read": 0, "refused": 0}
    for number in range(2_000):
        name, data = forms[number % len(forms)]
        try:
            read_here(_mutated(data, chance), name).close()
            outcomes["read"] += 1
        except BadInput:
            outcomes["refused"] += 1
    assert min(outcomes.values()) > 100, outcomes


def test_some_of_them_by_the_worker() -> None:
    chance, forms, told = random.Random(7), _forms(), list[str]()
    for number in range(5):
        name, data = forms[number]
        try:
            read(_mutated(data, chance), name).close()
        except BadInput as error:
            told.append(str(error))
    assert not [each for each in told if "damaged" in each], "the worker ended in an error of its own"

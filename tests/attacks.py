"""What the query service must withstand: attacks, a small graph to attack, and what tells whether one got through."""

from __future__ import annotations

import os
import random
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
from generations import checkpoint_of

from grondslag.draft import describe
from grondslag.graphs import LAW, NamedGraph, register_graphs
from grondslag.namespaces import ID
from grondslag.store import Generation, GraphStore, dataset_hash, store_folder

STATEMENTS = 2_000
# Whose register is its own alone, and a word that is in it and nowhere else.
OWNER = ID + "org/geheim"
SECRET = "verborgenwoord"
REGISTER = register_graphs("geheim")[0].iri
NAME = "a:name"

UPDATES = (
    "INSERT DATA { <a:s> <a:p> <a:o> }",
    "DELETE WHERE { ?s ?p ?o }",
    "DELETE { ?s ?p ?o } INSERT { <a:s> <a:p> <a:o> } WHERE { ?s ?p ?o }",
    "DROP ALL",
    "CLEAR DEFAULT",
    "CREATE GRAPH <a:g>",
    "LOAD <http://127.0.0.1/x>",
    "LOAD <file:///etc/passwd> INTO GRAPH <a:g>",
    "LOAD SILENT <ftp://127.0.0.1/x>",
    "LOAD <gopher://127.0.0.1/x>",
    "COPY <a:a> TO <a:b>",
    "MOVE <a:a> TO <a:b>",
    "ADD <a:a> TO <a:b>",
    "WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
)
# An update that poses as a query, and a query in letters that only some readers take for letters.
POSED = (
    "SELECT * { ?s ?p ?o } ; DROP ALL",
    "ASK {}; INSERT DATA { <a:s> <a:p> <a:o> }",
    r"\u0053ELECT * { ?s ?p ?o }",
    r"\u0044ROP ALL",
    "# a comment\nDROP ALL",
    "\ufeffDROP ALL",
    "PREFIX a: <a:a> # DROP\nDROP ALL",
    "BASE <a:select> DROP ALL",
)
_SERVICES = (
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { service <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICE<URL>{ ?s ?p ?o } }",
    "SELECT * { SERVICE#comment\n<URL> { ?s ?p ?o } }",
    "PREFIX p: <URL> SELECT * { SERVICE p:x { ?s ?p ?o } }",
    "SELECT * { BIND (<URL> AS ?u) SERVICE ?u { ?s ?p ?o } }",
    "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "ASK { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    r"SELECT * { \u0053ERVICE <URL> { ?s ?p ?o } }",
    r"SELECT * { SERVIC\u0045 <URL> { ?s ?p ?o } }",
    r"SELECT * { SERVICE <\u0055RL> { ?s ?p ?o } }",
    "SELECT * { LATERAL { SERVICE <URL> { ?s ?p ?o } } }",
    # Some readers need no space after a word, some take `<` for a sign, some resolve escapes in IRIs and texts first.
    "PREFIX p: <URL> SELECT * { SERVICEp:x { ?s ?p ?o } }",
    "PREFIX p: <URL> PREFIX SERVICESILENTp: <a:> SELECT * { SERVICESILENTp:x { ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE<URL> { ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE<URL> { ?s ?p ?o } }",
    "SELECT * { BIND(1 AS ?a) FILTER(?a<?a#>'''\n || true) SERVICE <URL> { ?x ?y ?z } #'''\n}",
    "SELECT * { BIND(1 AS ?a) FILTER(?a<'>' || true) SERVICE <URL> { ?x ?y ?z } #'\n}",
    "SELECT * { BIND(\"\\u0022\" AS ?q) BIND(<urn:a\\u0041'> AS ?z) SERVICE SILENT <URL> { ?x ?y ?w } # '\n}",
)
TOO_COMPLEX = (
    "SELECT * " + "{" * 3_000 + "}" * 3_000,
    "SELECT (" + "(" * 4_000 + "1" + ")" * 4_000 + " AS ?x) {}",
    "SELECT (0" + "+1" * 20_000 + " AS ?x) {}",
    "SELECT (" + "!" * 20_000 + "true AS ?x) {}",
    "SELECT * {" + "OPTIONAL{}" * 5_000 + "}",
    "SELECT * { ?s " + "<a:p>/" * 5_000 + "<a:p> ?o }",
)
CARTESIAN = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h }"
_MANY = "?a ?p ?x . ?b ?q ?y . ?c ?r ?z"
HUNGRY = (
    f"SELECT (GROUP_CONCAT(STR(?a)) AS ?x) {{ {_MANY} }}",
    f"SELECT * {{ {_MANY} }} ORDER BY ?a ?b",
    f"SELECT DISTINCT * {{ {_MANY} }} OFFSET 100000000",
    f"CONSTRUCT {{ ?a <a:p> ?b . ?b <a:q> ?c . ?x <a:r> ?y }} WHERE {{ {_MANY} }}",
    "SELECT ?x28 {{ BIND('x' AS ?x0) {} }}".format(
        " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(28))
    ),
    "SELECT ?x9 {{ BIND('aaaaaaaa' AS ?x0) {} }}".format(
        " ".join(f"BIND(REPLACE(?x{n}, 'a', 'aaaaaaaaaa') AS ?x{n + 1})" for n in range(9))
    ),
)
CATASTROPHIC = f"""ASK {{ FILTER REGEX("{"a" * 40}!", "^(a+)+$") }}"""
# By each way that SPARQL has to reach a graph; none may tell the word in the private one, nor count it.
PRYING = {
    "graph variable": f"SELECT * {{ GRAPH ?g {{ ?s ?p ?o }} FILTER (CONTAINS(STR(?o), '{SECRET}')) }}",
    "graph names": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }",
    "by name": f"SELECT * {{ GRAPH <{REGISTER}> {{ ?s ?p ?o }} }}",
    "from": f"SELECT * FROM <{REGISTER}> {{ ?s ?p ?o }}",
    "from named": f"SELECT * FROM NAMED <{REGISTER}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "default graph": f"SELECT * {{ ?s <{NAME}> ?o FILTER (CONTAINS(STR(?o), '{SECRET}')) }}",
    "describe": f"DESCRIBE <{ID}{SECRET}>",
    "path": f"SELECT ?o {{ <{ID}{SECRET}> (<{NAME}>|!<{NAME}>)+ ?o }}",
    "count": f"SELECT ?n {{ {{ SELECT (COUNT(*) AS ?c) {{ GRAPH <{REGISTER}> {{ ?s ?p ?o }} }} }} "
    f"FILTER (?c > 0) BIND ('{SECRET}' AS ?n) }}",
    "exists": f"SELECT ?n {{ FILTER EXISTS {{ GRAPH ?g {{ <{ID}{SECRET}> ?p ?o }} }} BIND ('{SECRET}' AS ?n) }}",
}


def services(url: str) -> list[str]:
    """Every spelling of a call to `url`."""
    escaped = f"\\u{ord(url[0]):04x}{url[1:]}"
    return [text.replace(r"\u0055RL", escaped).replace("URL", url) for text in _SERVICES]


def datasets(graph: str) -> list[str]:
    """Requests that name `graph` as the dataset, by the query and by the protocol; the part after `/sparql?`."""
    every, named = quote("SELECT * { ?s ?p ?o }"), quote("SELECT * { GRAPH ?g { ?s ?p ?o } }")
    return [
        "query=" + quote(f"SELECT * FROM <{graph}> {{ ?s ?p ?o }}"),
        "query=" + quote(f"SELECT * FROM NAMED <{graph}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"),
        f"query={every}&default-graph-uri={quote(graph)}",
        f"query={named}&named-graph-uri={quote(graph)}",
    ]


def malformed(count: int, seed: int) -> Iterator[str]:
    """So many texts that were queries before they were damaged, the same for the same seed."""
    chance = random.Random(seed)
    sound = (
        "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o OPTIONAL { ?o ?q ?r } } GROUP BY ?s HAVING (?n > 1) ORDER BY ?s LIMIT 5",
        'PREFIX a: <a:> ASK { a:b a:c* \'tekst\'@nl , """lang""" , 1.5e3 ; ^a:d|!a:e [] }',
        "CONSTRUCT { ?s <a:p> _:b } WHERE { VALUES (?s) { (<a:x>) (UNDEF) } MINUS { ?s a <a:c> } } LIMIT 3",
        "DESCRIBE <a:x> FROM <a:g> FROM NAMED <a:h>",
        r"SELECT * { { ?s ?p '\u00e9\n' } UNION { GRAPH ?g { ?s ?p (1 2) } } FILTER (REGEX(?s, '^a') && !BOUND(?x)) }",
    )
    strange = [
        *"{}()[]<>\"'\\;.,|^*+?!@#:_-\n\t\x00\x7f\u2028\u202eé",
        "SELECT",
        "FROM",
        "\\u",
        "\\U0001",
        "'''",
        "<<",
        "1e",
    ]
    for _ in range(count):
        text = chance.choice(sound)
        for _ in range(chance.randint(1, 6)):
            place, kind = chance.randrange(len(text) + 1), chance.randrange(4)
            if kind == 0:
                text = text[:place] + text[place + chance.randint(1, 4) :]
            elif kind == 1:
                text = text[:place] + chance.choice(strange) + text[place:]
            elif kind == 2:
                text = text[:place] + text[chance.randrange(len(text) + 1) :]
            else:
                text = text[:place] or "SELECT"
        yield text


def publish_small(home: Path) -> Generation:
    """A generation of `STATEMENTS` public statements, and a register that is for its owner alone."""
    public, private = NamedGraph(LAW.iri, LAW.layer), register_graphs("geheim", visibility=OWNER)[0]
    name = ox.NamedNode(NAME)
    everyones = [
        ox.Quad(ox.NamedNode(f"a:thing/{number}"), name, ox.Literal(f"name {number}"), ox.NamedNode(public.iri))
        for number in range(STATEMENTS)
    ]
    secret = ox.Quad(ox.NamedNode(ID + SECRET), name, ox.Literal(SECRET), ox.NamedNode(private.iri))
    store = ox.Store()
    store.extend([*everyones, secret])
    entries = describe(store, [public, private])
    manifest = {
        "graphs": entries,
        "dataset_hash": dataset_hash({LAW.iri: entries[LAW.iri]}),
        "quads": STATEMENTS,
        "content_tool": "test",
        "report": "none",
    }
    on_disk = GraphStore(home)
    with on_disk.writing() as work:
        checkpoints = checkpoint_of(work, everyones)
        own, beside = checkpoints / store_folder(OWNER), work / "own"
        own.parent.mkdir(parents=True)
        beside.mkdir()
        (checkpoint_of(beside, [*everyones, secret]) / "store").rename(own)
        return on_disk.publish(work, checkpoints, manifest, files={"report.json": "{}"})


@contextmanager
def listening() -> Iterator[tuple[str, list[object]]]:
    """A listener of our own on loopback: its URL, and who called; once the block is left, all who did are counted."""
    calls: list[object] = []
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)

        def listen() -> None:
            while True:
                try:
                    connection, address = server.accept()
                except TimeoutError:
                    if stop.is_set():
                        return
                    continue
                calls.append(address)
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/x", calls
        finally:
            # Who has called by now is still counted.
            stop.set()
            thread.join()


def children(of: int | None = None) -> set[int]:
    """The processes that a process, else this one, started and that are still there, zombies included."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
            except (FileNotFoundError, ProcessLookupError):
                continue
            if parent == str(of or os.getpid()):
                found.add(int(entry.name))
    return found


def resident(pid: int) -> int:
    """How many bytes of memory a process holds now; 0 when it is gone."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")

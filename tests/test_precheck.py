"""What a foreign query may not be: an update, a call to elsewhere, too deep or too long."""

from __future__ import annotations

import pytest
from attacks import TOO_COMPLEX, UPDATES, services

from grondslag.errors import GrondslagError, Refused, TooLarge
from grondslag.graphs import Layer, NamedGraph, default_dataset
from grondslag.query.dataset import Dataset, Scope
from grondslag.query.precheck import Checked, Form, check
from grondslag.settings import Limits

LIMITS = Limits()


@pytest.mark.parametrize("form", list(Form))
def test_each_query_form_passes(form: Form) -> None:
    safe = "?SERVICE s:dropService 'SERVICE', <a:service>"
    text = f"# SERVICE in a comment\nPREFIX s: <a:INSERT> {form} * WHERE {{ {safe} }}"
    assert check(text, LIMITS) == Checked(form)


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX service: <a:> ASK { ?s service:x ?o }",
        "ASK { ?s <urn:a#b> 'SERVICE' }",
        "ASK { ?s <a'b> 'SERVICE' }",
        r'ASK { ?s ?p "\u0022SERVICE" }',
    ],
)
def test_the_word_service_is_refused_where_readers_may_differ(text: str) -> None:
    with pytest.raises(Refused) as raised:
        check(text, LIMITS)
    assert raised.value.code == "service_refused"
    check(text.replace("SERVICE", "x").replace("service", "x"), LIMITS)


def test_the_word_service_is_no_reason_where_every_reader_agrees() -> None:
    check("PREFIX a: <urn:a#b'> ASK { ?s <http://a.example/#Service> 'SERVICE', a:PublicService # SERVICE\n}", LIMITS)


def test_a_dataset_clause_is_seen() -> None:
    assert check("SELECT * FROM <a:g> { ?s ?p ?o }", LIMITS).dataset == Dataset(("a:g",), ())
    assert check("SELECT * { ?s ?p 'FROM' , <a:FROM> }", LIMITS).dataset is None


@pytest.mark.parametrize(
    ("text", "default", "named"),
    [
        ("ASK FROM <a:g> FROM NAMED <a:h> from named <a:i> {}", ["a:g"], ["a:h", "a:i"]),
        ("ASK FROM NAMED <a:h> {}", [], ["a:h"]),
        (r"ASK FROM <\u0061:g> {}", ["a:g"], []),
        ("PREFIX g: <a:g/> PREFIX : <b:> ASK FROM g:x FROM NAMED :y {}", ["a:g/x"], ["b:y"]),
        ("prefix g: <a:g/> prefix g: <a:h/> ASK FROM g:x\\-y {}", ["a:h/x-y"], []),
        (
            "BASE <http://a.example/b/> ASK FROM <c> FROM NAMED <../d> {}",
            ["http://a.example/b/c"],
            ["http://a.example/d"],
        ),
        ("BASE <http://a.example/> PREFIX g: <g/> ASK FROM g:x {}", ["http://a.example/g/x"], []),
    ],
)
def test_the_graphs_that_a_query_names_are_read(text: str, default: list[str], named: list[str]) -> None:
    assert check(text, LIMITS).dataset == Dataset(tuple(default), tuple(named))


@pytest.mark.parametrize("text", ["ASK FROM", "ASK FROM NAMED", "ASK FROM {}", "ASK FROM g:x {}", "ASK FROM <a:g"])
def test_what_follows_from_must_be_a_graph(text: str) -> None:
    with pytest.raises(Refused, match="FROM") as raised:
        check(text, LIMITS)
    assert raised.value.code == "malformed"


GRAPHS = [NamedGraph(f"a:{layer}", layer) for layer in Layer] + [NamedGraph("a:law", Layer.LAW).derived]


def test_the_dataset_of_the_protocol_comes_before_that_of_the_query_and_that_before_the_default() -> None:
    of_query = Dataset(("a:law", "a:none"), ("a:source",))
    every = tuple(sorted(graph.iri for graph in GRAPHS))
    assert Scope().of(GRAPHS, None) == Dataset(tuple(default_dataset(GRAPHS)), every)
    assert Scope(layers=("sources",)).of(GRAPHS, of_query) == Dataset(("a:law",), ("a:source",))
    asked = Scope(default_graphs=("a:ontology", "file:///etc/passwd"))
    assert asked.of(GRAPHS, of_query) == Dataset(("a:ontology",), ())
    assert Scope(named_graphs=("a:register",)).of(GRAPHS, of_query) == Dataset((), ("a:register",))


def test_derived_graphs_can_be_left_out() -> None:
    derived = NamedGraph("a:law", Layer.LAW).derived.iri
    assert derived in Scope().of(GRAPHS, None).default
    without = Scope(derived=False).of(GRAPHS, None)
    assert derived not in without.default
    assert derived in without.named


@pytest.mark.parametrize("text", [*UPDATES, *("\ufeff# hello\nPREFIX a: <a:a> " + update for update in UPDATES)])
def test_an_update_is_refused(text: str) -> None:
    with pytest.raises(Refused) as raised:
        check(text, LIMITS)
    assert raised.value.code == "not_a_query"


@pytest.mark.parametrize("text", ["", "   ", "# nothing", "hello", r"\u0053ELECT * { ?s ?p ?o }", "<a:b>"])
def test_text_that_is_no_query_is_refused(text: str) -> None:
    with pytest.raises(Refused) as raised:
        check(text, LIMITS)
    assert raised.value.code == "not_a_query"


@pytest.mark.parametrize("text", services("http://127.0.0.1/"))
def test_a_call_to_elsewhere_is_refused(text: str) -> None:
    with pytest.raises(Refused) as raised:
        check(text, LIMITS)
    assert raised.value.code == "service_refused"


@pytest.mark.parametrize("text", TOO_COMPLEX)
def test_a_query_too_complex_is_refused(text: str) -> None:
    with pytest.raises(Refused) as raised:
        check(text, LIMITS)
    assert raised.value.code == "too_complex"


def test_one_byte_too_many_is_refused() -> None:
    text = "ASK {} #"
    fits = text + "x" * (LIMITS.query_bytes - len(text))
    assert check(fits, LIMITS).form is Form.ASK
    with pytest.raises(TooLarge):
        check(fits + "x", LIMITS)


def test_text_outside_unicode_is_refused() -> None:
    with pytest.raises(GrondslagError) as raised:
        check("ASK { ?s ?p '\ud800' }", LIMITS)
    assert raised.value.code == "malformed"


@pytest.mark.parametrize(
    ("text", "prefix", "place", "example"),
    [
        ("SELECT *\n{ ?s dpv:x ?o }", "dpv:", "line 2, column 6", "PREFIX dpv: <https://w3id.org/dpv#>"),
        ("PREFIX a: <urn:a> ASK { ?s a:b/my-own:c ?o }", "my-own:", "line 1, column 32", "PREFIX my-own: <...>"),
        ("ASK { ?s ?p :o }", ":", "line 1, column 13", "PREFIX : <...>"),
        ("ASK { ?s ?p '1'^^xsd:int }", "xsd:", "line 1, column 18", "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>"),
    ],
)
def test_a_prefix_that_is_not_declared_is_named(text: str, prefix: str, place: str, example: str) -> None:
    with pytest.raises(Refused) as raised:
        check(text, LIMITS)
    assert raised.value.code == "malformed"
    assert raised.value.message == f"The prefix '{prefix}' is not declared ({place})"
    assert raised.value.expected == f"{example} at the start of the query"


@pytest.mark.parametrize(
    "text",
    [
        "prefix a: <urn:a> PREFIX : <urn:b> ASK { _:x a a:c ; :d 'e:f' , <g:h> . # i:j\n}",
        "PREFIX a.b-c: <urn:a> ASK{?s a.b-c:d?o}",
        r"PREFIX \u0061: <urn:a> ASK { ?s a:b ?o }",
    ],
)
def test_what_looks_like_an_undeclared_prefix_passes(text: str) -> None:
    assert check(text, LIMITS).form is Form.ASK

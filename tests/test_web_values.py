"""Terms and facts as a page shows them: the right language, a stable order, a name where no label is."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from grondslag.namespaces import ID
from webapp.values import Facts, Node, Value, expand, local_name, natural, shorten

LABEL = ox.NamedNode(expand("rdfs:label"))
ITEM = ox.NamedNode(expand("gs:item"))
A, B = ox.NamedNode(ID + "org/a"), ox.NamedNode(ID + "org/some-b")


def row(node: ox.NamedNode, prop: ox.NamedNode, value: object, label: object = None) -> dict[str, object]:
    return {"node": node, "property": prop, "value": value, "label": label}


def both(nl: str, en: str) -> list[ox.Literal]:
    return [ox.Literal(nl, language="nl"), ox.Literal(en, language="en")]


def test_a_text_is_kept_in_the_language_of_the_page() -> None:
    rows = [row(A, LABEL, text) for text in both("naam", "name")]
    assert Facts(rows, "nl").node(A.value).label == "naam"
    assert Facts(rows, "en").node(A.value).label == "name"


def test_a_text_in_one_language_only_is_kept_and_says_so() -> None:
    value = Facts([row(A, LABEL, ox.Literal("naam", language="nl"))], "en").node(A.value).one("rdfs:label")
    assert value is not None
    assert (value.text, value.language) == ("naam", "nl")


def test_of_several_labels_the_one_in_the_language_is_shown() -> None:
    rows = [row(A, ITEM, B, label) for label in both("deel", "part")]
    assert [value.text for value in Facts(rows, "en").node(A.value).all("gs:item")] == ["part"]


def test_without_a_label_the_end_of_the_iri_is_shown() -> None:
    assert Value(B).text == "some b"
    assert Node(B.value).label == "some b"


def test_values_come_in_the_order_of_their_numbers() -> None:
    rows = [row(A, ITEM, ox.Literal(text)) for text in ("art. 67a", "art. 8", "art. 67")]
    assert [value.text for value in Facts(rows, "nl").node(A.value).all("gs:item")] == ["art. 8", "art. 67", "art. 67a"]
    assert natural("art. 8") < natural("art. 67") < natural("art. 67a")


def test_what_nothing_is_said_about_is_empty() -> None:
    facts = Facts([], "nl")
    assert A.value not in facts
    assert facts.node(A.value).all("gs:item") == []
    assert facts.node(A.value).one("gs:item") is None
    assert facts.node(A.value).raw("gs:item") == ""


def test_only_an_iri_has_a_link() -> None:
    assert Value(A).link is not None
    assert Value(ox.Literal("https://example.org/")).link is None
    assert Value(ox.BlankNode("b")).iri is None
    assert Value(ox.Triple(A, ITEM, B)).iri is None


def test_iris_are_shortened_where_a_prefix_fits() -> None:
    assert shorten(expand("gs:item")) == "gs:item"
    assert shorten(A.value) == "org/a"
    assert shorten("https://example.org/x") == "https://example.org/x"
    assert local_name("https://example.org/") == "example.org"


def test_an_unknown_prefix_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        expand("nope:item")

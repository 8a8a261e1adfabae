"""What a person may call a party, a datum, a purpose or a provision, and how an unknown name is refused."""

from __future__ import annotations

from functools import cache

import pyoxigraph as ox
import pytest
from explain_data import GRAPHS, OWN
from match_data import store

from grondslag.errors import BadInput, GrondslagError, NotFound
from grondslag.graphs import Layer, NamedGraph
from grondslag.namespaces import GRAPH, ID, PREFIXES
from grondslag.naming import DATA, PARTY, PURPOSE, Names


@cache
def names() -> Names:
    """Over the real law, three documents and the made-up register."""
    return Names(store(), GRAPHS)


@pytest.mark.parametrize(
    ("text", "kinds", "iri"),
    [
        ("party/college", PARTY, "party/college"),
        ("college", PARTY, "party/college"),
        (" College ", PARTY, "party/college"),
        (ID + "party/college", PARTY, "party/college"),
        ("municipal executive", PARTY, "party/college"),
        ("College van burgemeester en wethouders", PARTY, "party/college"),
        ("Gemeente Epe", PARTY, "org/gemeente-epe"),
        ("gemeente-epe", PARTY, "org/gemeente-epe"),
        ("health", DATA, "data/health"),
        ("re-integration", PURPOSE, "purpose/re-integration"),
        ("wgs", PURPOSE, "task/wgs"),
        ("data/health", (), "data/health"),
        ("svb", (), "party/svb"),
    ],
)
def test_a_thing_is_named_by_its_iri_its_end_or_its_label(text: str, kinds: tuple[str, ...], iri: str) -> None:
    assert names().thing(text, kinds) == ID + iri


def test_a_term_of_others_is_named_by_its_whole_iri() -> None:
    term = PREFIXES["eu-gdpr"] + "HealthData"
    assert names().thing(term, DATA) == term
    with pytest.raises(NotFound):
        names().thing("https://example.org/nothing", DATA)
    with pytest.raises(NotFound):
        names().thing("https://no iri", DATA)


@pytest.mark.parametrize(
    ("text", "kinds", "told"),
    [
        ("colege", PARTY, "party/college"),
        ("SBV", PARTY, "party/"),
        ("helth", DATA, "data/health"),
        ("health", PARTY, "party/"),
        ("schuldhulp", PURPOSE, "wgs-schuldhulp"),
        ("", PURPOSE, "Example: task/pw"),
        ("qqqqqq", PARTY, "Example: party/college"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(text: str, kinds: tuple[str, ...], told: str) -> None:
    with pytest.raises(NotFound, match=f"Unknown party {text!r}") as refused:
        names().thing(text, kinds, "party")
    assert told in str(refused.value)


def test_a_label_that_several_things_have_names_them() -> None:
    found = ox.Store()
    for name in ("org/a", "org/b"):
        found.add(
            ox.Quad(
                ox.NamedNode(ID + name),
                ox.NamedNode(PREFIXES["rdfs"] + "label"),
                ox.Literal("Twins", language="en"),
                ox.NamedNode(OWN.iri),
            )
        )
    with pytest.raises(BadInput, match=r"can be several.*org/a, org/b"):
        Names(found, [OWN]).thing("twins", PARTY, "party")
    private = NamedGraph(GRAPH + "register/own", Layer.REGISTER, ID + "org/a")
    assert Names(found, [OWN]).thing("org/a", PARTY) == ID + "org/a"
    with pytest.raises(NotFound):
        Names(found, [private]).thing("org/a", PARTY)


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("PW art. 67", "bwb/BWBR0015703/art/67"),
        ("Wmo 2015 art. 5.2.1 lid 1 onder c", "bwb/BWBR0035362/art/5.2.1/lid/1/onder/c"),
        ("pw artikel 67, lid 1, onderdeel a", "bwb/BWBR0015703/art/67/lid/1/onder/a"),
        ("PW 67 lid 1", "bwb/BWBR0015703/art/67/lid/1"),
        ("AVG art. 6 lid 1 onder e", "celex/32016R0679/art/6/lid/1/onder/e"),
        ("jci1.3:c:BWBR0015703&artikel=65&lid=1", "bwb/BWBR0015703/art/65/lid/1"),
        ("bwb/BWBR0031331/art/8d", "bwb/BWBR0031331/art/8d"),
        (ID + "bwb/BWBR0031331/art/8d", "bwb/BWBR0031331/art/8d"),
        ("Wgs", "bwb/BWBR0031331"),
        ("bwb/BWBR0031331", "bwb/BWBR0031331"),
    ],
)
def test_a_provision_is_named_by_citation_jci_or_iri(text: str, iri: str) -> None:
    assert names().provision(text) == ID + iri


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("PW art. 67 lid 99", "such as PW art. 67. "),
        ("PW art. 999", "such as PW art. "),
        ("XX art. 3", "Unknown statute 'XX'"),
        ("somewhere", "Invalid citation 'somewhere'"),
        ("bwb/BWBR0000001", "No provision 'bwb/BWBR0000001'"),
        ("bwb/nonsense/art/1", "Invalid"),
    ],
)
def test_an_unknown_provision_is_refused_with_those_like_it(text: str, told: str) -> None:
    with pytest.raises(GrondslagError) as refused:
        names().provision(text)
    assert told in str(refused.value)

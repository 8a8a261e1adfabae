"""Citations, IRIs, JCI references and links of provisions."""

from __future__ import annotations

from datetime import date

import pytest

from grondslag import citation
from grondslag.citation import ProvisionPath
from grondslag.errors import BadInput
from grondslag.namespaces import ID

PW, UAVG, AWB, WMO, AVG = "BWBR0015703", "BWBR0040940", "BWBR0005537", "BWBR0035362", "32016R0679"
ACTS = {"PW": PW, "UAVG": UAVG, "Awb": AWB, "Wmo 2015": WMO, "AVG": AVG}

CASES = [
    (
        ProvisionPath(PW, "64", "1", ("q",)),
        "PW art. 64 lid 1 onder q",
        f"{ID}bwb/{PW}/art/64/lid/1/onder/q",
        f"jci1.3:c:{PW}&artikel=64&lid=1&o=q",
    ),
    (
        ProvisionPath(PW, "65", "1"),
        "PW art. 65 lid 1",
        f"{ID}bwb/{PW}/art/65/lid/1",
        f"jci1.3:c:{PW}&artikel=65&lid=1",
    ),
    (
        ProvisionPath(UAVG, "25", None, ("b", "2")),
        "UAVG art. 25 onder b onder 2°",
        f"{ID}bwb/{UAVG}/art/25/onder/b/onder/2",
        f"jci1.3:c:{UAVG}&artikel=25&o=b&o=2°",
    ),
    (
        ProvisionPath(WMO, "5.2.1", "2", ("c",)),
        "Wmo 2015 art. 5.2.1 lid 2 onder c",
        f"{ID}bwb/{WMO}/art/5.2.1/lid/2/onder/c",
        f"jci1.3:c:{WMO}&artikel=5.2.1&lid=2&o=c",
    ),
    (
        ProvisionPath(AWB, "10:13"),
        "Awb art. 10:13",
        f"{ID}bwb/{AWB}/art/10:13",
        f"jci1.3:c:{AWB}&artikel=10:13",
    ),
    (
        ProvisionPath(AVG, "6", "1", ("e",)),
        "AVG art. 6 lid 1 onder e",
        f"{ID}celex/{AVG}/art/6/lid/1/onder/e",
        None,
    ),
    (ProvisionPath(AVG, "4", None, ("7",)), "AVG art. 4 onder 7", f"{ID}celex/{AVG}/art/4/onder/7", None),
]


@pytest.mark.parametrize(("path", "cited", "iri", "jci"), CASES)
def test_a_provision_is_written_in_four_ways(path: ProvisionPath, cited: str, iri: str, jci: str | None) -> None:
    title = cited.partition(" art.")[0]
    assert citation.citation(path, title) == cited
    assert path.iri == iri
    assert citation.jci(path) == jci


@pytest.mark.parametrize(("path", "cited", "iri", "jci"), CASES)
def test_and_each_way_is_read_back(path: ProvisionPath, cited: str, iri: str, jci: str | None) -> None:
    assert citation.parse_citation(cited, ACTS) == path
    assert citation.parse_iri(iri) == path
    assert jci is None or citation.parse_jci(jci) == path


def test_a_text_state_leads_to_its_provision() -> None:
    path = ProvisionPath(PW, "67", "3")
    state = path.state_iri(date(2019, 7, 1))
    assert state == f"{ID}bwb/{PW}/2019-07-01/art/67/lid/3"
    assert citation.parse_iri(state) == path
    assert citation.is_provision_iri(state)
    assert not citation.is_provision_iri(citation.version_iri(PW, date(2019, 7, 1)))


def test_levels_end_at_the_article() -> None:
    path = ProvisionPath(UAVG, "30", "3", ("b", "1"))
    assert [step.number for step in path.lineage()] == ["1°", "b", "3", "30"]
    assert path.lineage()[-1].parent is None


def test_a_link_opens_the_article_of_a_version() -> None:
    path = ProvisionPath(PW, "65", "1")
    assert citation.deep_link(path, date(2026, 7, 1)) == "https://wetten.overheid.nl/BWBR0015703/2026-07-01#Artikel65"
    assert citation.deep_link(path) == "https://wetten.overheid.nl/BWBR0015703#Artikel65"
    assert citation.deep_link(ProvisionPath(AVG, "6")).endswith("CELEX:32016R0679#art_6")


@pytest.mark.parametrize(
    ("act", "message"),
    [
        ("BWBR15703", "Invalid BWB id 'BWBR15703'. Expected BWBRnnnnnnn. Example: BWBR0015703"),
        (
            "PW",
            "Invalid act id 'PW'. Expected a BWB id or a CELEX number. Example: BWBR0015703 or 32016R0679",
        ),
    ],
)
def test_a_wrong_act_id_is_named_with_form_and_example(act: str, message: str) -> None:
    with pytest.raises(BadInput) as raised:
        ProvisionPath(act, "1")
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("article", "paragraph", "points", "named"),
    [
        ("vijf", None, (), "article number 'vijf'"),
        ("5", "eerste", (), "paragraph (lid) 'eerste'"),
        ("5", "1", ("a)",), "point (onderdeel) 'a)'"),
    ],
)
def test_a_wrong_label_is_named(article: str, paragraph: str | None, points: tuple[str, ...], named: str) -> None:
    with pytest.raises(BadInput, match="Invalid") as raised:
        ProvisionPath(PW, article, paragraph, points)
    assert named in str(raised.value)


@pytest.mark.parametrize("text", ["PW 64", "art. 64 PW", "PW art.", "PW art. 64 sub q", ""])
def test_a_citation_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="Invalid citation"):
        citation.parse_citation(text, ACTS)


def test_an_unknown_statute_is_named_with_those_known() -> None:
    with pytest.raises(BadInput, match=r"Unknown statute 'WPW' .* one of AVG, Awb, PW, UAVG, Wmo 2015"):
        citation.parse_citation("WPW art. 7", ACTS)


@pytest.mark.parametrize(
    "iri",
    [
        f"{ID}bwb/{PW}/art",
        f"{ID}bwb/{PW}/art/7/onder",
        f"{ID}celex/{PW}/art/7",
        "https://example.org/art/7",
    ],
)
def test_an_iri_of_another_form_is_refused(iri: str) -> None:
    with pytest.raises(BadInput):
        citation.parse_iri(iri)


@pytest.mark.parametrize("text", [f"jci1.3:c:{PW}", f"jci1.3:c:{AVG}&artikel=6", "jci1.2:c:x&artikel=6"])
def test_a_jci_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="Invalid JCI"):
        citation.parse_jci(text)


@pytest.mark.parametrize("text", ["2026-02-30", "1-7-2026", "20260701", ""])
def test_a_date_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="Invalid date"):
        citation.parse_day(text)

"""Free-text citations: what registers write and the provisions that it is read as."""

from __future__ import annotations

import csv
import time
from datetime import date
from pathlib import Path

import pytest

from grondslag.citation import citation, is_provision_iri, parse_citation, parse_iri
from grondslag.content import Content
from grondslag.namespaces import ID, PREFIXES
from grondslag.registers.alignment import Aligner
from grondslag.registers.citing import Citations
from grondslag.registers.decisions import Decision, Decisions, State
from grondslag.registers.mapping import Mapping
from grondslag.registers.model import Cell, Certainty, Field, Place, Reading, Row
from grondslag.registers.understanding import Reader

SPELLINGS = Path(__file__).with_name("citations.csv")
RELIED_ON = (Certainty.EXACT, Certainty.ACCEPTED)


@pytest.fixture(scope="module")
def citations(the_content: Content) -> Citations:
    return Citations.of_files(the_content)


def spellings() -> list[dict[str, str]]:
    with SPELLINGS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_expected(readings: tuple[Reading, ...], expected: str, acts: dict[str, str]) -> bool:
    """Whether readings are what the list says: the IRIs in their order, or that nothing is certain."""
    if expected == "none":
        return [r.certainty for r in readings] == [Certainty.NONE]
    if expected == "ambiguous":
        return bool(readings) and all(r.certainty is Certainty.DOUBTFUL for r in readings)
    wanted = [iri_of(part, acts) for part in expected.split(";")]
    got = [r.iri if r.certainty is not Certainty.UNKNOWN else None for r in readings]
    return got == wanted


def iri_of(expected: str, acts: dict[str, str]) -> str | None:
    if expected == "unknown":
        return None
    if " bijlage " in expected:
        title, _, number = expected.partition(" bijlage ")
        return f"{acts[title]}/annex/{number.casefold()}"
    if expected in acts:
        return acts[expected]
    return parse_citation(expected, {title: iri.rpartition("/")[2] for title, iri in acts.items()}).iri


def test_the_list_is_read_right_and_what_is_not_is_never_sure(citations: Citations) -> None:
    rows, acts = spellings(), citations.statutes()
    wrong, sure = [], []
    for row in rows:
        readings = citations.read(row["spelling"])
        if not as_expected(readings, row["expected"], acts):
            shown = "; ".join(f"{(r.iri or '').removeprefix(ID)} {r.certainty} ({r.reason})" for r in readings)
            wrong.append(f"{row['spelling']!r}: expected {row['expected']}, got {shown}")
            sure += wrong[-1:] if any(r.certainty in RELIED_ON for r in readings) else []
    told = "\n".join(wrong)
    assert len(wrong) <= 0.05 * len(rows), told
    assert not sure, told


def test_the_list_is_long_and_varied() -> None:
    rows = spellings()
    assert len({row["spelling"] for row in rows}) == len(rows) >= 300
    assert sum(row["expected"] in ("ambiguous", "unknown") for row in rows) >= 40


def test_every_provision_of_the_law_layer_is_read_from_its_own_citation(citations: Citations) -> None:
    of_articles = [iri for iri in citations.provisions() if is_provision_iri(iri)]
    acts = {iri.rpartition("/")[2]: title for title, iri in citations.statutes().items()}
    for path in map(parse_iri, of_articles[::5]):
        written = citation(path, acts[path.act])
        assert [r.iri for r in citations.read(written)] == [path.iri], written
    assert len(of_articles) > 1000


@pytest.mark.parametrize(
    ("text", "certainty", "reason"),
    [
        ("art. 64 Particpatiewet", Certainty.LIKELY, "typing fault"),
        ("artiekel 64 PW", Certainty.LIKELY, "typing fault"),
        ("Participatiewet; artikel 64", Certainty.LIKELY, "not written beside it"),
        ("art. 64 PW, behalve lid 2", Certainty.LIKELY, "not understood"),
        ("artikel II Wgs", Certainty.LIKELY, "not understood"),
        ("art. 64 WWB", Certainty.LIKELY, "former name"),
        ("6.1e AVG", Certainty.LIKELY, ""),
        ("art. 36 PW", Certainty.DOUBTFUL, "no text held was found"),
        ("Wmo", Certainty.DOUBTFUL, "several acts"),
        ("art. 4 Wmo", Certainty.DOUBTFUL, "Wmo of 2007"),
        ("AVG art. 6 sub e", Certainty.DOUBTFUL, "several ways"),
        ("art. 3 WKKGZ", Certainty.UNKNOWN, "no Wkkgz"),
        ("artikel 1:253 BW", Certainty.UNKNOWN, ""),
        ("Uitvoeringsregeling Jeugdwet art. 2.1", Certainty.UNKNOWN, "law layer"),
        ("https://wetten.overheid.nl/BWBR0001854#Artikel272", Certainty.UNKNOWN, "no such act"),
        ("https://wetten.overheid.nl/BWBR0015703#Artikel999", Certainty.DOUBTFUL, "no text held was found"),
        ("artikel " + "9" * 5000 + " PW", Certainty.LIKELY, "not understood"),
    ],
)
def test_what_is_not_certain_is_marked_with_its_reason(
    citations: Citations, text: str, certainty: Certainty, reason: str
) -> None:
    (reading,) = citations.read(text)
    assert (reading.certainty, reason in reading.reason) == (certainty, True), reading


@pytest.mark.parametrize(
    "text",
    [
        *("art. 7 PW-verordening", "art. 7 PW verordening 2020", "artikel 3 Invoeringswet Participatiewet"),
        *("Verordening Participatiewet gemeente Voorbeeldstad artikel 3", "niet art. 64 PW", "PW; Wgs; art. 8"),
        *("art. 4 lid 1 AVG", "SUWI 5.24", "artikel 64a PW", "art. 64 lid 1 t/m 67 PW", "art. 64 e.v. PW"),
        *("Participatiewet artikel 64, artikel 8 Wgs", "Wgs artikel 8 PW", "30 b UAVG"),
    ],
)
def test_nothing_is_sure_where_words_can_mean_something_else(citations: Citations, text: str) -> None:
    assert not [r for r in citations.read(text) if r.certainty in RELIED_ON and r.iri and "/art/" in r.iri]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("art. 6 AVG lid 1 sub e", "celex/32016R0679/art/6/lid/1/onder/e exact"),
        ("art. 64 PW 1e en 2e lid", "bwb/BWBR0015703/art/64/lid/1 exact; bwb/BWBR0015703/art/64/lid/2 exact"),
        ("art. 64 PW en 30 UAVG", "bwb/BWBR0015703/art/64 exact; bwb/BWBR0040940/art/30 exact"),
        ("besluit op grond van artikel 7 PW", "- unknown; bwb/BWBR0015703/art/7 exact"),
        ("art. 17 PW 6.1.c AVG", "bwb/BWBR0015703/art/17 exact; celex/32016R0679/art/6/lid/1/onder/c exact"),
    ],
)
def test_a_place_belongs_to_the_act_that_is_written_nearest(citations: Citations, text: str, expected: str) -> None:
    assert shown(citations.read(text), ID) == expected


def test_an_article_without_an_act_has_the_articles_of_that_number_as_candidates(citations: Citations) -> None:
    (reading,) = citations.read("artikel 8")
    assert (reading.iri, reading.certainty) == (None, Certainty.DOUBTFUL)
    assert {f"{ID}bwb/BWBR0031331/art/8", f"{ID}celex/32016R0679/art/8"} <= set(reading.candidates)


@pytest.mark.parametrize(
    ("text", "on", "certainty", "reason"),
    [
        ("art. 67 PW", date(2026, 11, 21), Certainty.EXACT, "the text from 2026-07-01"),
        ("art. 67 PW", date(2019, 8, 1), Certainty.EXACT, "the text from 2019-07-01"),
        ("art. 67 PW", date(2012, 1, 1), Certainty.EXACT, "no text of 2012-01-01 is held"),
        ("art. 8d Wgs", date(2018, 1, 1), Certainty.DOUBTFUL, "from 2017-04-01 has no such provision"),
        ("art. 8d Wgs", date(2026, 11, 21), Certainty.EXACT, "the text from 2026-07-01"),
    ],
)
def test_the_reason_tells_which_text_is_held_of_the_day(
    citations: Citations, text: str, on: date, certainty: Certainty, reason: str
) -> None:
    (reading,) = citations.read(text, on)
    assert (reading.certainty, reason in reading.reason) == (certainty, True), reading


def read_in_register(
    content: Content, citations: Citations, cells: dict[Field, str], *decisions: Decision
) -> dict[Field, list[tuple[str, Certainty]]]:
    """What the cells of one activity are read as, with what people decided before."""
    place = Place("", 2, 1)
    row = Row(
        place, {field: Cell(place, field, text) for field, text in {Field.ACTIVITY: "Uitkering", **cells}.items()}
    )
    activity = Reader(Mapping(()), Aligner(content, Decisions(decisions)), citations).activity(row)
    return {
        field: [((one.iri or "-").removeprefix(ID), one.certainty) for one in activity.readings[field]]
        for field in cells
    }


def test_a_citation_in_a_register_is_of_a_provision_whichever_day_its_text_holds(
    the_content: Content, citations: Citations
) -> None:
    (reading,) = citations.read("art. 8d Wgs", date(2018, 1, 1))
    found = read_in_register(the_content, citations, {Field.PROVISION: "art. 8d Wgs", Field.EXCEPTION: "art. 8d Wgs"})

    assert reading.certainty is Certainty.DOUBTFUL
    assert found[Field.PROVISION] == found[Field.EXCEPTION] == [("bwb/BWBR0031331/art/8d", Certainty.EXACT)]


def test_people_decide_on_each_citation_of_a_cell_by_itself(the_content: Content, citations: Citations) -> None:
    words, act = "art. 98 t/m 100 PW", "bwb/BWBR0015703/art/"
    told = {"98": State.ACCEPTED, "99": State.REJECTED}
    decisions = [
        Decision(Field.PROVISION, words, ID + act + article, state, 0.5, "privacy officer", date(2026, 11, 22))
        for article, state in told.items()
    ]

    before = read_in_register(the_content, citations, {Field.PROVISION: words})
    after = read_in_register(the_content, citations, {Field.PROVISION: words}, *decisions)

    assert before[Field.PROVISION] == [(act + article, Certainty.DOUBTFUL) for article in ("98", "99", "100")]
    assert after[Field.PROVISION] == [
        (act + "98", Certainty.ACCEPTED),
        ("-", Certainty.UNKNOWN),
        (act + "100", Certainty.DOUBTFUL),
    ]


def test_the_words_are_the_part_of_the_text_that_was_taken(citations: Citations) -> None:
    text = "Zie artikel 64 van de Participatiewet, alsmede art. 5.1.1 Wmo 2015 (taak)"
    assert [r.words for r in citations.read(text)] == ["artikel 64 van de Participatiewet", "art. 5.1.1 Wmo 2015"]


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_an_empty_cell_cites_nothing(citations: Citations, text: str) -> None:
    assert citations.read(text) == ()


LIMBS = [
    ("publieke taak", "e exact"),
    ("Wettelijke verplichting / publieke taak", "c exact; e exact"),
    ("taak van algemeen belang", "e exact"),
    ("gerechtvaardigd belang", "f exact"),
    ("uitvoering van een overeenkomst", "b exact"),
    ("vitaal belang", "d exact"),
    ("Toestemming", "a exact"),
    ("art. 6 lid 1 sub e", "e likely"),
    ("6.1e AVG", "e likely"),
    ("art. 6 lid 1 onder c en e AVG", "c exact; e exact"),
    ("art 6 sub e AVG", "e likely"),
    ("e", "e likely"),
    ("c, e", "c likely; e likely"),
    ("publieke taak (art. 6 lid 1 sub e AVG)", "e exact"),
    ("toestemming (art. 6 lid 1 sub e AVG)", "a doubtful; e doubtful"),
    ("geen toestemming nodig; publieke taak", "a doubtful; e exact"),
    ("noodzakelijk voor een wettelijke verplichting van de gemeente", "c likely"),
    ("verwerkersovereenkomst", "- unknown"),
    ("art. 6 AVG", "- doubtful"),
    ("wettelijke taak", "- doubtful"),
    ("convenant", "- unknown"),
    ("n.v.t.", "- none"),
    ("wettelijke verplichting (art. 17 PW)", "c exact; bwb/BWBR0015703/art/17 exact"),
]
EXCEPTIONS = [
    ("art. 9 lid 2 sub h AVG", "h exact"),
    ("9.2.b", "b likely"),
    ("h", "h likely"),
    ("uitdrukkelijke toestemming", "a exact"),
    ("toestemming", "a doubtful"),
    ("zwaarwegend algemeen belang", "g exact"),
    ("art. 30 lid 3 UAVG", "bwb/BWBR0040940/art/30/lid/3 exact"),
    ("art 9.2.h AVG jo. 30.3.a UAVG", "h exact; bwb/BWBR0040940/art/30/lid/3/onder/a exact"),
    ("artikel 30 lid 1 sub b", "- doubtful"),
    ("gegevens over gezondheid", "bwb/BWBR0040940/art/30 doubtful"),
    ("geen", "- none"),
]


def shown(readings: tuple[Reading, ...], stem: str) -> str:
    return "; ".join(f"{(r.iri or '-').removeprefix(stem).removeprefix(ID)} {r.certainty}" for r in readings)


@pytest.mark.parametrize(("text", "expected"), LIMBS)
def test_limbs_of_article_6(citations: Citations, text: str, expected: str) -> None:
    assert shown(citations.limbs(text), PREFIXES["eu-gdpr"] + "A6-1-") == expected


@pytest.mark.parametrize(("text", "expected"), EXCEPTIONS)
def test_exceptions_of_article_9(citations: Citations, text: str, expected: str) -> None:
    assert shown(citations.exceptions(text), PREFIXES["eu-gdpr"] + "A9-2-") == expected


@pytest.mark.unmeasured  # measuring doubles its time, and its own parts are measured elsewhere
@pytest.mark.parametrize(
    "piece",
    [
        *(
            "artikel ",
            "1",
            "1 ",
            "1.",
            "6(1)",
            "art. 64 PW; ",
            "lid 1 en ",
            "wet ",
            "eerste en ",
            "onder ",
            "artikel 8; ",
        ),
        *(
            "Particpatiewet ",
            "1e en ",
            "1 t/m ",
            "https://",
            "\n",
            "toestemming e ",
            "besluit PW ",
            "a.",
            "w",
            "PW; art. 8; ",
        ),
    ],
)
def test_hostile_text_is_read_in_linear_time(citations: Citations, piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        start = time.process_time()
        citations.read(text)
        citations.limbs(text)
        citations.exceptions(text)
        return time.process_time() - start

    # Four times the text may take some four times as long; quadratic would be sixteen.
    assert seconds(32_768) < 12 * max(seconds(8_192), 0.05)


def test_five_thousand_citations_are_read_once(citations: Citations) -> None:
    texts = [
        f"artikel {article}, {lid}e lid, onder {letter}, {act}"
        for act in ("Participatiewet", "Wgs", "AVG", "UAVG")
        for article in range(1, 26)
        for lid in range(1, 6)
        for letter in "abcdefghij"
    ]
    readings = [citations.read(text) for text in texts]
    assert len(readings) == 5_000
    assert all(again is first for again, first in zip(map(citations.read, texts), readings, strict=True))

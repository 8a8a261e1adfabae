from __future__ import annotations

import csv
import doctest
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from grondslag.content import content
from grondslag.errors import MalformedFile
from grondslag.namespaces import GS, ID
from grondslag.registers import folding, phrases
from grondslag.registers.alignment import Aligner
from grondslag.registers.decisions import COLUMNS, Decision, Decisions, State
from grondslag.registers.folding import key
from grondslag.registers.model import Certainty, Field, Reading
from grondslag.registers.phrases import TRANSFER, period
from grondslag.registers.split import Said, parts, said
from grondslag.registers.terms import SCHEMES, Terms

WORDS = Path(__file__).parent / "registers" / "words.csv"
SURE = (Certainty.EXACT, Certainty.LIKELY, Certainty.NONE)
DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def terms() -> Terms:
    return Terms.of(content())


@pytest.fixture(scope="module")
def aligner(terms: Terms) -> Aligner:
    return Aligner(content(), terms=terms)


def words_of_registers() -> list[dict[str, str]]:
    """Words as registers have them, with the term that they mean; empty where the schemes have none for certain."""
    with WORDS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def means(reading: Reading) -> str:
    return "none" if reading.certainty is Certainty.NONE else (reading.iri or "").removeprefix(ID)


def iris(aligner: Aligner, field: Field, text: str) -> list[str]:
    return [(reading.iri or "?").removeprefix(ID) for reading in aligner.read(field, text)]


# The words of registers


def test_no_word_of_the_list_is_read_wrongly_as_more_than_doubtful(aligner: Aligner) -> None:
    wrong = [
        (row["field"], row["words"], means(reading), reading.certainty)
        for row in words_of_registers()
        for reading in aligner.read(Field(row["field"]), row["words"])
        if reading.certainty in SURE and means(reading) != row["means"]
    ]

    assert wrong == []


def test_nearly_every_word_of_the_list_that_has_a_term_is_read_as_it(aligner: Aligner) -> None:
    asked = [row for row in words_of_registers() if row["means"]]
    missed = [
        row["words"]
        for row in asked
        if [(means(r), r.certainty in SURE) for r in aligner.read(Field(row["field"]), row["words"])]
        != [(row["means"], True)]
    ]

    assert len(asked) >= 150
    assert len(missed) <= len(asked) // 50, missed


def test_the_list_has_words_of_which_the_schemes_have_no_term_and_terms_that_exist(terms: Terms) -> None:
    listed = words_of_registers()

    assert sum(not row["means"] for row in listed) >= 100
    assert [row for row in listed if row["means"] not in ("", "none") and ID + row["means"] not in terms] == []


def test_no_label_of_a_scheme_is_taken_for_that_of_another_term(aligner: Aligner, terms: Terms) -> None:
    labels = {
        (scheme, key(label)) for schemes in SCHEMES.values() for scheme in schemes for label in _labels(terms, scheme)
    }
    owners = Counter(
        (scheme, name)
        for scheme in {scheme for scheme, _ in labels}
        for term in terms.of_scheme(scheme)
        for name in {key(label) for label in term.labels}
    )

    assert [name for name, count in owners.items() if count > 1] == []


def _labels(terms: Terms, scheme: str) -> Iterator[str]:
    for term in terms.of_scheme(scheme):
        yield from term.labels


@pytest.mark.parametrize("field", list(SCHEMES))
def test_each_label_of_a_scheme_is_read_as_its_term(aligner: Aligner, terms: Terms, field: Field) -> None:
    asked = [(term.iri, label) for term in terms.of_scheme(SCHEMES[field][0]) for label in term.labels]
    read = [(iri, label, aligner.read(field, label)) for iri, label in asked]

    assert [
        (label, readings)
        for iri, label, readings in read
        if [(reading.iri, reading.certainty) for reading in readings] != [(iri, Certainty.EXACT)]
    ] == []


def test_folding_keeps_its_examples() -> None:
    for module in (folding, phrases):
        assert doctest.testmod(module).failed == 0
    assert doctest.testmod(folding).attempted >= 5


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ouderen", "ouders"),
        ("werknemer", "werkgever"),
        ("zorgverzekerde", "zorgverzekeraar"),
        ("PW art. 2.3.3", "PW art. 23.3"),
        ("IOAW", "IOAZ"),
        ("uitkeringsgerechtigden", "niet-uitkeringsgerechtigden"),
    ],
)
def test_folding_keeps_apart_what_the_law_keeps_apart(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cliënt(en)", "client"),
        ("E-mail adressen", "emailadres"),
        ("ziekenhuizen", "Ziekenhuis"),
        ("categorieën van persoonsgegevens", "categorie persoonsgegevens"),
        ("incassobureau's", "incassobureau"),
        ("de Belastingdienst", "belastingdienst"),
    ],
)
def test_folding_takes_spellings_of_one_word_together(one: str, other: str) -> None:
    assert key(one) == key(other)


def test_a_term_of_two_labels_that_are_alike_is_not_guessed_by_one_letter_of_a_short_word(aligner: Aligner) -> None:
    (reading,) = aligner.read(Field.RECIPIENTS, "CAZ")

    assert reading.iri is None


def test_a_kind_of_party_before_a_name_is_a_guess_and_no_more(aligner: Aligner) -> None:
    (reading,) = aligner.read(Field.RECIPIENTS, "Gemeente Voorbeeldstad")

    assert (reading.certainty, reading.iri) == (Certainty.DOUBTFUL, ID + "party/gemeente")


def test_a_bracket_that_says_more_leaves_the_reading_doubtful(aligner: Aligner) -> None:
    (reading,) = aligner.read(Field.SPECIAL_DATA, "gezondheidsgegevens (alleen verzuim)")

    assert (reading.certainty, reading.iri) == (Certainty.DOUBTFUL, ID + "data/health")


def test_a_bracket_with_narrower_terms_only_is_likely(aligner: Aligner) -> None:
    (reading,) = aligner.read(Field.DATA, "contactgegevens (telefoonnummer, e-mailadres)")

    assert (reading.certainty, reading.iri) == (Certainty.LIKELY, ID + "data/contact")


# The parts of a cell


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NAW; BSN;", ["NAW", "BSN"]),
        ("NAW\nBSN\r\n\r\ninkomen", ["NAW", "BSN", "inkomen"]),
        ("- NAW\n- BSN", ["NAW", "BSN"]),
        ("• NAW • BSN", ["NAW", "BSN"]),
        ("1. NAW\n2. BSN", ["NAW", "BSN"]),
        ("a) NAW\nb) BSN", ["NAW", "BSN"]),
        ("NAW, BSN, inkomen.", ["NAW", "BSN", "inkomen"]),
        ("NAW, BSN en inkomen", ["NAW", "BSN", "inkomen"]),
        ("opneming, ontslag en verlof", ["opneming, ontslag en verlof"]),
        ("BSN, opneming, ontslag en verlof, inkomen", ["BSN", "opneming, ontslag en verlof", "inkomen"]),
        ("inkomens- en vermogensgegevens", ["inkomensgegevens", "vermogensgegevens"]),
        ("NAW/BSN", ["NAW", "BSN"]),
        ("NAW & BSN", ["NAW", "BSN"]),
        ("haarkleur en BSN", ["haarkleur en BSN"]),
        ("iets anders (zoals foto, film; geluid), BSN", ["iets anders (zoals foto, film; geluid)", "BSN"]),
        ("bedrag 1,50", ["bedrag 1,50"]),
        ("BSN; BSN", ["BSN"]),
        ("-", ["-"]),
        ("  BSN  ", ["BSN"]),
    ],
)
def test_a_cell_falls_apart_into_what_it_lists(aligner: Aligner, text: str, expected: list[str]) -> None:
    assert parts(text, Field.DATA, lambda words: aligner.is_known(Field.DATA, words)) == expected


def test_a_comma_in_a_sentence_is_no_separator(aligner: Aligner) -> None:
    text = "Het kunnen uitbetalen, verrekenen en terugvorderen van bijstand"

    assert parts(text, Field.PURPOSE, lambda words: aligner.is_known(Field.PURPOSE, words)) == [text]


def test_separators_of_the_mapping_are_used_outside_brackets() -> None:
    found = parts("UWV | SVB (of | anders); CAK", Field.RECIPIENTS, lambda _: False, ("|",))

    assert found == ["UWV", "SVB (of | anders); CAK"]


@pytest.mark.parametrize("piece", ["(", "a, ", "a en ", "geen ", "- ", "naam/", "1 jaar "])
def test_hostile_cells_are_taken_apart_in_linear_time(terms: Terms, piece: str) -> None:
    def seconds(length: int) -> float:
        fresh, text = Aligner(content(), terms=terms), (piece * length)[:length]
        started = time.process_time()
        for field in (Field.DATA, Field.PURPOSE, Field.RETENTION, Field.TRANSFER):
            fresh.read(field, text)
        return time.process_time() - started

    # Four times the text may take some four times as long; quadratic would be sixteen.
    assert seconds(9_000) < 12 * max(seconds(2_250), 0.05)


@pytest.mark.parametrize(
    "text",
    [
        "geen",
        "Geen.",
        "n.v.t.",
        "NVT",
        "-",
        "—",
        "niet van toepassing",
        "geen ontvangers",
        "Geen doorgifte buiten de EER",
        "none",
    ],
)
def test_words_that_say_that_there_is_none(text: str) -> None:
    assert said(text) is Said.NONE


@pytest.mark.parametrize(
    "text",
    [
        "?",
        "??",
        "onbekend",
        "nader te bepalen",
        "n.t.b.",
        "nog invullen",
        "volgt",
        "PM",
        "xxx",
        "ja",
        "diversen",
        "etc.",
    ],
)
def test_words_that_say_that_nobody_knows(text: str) -> None:
    assert said(text) is Said.NOT_KNOWN


@pytest.mark.parametrize("text", ["zie bijlage 2", "Zie DPIA", "idem", "conform convenant", "als hierboven"])
def test_words_that_refer_to_another_place(text: str) -> None:
    assert said(text) is Said.ELSEWHERE


@pytest.mark.parametrize(
    "text", ["geen gehoor", "geen toestemming nodig", "ziekenhuis", "politie", "jaarverslag", "nee, tenzij"]
)
def test_words_that_name_something_or_are_not_sure(text: str) -> None:
    assert said(text) is None


def test_none_beside_other_words_is_not_understood(aligner: Aligner) -> None:
    none, police = aligner.read(Field.RECIPIENTS, "geen; politie")

    assert (none.certainty, police.iri) == (Certainty.UNKNOWN, ID + "party/politie")


def test_a_purpose_may_be_told_by_its_task(aligner: Aligner) -> None:
    assert iris(aligner, Field.PURPOSE, "Schuldhulpverlening; uitvoering van de Jeugdwet") == [
        "purpose/debt-help",
        "task/jeugdwet",
    ]


# How long, and where to


@pytest.mark.parametrize(
    ("words", "length"),
    [
        ("7 jaar", "P7Y"),
        ("7 jaar na beëindiging van de voorziening", "P7Y"),
        ("zeven jaar na einde dienstverband", "P7Y"),
        ("Maximaal 2 jr.", "P2Y"),
        ("20 jaar (Jeugdwet)", "P20Y"),
        ("6 maanden", "P6M"),
        ("1,5 jaar", "P18M"),
        ("anderhalf jaar", "P18M"),
        ("een half jaar na afwijzing", "P6M"),
        ("4 weken na afloop sollicitatie", "P4W"),
        ("48 dagen", "P48D"),
        ("7 years after the end", "P7Y"),
        ("7 jaar, daarna 7 jaar", "P7Y"),
    ],
)
def test_a_period_is_read_as_a_length(words: str, length: str) -> None:
    found = period(words)

    assert found is not None
    assert found.length == length


def test_a_period_keeps_the_event_that_it_follows() -> None:
    found = period("7 jaar na beëindiging van de voorziening")

    assert found is not None
    assert found.after == "beëindiging van de voorziening"


@pytest.mark.parametrize("words", ["permanent", "blijvend te bewaren", "onbeperkt", "Wordt niet vernietigd"])
def test_data_may_be_kept_for_ever(words: str) -> None:
    found = period(words)

    assert found is not None
    assert found.for_ever


def test_a_selection_list_is_a_footing_and_no_length(aligner: Aligner) -> None:
    found = period("conform Selectielijst gemeenten 2020")
    (reading,) = aligner.read(Field.RETENTION, "conform Selectielijst gemeenten 2020")

    assert found is not None
    assert (found.length, found.by_selection_list) == (None, True)
    assert reading.certainty is Certainty.LIKELY


@pytest.mark.parametrize(
    "words",
    [
        "zolang als noodzakelijk",
        "niet langer dan nodig",
        "wettelijke termijn",
        "5 of 7 jaar",
        "2 jaar of permanent",
        "?",
    ],
)
def test_words_without_one_period_are_not_understood(aligner: Aligner, words: str) -> None:
    (reading,) = aligner.read(Field.RETENTION, words)

    assert reading.certainty is Certainty.UNKNOWN


def test_each_period_of_a_cell_is_read(aligner: Aligner) -> None:
    readings = aligner.read(Field.RETENTION, "7 jaar; zolang nodig")

    assert [reading.certainty for reading in readings] == [Certainty.EXACT, Certainty.UNKNOWN]


@pytest.mark.parametrize(
    "text",
    [
        "nee",
        "geen",
        "geen doorgifte",
        "n.v.t.",
        "binnen de EU",
        "Nee, binnen de EER",
        "Nederland",
        "Ierland en Duitsland",
    ],
)
def test_data_that_stay_within_the_eea_are_not_transferred(aligner: Aligner, text: str) -> None:
    assert [reading.certainty for reading in aligner.read(Field.TRANSFER, text)] == [Certainty.NONE]


@pytest.mark.parametrize(
    ("text", "safeguards"),
    [
        ("ja", []),
        ("VS", []),
        ("Verenigde Staten (SCC)", ["appropriateSafeguards"]),
        ("VK, op grond van adequaatheidsbesluit", ["adequacyDecision"]),
        ("adequaatheidsbesluit", ["adequacyDecision"]),
        ("passende waarborgen", ["appropriateSafeguards"]),
        ("buiten de EER, met uitdrukkelijke toestemming", ["specificDerogation"]),
    ],
)
def test_a_transfer_is_read_with_its_safeguards(aligner: Aligner, text: str, safeguards: list[str]) -> None:
    readings = aligner.read(Field.TRANSFER, text)

    assert [reading.iri for reading in readings] == [TRANSFER, *(GS + name for name in safeguards)]
    assert {reading.certainty for reading in readings} == {Certainty.EXACT}


@pytest.mark.parametrize("text", ["mogelijk naar de VS", "niet naar de VS", "VS?  nog uitzoeken"])
def test_a_transfer_that_is_left_open_is_doubtful(aligner: Aligner, text: str) -> None:
    (reading,) = aligner.read(Field.TRANSFER, text)

    assert (reading.certainty, reading.candidates) == (Certainty.DOUBTFUL, (TRANSFER,))


@pytest.mark.parametrize("text", ["?", "Microsoft", "zie verwerkersovereenkomst"])
def test_words_that_name_no_place_are_not_understood(aligner: Aligner, text: str) -> None:
    (reading,) = aligner.read(Field.TRANSFER, text)

    assert reading.certainty is Certainty.UNKNOWN


# What people decided


def decided(field: Field, words: str, term: str | None, state: State = State.ACCEPTED) -> Decision:
    return Decision(field, words, term and ID + term, state, 0.5, "privacy officer", DAY)


def test_accepted_words_mean_the_term_in_any_spelling(terms: Terms) -> None:
    aligner = Aligner(content(), Decisions([decided(Field.DATA_SUBJECTS, "burgers", "subject/inwoner")]), terms)

    readings = aligner.read(Field.DATA_SUBJECTS, "Burger; cliënten")

    assert [(reading.certainty, means(reading)) for reading in readings] == [
        (Certainty.ACCEPTED, "subject/inwoner"),
        (Certainty.EXACT, "subject/client"),
    ]


def test_accepted_words_stay_whole(terms: Terms) -> None:
    words = "ouders, voogden en anderen; zie bijlage"
    aligner = Aligner(content(), Decisions([decided(Field.DATA_SUBJECTS, words, "subject/ouder-of-voogd")]), terms)

    assert iris(aligner, Field.DATA_SUBJECTS, words) == ["subject/ouder-of-voogd"]


def test_words_accepted_without_a_term_are_a_term_of_the_register_itself(terms: Terms) -> None:
    aligner = Aligner(content(), Decisions([decided(Field.DATA, "camerabeelden", None)]), terms)

    (reading,) = aligner.read(Field.DATA, "camerabeelden")

    assert (reading.certainty, reading.iri) == (Certainty.ACCEPTED, None)


def test_a_decision_holds_for_its_field_only(terms: Terms) -> None:
    aligner = Aligner(content(), Decisions([decided(Field.DATA_SUBJECTS, "burgers", "subject/inwoner")]), terms)

    assert aligner.read(Field.RECIPIENTS, "burgers")[0].certainty is not Certainty.ACCEPTED


@pytest.mark.parametrize(
    ("field", "words", "term"),
    [
        (Field.DATA_SUBJECTS, "ouderen", "subject/ouder"),
        (Field.DATA, "telefoonnumer", "data/phone-number"),
        (Field.RECIPIENTS, "UWV", "party/uwv"),
    ],
)
def test_a_rejected_term_is_never_offered_again(terms: Terms, field: Field, words: str, term: str) -> None:
    before = Aligner(content(), terms=terms).read(field, words)[0]
    rejected = Decisions([decided(field, words, term, State.REJECTED)])
    after = Aligner(content(), rejected, terms).read(field, words)[0]

    assert ID + term in before.candidates
    assert ID + term not in (after.iri, *after.candidates)
    assert not [
        one
        for one in rejected.with_suggestions([(field, before)])
        if one.state is State.SUGGESTED and one.term == ID + term
    ]


def test_what_is_not_sure_is_suggested_once_and_decisions_stay(aligner: Aligner) -> None:
    kept = decided(Field.DATA, "camerabeelden", None)
    readings = [
        (Field.DATA_SUBJECTS, reading) for reading in aligner.read(Field.DATA_SUBJECTS, "ouderen; cliënten; ouderen.")
    ]
    stale = Decision(Field.DATA, "oud", None, State.SUGGESTED)

    found = list(Decisions([kept, stale]).with_suggestions(readings))

    assert found[0] == kept
    assert [(one.words, one.term, one.state) for one in found[1:]] == [
        ("ouderen", ID + "subject/ouder", State.SUGGESTED)
    ]


PW = "bwb/BWBR0015703/art/"


def cited(words: str, article: str, certainty: Certainty, *others: str) -> Reading:
    """A reading of an article of the Participatiewet, with the articles that it can be as well."""
    candidates = tuple(ID + PW + one for one in (article, *others))
    return Reading(words, candidates[0], certainty, 0.5, candidates)


RANGE = (
    cited("art. 64-66 PW", "64", Certainty.EXACT),
    cited("art. 64-66 PW", "65", Certainty.DOUBTFUL, "65a"),
    cited("Art. 64-66 PW", "66", Certainty.DOUBTFUL),
)


def settled(*decisions: Decision, readings: tuple[Reading, ...] = RANGE) -> list[tuple[str, Certainty]]:
    found = Decisions(decisions).settled(Field.PROVISION, readings)
    return [((one.iri or "-").removeprefix(ID + PW), one.certainty) for one in found]


def test_what_is_accepted_for_one_citation_of_a_range_leaves_the_others_as_they_are() -> None:
    accepted = decided(Field.PROVISION, "art. 64-66 PW", PW + "65a")

    assert settled(accepted) == [("64", Certainty.EXACT), ("65a", Certainty.ACCEPTED), ("66", Certainty.DOUBTFUL)]
    assert [
        (one.term or "").removeprefix(ID + PW)
        for one in Decisions([accepted]).with_suggestions(
            (Field.PROVISION, one) for one in Decisions([accepted]).settled(Field.PROVISION, RANGE)
        )
    ] == ["65a", "66"]


def test_each_citation_of_a_range_is_accepted_by_a_line_of_its_own(terms: Terms) -> None:
    lines = [decided(Field.PROVISION, "art. 64-66 PW", PW + name) for name in ("66", "65")]
    kept = Decisions.from_csv(Decisions(lines).to_csv(), terms)

    assert settled(*kept) == [("64", Certainty.EXACT), ("65", Certainty.ACCEPTED), ("66", Certainty.ACCEPTED)]


def test_several_limbs_may_be_accepted_of_words_that_name_none() -> None:
    limbs = tuple(f"https://w3id.org/dpv/legal/eu/gdpr#A6-1-{letter}" for letter in "abce")
    reading = Reading("art. 6 AVG", None, Certainty.DOUBTFUL, 0.5, limbs)
    accepted = [
        Decision(Field.LIMB, "art. 6 AVG", limb, State.ACCEPTED, 0.5, "privacy officer", DAY) for limb in limbs[2:]
    ]

    found = Decisions(accepted).settled(Field.LIMB, [reading])

    assert [(one.iri, one.certainty) for one in found] == [(limb, Certainty.ACCEPTED) for limb in limbs[2:]]


def test_what_a_person_knew_better_takes_the_place_of_all_that_was_not_accepted() -> None:
    better = decided(Field.PROVISION, "art. 64-66 PW", PW + "99")
    own = decided(Field.PROVISION, "art. 64-66 PW", None)

    assert set(settled(better)) == {("99", Certainty.ACCEPTED)}
    assert set(settled(own)) == {("-", Certainty.ACCEPTED)}
    assert set(settled(better, decided(Field.PROVISION, "art. 64-66 PW", PW + "64"))) == {
        ("64", Certainty.ACCEPTED),
        ("99", Certainty.ACCEPTED),
    }


def test_a_citation_that_was_rejected_does_not_come_back() -> None:
    rejected = [decided(Field.PROVISION, "art. 64-66 PW", PW + name, State.REJECTED) for name in ("64", "65")]
    found = Decisions(rejected).settled(Field.PROVISION, RANGE)

    assert [(one.iri, one.certainty, one.candidates) for one in found] == [
        (None, Certainty.UNKNOWN, ()),
        (None, Certainty.DOUBTFUL, (ID + PW + "65a",)),
        (ID + PW + "66", Certainty.DOUBTFUL, (ID + PW + "66",)),
    ]
    suggested = Decisions(rejected).with_suggestions((Field.PROVISION, one) for one in found)
    assert [(one.term or "").removeprefix(ID + PW) for one in suggested if one.state is State.SUGGESTED] == [
        "",
        "65a",
        "66",
    ]


def test_one_period_of_a_cell_is_decided_by_itself(terms: Terms) -> None:
    kept = Decisions([decided(Field.RETENTION, "zolang nodig", None)])

    found = Aligner(content(), kept, terms).read(Field.RETENTION, "7 jaar; zolang nodig")

    assert [reading.certainty for reading in found] == [Certainty.EXACT, Certainty.ACCEPTED]


def test_decisions_survive_their_file(terms: Terms) -> None:
    all_kinds = [
        decided(Field.DATA, '=1+1; "x"\nnaam', "data/name"),
        decided(Field.DATA, "'@naam", "data/name", State.REJECTED),
        decided(Field.RECIPIENTS, "'s-Hertogenbosch", "org/gemeente-s-hertogenbosch"),
        decided(Field.DATA, "camerabeelden", None),
        Decision(Field.TRANSFER, "Azure", TRANSFER, State.SUGGESTED, 0.5),
        Decision(Field.PROVISION, "artikel 64", ID + "bwb/BWBR0015703/art/64", State.SUGGESTED),
    ]
    text = Decisions(all_kinds).to_csv()

    assert set(Decisions.from_csv(text, terms)) == set(all_kinds)
    assert Decisions.from_csv(text, terms).to_csv() == text


def test_the_file_says_that_by_is_a_role_and_starts_no_formula(terms: Terms) -> None:
    text = Decisions([decided(Field.DATA, "=cmd()", "data/name")]).to_csv()
    rows = list(csv.reader(text.removeprefix("\ufeff").splitlines(), delimiter=";"))

    assert "never the name of a person" in rows[0][0]
    assert tuple(rows[1]) == COLUMNS
    assert rows[2][1] == "'=cmd()"


def test_a_file_saved_by_a_dutch_spreadsheet_is_read(terms: Terms) -> None:
    line = "data;NAW;data/name;Accepted;0,93;functionaris;22-11-2026;;"
    text = f"Field;Words;Term;State;Score;By;On;;\r\n{line}\r\n;;;;;;;;\r\n"

    (one,) = Decisions.from_csv(text, terms)

    assert one == Decision(Field.DATA, "NAW", ID + "data/name", State.ACCEPTED, 0.93, "functionaris", DAY)


HEAD = "field;words;term;state;score;by;on\r\n"


@pytest.mark.parametrize(
    ("lines", "line", "says"),
    [
        ("data;NAW;data/nmae;accepted;1;role;2026-11-22", 2, "unknown term 'data/nmae'"),
        ("data;NAW;subject/client;accepted;1;role;2026-11-22", 2, "unknown term 'subject/client' for data"),
        ("dta;NAW;data/name;accepted;1;role;2026-11-22", 2, "field 'dta'. Expected one of identifier, activity"),
        ("data;NAW;data/name;agreed;1;role;2026-11-22", 2, "state 'agreed'. Expected one of accepted"),
        ("data;;data/name;accepted;1;role;2026-11-22", 2, "no words"),
        ("data;NAW;data/name;accepted;7;role;2026-11-22", 2, "score '7'"),
        ("data;NAW;data/name;accepted;1;role;gisteren", 2, "on 'gisteren'"),
        ("data;NAW;data/name;accepted;1;;2026-11-22", 2, "without by and on"),
        ("data;NAW;data/name;accepted;1;role;", 2, "without by and on"),
        ("data;NAW;;rejected;1;role;2026-11-22", 2, "rejected for no term"),
        ("data;x;data/name;suggested;;;\r\ndata;NAW;data/name;accepted;1;role", 3, "without by and on"),
        ("data;NAW;data/name;suggested;1;role;;;x", 2, "9 cells"),
        (
            "data;NAW;data/name;accepted;1;role;2026-11-22\r\ndata;naw;data/bsn;accepted;1;role;2026-11-22",
            3,
            "accepted here and in line 2",
        ),
        (
            f"provision;art. 1;{PW}64;accepted;1;role;2026-11-22\r\nprovision;art. 1;;accepted;1;role;2026-11-22",
            3,
            "accepted here and in line 2",
        ),
        ('data;"NAW', 2, "unexpected end"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(terms: Terms, lines: str, line: int, says: str) -> None:
    with pytest.raises(MalformedFile) as caught:
        Decisions.from_csv(HEAD + lines, terms)

    assert caught.value.line == line
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("field;words;term;state;who", "unknown column 'who'"),
        ("field;words;term", "no column 'state'"),
        ("field;words;term;state;state", "a column twice"),
    ],
)
def test_wrong_columns_are_named(terms: Terms, head: str, says: str) -> None:
    with pytest.raises(MalformedFile, match=says):
        Decisions.from_csv(head, terms)


# Speed


def test_many_different_words_take_linear_time(terms: Terms) -> None:
    chance = random.Random(1)
    fields = list(SCHEMES)
    letters = "abcdefghijklmnopqrstuvwxyz"

    def words(number: int) -> tuple[Field, str]:
        field = fields[number % len(fields)]
        label = chance.choice(terms.of_scheme(SCHEMES[field][0])).label()
        other = "".join(chance.choices(letters, k=8))
        return field, (label, f"{label} {other}", f"{label[:-2]}{other[0]} {number}", f"{other} {number}")[number % 4]

    def seconds(many: int) -> float:
        aligner, cells = Aligner(content(), terms=terms), [words(number) for number in range(many)]
        started = time.process_time()
        for field, text in cells:
            aligner.read(field, text)
        return time.process_time() - started

    assert seconds(8_000) < 12 * max(seconds(2_000), 0.05)

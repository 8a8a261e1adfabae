"""Statute texts read from YAML and official XML: the same words give the same hash, and nothing is guessed."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lawtext_samples import ACT, INFORMATION, STATE, YAML, state_of, xml_file, yaml_file

from grondslag.citation import ProvisionPath
from grondslag.errors import BadInput, MalformedFile, TooLarge
from grondslag.lawtext import files
from grondslag.lawtext.files import TextFile, read_files
from grondslag.lawtext.layout import parse_version
from grondslag.lawtext.model import Part, hash_of, normalised
from grondslag.lawtext.xmltree import read_tree


def only(*paths: Path) -> TextFile:
    """The one text that these files hold."""
    (text,) = read_files(paths).texts
    return text


def path(article: str, paragraph: str | None = None, *points: str) -> ProvisionPath:
    return ProvisionPath(ACT, article, paragraph, points)


def told(text: TextFile) -> str:
    return "\n".join(str(notice) for notice in text.notices)


# --- the words


def test_yaml_and_xml_with_the_same_words_have_the_same_hashes(tmp_path: Path) -> None:
    yaml, xml = only(yaml_file(tmp_path)), only(xml_file(tmp_path / "xml"))
    hashes = [{path: part.content_hash() for path, part in one.version.addressed()} for one in (yaml, xml)]
    assert hashes[0] == hashes[1]
    assert path("1", None, "a", "2") in hashes[0]
    assert path("5.2a", "2") in hashes[0]


def test_the_words_of_a_state_are_those_of_the_law_alone(tmp_path: Path) -> None:
    version = only(xml_file(tmp_path)).version
    assert list(version.articles) == ["1", "5.2a"]
    assert version.articles["1"].content() == (
        "De tuinman geeft a water aan: 1° rozen; en 2° tulpen; b niets aan onkruid. Dit geldt ook op zondag."
    )


def test_words_are_laid_out_a_line_per_part(tmp_path: Path) -> None:
    laid_out = only(yaml_file(tmp_path)).version.articles["1"].laid_out()
    assert laid_out.splitlines() == [
        "De tuinman geeft",
        "  a\twater aan:",
        "    1°\trozen; en",
        "    2°\ttulpen;",
        "  b\tniets aan onkruid.",
        "Dit geldt ook op zondag.",
    ]


LABELS = st.one_of(st.none(), st.sampled_from(["a", "1", "1°", "bis"]))
WORDS = st.text(alphabet="ab \n\t", max_size=6)
PARTS = st.recursive(
    st.builds(Part, LABELS, WORDS),
    lambda inner: st.builds(Part, LABELS, WORDS, st.lists(inner, max_size=3).map(tuple), WORDS),
    max_leaves=8,
)


def in_order(part: Part) -> str:
    """The words of a part as they are read: its own, then each part with its label, then those after the list."""
    return " ".join([part.text, *(f"{child.label or ''} {in_order(child)}" for child in part.parts), part.slot])


@settings(max_examples=200, deadline=None)
@given(PARTS)
def test_layout_adds_and_loses_no_word(part: Part) -> None:
    assert normalised(part.laid_out()) == normalised(in_order(part)) == part.content()
    assert hash_of(part.laid_out()) == part.content_hash()


def test_parts_that_share_a_label_are_not_told_apart(tmp_path: Path) -> None:
    text = only(yaml_file(tmp_path, YAML.replace("label: b", "label: a")))
    named = [one.iri.partition("/art/")[2] for one, _ in text.version.addressed()]
    assert named == ["1", "5.2a", "5.2a/lid/1", "5.2a/lid/2"]
    assert "niets aan onkruid" in text.version.articles["1"].content()


def test_a_lid_with_a_number_that_no_citation_has_stays_with_its_article(tmp_path: Path) -> None:
    text = only(xml_file(tmp_path, STATE.replace("<lidnr>2</lidnr>", "<lidnr>II</lidnr>")))
    named = [one.iri.partition("/art/")[2] for one, _ in text.version.addressed()]
    assert "5.2a/lid/1" in named
    assert not any("ii" in one.lower() for one in named)
    assert "De bakker mag" in text.version.articles["5.2a"].content()


def test_a_regulation_and_words_in_tables_and_definitions_are_read(tmp_path: Path) -> None:
    row = "<row><entry><al>een</al></entry><entry>twee</entry></row>"
    table = f"<table><tgroup><colspec/><tbody>{row}</tbody></tgroup></table>"
    term = "<definitie-item><term>peer</term><definitie><al>vrucht</al></definitie></definitie-item>"
    terms = f"<definitielijst>{term}</definitielijst>"
    bullets = "<lijst type='ongemarkeerd'><li><li.nr>–</li.nr><al>los</al></li></lijst>"
    group = "<al-groep><al>drie <sup>vier</sup></al><al>vijf</al></al-groep>"
    inner = f"<artikel><kop><nr>2</nr></kop><lid><lidnr>1</lidnr>{group}{table}{terms}{bullets}</lid></artikel>"
    text = state_of(inner).replace("wet-besluit", "regeling").replace("wettekst", "regeling-tekst")
    found = only(xml_file(tmp_path, text))
    assert found.version.articles["2"].content() == "1 drie vier vijf een twee peer vrucht los"
    assert found.notices == ()


# --- dates


def test_the_information_on_an_act_tells_until_when_a_state_held(tmp_path: Path) -> None:
    xml_file(tmp_path)
    assert only(tmp_path).version.before is None
    xml_file(tmp_path, INFORMATION, f"{ACT}.WTI")
    text = only(tmp_path)
    assert text.version.before == date(2022, 3, 1)
    assert text.intervals is not None
    assert text.intervals.name == f"{ACT}.WTI"


def test_the_last_known_change_leaves_the_end_open(tmp_path: Path) -> None:
    xml_file(tmp_path, STATE.replace("2020-01-01", "2024-07-01"), f"{ACT}_2024-07-01_0.xml")
    xml_file(tmp_path, INFORMATION, f"{ACT}.WTI")
    assert only(tmp_path).version.before is None


def test_the_ends_of_a_yaml_file_are_its_own(tmp_path: Path) -> None:
    assert only(yaml_file(tmp_path)).version.before == date(2022, 1, 1)


def test_a_state_on_a_day_without_change_is_refused_with_the_nearest_days(tmp_path: Path) -> None:
    xml_file(tmp_path, STATE.replace("2020-01-01", "2022-02-01"), f"{ACT}_2022-02-01_0.xml")
    xml_file(tmp_path, INFORMATION, f"{ACT}.WTI")
    with pytest.raises(
        BadInput, match=r"knows no change on 2022-02-01\. Expected .*2020-01-01, 2022-03-01, 2024-07-01"
    ):
        read_files([tmp_path])


def test_texts_that_overlap_are_refused(tmp_path: Path) -> None:
    yaml_file(tmp_path)
    yaml_file(tmp_path, YAML.replace("'2020-01-01'", "'2021-06-01'"), "2021-06-01.yaml")
    with pytest.raises(BadInput, match="Two texts of BWBR0000001 on 2021-06-01"):
        read_files([tmp_path])


# --- what is left out or damaged is told


@pytest.mark.parametrize(
    ("article", "notice"),
    [
        ('<artikel status="vervallen"><kop><nr>3</nr></kop></artikel>', "article 3 has the status 'vervallen'"),
        ('<artikel status="nogniet"><kop><nr>3</nr></kop><al>x</al></artikel>', "has the status 'nogniet', not 'goed'"),
        ("<artikel><al>x</al></artikel>", "an article without a number: left out"),
        ("<artikel><kop><nr>IV</nr></kop><al>x</al></artikel>", "(article 'IV' cannot be cited): left out"),
        ("<artikel><kop><nr>3</nr></kop><al> </al></artikel>", "article 3 has no words of law: left out"),
        (
            "<artikel><kop><nr>3</nr></kop><al>x</al><tussenkop>Artikel 3</tussenkop><al>y</al></artikel>",
            "article 3 stands here in several texts",
        ),
    ],
)
def test_what_is_not_for_certain_the_law_is_left_out_and_told(tmp_path: Path, article: str, notice: str) -> None:
    text = only(xml_file(tmp_path, state_of(article)))
    assert text.version.articles == {}
    assert notice in told(text)
    assert ", line 8: " in told(text)


@pytest.mark.parametrize(
    ("inside", "notice"),
    [
        ("<plaatje><illustratie naam='x'/></plaatje>", "a <plaatje>, which is not in words"),
        ("<formule>a+b</formule>", "a <formule>, which is not in words"),
        ("<onbekend>x</onbekend>", "<onbekend>, an element that is not known here"),
        ("<al>tot <redactie type='vervanging'>zomer</redactie></al>", "words of the editors in the place of words"),
    ],
)
def test_where_words_are_missing_the_part_and_all_above_it_are_marked(tmp_path: Path, inside: str, notice: str) -> None:
    article = f"<artikel><kop><nr>3</nr></kop><lid><lidnr>1</lidnr><al>een</al>{inside}</lid>"
    text = only(xml_file(tmp_path, state_of(f"{article}<lid><lidnr>2</lidnr><al>twee</al></lid></artikel>")))
    damaged = {one.iri.partition("/art/")[2]: part.is_damaged for one, part in text.version.addressed()}
    assert damaged == {"3": True, "3/lid/1": True, "3/lid/2": False}
    assert f"article 3 lid 1: {notice}" in told(text)
    assert "zomer" not in text.version.articles["3"].content()


def test_a_remark_beside_the_text_is_no_word_of_it(tmp_path: Path) -> None:
    article = "<artikel><kop><nr>3</nr></kop><al>een <redactie type='extra'>[Red: ooit]</redactie>twee</al></artikel>"
    text = only(xml_file(tmp_path, state_of(article)))
    assert text.version.articles["3"].content() == "een twee"
    assert text.notices == ()


def test_damage_in_a_yaml_file_is_told(tmp_path: Path) -> None:
    assert "words are missing from article 5.2a lid 2; marked as damaged" in told(only(yaml_file(tmp_path)))


# --- what is malformed is refused by file and line


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (STATE.replace("</hoofdstuk>", ""), 27, "not well-formed XML: mismatched tag"),
        (STATE.replace('bwb-id="BWBR0000001"', ""), 2, "has no bwb-id: expected one such as BWBR0015703"),
        (STATE.replace("BWBR0000001", "BWB1"), 2, "Invalid BWB id 'BWB1'. Expected BWBRnnnnnnn"),
        (STATE.replace("2020-01-01", "1-1-2020"), 2, "Invalid date '1-1-2020'"),
        (STATE.replace("wettekst", "circulaire-tekst"), 2, "expected wetgeving with wet-besluit/wettekst"),
        (
            '<?xml version="1.0"?>\n<toestand bwb-id="BWBR0000001" inwerkingtreding="2020-01-01"/>',
            2,
            "no text of an act",
        ),
        (STATE.replace("<nr>5.2a.</nr>", "<nr>1</nr>"), 22, "article 1 stands here a second time"),
        (STATE.replace("<al>De bakker mag</al>", "De bakker mag"), 24, "words outside an <al> in article 5.2a lid 2"),
        (STATE.replace("BWBR0000001", "BWBR0000002"), 2, "it is named for BWBR0000001 and holds BWBR0000002"),
        (STATE.replace("2020-01-01", "2020-02-01"), 2, "it is named for 2020-01-01 and holds the text of 2020-02-01"),
        ("<html/>", 1, "the root element is <html>: expected <toestand> (a text) or"),
        ("", 1, "no element found"),
        ('<?xml version="1.0" encoding="klingon"?>\n<a/>', None, "unknown encoding"),
    ],
)
def test_a_malformed_state_is_refused_by_name_and_line(
    tmp_path: Path, text: str, line: int | None, reason: str
) -> None:
    with pytest.raises(MalformedFile, match=r"BWBR0000001_2020-01-01_0\.xml") as raised:
        read_files([xml_file(tmp_path, text)])
    assert reason in raised.value.reason
    assert line is None or raised.value.line == line


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (INFORMATION.replace("BWBR0000001", "X"), 2, "Invalid act id 'X'"),
        (INFORMATION.replace("2022-03-01", "maart"), 10, "Invalid date 'maart'"),
        (INFORMATION.replace("waarde", "dag"), 2, "no day of change: expected wijzigingen/regeling/datum"),
        (INFORMATION.replace("wijzigingen>", "anders>"), 2, "no day of change"),
    ],
)
def test_malformed_information_is_refused_by_name_and_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    xml_file(tmp_path)
    xml_file(tmp_path, text, f"{ACT}.WTI")
    with pytest.raises(MalformedFile, match=r"BWBR0000001\.WTI") as raised:
        read_files([tmp_path])
    assert reason in raised.value.reason
    assert raised.value.line == line


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (YAML.replace("bwb_id: BWBR0000001", "bwb_id: BWBR0000002"), 1, "bwb_id BWBR0000002 is not BWBR0000001"),
        (YAML.replace("2021-12-31", "2019-12-31"), 4, "valid_until 2019-12-31 is before valid_from 2020-01-01"),
        (YAML.replace("number: 5.2a", "number: '1'"), 21, "article 1 stands here a second time"),
        (YAML.replace("number: 5.2a", "number: IV"), 21, "Invalid article number 'IV'"),
        (YAML.replace("url:", "valid_from: '2020-01-01'\nurl:"), 4, "the key 'valid_from' stands here a second time"),
        ("x: " + "[" * 60 + "]" * 60, 1, "nested deeper than 40 levels"),
    ],
)
def test_a_malformed_yaml_file_is_refused_by_name_and_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    with pytest.raises(MalformedFile, match=r"2020-01-01\.yaml") as raised:
        read_files([yaml_file(tmp_path, text)])
    assert reason in raised.value.reason
    assert raised.value.line == line


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"a: b\n\xff\xfe", "the byte 0xff is not UTF-8 text: expected a statute in YAML as UTF-8 text"),
        (b"a: b\n\x01", "the character U+0001 is not UTF-8 text: expected a statute in YAML as UTF-8 text"),
    ],
)
def test_a_yaml_file_that_is_no_text_is_refused_in_our_words(tmp_path: Path, data: bytes, reason: str) -> None:
    file = tmp_path / "2020-01-01.yaml"
    file.write_bytes(data)
    with pytest.raises(MalformedFile) as raised:
        read_files([file])
    assert str(raised.value) == f"{file}, line 2: {reason}, beginning as bwb_id: BWBR0015703."


def test_a_yaml_file_outside_the_folder_of_its_act_names_the_act_itself(tmp_path: Path) -> None:
    file = tmp_path / "2020-01-01.yaml"
    celex = YAML.replace("bwb_id: BWBR0000001", "bwb_id: null\ncelex: 32016R0679")
    for text, act in ((YAML, ACT), (celex, "32016R0679")):
        file.write_text(text)
        assert only(file).version.act == act
    file.write_text(YAML.replace("bwb_id: BWBR0000001\n", ""))
    with pytest.raises(MalformedFile, match="no act is named: expected a bwb_id"):
        read_files([file])


# --- hostile files


ENTITY = '<?xml version="1.0"?>\n<!DOCTYPE t [<!ENTITY a "aaaaaaaaaa">{more}]>\n<toestand>&{last};</toestand>'


@pytest.mark.parametrize(
    "text",
    [
        ENTITY.format(more="", last="a"),
        ENTITY.format(
            more="".join(f'<!ENTITY a{n} "{("&a" + (str(n - 1) if n else "") + ";") * 10}">' for n in range(12)),
            last="a11",
        ),
        '<?xml version="1.0"?>\n<!DOCTYPE t SYSTEM "file:///etc/passwd">\n<toestand/>',
        '<?xml version="1.0"?>\n<!DOCTYPE t [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n<toestand>&a;</toestand>',
        '<?xml version="1.0"?>\n<!DOCTYPE t [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd">%a;]>\n<toestand/>',
    ],
)
def test_a_document_type_is_refused_before_any_of_it_is_used(tmp_path: Path, text: str) -> None:
    start = time.monotonic()
    with pytest.raises(MalformedFile, match=r"a document type declaration \(DOCTYPE\) is refused") as raised:
        read_files([xml_file(tmp_path, text)])
    assert raised.value.line == 2
    assert time.monotonic() - start < 1


@pytest.mark.parametrize("tag", ["x", "meta-data"])
def test_xml_of_endless_depth_is_refused(tag: str) -> None:
    data = f"<toestand>{f'<{tag}>' * 200_000}".encode()
    with pytest.raises(MalformedFile, match="nested deeper than 100 levels"):
        read_tree(data, "deep.xml", skipped=("meta-data",))


def test_xml_with_too_many_elements_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grondslag.lawtext.xmltree.MOST_ELEMENTS", 10)
    with pytest.raises(MalformedFile, match="more than 10 elements"):
        read_tree(b"<a>" + b"<b/>" * 10 + b"</a>", "wide.xml")


def test_a_root_is_never_skipped() -> None:
    assert read_tree(b"<meta-data/>", "a.xml", skipped=("meta-data",)).tag == "meta-data"


def test_yaml_that_swells_by_aliases_is_refused(tmp_path: Path) -> None:
    lid = "{number: '1', text: x, onderdelen: *o}"
    text = (
        "valid_from: '2020-01-01'\n"
        "o: &o [" + ", ".join(["{label: a, text: x}"] * 500) + "]\n"
        f"l: &l [{', '.join([lid] * 500)}]\n"
        "articles: [{number: '1', leden: *l}, {number: '2', leden: *l}]\n"
    )
    with pytest.raises(MalformedFile, match="more than 200000 parts"):
        parse_version(text.encode(), yaml_file(tmp_path, text))


def test_a_file_or_folder_beyond_its_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    yaml_file(tmp_path)
    monkeypatch.setattr(files, "MOST_BYTES", 10)
    with pytest.raises(TooLarge, match="is larger than"):
        read_files([tmp_path])
    monkeypatch.setattr(files, "MOST_FILES", 0)
    with pytest.raises(TooLarge, match="More than 0 files"):
        read_files([tmp_path])


# --- files and folders


def test_all_files_that_cannot_be_used_are_told_at_once(tmp_path: Path) -> None:
    yaml_file(tmp_path)
    xml_file(tmp_path, "<a>", "a.xml")
    xml_file(tmp_path, "<b/>", "b.xml")
    with pytest.raises(BadInput, match="2 files cannot be used, so nothing was loaded") as raised:
        read_files([tmp_path])
    assert "a.xml, line 1" in str(raised.value)
    assert "b.xml, line 1" in str(raised.value)


def test_of_very_many_bad_files_the_first_are_told(tmp_path: Path) -> None:
    for number in range(23):
        xml_file(tmp_path, "<a>", f"{number:02}.xml")
    with pytest.raises(BadInput, match="and 3 more"):
        read_files([tmp_path])


def test_two_texts_of_one_day_are_refused(tmp_path: Path) -> None:
    files_of_one_day = [yaml_file(tmp_path), xml_file(tmp_path)]
    with pytest.raises(BadInput, match=r"More than one text of BWBR0000001 from 2020-01-01: 2020-01-01\.yaml and BWBR"):
        read_files(files_of_one_day)


def test_information_without_a_text_or_twice_is_refused(tmp_path: Path) -> None:
    one = xml_file(tmp_path, INFORMATION, f"{ACT}.WTI")
    with pytest.raises(BadInput, match="is the WTI of BWBR0000001, of which no text is here"):
        read_files([one])
    two = xml_file(tmp_path / "again", INFORMATION, f"{ACT}.WTI")
    with pytest.raises(BadInput, match="Two WTI files of BWBR0000001"):
        read_files([one, two, xml_file(tmp_path)])


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    file = yaml_file(tmp_path)
    assert len(read_files([file, tmp_path]).texts) == 1


def test_the_list_of_files_of_the_official_repository_is_left_out_and_told(tmp_path: Path) -> None:
    xml_file(tmp_path)
    xml_file(tmp_path, '<work label="BWBR0000001"><expression/></work>', "manifest.xml")
    (notice,) = read_files([tmp_path]).notices
    assert "manifest.xml, line 1: a list of files" in str(notice)


def test_a_path_without_texts_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No statute texts in"):
        read_files([tmp_path])
    with pytest.raises(BadInput, match="No such file or folder"):
        read_files([tmp_path / "nowhere"])
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(BadInput, match="Not a file with statute texts"):
        read_files([tmp_path / "a.txt"])


def test_long_work_is_told(tmp_path: Path) -> None:
    said: list[str] = []
    yaml_file(tmp_path)
    read_files([tmp_path], said.append)
    assert said == ["read 1 of 1 files"]

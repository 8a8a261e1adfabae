"""Loading statute texts: all or nothing, told where they differ, kept through a build, and asked only by name."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from generations import publish_quads
from lawtext_samples import ACT, INFORMATION, STATE, YAML, xml_file, yaml_file
from web_helpers import browse

from grondslag.build import build
from grondslag.cli import cli
from grondslag.content import Content
from grondslag.draft import describe
from grondslag.errors import BadInput, DamagedStore
from grondslag.graphs import LAW, Layer, default_dataset
from grondslag.lawtext.archive import FILE, TextArchive
from grondslag.lawtext.model import hash_of
from grondslag.loading import Loading, load, loaded
from grondslag.namespaces import GRAPH, GS, ID, PREFIXES, law_text_graph
from grondslag.published import REPORT_FILE
from grondslag.query.engine import Engine
from grondslag.settings import Settings
from grondslag.snapshot import create, verify
from grondslag.store import Generation, GraphStore
from webapp import create_app
from webapp.lawtexts import lines_of

DAY = date(2026, 11, 22)
GRAPH_OF_ACT = law_text_graph(ACT, date(2020, 1, 1))
STATES = f"""@base <{ID}> .
@prefix gs: <{GS}> .
<bwb/{ACT}/2020-01-01/art/1/onder/b> a gs:TextState ; gs:contentHash "{{hash}}" ; gs:presence gs:held .
<bwb/{ACT}/2020-01-01/art/5.2a/lid/2> a gs:TextState ; gs:presence gs:heldAndAbsent .
<bwb/{ACT}/2020-01-01/art/5.2a/lid/1> a gs:TextState ; gs:presence gs:notHeld .
<bwb/{ACT}/2018-01-01/art/1> a gs:TextState ; gs:contentHash "ab" ; gs:presence gs:held .
"""
LACKED = "".join(
    f'<{ID}bwb/{ACT}/2020-01-01/art/{place}> <{GS}contentHash> "ab" ; <{GS}presence> <{GS}held> .\n'
    for place in ("9", "9/lid/1", "9/lid/1/onder/a", "10/lid/2", *range(11, 16))
)
WEED = hash_of("niets aan onkruid.")


@pytest.fixture
def project(tmp_path: Path) -> Content:
    """Graph folders that know some text states of the invented act."""
    root = tmp_path / "project"
    for folder in ("ontology", "shapes", "queries", "data/law"):
        (root / folder).mkdir(parents=True)
    (root / "data/law/text-states.ttl").write_text(STATES.format(hash=WEED))
    return Content(root)


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def publish_small(settings: Settings) -> Generation:
    """A generation with one statement of law, published as a build does."""
    on_disk = GraphStore(settings.home)
    quad = ox.Quad(ox.NamedNode("a:s"), ox.NamedNode("a:p"), ox.Literal("law"), ox.NamedNode(LAW.iri))
    store = ox.Store()
    store.add(quad)
    entries = describe(store, [LAW])
    manifest = {"graphs": entries, "dataset_hash": "0" * 64, "content_tool": "test", "report": "none"}
    return publish_quads(on_disk, store, manifest, {REPORT_FILE: "{}"})


def texts_in(generation: Generation) -> dict[str, str]:
    """The words of each text node of a generation."""
    quads = generation.open().quads_for_pattern(None, ox.NamedNode(GS + "lawText"), None, None)
    return {quad.subject.value: quad.object.value for quad in quads}  # type: ignore[union-attr]


def lack(project: Content) -> None:
    """Let the graph hold provisions that the invented act has not."""
    with (project.data / "law/text-states.ttl").open("a", encoding="utf-8") as states:
        states.write(LACKED)


def told(loading: Loading) -> str:
    return "\n".join(str(notice) for notice in loading.notices)


# --- into the home


def test_words_come_into_a_graph_of_their_own_with_hash_source_and_date(
    tmp_path: Path, project: Content, home: Settings
) -> None:
    former = publish_small(home)
    xml_file(tmp_path / "texts")
    xml_file(tmp_path / "texts", INFORMATION, f"{ACT}.WTI")
    generation = load([tmp_path / "texts"], home, project, today=DAY).generation
    assert generation is not None
    assert generation.id != former.id
    layers = {graph.iri.removeprefix(GRAPH): graph.layer for graph in generation.graphs}
    assert layers == {"law": Layer.LAW, f"law-text/{ACT}/2020-01-01": Layer.LAW_TEXT, "catalogue": Layer.CATALOGUE}
    store = generation.open()
    node = f"{ID}law-text/{ACT}/2020-01-01"
    facts = {
        (quad.subject.value.removeprefix(node), quad.predicate.value.removeprefix(GS)): quad.object.value  # type: ignore[union-attr]
        for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(GRAPH_OF_ACT))
        if quad.predicate.value.startswith((GS, PREFIXES["dct"], PREFIXES["prov"]))
    }
    assert facts["/art/1/onder/b", "lawText"] == "niets aan onkruid."
    assert facts["/art/1/onder/b", "textHash"] == WEED
    assert facts["/art/1/onder/b", "textOfState"] == f"{ID}bwb/{ACT}/2020-01-01/art/1/onder/b"
    assert facts["/art/1/onder/b", PREFIXES["prov"] + "wasDerivedFrom"] == node
    assert facts["", "fileName"] == f"{ACT}_2020-01-01_0.xml"
    assert facts["", "fileKind"] == GS + "bwbState"
    assert facts["", "from"] == "2020-01-01"
    assert facts["", "before"] == "2022-03-01"
    assert facts["", "loadedOn"] == "2026-11-22"
    assert facts["", PREFIXES["dct"] + "source"] == f"https://wetten.overheid.nl/{ACT}/2020-01-01"
    assert facts["/information", "fileName"] == f"{ACT}.WTI"
    assert len(facts["", "fileHash"]) == 64
    assert ("/art/1", "wordsMissing") not in facts


def test_no_statement_of_the_graph_uses_a_term_that_is_not_declared(
    tmp_path: Path, project: Content, home: Settings, the_content: Content
) -> None:
    xml_file(tmp_path / "texts", STATE.replace("brood.</al>", "brood.</al><formule/>"))
    xml_file(tmp_path / "texts", INFORMATION, f"{ACT}.WTI")
    load([tmp_path / "texts"], home, project, today=DAY)
    declared = (the_content.ontology / "legislation.ttl").read_text(encoding="utf-8")
    declared += (the_content.ontology / "agents.ttl").read_text(encoding="utf-8")
    used = {
        term.value.removeprefix(GS)
        for quads in TextArchive(home.home).read().values()
        for quad in quads
        for term in (quad.predicate, quad.object)
        if isinstance(term, ox.NamedNode) and term.value.startswith(GS)
    }
    assert "wordsMissing" in used
    assert {term for term in used if f"\ngs:{term}\n" not in declared} == set()


def test_loading_twice_changes_nothing(tmp_path: Path, project: Content, home: Settings) -> None:
    publish_small(home)
    file = yaml_file(tmp_path / "texts")
    first = load([file], home, project, today=DAY)
    kept = (home.home / FILE).read_bytes()
    again = load([file], home, project, today=date(2027, 1, 1))
    assert first.generation is not None
    assert again.generation is not None
    assert again.generation.id == first.generation.id
    assert (home.home / FILE).read_bytes() == kept
    assert [(one.change, one.loaded_on) for one in (*first.versions, *again.versions)] == [
        ("new", DAY),
        ("unchanged", DAY),
    ]


def test_other_words_of_the_same_version_replace_the_former_ones(
    tmp_path: Path, project: Content, home: Settings
) -> None:
    publish_small(home)
    load([yaml_file(tmp_path / "texts")], home, project, today=DAY)
    file = yaml_file(tmp_path / "texts", YAML.replace("brood", "taart"))
    loading = load([file], home, project, today=date(2027, 1, 1))
    assert [(one.change, one.loaded_on) for one in loading.versions] == [("replaced", date(2027, 1, 1))]
    assert loading.generation is not None
    words = texts_in(loading.generation).values()
    assert any("taart" in one for one in words)
    assert not any("brood" in one for one in words)


def test_texts_loaded_before_stay_beside_the_new_ones(tmp_path: Path, project: Content, home: Settings) -> None:
    load([yaml_file(tmp_path / "one")], home, project, today=DAY)
    later = YAML.replace("2020-01-01", "2022-01-01").replace("'2021-12-31'", "null")
    load([yaml_file(tmp_path / "two", later, "2022-01-01.yaml")], home, project, today=DAY)
    assert [(one.act, str(one.valid_from), one.provisions, one.damaged) for one in loaded(home)] == [
        (ACT, "2020-01-01", 8, 2),
        (ACT, "2022-01-01", 8, 2),
    ]


def test_when_one_file_is_bad_nothing_of_any_is_loaded(tmp_path: Path, project: Content, home: Settings) -> None:
    former = publish_small(home)
    yaml_file(tmp_path / "texts")
    xml_file(tmp_path / "texts", "<toestand>")
    with pytest.raises(BadInput, match="not well-formed XML"):
        load([tmp_path / "texts"], home, project, today=DAY)
    assert not (home.home / FILE).exists()
    assert GraphStore(home.home).current().id == former.id


def test_a_check_changes_nothing(tmp_path: Path, project: Content, home: Settings) -> None:
    former = publish_small(home)
    loading = load([yaml_file(tmp_path / "texts")], home, project, today=DAY, check_only=True)
    assert [one.change for one in loading.versions] == ["new"]
    assert loading.generation is None
    assert not (home.home / FILE).exists()
    assert GraphStore(home.home).current().id == former.id


def test_without_a_graph_the_texts_wait_for_the_first_build(tmp_path: Path, project: Content, home: Settings) -> None:
    assert load([yaml_file(tmp_path / "texts")], home, project, today=DAY).generation is None
    assert len(loaded(home)) == 1


@pytest.mark.parametrize("damaged", ["manifest.json", REPORT_FILE])
def test_a_damaged_generation_is_told_before_anything_is_kept(
    tmp_path: Path, project: Content, home: Settings, damaged: str
) -> None:
    (publish_small(home).path / damaged).write_bytes(b"\xff")
    with pytest.raises(DamagedStore):
        load([yaml_file(tmp_path / "texts")], home, project, today=DAY)
    assert not (home.home / FILE).exists()


# --- beside what our reading was made from


def test_words_that_are_those_of_our_reading_are_not_told(tmp_path: Path, project: Content, home: Settings) -> None:
    loading = load([yaml_file(tmp_path / "texts")], home, project, today=DAY)
    assert "onder/b" not in told(loading)


def test_other_words_are_told_with_both_hashes(tmp_path: Path, project: Content, home: Settings) -> None:
    other = hash_of("veel aan onkruid.")
    file = yaml_file(tmp_path / "texts", YAML.replace("niets aan", "veel aan"))
    loading = load([file], home, project, today=DAY)
    assert (
        "the words of art/1/onder/b are not those that our reading was made from: "
        f"SHA-256 {other} here, {WEED} in the graph"
    ) in told(loading)


def test_what_one_side_has_and_the_other_lacks_is_told(tmp_path: Path, project: Content, home: Settings) -> None:
    lack(project)
    text = told(load([yaml_file(tmp_path / "texts")], home, project, today=DAY, incomplete=True))
    assert "art/9 is held in the graph (SHA-256 ab) and is not in this file" in text
    assert "art/5.2a/lid/2 is in this file, and the graph says that this version lacks it" in text
    assert "art/5.2a/lid/1" not in text
    assert "2018" not in text


def test_a_version_that_the_graph_does_not_know_is_told(tmp_path: Path, project: Content, home: Settings) -> None:
    text = YAML.replace("2020-01-01", "2021-01-01")
    loading = load([yaml_file(tmp_path / "texts", text, "2021-01-01.yaml")], home, project, today=DAY)
    assert f"the graph knows no version of {ACT} from 2021-01-01 (it knows 2018-01-01, 2020-01-01)" in told(loading)
    (project.data / "law/text-states.ttl").unlink()
    loading = load([yaml_file(tmp_path / "texts")], home, project, today=DAY)
    assert "(it knows none)" in told(loading)


@pytest.mark.parametrize(
    ("ends", "notice"),
    [
        (("2021-01-01", "2022-03-01"), ""),
        (("2022-03-01", "2022-03-02"), "this text was replaced on 2022-03-01, and in the graph its end is 2022-03-02"),
        (("2021-01-01", None), "this text was replaced on 2022-03-01, and in the graph its end is open"),
    ],
)
def test_an_end_in_the_graph_after_the_official_one_is_told(
    tmp_path: Path, project: Content, home: Settings, ends: tuple[str, str | None], notice: str
) -> None:
    states = "".join(
        f"<{ID}bwb/{ACT}/2020-01-01/art/{number}> <{GS}presence> <{GS}notHeld> ."
        + (f' <{ID}bwb/{ACT}/2020-01-01/art/{number}> <{GS}before> "{end}" .\n' if end else "\n")
        for number, end in enumerate(ends, start=7)
    )
    (project.data / "law/text-states.ttl").write_text(states)
    xml_file(tmp_path / "texts")
    without = told(load([tmp_path / "texts"], home, project, today=DAY))
    xml_file(tmp_path / "texts", INFORMATION, f"{ACT}.WTI")
    assert without == ""
    assert told(load([tmp_path / "texts"], home, project, today=DAY)) == (f"{ACT}.WTI: {notice}" if notice else "")


# --- a file that was cut off


@pytest.mark.parametrize("check_only", [False, True])
def test_a_file_that_lacks_what_the_graph_holds_is_refused_and_what_is_missing_named(
    tmp_path: Path, project: Content, home: Settings, check_only: bool
) -> None:
    lack(project)
    with pytest.raises(BadInput) as raised:
        load([yaml_file(tmp_path / "texts")], home, project, today=DAY, check_only=check_only)
    assert str(raised.value) == (
        f"2020-01-01.yaml lacks 9 of the 10 provisions of {ACT} from 2020-01-01 that the graph holds or that are "
        "loaded now: article 9, article 10 lid 2, article 11, article 12, article 13 and others. Expected the whole "
        "text of that version, or --incomplete to load what there is. Example: grondslag harvest --incomplete FOLDER"
    )
    assert not (home.home / FILE).exists()


def test_a_file_with_less_than_is_loaded_now_replaces_nothing_unless_asked(
    tmp_path: Path, project: Content, home: Settings
) -> None:
    load([yaml_file(tmp_path)], home, project, today=DAY)
    kept = (home.home / FILE).read_bytes()
    cut = yaml_file(tmp_path, YAML[: YAML.rindex("  - number: '2'")])
    with pytest.raises(BadInput, match=r"lacks 1 of the 8 provisions .*: article 5\.2a lid 2\. Expected"):
        load([cut], home, project, today=DAY)
    assert (home.home / FILE).read_bytes() == kept
    (version,) = load([cut], home, project, today=DAY, incomplete=True).versions
    assert (version.change, version.provisions) == ("replaced", 7)


def test_a_provision_without_words_is_lacking_too(tmp_path: Path, project: Content, home: Settings) -> None:
    emptied = YAML.replace("niets aan onkruid.", "''")
    with pytest.raises(BadInput, match=r"lacks 1 of the 1 provisions .*: article 1 onder b\. "):
        load([yaml_file(tmp_path, emptied)], home, project, today=DAY)


# --- what is kept


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("niets aan onkruid", "veel aan onkruid", "are not those that were loaded"),
        (WEED, "0" * 64, "are not those that were loaded"),
        (GRAPH_OF_ACT, GRAPH + "law", "stands outside the graphs of texts"),
        ("<https://w3id.org", "<https://w3id org", "cannot be read"),
        (f" <{GRAPH_OF_ACT}> .", " .", "stands outside the graphs of texts"),
        (f"{GS}fileName", f"{GS}name", "does not say from which file"),
        (f"{DAY}", "vandaag", "does not say from which file and on which day"),
    ],
)
def test_kept_texts_that_were_changed_are_not_used(
    tmp_path: Path, project: Content, home: Settings, old: str, new: str, reason: str
) -> None:
    load([yaml_file(tmp_path / "texts")], home, project, today=DAY)
    file = home.home / FILE
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DamagedStore, match=reason) as raised:
        loaded(home)
    assert "grondslag harvest" in str(raised.value)


def test_only_its_owner_may_read_what_is_kept(tmp_path: Path, project: Content, home: Settings) -> None:
    load([yaml_file(tmp_path / "texts")], home, project, today=DAY)
    assert (home.home / FILE).stat().st_mode & 0o777 == 0o600


# --- the command


def run(settings: Settings, *arguments: str) -> Result:
    return CliRunner(env={"GRONDSLAG_HOME": str(settings.home)}).invoke(cli, ["harvest", *arguments])


def test_the_command_tells_what_it_loads_and_then_what_is_loaded(tmp_path: Path, home: Settings) -> None:
    assert run(home).stdout == "no statute texts are loaded\n"
    yaml_file(tmp_path / "texts")
    checked = run(home, "--check", str(tmp_path / "texts"))
    assert (checked.exit_code, checked.stdout) == (0, f"{ACT} 2020-01-01: 8 provisions, would be loaded\n")
    result = run(home, str(tmp_path / "texts"))
    assert (result.exit_code, result.stdout) == (0, f"{ACT} 2020-01-01: 8 provisions, loaded\n")
    assert "words are missing from article 5.2a lid 2" in result.stderr
    assert f"the graph knows no version of {ACT}" in result.stderr
    assert "`grondslag build` puts them into the graph" in result.stderr
    told = run(home).stdout
    assert told.startswith(f"{ACT} 2020-01-01: 8 provisions, 2 with words missing, from 2020-01-01.yaml, loaded on 20")
    publish_small(home)
    again = run(home, str(tmp_path / "texts"))
    assert again.stdout.startswith(f"{ACT} 2020-01-01: 8 provisions, unchanged\ngeneration 000002-")


def test_the_command_names_a_bad_file_and_exits_with_2(tmp_path: Path, home: Settings) -> None:
    result = run(home, str(xml_file(tmp_path, "<!DOCTYPE a []><a/>")))
    assert result.exit_code == 2
    assert "BWBR0000001_2020-01-01_0.xml, line 1, column 13: a document type declaration" in result.stderr
    assert run(home, str(tmp_path / "nowhere")).exit_code == 2


def test_many_notes_of_a_kind_are_counted_and_the_first_few_told(tmp_path: Path, home: Settings) -> None:
    lid = "  - number: '{number}'\n    text: De bakker mag\n    damaged: true\n"
    file = yaml_file(tmp_path, YAML + "".join(lid.format(number=number) for number in range(3, 12)))
    short = run(home, "--check", str(file)).stderr
    assert "note: 10 places where words are missing; the first 3 of them (--verbose tells all):" in short
    assert short.count("words are missing from article") == 3
    whole = run(home, "--check", "--verbose", str(file)).stderr
    assert whole.count("words are missing from article") == 10
    assert "the first" not in whole


def test_the_command_refuses_what_was_cut_off_unless_told_that_it_may_be(tmp_path: Path, home: Settings) -> None:
    run(home, str(yaml_file(tmp_path)))
    cut = yaml_file(tmp_path, YAML[: YAML.index("- number: 5.2a")])
    refused = run(home, str(cut))
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "2020-01-01.yaml lacks 3 of the 8 provisions" in refused.stderr
    assert "Example: grondslag harvest --incomplete FOLDER" in refused.stderr
    loaded_all_the_same = run(home, "--incomplete", str(cut))
    assert loaded_all_the_same.exit_code == 0
    assert loaded_all_the_same.stdout == f"{ACT} 2020-01-01: 5 provisions, loaded in the place of other words\n"


def test_kept_texts_that_were_changed_give_exit_code_3(home: Settings) -> None:
    home.home.mkdir()
    (home.home / FILE).write_text("nonsense")
    assert run(home).exit_code == 3


def test_laid_out_words_become_lines_with_their_depth() -> None:
    words = "  1\tEen:\n    a\tdit\nen dat" + "".join(f"\n{'  ' * depth}x\tdiep" for depth in (5, 9))
    assert [(line.depth, line.label, line.words) for line in lines_of(words)] == [
        (1, "1", "Een:"),
        (2, "a", "dit"),
        (0, "", "en dat"),
        (4, "x", "diep"),
        (4, "x", "diep"),
    ]
    assert [line.depth for line in lines_of("  1\tEen\n  2\tTwee")] == [0, 0]
    assert lines_of("") == []


# --- through the graph and the site, over words that were never in any statute

UAVG = "BWBR0040940"
PLACE = f"/statutes/{UAVG}/art/30/lid/1/onder/b"
MADE_UP = """bwb_id: BWBR0040940
url: https://example.org/<b>
valid_from: '{day}'
articles:
- number: '30'
  leden:
  - number: '1'
    text: 'De <script>alert(1)</script> bloemist:'
    onderdelen:
    - label: b
      text: '{words}'
      damaged: {damaged}
      subonderdelen:
      - label: 1°
        text: op zaterdag.
"""


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three invented texts of one real provision, the newest and the oldest of which are not loaded with it."""
    folder = tmp_path_factory.mktemp("texts") / UAVG
    folder.mkdir()
    for day, words, damaged in (("2018-05-25", "zingt", "false"), ("2021-07-01", "zingt", "false")):
        text = MADE_UP.format(day=day, words=words, damaged=damaged)
        (folder / f"{day}.yaml").write_text(text.replace("articles:", "valid_until: null\narticles:"))
    return folder


@pytest.fixture(scope="module")
def settings_with_texts(
    tmp_path_factory: pytest.TempPathFactory, home_000: Path, content_000: Content, texts: Path
) -> Settings:
    """A home with the law layer, document 000, and the invented texts."""
    settings = Settings(home=Path(shutil.copytree(home_000, tmp_path_factory.mktemp("with-texts") / "home")))
    load([texts], settings, content_000, today=DAY, incomplete=True)
    return settings


@pytest.fixture(scope="module")
def engine_with_texts(settings_with_texts: Settings, content_000: Content) -> Iterator[Engine]:
    with Engine(settings_with_texts, content_000) as running:
        yield running


@pytest.fixture(scope="module")
def client_with_texts(engine_with_texts: Engine, content_000: Content) -> FlaskClient:
    return create_app({"TESTING": True, "ENGINE": engine_with_texts, "CONTENT": content_000}).test_client()


@pytest.mark.unmeasured
def test_a_build_takes_the_loaded_texts_along(settings_with_texts: Settings, content_000: Content) -> None:
    before = GraphStore(settings_with_texts.home).current()
    said: list[str] = []
    assert build(settings_with_texts, content_000, said.append).id == before.id
    assert said[-1] == f"nothing changed since generation {before.id}"
    assert len(texts_in(before)) == 8


def test_a_query_sees_the_words_only_when_it_asks_for_them(engine_with_texts: Engine) -> None:
    generation = engine_with_texts.generation()
    texts = [graph.iri for graph in generation.graphs if graph.layer is Layer.LAW_TEXT]
    assert len(texts) == 2
    assert not set(texts) & set(default_dataset(generation.graphs, ("sources",)))
    assert set(texts) <= set(default_dataset(generation.graphs, ("law-text",)))
    ask = f"ASK {{ ?text <{GS}lawText> ?words }}"
    assert engine_with_texts.run(ask).boolean is False
    assert engine_with_texts.run(ask, layers=("sources",)).boolean is False
    assert engine_with_texts.run(ask, layers=("law-text",)).boolean is True
    assert engine_with_texts.run(f"ASK {{ GRAPH ?g {{ ?text <{GS}lawText> ?words }} }}").boolean is True
    with pytest.raises(BadInput, match=r"Unknown layer 'texts'\. Expected the layer sources or law-text, or none"):
        engine_with_texts.run(ask, layers=("texts",))


def test_the_endpoint_adds_the_layer_of_texts_when_asked(client_with_texts: FlaskClient) -> None:
    query = f"ASK {{ ?text <{GS}lawText> ?words }}"
    answers = [
        client_with_texts.get("/sparql", query_string={"query": query, **layer}).get_json()["boolean"]
        for layer in ({}, {"layer": "law-text"})
    ]
    assert answers == [False, True]


def test_the_page_shows_the_words_beside_our_reading(client_with_texts: FlaskClient) -> None:
    text = browse(client_with_texts, PLACE, "en").get_data(as_text=True)
    beside = text[text.index('<div class="beside">') :]
    words = beside[: beside.index('id="norms"')]
    assert '<div class="law-words" lang="nl">' in words
    assert "zingt" in words
    assert '<span class="law-label">1°</span> op zaterdag.' in words
    assert "2018-05-25.yaml" in words
    assert "2021-07-01.yaml" in words
    assert "loaded 22 November 2026" in words
    assert "YAML file" in words
    assert words.count("<details") == 1
    assert hash_of("zingt 1° op zaterdag.") in words
    assert "reading-column" in beside
    assert "The words of this provision are not loaded here" not in text


def test_the_page_tells_what_differs_and_which_text_is_not_loaded(client_with_texts: FlaskClient) -> None:
    dutch = browse(client_with_texts, PLACE).get_data(as_text=True)
    assert "Dit zijn niet de woorden waarvan onze lezing is gemaakt." in dutch
    missing = dutch.index("De woorden van de tekst vanaf 1 september 2026 zijn niet geladen.")
    assert missing < dutch.index('<details class="verbatim"')
    english = browse(client_with_texts, PLACE, "en").get_data(as_text=True)
    assert "The words of the text from 1 September 2026 are not loaded." in english
    assert "woorden ontbreken" not in dutch
    assert "YAML-bestand" in dutch


def test_the_page_escapes_what_is_in_a_text(client_with_texts: FlaskClient) -> None:
    text = browse(client_with_texts, f"/statutes/{UAVG}/art/30/lid/1").get_data(as_text=True)
    assert "De &lt;script&gt;alert(1)&lt;/script&gt; bloemist:" in text
    assert "<script>alert" not in text
    assert 'href="https://example.org/&lt;b&gt;"' in text


def test_an_article_shows_the_norms_of_its_parts(client_with_texts: FlaskClient) -> None:
    text = browse(client_with_texts, f"/statutes/{UAVG}/art/30/lid/1", "en").get_data(as_text=True)
    below = text[text.index("Norms of its parts") : text.index('id="citing"')]
    assert f'href="/statutes/{UAVG}/art/30/lid/1/onder/b"' in below
    assert "No norm of this provision has been described yet" not in text


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nl", "De woorden van deze bepaling zijn hier niet geladen."),
        ("en", "The words of this provision are not loaded here."),
    ],
)
def test_where_nothing_is_loaded_the_page_says_so_and_shows_our_reading(
    client_with_texts: FlaskClient, language: str, sentence: str
) -> None:
    text = browse(client_with_texts, "/statutes/BWBR0015703/art/65/lid/1", language).get_data(as_text=True)
    assert sentence in text
    assert 'class="beside"' not in text
    assert 'class="reading-column"' in text


def test_words_that_are_missing_are_marked_on_the_page(
    tmp_path: Path, settings_with_texts: Settings, content_000: Content
) -> None:
    folder = tmp_path / UAVG
    folder.mkdir()
    text = MADE_UP.format(day="2026-09-01", words="fluit", damaged="true")
    (folder / "2026-09-01.yaml").write_text(text)
    load([folder], settings_with_texts, content_000, today=DAY, incomplete=True)
    with Engine(settings_with_texts, content_000) as engine:
        client = create_app({"TESTING": True, "ENGINE": engine, "CONTENT": content_000}).test_client()
        page = browse(client, PLACE, "en").get_data(as_text=True)
    assert page.count('<details class="verbatim"') == 2
    assert page.index("fluit") < page.index("zingt")
    assert "Words are missing from this file. Nothing was filled in." in page


def test_a_snapshot_freezes_the_words_too(settings_with_texts: Settings, content_000: Content, tmp_path: Path) -> None:
    generation = GraphStore(settings_with_texts.home).current()
    manifest = create(generation, content_000, tmp_path / "frozen")
    assert manifest.dataset_hash == generation.dataset_hash
    graph = law_text_graph(UAVG, date(2018, 5, 25))
    entry = json.loads((tmp_path / "frozen/manifest.json").read_text())["graphs"][graph]
    file = tmp_path / "frozen" / entry["file"]
    assert "zingt" in file.read_text(encoding="utf-8")
    assert verify(tmp_path / "frozen") == []
    file.write_text(file.read_text(encoding="utf-8").replace("zingt", "ziet"), encoding="utf-8")
    assert [problem.kind for problem in verify(tmp_path / "frozen")] == ["changed"]

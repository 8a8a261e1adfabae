"""Loading statute texts into a home: read, compared with what our reading was made from, kept and published.

All or nothing: when one file cannot be used, nothing of any is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from grondslag.build import Progress, publish_texts
from grondslag.citation import statute_iri, version_iri
from grondslag.content import Content
from grondslag.errors import BadInput, NoGeneration
from grondslag.graphs import Layer, NamedGraph
from grondslag.lawtext.archive import TextArchive, damaged
from grondslag.lawtext.files import Reading, TextFile, read_files, refuse, spoken
from grondslag.lawtext.graph import file_node, same_but_for_date, text_quads
from grondslag.lawtext.model import Notice, NoticeKind
from grondslag.namespaces import GS, law_text_graph
from grondslag.published import report_text
from grondslag.rdf import parse_file
from grondslag.remote.store import open_store
from grondslag.settings import Settings
from grondslag.store import Generation, GraphStore

# So many of the provisions that a file lacks are named.
FEW = 5


@dataclass(frozen=True)
class LoadedVersion:
    """One version of an act whose words the home keeps; `change` is new, replaced or unchanged."""

    act: str
    valid_from: date
    provisions: int
    damaged: int
    file: str
    loaded_on: date
    change: str = "unchanged"


@dataclass(frozen=True)
class Loading:
    """What was loaded, what is to be told of it, and the generation that has it (None when nothing was built yet)."""

    versions: tuple[LoadedVersion, ...]
    notices: tuple[Notice, ...]
    generation: Generation | None = None


def load(
    paths: Sequence[Path],
    settings: Settings,
    content: Content,
    *,
    today: date,
    check_only: bool = False,
    incomplete: bool = False,
    progress: Progress = lambda _: None,
) -> Loading:
    """Load the texts below `paths` into the home and publish them; with `check_only` read, compare and change nothing.

    Texts of other versions that the home keeps already stay. Raises `BadInput` naming each file that cannot be used, or
    that lacks provisions known to be in its version unless `incomplete` says that it may; `StoreBusy` when another
    process writes, `DamagedStore` when home or generation are not as they were left.
    """
    reading = read_files(paths, progress)
    progress("comparing with the text states of the law layer")
    states = _states(content)
    notices = (*_told(reading), *_differences(reading.texts, states))
    known = None if incomplete else states
    if check_only:
        kept = TextArchive(settings.home).read()
        return Loading(tuple(_merge(kept, reading.texts, today, known)[1]), notices)
    on_disk = open_store(settings)
    with on_disk.writing() as work:
        archive = TextArchive(settings.home)
        kept, versions = _merge(archive.read(), reading.texts, today, known)
        # Looked at before anything is kept, so that a damaged generation changes nothing.
        built = _is_built(on_disk)
        archive.write(kept)
        generation = publish_texts(on_disk, work, kept, progress) if built else None
    return Loading(tuple(versions), notices, generation)


def loaded(settings: Settings) -> list[LoadedVersion]:
    """The versions whose words the home keeps. Raises `DamagedStore` when they are not as they were left."""
    return [_described(graph, quads) for graph, quads in TextArchive(settings.home).read().items()]


def _is_built(store: GraphStore) -> bool:
    """Whether there is a generation to publish again. Raises `DamagedStore` for one that cannot be read."""
    try:
        current = store.current()
    except NoGeneration:
        return False
    current.open()
    report_text(current)
    return True


def _merge(
    kept: Mapping[NamedGraph, list[ox.Quad]], texts: Sequence[TextFile], today: date, known: _States | None
) -> tuple[dict[NamedGraph, list[ox.Quad]], list[LoadedVersion]]:
    """What is kept with `texts` put in; the same words from the same file keep the day of their first loading.

    Raises `BadInput` for texts that lack provisions that are in the `known` states or in what is kept; None lets them.
    """
    merged = dict(kept)
    versions = []
    if known is not None:
        refuse([fault for text in texts if (fault := _incomplete(text, known, kept.get(_graph_of(text), ())))])
    for text in texts:
        graph = _graph_of(text)
        quads = text_quads(text, today)
        change = "new"
        if graph in kept:
            change = "unchanged" if same_but_for_date(kept[graph], quads) else "replaced"
        if change != "unchanged":
            merged[graph] = quads
        versions.append(_described(graph, merged[graph], change))
    return merged, versions


def _graph_of(text: TextFile) -> NamedGraph:
    return NamedGraph(law_text_graph(text.version.act, text.version.valid_from), Layer.LAW_TEXT)


def _described(graph: NamedGraph, quads: Sequence[ox.Quad], change: str = "unchanged") -> LoadedVersion:
    act, day = graph.iri.split("/")[-2:]
    valid_from = date.fromisoformat(day)
    file = file_node(act, valid_from)
    facts = {quad.predicate.value: quad.object.value for quad in quads if quad.subject == file}  # type: ignore[union-attr]
    predicates = [quad.predicate.value for quad in quads]
    try:
        name, loaded_on = facts[GS + "fileName"], date.fromisoformat(facts[GS + "loadedOn"])
    except (KeyError, ValueError) as error:
        raise damaged(f"{graph.iri} does not say from which file and on which day it was loaded") from error
    return LoadedVersion(
        act=act,
        valid_from=valid_from,
        provisions=predicates.count(GS + "lawText"),
        damaged=predicates.count(GS + "wordsMissing"),
        file=name,
        loaded_on=loaded_on,
        change=change,
    )


# --- a file that was cut off


def _incomplete(text: TextFile, states: _States, kept: Sequence[ox.Quad]) -> BadInput | None:
    """What a text lacks that the graph or the home knows to be in its version: a file cut off can still be read."""
    version = text.version
    in_version = f"{version_iri(version.act, version.valid_from)}/"
    in_home = f"{file_node(version.act, version.valid_from).value}/"
    in_graph = [iri.removeprefix(in_version) for iri in states.hashes if iri.startswith(in_version)]
    loaded_now = [
        quad.subject.value.removeprefix(in_home)  # type: ignore[union-attr]
        for quad in kept
        if quad.predicate.value == GS + "lawText"
    ]
    here = {
        path.state_iri(version.valid_from).removeprefix(in_version)
        for path, part in version.addressed()
        if part.content()
    }
    known = dict.fromkeys([*in_graph, *loaded_now])
    missing = [place for place in known if place not in here]
    places = set(missing)
    if not missing:
        return None
    # An article that is missing stands for all its parts.
    outermost = [place for place in missing if places.isdisjoint(_above(place))]
    named = ", ".join(spoken(place) for place in outermost[:FEW])
    more = " and others" if len(outermost) > FEW else ""
    return BadInput(
        f"{text.origin.name} lacks {len(missing)} of the {len(known)} provisions of {version.act} from "
        f"{version.valid_from} that the graph holds or that are loaded now: {named}{more}",
        code="incomplete_text",
        expected="the whole text of that version, or --incomplete to load what there is",
        example="grondslag harvest --incomplete FOLDER",
    )


def _above(place: str) -> Iterator[str]:
    """The places that a place is in: of `art/5/lid/1/onder/a`, `art/5` and `art/5/lid/1`."""
    steps = place.split("/")
    yield from ("/".join(steps[:end]) for end in range(2, len(steps), 2))


def _told(reading: Reading) -> Iterator[Notice]:
    yield from reading.notices
    for text in reading.texts:
        yield from text.notices


# --- beside what our reading was made from


@dataclass(frozen=True)
class _States:
    """The text states of the law layer: hash, presence and end of each, by its IRI."""

    hashes: Mapping[str, str]
    presences: Mapping[str, str]
    ends: Mapping[str, str]


def _differences(texts: Sequence[TextFile], states: _States) -> Iterator[Notice]:
    """Where the words are not those that the law layer has the hash of: told, and loaded all the same."""
    known = {iri.partition("/art/")[0] for iri in states.presences}
    for text in texts:
        version = version_iri(text.version.act, text.version.valid_from)
        if version in known:
            yield from _other_end(text, f"{version}/", states)
            yield from _in_version(text, f"{version}/", states)
            continue
        act = f"{statute_iri(text.version.act)}/"
        days = ", ".join(sorted(one.removeprefix(act) for one in known if one.startswith(act))) or "none"
        yield Notice(
            NoticeKind.UNKNOWN_VERSION,
            text.origin.name,
            f"the graph knows no version of {text.version.act} from {text.version.valid_from} (it knows {days}): "
            "the words can be queried, and no page shows them",
        )


def _other_end(text: TextFile, version: str, states: _States) -> Iterator[Notice]:
    """Where the graph lets a text of this version last beyond the day on which official information has it replaced."""
    end = text.version.before
    if text.intervals is None or end is None:
        return
    # An end that is not there is later than any day.
    last = max(states.ends.get(iri, "open") for iri in states.presences if iri.startswith(version))
    if last > end.isoformat():
        reason = f"this text was replaced on {end}, and in the graph its end is {last}"
        yield Notice(NoticeKind.OTHER_END, text.intervals.name, reason)


def _in_version(text: TextFile, version: str, states: _States) -> Iterator[Notice]:
    name = f"{text.origin.name} ({text.version.act})"
    parts = {path.state_iri(text.version.valid_from): part for path, part in text.version.addressed()}
    for iri, presence in states.presences.items():
        if not iri.startswith(version):
            continue
        place, part, expected = iri.removeprefix(version), parts.get(iri), states.hashes.get(iri)
        if part is None and expected:
            reason = f"{place} is held in the graph (SHA-256 {expected}) and is not in this file"
            yield Notice(NoticeKind.LACKING, name, reason)
        elif part is not None and presence == "heldAndAbsent":
            reason = f"{place} is in this file, and the graph says that this version lacks it"
            yield Notice(NoticeKind.UNEXPECTED, name, reason)
        elif part is not None and expected and part.content_hash() != expected:
            yield Notice(
                NoticeKind.OTHER_WORDS,
                name,
                f"the words of {place} are not those that our reading was made from: "
                f"SHA-256 {part.content_hash()} here, {expected} in the graph",
            )


def _states(content: Content) -> _States:
    file = content.data / "law" / "text-states.ttl"
    hashes: dict[str, str] = {}
    presences: dict[str, str] = {}
    ends: dict[str, str] = {}
    for quad in parse_file(file) if file.exists() else ():
        subject, value = quad.subject.value, quad.object.value  # type: ignore[union-attr]
        if quad.predicate.value == GS + "contentHash":
            hashes[subject] = value
        elif quad.predicate.value == GS + "presence":
            presences[subject] = value.removeprefix(GS)
        elif quad.predicate.value == GS + "before":
            ends[subject] = value
    return _States(hashes, presences, ends)

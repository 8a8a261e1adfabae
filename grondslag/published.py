"""The published graph as validation sees it: practice with what it rests on, and the shapes beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import rdflib

from grondslag import evaluation, validation
from grondslag import report as report_package
from grondslag.content import Content, content
from grondslag.derive import derive
from grondslag.errors import DamagedStore, NotFound, TooLarge
from grondslag.evaluation import Dates, days, evaluate, in_scope, out_of_scope
from grondslag.graphs import LAW, PUBLIC, Layer, NamedGraph, default_dataset
from grondslag.large import Progress, report_in_parts
from grondslag.lazygraph import lazy_graph
from grondslag.match import Law
from grondslag.matches import store_matches
from grondslag.namespaces import PREFIXES
from grondslag.rdf import canonical, sha256, to_rdflib, union, unnamed
from grondslag.report.address import reference
from grondslag.report.model import Evaluated, Finding, Report
from grondslag.report.words import NO_DATE_OF_SOURCE, NO_LEGAL_DATE
from grondslag.store import Generation
from grondslag.validation import ENGINE, findings_in_flow, validate

REPORT_FILE = "report.json"
PRACTICE = frozenset({Layer.REGISTER, Layer.SOURCE})
WHOLE_UP_TO = 50_000
"""So many statements a register may have to be reported on as a whole; a larger one is by itself, part by part."""
MATCHED_NOW_UP_TO = 250_000
"""So many statements an imported register may have to be matched at once: its results take ten times as many."""
_RESTED_ON = frozenset({Layer.ONTOLOGY, Layer.LAW, Layer.SHAPES})


def report_on(
    store: ox.Store,
    graphs: Iterable[NamedGraph],
    *,
    layers: Set[Layer] = PRACTICE,
    registers: Set[str] | None = None,
    generation: str | None = None,
    as_of: date | None = None,
    reported_at: date | None = None,
    the_content: Content | None = None,
    former: Report | None = None,
) -> Report:
    """Validate practice in `store` against the shapes in it.

    `layers` chooses registers, reported practice (sources) or both; `registers`, if given, the IRIs of the only
    registers to look at. Law and ontology are always there to compare with. `as_of` is the legal date of registers:
    what does not run then is left out. Reported practice is tested at the date of its source, or on `reported_at`.
    The knowledge date is `store` itself: which generation it is. `graphs` are those that the reader may see: a
    report on more than the public ones is for that reader alone. `former` is a report that this very code made:
    where it is on the same data by the same shapes, it is taken over.
    """
    wanted = [graph for graph in graphs if graph.layer not in PRACTICE or _is_looked_at(graph, layers, registers)]
    shapes = [graph.iri for graph in wanted if graph.layer is Layer.SHAPES]
    data = default_dataset(wanted, ("sources",))
    data_triples, shape_triples = list(union(store, data)), list(union(store, shapes))
    dates = Dates(as_of, reported_at)
    evaluated = tuple(_evaluated(graph, day) for graph, day in days(store, wanted, dates).items())
    facts = evaluate(store, wanted, the_content or content(), dates)
    hashes = (_data_hash(data_triples, facts, evaluated), sha256(canonical(shape_triples)))
    if former is not None and (former.data_hash, former.shapes_hash) == hashes:
        report = former
    else:
        data_hash, shapes_hash = hashes
        seen = _seen(data_triples, facts)
        report = validate(seen, to_rdflib(shape_triples), data_hash=data_hash, shapes_hash=shapes_hash)
    return replace(
        report,
        generation=generation,
        as_of=None if as_of is None else as_of.isoformat(),
        evaluated=evaluated,
        findings=tuple(_referring(store, report.findings, evaluated)),
    )


def report_on_generation(
    generation: Generation,
    dates: Dates,
    *,
    layers: Set[Layer] = PRACTICE,
    registers: Set[str] | None = None,
    the_content: Content | None = None,
    progress: Progress = lambda _: None,
) -> Report:
    """As `report_on`, of what the reader of `generation` may see, registers that were not matched yet included.

    A large register is reported on part by part, which tells its progress, and by itself: raises `TooLarge` for one
    among others.
    """
    wanted = [graph for graph in generation.graphs if _is_looked_at(graph, layers, registers)]
    if len(wanted) == 1 and _is_large(generation, wanted[0]):
        return _in_parts(generation, wanted[0], dates, the_content or content(), progress)
    store, graphs = in_memory(generation, wanted, the_content or content())
    return report_on(
        store,
        graphs,
        layers=layers,
        registers=registers,
        generation=generation.id,
        as_of=dates.as_of,
        reported_at=dates.reported_at,
        the_content=the_content,
        former=kept_report(generation),
    )


def _in_parts(
    generation: Generation, register: NamedGraph, dates: Dates, the_content: Content, progress: Progress
) -> Report:
    store, day = generation.open(), _evaluated(register, dates.as_of)
    report = report_in_parts(store, generation.graphs, register, dates, the_content, progress=progress)
    findings = tuple(_referring(store, report.findings, [day]))
    return replace(report, findings=findings, evaluated=(day,), generation=generation.id, as_of=day.day)


def register_named(generation: Generation, name: str) -> str:
    """The IRI of the graph of a register that the reader of `generation` sees. Raises `NotFound` naming those."""
    known = {graph.iri.rpartition("/")[2]: graph.iri for graph in generation.graphs if graph.layer is Layer.REGISTER}
    if name not in known:
        raise NotFound(
            f"Unknown register {name!r}",
            expected=f"one of {', '.join(known)}"
            if known
            else "a register that was imported or stands below data/registers/ (there is none yet)",
        )
    return known[name]


def matched(
    generation: Generation, practice: Iterable[NamedGraph], the_content: Content
) -> tuple[ox.Store, list[NamedGraph]]:
    """The store and the graphs to judge `practice` by, sources and registers that the reader of `generation` may see.

    A register that was imported after the last build may lack its shortcuts and match results: then they are worked
    out now, as `in_memory` does.
    """
    practice = list(practice)
    if _not_matched(generation, practice):
        return in_memory(generation, practice, the_content)
    return generation.open(), generation.graphs


def in_memory(
    generation: Generation, practice: Iterable[NamedGraph], the_content: Content
) -> tuple[ox.Store, list[NamedGraph]]:
    """As `matched`, in a copy of these graphs and of what they rest on: what reads them all reads this faster.

    Raises `TooLarge` for a register beyond what can be worked out now.
    """
    stored, practice = generation.open(), list(practice)
    new = _not_matched(generation, practice)
    _refuse_large(generation, new)
    derived = {graph.derived for graph in (LAW, *practice)}
    graphs = [each for each in generation.graphs if each.layer in _RESTED_ON or each in practice or each in derived]
    store = ox.Store()
    for graph in graphs:
        store.extend(stored.quads_for_pattern(None, None, None, ox.NamedNode(graph.iri)))
    if new:
        law = Law.read(store, (), the_content)
        for graph in new:
            if graph.derived not in graphs:
                graphs += derive(store, [graph], the_content)
            store_matches(store, store, graph, law, the_content)
    return store, list(dict.fromkeys([*graphs, *(graph.derived for graph in new)]))


def _not_matched(generation: Generation, practice: Iterable[NamedGraph]) -> list[NamedGraph]:
    known = generation.manifest.get("matches", {})
    return [graph for graph in practice if graph.layer is Layer.REGISTER and graph.iri not in known]


def _is_large(generation: Generation, graph: NamedGraph) -> bool:
    """Whether a register that was imported is too large to be reported on as a whole."""
    return graph.layer is Layer.REGISTER and generation.entries[graph.iri]["quads"] > WHOLE_UP_TO


def _refuse_large(generation: Generation, registers: Iterable[NamedGraph]) -> None:
    for graph in registers:
        if (size := generation.entries[graph.iri]["quads"]) > MATCHED_NOW_UP_TO:
            name = graph.iri.rpartition("/")[2]
            reader = "" if graph.visibility == PUBLIC else f" --reader {name}"
            raise TooLarge(
                f"The register {name!r} has {size} statements, too many for this",
                expected="a report on it by itself, or on other registers or layers",
                example=f"grondslag validate {name}{reader}",
            )


def _is_looked_at(graph: NamedGraph, layers: Set[Layer], registers: Set[str] | None) -> bool:
    return graph.layer in layers and (registers is None or graph.iri in registers)


def findings_on_flow(
    store: ox.Store,
    graphs: Iterable[NamedGraph],
    flow: str,
    graph: str,
    day: date,
    the_content: Content | None = None,
) -> tuple[Finding, ...]:
    """The findings of the rules on one flow when its source or register, `graph`, is evaluated on `day`.

    They are in the order of the steps of the test. No report is made of them: nothing is hashed or kept.
    """
    wanted = [each for each in graphs if each.layer not in PRACTICE or each.iri == graph]
    facts = evaluate(store, wanted, the_content or content(), Dates(day, day))
    data = lazy_graph(store, default_dataset(wanted, ("sources",)), in_scope(out_of_scope(facts)), facts)
    shapes = union(store, (each.iri for each in wanted if each.layer is Layer.SHAPES))
    found = findings_in_flow(data, to_rdflib(shapes), flow)
    return tuple(sorted(found, key=lambda finding: (finding.step is None, finding.step or 0, finding.order)))


def _evaluated(graph: NamedGraph, day: date | None) -> Evaluated:
    if day is not None:
        return Evaluated(graph.iri, day.isoformat())
    return Evaluated(graph.iri, reason=NO_LEGAL_DATE if graph.layer is Layer.REGISTER else NO_DATE_OF_SOURCE)


def _referring(store: ox.Store, findings: Iterable[Finding], evaluated: Iterable[Evaluated]) -> Iterator[Finding]:
    """The findings with a reference to the explanation of their flow, on the day that its graph was evaluated on."""
    days_of = {each.graph: each.day for each in evaluated}
    kind = ox.NamedNode(PREFIXES["rdf"] + "type")

    @cache
    def day_of_flow(flow: str) -> str | None:
        graphs = (quad.graph_name for quad in store.quads_for_pattern(ox.NamedNode(flow), kind, None, None))
        named = (graph.value for graph in graphs if isinstance(graph, ox.NamedNode))
        return next((days_of[iri] for iri in sorted(named) if iri in days_of), None)

    for finding in findings:
        flow = finding.flow
        yield replace(finding, explanation=reference(flow, day_of_flow(flow) if flow else None, finding.item))


def _seen(triples: Iterable[ox.Quad], facts: Sequence[ox.Quad]) -> rdflib.Graph:
    """What is validated, to be read only: the data without what is out of scope, and what holds on the date."""
    seen = ox.Store()
    seen.extend(filter(in_scope(out_of_scope(facts)), triples))
    seen.extend(unnamed(facts))
    return lazy_graph(ox.Store(), (), lambda _: True, seen)


def _data_hash(triples: Iterable[ox.Quad], facts: Iterable[ox.Quad], evaluated: Iterable[Evaluated]) -> str:
    """The hash of all that is validated: the data, the day of each source and register, and what holds on it."""
    # Facts have no blank nodes: they need not go through the canonical form of the data, which has.
    parts = (canonical(triples), canonical(unnamed(facts)))
    dates = (f"{each.graph} {each.day}" for each in evaluated)
    return sha256("\n".join([*map(sha256, parts), *sorted(dates)]).encode())


def stored_report(generation: Generation) -> Report:
    """The report that was made when `generation` was built. Raises `DamagedStore` when it cannot be read."""
    try:
        return replace(Report.from_archive(report_text(generation)), generation=generation.id)
    except (ValueError, TypeError, KeyError) as error:
        raise _unreadable(generation) from error


def kept_report(generation: Generation) -> Report | None:
    """The stored report if this very code made it, to be taken over; raises what `stored_report` does."""
    return stored_report(generation) if generation.manifest.get("report_by") == report_by() else None


@cache
def report_by() -> str:
    """The hash of what makes a report of data and shapes: our code, and the engine."""
    modules = [__file__, evaluation.__file__, validation.__file__]
    files = [*map(Path, modules), *sorted(Path(report_package.__file__).parent.glob("*.py"))]
    return sha256("\n".join([ENGINE, *(sha256(file.read_bytes()) for file in files)]).encode())


def report_text(generation: Generation) -> str:
    """As `stored_report`, as it was written to disk and not looked into."""
    try:
        return (generation.path / REPORT_FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(generation) from error


def _unreadable(generation: Generation) -> DamagedStore:
    return DamagedStore(
        f"The report of generation {generation.id!r} cannot be read",
        expected="a rebuild from the files",
        example="grondslag build",
    )

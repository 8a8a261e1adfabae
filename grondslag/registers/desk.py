"""A register into the graph of a home: read with what the home remembers of it, and published in one step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import NamedTuple

import pyoxigraph as ox
from rapidfuzz import fuzz

from grondslag.content import Content
from grondslag.errors import BadInput
from grondslag.graphs import PUBLIC, name_of, organisation, register_graphs
from grondslag.namespaces import ID, PREFIXES
from grondslag.registers.decisions import Decisions
from grondslag.registers.importing import Asked, Known, Prepared, read_register
from grondslag.registers.mapping import from_toml
from grondslag.registers.model import RegisterHead, Side
from grondslag.registers.preview import Preview
from grondslag.registers.publish import kept_of, publishing
from grondslag.registers.reading.upload import Source
from grondslag.registers.remembering import remembered, to_remember
from grondslag.registers.terms import PARTIES, Terms
from grondslag.remote.store import open_store
from grondslag.settings import Settings
from grondslag.store import Generation

ALIGNMENTS = "alignments.csv"
Progress = Callable[[str], None]


class Given(NamedTuple):
    """A file that is given beside that of the register: its text, and what messages call it."""

    text: str
    name: str


@dataclass(frozen=True)
class Wish:
    """What is said of a register beside its file. What is not said stays as it was at the last import.

    `public` has to be said once; that of a register that was private only counts when `opens_up` confirms it.
    """

    organisation: str
    name: str | None = None
    public: bool | None = None
    categories: tuple[str, ...] = ()
    side: Side | None = None
    mapping: Given | None = None
    alignments: Given | None = None
    opens_up: bool = False


@dataclass(frozen=True)
class Loaded:
    """What came of an import. `changed` is False when the register was there already, as it is now."""

    preview: Preview
    generation: Generation
    changed: bool
    public: bool


class Desk:
    """Where registers come in: one home, the files of the content, and the day."""

    def __init__(self, settings: Settings, content: Content, today: date, progress: Progress = lambda _: None) -> None:
        self._settings, self._content, self._today, self._progress = settings, content, today, progress
        self._terms = Terms.of(content)

    def preview(self, source: Source, name: str, wish: Wish) -> Prepared:
        """The register of a file called `name`, read and made into a graph, and nothing stored. To be closed.

        Raises `BadInput` where visibility was never said, for an unknown category, and for what cannot be used of the
        file, the mapping or the alignments: `RefusedRows`, `MalformedFile`, `TooLarge`.
        """
        generation = open_store(self._settings).current()
        head = self._head(generation, wish)
        prepared = read_register(source, name, head, self._known(generation, wish), self._asked(wish))
        prepared.preview = replace(prepared.preview, seen_by=_seen_by(generation, head))
        return prepared

    def would_open_up(self, wish: Wish) -> bool:
        """Whether everyone would see a register that its organisation alone sees now."""
        current = open_store(self._settings).current()
        return bool(wish.public) and _was_public(current, wish.organisation) is False

    def load(self, source: Source, name: str, wish: Wish) -> Loaded:
        """Bring a register in, whole and in one new generation or not at all.

        Raises what `preview` does, `BadInput` for a private register that would become public and is not confirmed to,
        and what publishing does: `StoreBusy`, before anything is read, and `NoSpace`.
        """
        # Who may see it is looked up by the one writer: another import may have changed that until then.
        head_in = partial(self._confirmed_head, wish=wish)
        with publishing(self._settings, head_in, self._progress, the_content=self._content) as register:
            known = replace(self._known(register.current, wish), written=register.load_ahead, folder=register.work)
            with read_register(source, name, register.head, known, self._asked(wish)) as prepared:
                kept = {
                    ALIGNMENTS: prepared.decisions.to_csv(),
                    **to_remember(prepared.mapping, kept_of(self._settings, wish.organisation)),
                }
                generation = register.publish(prepared.statements, prepared.provenance, kept)
            preview = replace(prepared.preview, seen_by=_seen_by(register.current, register.head))
            return Loaded(preview, generation, generation.id != register.current.id, register.head.public)

    def _known(self, generation: Generation, wish: Wish) -> Known:
        """What a register is read with: `generation` as its organisation sees it."""
        seen = generation.seen_by(organisation(wish.organisation))
        limits = self._settings.uploads
        return Known(self._content, seen.open(), tuple(seen.graphs), limits, self._today, self._progress)

    def _asked(self, wish: Wish) -> Asked:
        kept = kept_of(self._settings, wish.organisation)
        last, *others = remembered(kept) or (None,)
        words = wish.alignments or (Given(kept[ALIGNMENTS], ALIGNMENTS) if ALIGNMENTS in kept else None)
        return Asked(
            mapping=None if wish.mapping is None else from_toml(*wish.mapping),
            remembered=last,
            others=tuple(filter(None, others)),
            decisions=Decisions.from_csv(words.text, self._terms, words.name) if words else Decisions(),
            side=wish.side,
        )

    def _head(self, generation: Generation, wish: Wish) -> RegisterHead:
        """The head of the register: as said, and for the rest as it was."""
        name_of(organisation(wish.organisation))
        former = _former_head(generation, wish.organisation)
        public = former.public if wish.public is None and former else wish.public
        if public is None:
            raise BadInput(
                "It is not said who may see this register",
                expected="public for everyone, or private for its organisation alone",
                example=f"grondslag import FILE --organisation {wish.organisation} --private",
                code="no_visibility",
            )
        head = former or RegisterHead(wish.organisation, wish.organisation)
        categories = tuple(self._category(category) for category in wish.categories) or head.categories
        return replace(head, name=wish.name or head.name, public=public, categories=categories)

    def _confirmed_head(self, generation: Generation, wish: Wish) -> RegisterHead:
        """The head of a register that is about to be published."""
        head = self._head(generation, wish)
        if head.public and _was_public(generation, wish.organisation) is False and not wish.opens_up:
            raise BadInput(
                f"The register of {wish.organisation} was private, becomes public, and nobody confirmed that",
                expected="a yes, or --yes; without --public it stays private",
                code="opens_up",
            )
        return head

    def _category(self, category: str) -> str:
        """The IRI of a party category. Raises `BadInput` for another thing, with what is near it."""
        iri = category if category.startswith(ID) else ID + category
        known = {term.iri for term in self._terms.of_scheme(PARTIES)}
        if iri not in known:
            near = sorted(known, key=lambda one: -fuzz.ratio(one, iri))[:3]
            raise BadInput(
                f"Unknown category of party {category!r}",
                expected=f"one such as {', '.join(one.removeprefix(ID) for one in near)}",
                example="--category party/gemeente",
            )
        return iri


def _was_public(generation: Generation, name: str) -> bool | None:
    """Whether everyone sees the register of the organisation `name`; None where it was never imported."""
    entry = generation.manifest["graphs"].get(register_graphs(name)[1].iri)
    return None if entry is None else bool(entry["visibility"] == PUBLIC)


def _seen_by(before: Generation, head: RegisterHead) -> str:
    """Who may see a register, for a person to know, and that it was otherwise in the generation before."""
    seen = "everyone (public)" if head.public else f"{head.organisation} alone (private)"
    was = _was_public(before, head.organisation)
    if was is None or was is head.public:
        return seen
    return f"{seen}; it was {'public, becomes private' if was else 'private, becomes public'}"


def _former_head(generation: Generation, name: str) -> RegisterHead | None:
    """The head of the register as it was last imported; None for one that was not."""
    was_public = _was_public(generation, name)
    if was_public is None:
        return None
    graph = register_graphs(name)[0].iri
    store = generation.seen_by(PUBLIC if was_public else organisation(name)).open()

    def said(iri: str) -> list[str]:
        found = store.quads_for_pattern(ox.NamedNode(organisation(name)), ox.NamedNode(iri), None, ox.NamedNode(graph))
        return sorted(quad.object.value for quad in found if not isinstance(quad.object, ox.Triple))

    labels, categories = said(PREFIXES["rdfs"] + "label"), said(PREFIXES["org"] + "classification")
    return RegisterHead(name, labels[0] if labels else name, was_public, tuple(categories))

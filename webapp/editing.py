"""What the SPARQL editor needs beside answers: its settings, terms to complete what is typed, and examples."""

from __future__ import annotations

import re
import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from flask import Blueprint, Response, current_app, jsonify, request, url_for
from flask.blueprints import BlueprintSetupState

from grondslag.errors import Busy
from grondslag.namespaces import GS, ID, PREFIXES, SHP
from grondslag.query.saved import SavedQuery
from webapp import i18n
from webapp.budgets import charged, one_place
from webapp.errors import Problem
from webapp.services import services
from webapp.values import lexical, local_name

blueprint = Blueprint("editing", __name__)

EXTENSION = "completer"
# More than this helps nobody who is typing.
OFFERED = 30
# So many terms are held; they are read in the order of their IRIs, in which the vocabulary comes before the things.
MOST_TERMS = 20_000
# Whoever types while the terms are being read waits so long for them: each that waits holds a thread of the server.
READING_SECONDS = 2.0
# How well a name fits what is typed, the best first.
THE_SAME, BEGINS, BEGINS_WORDS, INSIDE, NOT_LIKE = range(5)
# A part of a word says little when it is short.
LEAST_INSIDE = 4
# A local name that a prefix can stand before without escapes.
PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_](?:[\w-]*[\w])?", re.ASCII)
NOT_A_WORD = re.compile(r"[\W_]+")
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# What kinds of term are called that have no name in the graph.
KINDS = {
    "http://www.w3.org/2002/07/owl#Class": "class",
    "http://www.w3.org/2002/07/owl#ObjectProperty": "property",
    "http://www.w3.org/2002/07/owl#DatatypeProperty": "property",
    "http://www.w3.org/2002/07/owl#AnnotationProperty": "property",
    "http://www.w3.org/2002/07/owl#NamedIndividual": "value",
}
# The texts that the scripts show.
TEXTS = (
    *("editor.", "query.answer", "query.no_rows", "query.yes", "query.no", "count.rows.", "download.label"),
    *("error.title", "error.core_", "error.expected", "error.example"),
)
LANGUAGE = "lang"


def padded(text: str) -> str:
    """The words of a text in small letters, with a space before, between and after them."""
    return f" {NOT_A_WORD.sub(' ', text.casefold()).strip()} "


@dataclass(frozen=True)
class Name:
    """One name of a term: its language (empty when it has none), and its words as they are compared."""

    text: str
    language: str
    padded: str


@dataclass(frozen=True)
class Term:
    """Something that a query can name: how it is written there, its kind (an IRI), and its names, the first first.

    `local` are the words of the last part of its IRI, padded; `start` is `written` in small letters.
    """

    iri: str
    written: str
    kind: str
    names: tuple[Name, ...]
    local: str
    start: str

    @property
    def of_vocabulary(self) -> bool:
        """Whether it is a term and not a thing."""
        return self.kind in KINDS

    def label(self, language: str) -> str:
        """What it is called in this language, else in another, else the last part of its IRI."""
        own = (name.text for name in self.names if name.language == language)
        return next(own, self.names[0].text if self.names else local_name(self.iri))

    def has_inside(self, words: str) -> bool:
        """Whether these words stand anywhere in one of its names."""
        return any(words in name.padded for name in self.names)

    def likeness(self, words: str, start: str, language: str) -> tuple[int, Name | None]:
        """How well what is typed fits, with the name that it fits, in this language before others.

        `words` are those that are typed, padded; `start` is the text itself, in small letters.
        """
        ranked = [(_rank(name.padded, words), name.language != language, n) for n, name in enumerate(self.names)]
        best, _, number = min(ranked, default=(NOT_LIKE, True, 0))
        fits = self.names[number] if best < NOT_LIKE else None
        if self.start.startswith(start) or _rank(self.local, words) <= BEGINS_WORDS:
            best = min(best, BEGINS_WORDS)
        return best, fits


def _rank(name: str, words: str) -> int:
    """How `words` stand in `name`, both padded."""
    begun = words[:-1]
    if name == words:
        return THE_SAME
    if name.startswith(begun):
        return BEGINS
    if all(f" {word}" in name for word in begun.split()):
        return BEGINS_WORDS
    return INSIDE if len(begun) > LEAST_INSIDE and begun[1:] in name else NOT_LIKE


def written(iri: str) -> str:
    """How SPARQL names an IRI: with one of our prefixes where that needs no escapes, else in brackets."""
    for prefix, start in PREFIXES.items():
        if iri.startswith(start) and PLAIN_LOCAL.fullmatch(iri[len(start) :]):
            return f"{prefix}:{iri[len(start) :]}"
    return f"<{iri}>"


def _term(row: dict[str, object]) -> Term:
    iri = lexical(row["term"])
    lines = sorted({line for line in lexical(row["names"]).split("\n") if line})
    names = (line.split(" ", 2)[1:] for line in lines)
    form = written(iri)
    return Term(
        iri,
        form,
        lexical(row["kind"]),
        tuple(Name(text, language, padded(text)) for language, text in names),
        padded(HUMP.sub(" ", local_name(iri))),
        form.casefold(),
    )


class Terms:
    """The terms of one generation: by their IRIs, and to be found by how their words begin."""

    def __init__(self, generation: str, terms: Sequence[Term]) -> None:
        self.generation = generation
        self.by_iri = {term.iri: term for term in terms}
        self._having: dict[str, set[str]] = defaultdict(set)
        for term in terms:
            # What it is written as is typed with its colon: a word of its own here.
            for word in (term.start, *term.local.split(), *(w for name in term.names for w in name.padded.split())):
                self._having[word].add(term.iri)
        self._words = sorted(self._having)

    def beginning(self, typed: str) -> Iterator[Term]:
        """The terms that have a word, or are written as one, which begins with `typed`, in small letters; each once."""
        found: set[str] = set()
        for word in islice(self._words, bisect_left(self._words, typed), None):
            if not word.startswith(typed):
                break
            found |= self._having[word]
        return (self.by_iri[iri] for iri in found)


class Completer:
    """The terms of the generation that is served, read once for each. One per application."""

    def __init__(self) -> None:
        self._reading = threading.Lock()
        self._kept = Terms("", ())

    def terms(self) -> Terms:
        """The terms. Reading them is charged to the client who is the first to ask.

        Raises `OverBudget`, and `Busy` when another is still reading them after a while.
        """
        generation = services().generation().id
        kept = self._kept
        if kept.generation == generation:
            return kept
        if not self._reading.acquire(timeout=READING_SECONDS):
            raise Busy("The terms are being read", expected="another try in a few seconds")
        try:
            if self._kept.generation != generation:
                with charged():
                    self._kept = Terms(generation, tuple(islice(self._read(), MOST_TERMS)))
            return self._kept
        finally:
            self._reading.release()

    def _read(self) -> Iterator[Term]:
        after = ""
        while True:
            answer = services().ask("terms-to-complete", after=after)
            found = [_term(dict(row)) for row in answer.rows]
            yield from found
            if not answer.truncated or not found:
                return
            after = found[-1].iri

    def find(self, typed: str, language: str) -> list[tuple[Term, Name | None]]:
        """The terms that fit what is typed, each with the name that it fits, the likeliest first.

        The search is charged to the client. Raises `OverBudget`, and as `terms`.
        """
        words, start = padded(typed), typed.casefold()
        if not words.strip():
            return []
        # One place for both, so that whoever waited for the terms is not refused the search in them.
        with one_place():
            terms = self.terms()
            with charged():
                return self._fitting(terms, words, start, language)

    @staticmethod
    def _fitting(terms: Terms, words: str, start: str, language: str) -> list[tuple[Term, Name | None]]:
        near = {term.iri: term for part in {words.split()[0], start} for term in terms.beginning(part)}
        found = _ranked(near.values(), words, start, language)
        if len(found) < OFFERED and len(words) - 1 > LEAST_INSIDE:
            # A part within a word comes after all others: looked for when there are too few of these.
            near |= {term.iri: term for term in terms.by_iri.values() if term.has_inside(words[1:-1])}
            found = _ranked(near.values(), words, start, language)
        return found


def _ranked(terms: Iterable[Term], words: str, start: str, language: str) -> list[tuple[Term, Name | None]]:
    """Of these terms the first that fit what is typed, each with the name that it fits, the likeliest first."""
    ranked = []
    for term in terms:
        rank, name = term.likeness(words, start, language)
        if rank < NOT_LIKE:
            label = term.label(language)
            ranked.append(((rank, not term.of_vocabulary, len(label), label, term.iri), term, name))
    ranked.sort(key=lambda one: one[0])
    return [(term, name) for _, term, name in ranked[:OFFERED]]


@blueprint.record_once
def _install(state: BlueprintSetupState) -> None:
    state.app.extensions[EXTENSION] = Completer()


def completer() -> Completer:
    """The completer of the running application."""
    found: Completer = current_app.extensions[EXTENSION]
    return found


@blueprint.get("/api/terms")
def terms() -> Response:
    """Terms whose names fit `q`, each with `iri`, `written`, `label`, `kind`, and the `name` that fits.

    Labels and kinds are in the page's language. Raises `Problem` without `q`.
    """
    language = i18n.current()
    typed = request.args.get("q")
    if typed is None:
        raise Problem(400, "bad_input", "missing_q", expected="expect_q", example="/api/terms?q=ontvanger")
    return jsonify(terms=[_shown(term, name, language) for term, name in completer().find(typed, language)])


def _shown(term: Term, name: Name | None, language: str) -> dict[str, str | None]:
    label = term.label(language)
    return {
        "iri": term.iri,
        "written": term.written,
        "label": label,
        "kind": _kind(term.kind, language),
        "name": name.text if name and name.text != label else None,
    }


def _kind(iri: str, language: str) -> str:
    if iri in KINDS:
        messages: i18n.Messages = current_app.extensions["messages"]
        return messages.text(f"editor.kind_{KINDS[iri]}", language)
    known = completer().terms().by_iri.get(iri)
    return known.label(language) if known else local_name(iri)


def examples() -> list[SavedQuery]:
    """The saved queries that can be opened without choosing anything first."""
    return [query for query in services().public.all() if not _wanting(query)]


def _wanting(query: SavedQuery) -> bool:
    return any(one.required and one.default is None and one.example is None for one in query.parameters)


def example_of(query: SavedQuery) -> str:
    """The SPARQL of a saved query in the page's language, with its default values, else those of its examples."""
    values = query.examples()
    if LANGUAGE in {parameter.name for parameter in query.parameters}:
        values[LANGUAGE] = i18n.current()
    return query.bind(values)


@blueprint.get("/api/examples/<name>")
def example(name: str) -> Response:
    """A saved query as the editor opens it: `name`, `title`, `query` and the `layers` that it adds."""
    found = services().public.get(name)
    return jsonify(
        name=found.name, title=found.summary[i18n.current()], query=example_of(found), layers=list(found.layers)
    )


@blueprint.app_context_processor
def helpers() -> dict[str, object]:
    """What the templates of the editor use."""
    return {"editor_settings": settings}


def settings() -> dict[str, object]:
    """What the scripts of the editor are told: addresses, prefixes, where our IRIs are read, and texts."""
    messages: i18n.Messages = current_app.extensions["messages"]
    return {
        "endpoint": url_for("sparql.endpoint"),
        "terms": url_for("editing.terms"),
        "prefixes": PREFIXES,
        "own": ID,
        "places": {ID: "/id/", GS: url_for("definitions.vocabulary") + "#", SHP: url_for("definitions.shapes") + "#"},
        "language": i18n.current(),
        "texts": {key: texts[i18n.current()] for key, texts in messages.texts.items() if key.startswith(TEXTS)},
    }

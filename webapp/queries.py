"""The saved queries: the catalogue, and one query as a form, a table to narrow and order, and downloads."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, render_template, request, url_for

from grondslag.citation import parse_citation
from grondslag.errors import BadInput, NotFound
from grondslag.namespaces import ID
from grondslag.query.cache import today
from grondslag.query.saved import SavedQuery
from grondslag.query.workbook import Origin, to_xlsx
from webapp import i18n, negotiation
from webapp.budgets import ask_saved, charged, one_place
from webapp.cors import QUERY_VERSION
from webapp.errors import Problem
from webapp.forms import LANGUAGE, Values, check_values, fields_of, ready, unknown_things, values_of
from webapp.links import Link, link_to
from webapp.negotiation import BY_EXTENSION, HTML, Format
from webapp.paging import PAGE
from webapp.services import services
from webapp.sparql import OFFERED, Table, send, table_of
from webapp.tables import ONLY, PAGE_SIZE, SORT, Pairs, Rows, View, view_of
from webapp.values import Value

blueprint = Blueprint("queries", __name__, url_prefix="/queries")

AS_OF = "as_of"
# What a permanent link names beside the parameters.
VERSION, GENERATION = "version", "generation"
XLSX = Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
RQ = Format("rq", "application/sparql-query")
FORMS = {**OFFERED, "bindings": (*OFFERED["bindings"], XLSX)}
EXTENSIONS = {**BY_EXTENSION, XLSX.name: XLSX, RQ.name: RQ}
# Columns that hold canonical citations.
CITING = frozenset(("provision", "later_provision", "exception", "ground", "authority", "citation", "rests_on"))
PASSAGE = re.compile(r"(\d{3}), (\d+)(?:-(\d+))?")


@dataclass(frozen=True)
class SavedRequest:
    """One request for the answer of a saved query: its parameters, the view of the rows, and what it holds fast to."""

    query: SavedQuery
    values: Values
    view: View
    pins: Pairs

    def address(self, view: View | None = None, form: Format = HTML) -> str:
        """The address of the same with another view, or in another form; a page has the reader's language by itself."""
        given = [pair for pair in self._given() if form is not HTML or pair[0] != LANGUAGE or LANGUAGE in request.args]
        return self._address([*given, *(view or self.view).pairs(), *self.pins], form)

    def address_pairs(self) -> Pairs:
        """What a form that orders the rows holds besides the order."""
        return [*self._given(), *replace(self.view, sort="", page=1).pairs(), *self.pins]

    def permanent(self, generation: str) -> str:
        """The address that gives these rows, or says that it cannot: nothing in it is left to the day or the reader."""
        given = self._given()
        names = {name for name, _ in given}
        free = [p for p in self.query.parameters if p.name not in names]
        given += [(p.name, p.default) for p in free if p.default is not None]
        # A date asked about that is not given is today.
        given += [(p.name, today().isoformat()) for p in free if p.name == AS_OF and not p.default]
        pins = [(VERSION, self.query.version), (GENERATION, generation)]
        return self._address([*given, *self.view.on_page(1).pairs(), *pins], HTML, external=True)

    def _given(self) -> Pairs:
        return [(name, value) for name, values in self.values.items() for value in values if value]

    def _address(self, pairs: Pairs, form: Format, *, external: bool = False) -> str:
        name = self.query.name if form is HTML else f"{self.query.name}.{form.name}"
        path = url_for("queries.query", name=name, _external=external)
        return f"{path}?{urlencode(pairs)}" if pairs else path


def query_called(name: str) -> SavedQuery:
    """The public query with this name. Raises `Problem` that lists the nearest names."""
    try:
        return services().public.get(name)
    except NotFound:
        near = difflib.get_close_matches(name, services().public.names(), n=3, cutoff=0.5)
    raise Problem(
        404,
        "unknown_query",
        "unknown_query",
        expected="expect_one_of" if near else "expect_listed",
        example=f"/queries/{near[0]}" if near else None,
        value=name,
        names=", ".join(near),
    )


def statutes_by_title() -> dict[str, str]:
    """The numbers of the statutes by the short titles that citations use."""
    facts = services().facts("statutes")
    return {node.raw("eli:title_short"): node.raw("eli:id_local") for node in facts if node.all("eli:id_local")}


def linker(columns: Collection[str]) -> Callable[[str, Value], Link | None]:
    """What turns a cell that is a citation or a passage into a link; other cells link themselves."""
    acts = statutes_by_title() if CITING.intersection(columns) else {}

    def link(column: str, value: Value) -> Link | None:
        if value.iri is not None:
            return None
        if column in CITING:
            with suppress(BadInput):
                return link_to(parse_citation(value.raw, acts).iri)
        found = PASSAGE.fullmatch(value.raw) if column == "source" else None
        return link_to(f"{ID}source/{found[1]}/lines/{found[2]}-{found[3] or found[2]}") if found else None

    return link


@blueprint.get("")
def index() -> str:
    """The saved queries, all or those with a tag and words; and the user's own that cannot be used, with why."""
    text, tag = request.args.get("q", "").strip(), request.args.get("tag", "")
    everything = services().public.all()
    found = [query for query in everything if tag in ("", *query.tags) and _speaks_of(query, text)]
    tags = {one: sum(one in query.tags for query in everything) for query in everything for one in query.tags}
    faults = services().public.faults()
    return render_template(
        "queries.html",
        queries=found,
        text=text,
        tag=tag,
        tags=dict(sorted(tags.items())),
        total=len(everything),
        faults=faults,
    )


def _speaks_of(query: SavedQuery, text: str) -> bool:
    said = " ".join((query.name, *query.summary.values(), *query.description.values(), *query.columns)).casefold()
    return all(word in said for word in text.casefold().split())


@blueprint.get("/<name>")
def query(name: str) -> Response:
    """One saved query: a page, or its answer in the form that the extension or Accept asks for."""
    stem, _, extension = name.partition(".")
    if extension and extension not in EXTENSIONS:
        abort(404)
    # Another generation than the present one has to be opened first, within the place that its query has.
    with one_place() if request.args.get(GENERATION) else nullcontext():
        asked = _asked(query_called(stem))
        response = _answered(asked, EXTENSIONS.get(extension))
    response.headers[QUERY_VERSION] = asked.query.version
    return response


def _asked(query: SavedQuery) -> SavedRequest:
    """Read the request. Raises `Problem` for what it cannot give, and 410 for a version or generation that is gone."""
    values = values_of(query, (SORT, PAGE, VERSION, GENERATION), ONLY)
    pins = [(name, request.args[name]) for name in (VERSION, GENERATION) if request.args.get(name)]
    asked = SavedRequest(query, values, view_of(request.args), pins)
    here = SavedRequest(query, values, View(), []).address()
    version, generation = request.args.get(VERSION), request.args.get(GENERATION)
    if version and version != query.version:
        raise Problem(
            410,
            "query_replaced",
            "query_replaced",
            expected="expect_version",
            example=here,
            name=query.name,
            value=version,
            version=query.version,
        )
    if generation and not _is_there(generation):
        kept = ", ".join(each.id for each in services().engine.kept())
        raise Problem(
            410,
            "generation_replaced",
            "generation_replaced",
            expected="expect_one_of",
            example=here,
            value=generation,
            names=kept,
        )
    return asked


def _is_there(generation: str) -> bool:
    """Whether this generation is kept; the rest of the request is answered from it."""
    with charged():
        return services().reading_of(generation) is not None


def _answered(asked: SavedRequest, form: Format | None) -> Response:
    if form is RQ:
        return _saved_as(asked.query.text.encode("utf-8"), RQ, asked.query.name)
    if form is None and not ready(asked.query, asked.values) and negotiation.best((HTML,)):
        return Response(_page(asked, None))
    check_values(asked.query, asked.values)
    with one_place():
        answer = ask_saved(asked.query, asked.values)
        form = form or negotiation.require((HTML, *FORMS[answer.kind]))
        with charged():
            rows = Rows(answer, asked.view)
        return Response(_page(asked, rows)) if form is HTML else _download(asked, rows, form)


def _download(asked: SavedRequest, rows: Rows, form: Format) -> Response:
    """All rows that are picked, in the order asked for, whatever the page."""
    offered = FORMS[rows.answer.kind]
    if form not in offered:
        names = ", ".join(f".{one.name}" for one in offered)
        raise Problem(406, "not_acceptable", "not_acceptable", expected="expect_one_of", names=names)
    with charged():
        answer = rows.narrowed()
    if form is not XLSX:
        return send(answer, form, asked.query.name)
    link = asked.permanent(answer.generation)
    origin = Origin(asked.query, asked.values, i18n.current(), link, asked.view.only)
    with charged():
        return _saved_as(to_xlsx(answer, origin), XLSX, asked.query.name)


def _saved_as(body: bytes, form: Format, name: str) -> Response:
    response = Response(body, content_type=form.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form.name}"'
    return response


def _page(asked: SavedRequest, rows: Rows | None) -> str:
    query, generation = asked.query, services().generation()
    shown = {
        "query": query,
        "asked": asked,
        "fields": fields_of(query, asked.values),
        "rows": rows,
        "first": (asked.view.page - 1) * PAGE_SIZE,
        "downloads": FORMS[rows.answer.kind] if rows else (),
        "bound": query.bind(asked.values) if rows else query.body,
        "links": linker(rows.columns) if rows else None,
        "verdicts": verdict_names() if rows and "verdict" in rows.columns else {},
        "unknown": unknown_things(query, asked.values) if rows and rows.columns and not rows.all else [],
        "generation": generation,
        "is_former": generation.id != services().engine.reading().generation.id,
    }
    if rows is None:
        return render_template("query.html", **shown, table=None)
    with charged():
        return render_template("query.html", **shown, table=_table(rows))


def _table(rows: Rows) -> Table | None:
    """The rows of one page; of a graph the first of its triples."""
    if rows.answer.kind == "bindings":
        return table_of(replace(rows.shown(), truncated=False))
    return table_of(rows.answer) if rows.answer.kind == "graph" else None


def verdict_names() -> dict[str, str]:
    """What each verdict is called, by the code that answers give it."""
    facts = services().facts("verdicts")
    return {node.raw("skos:notation"): node.label for node in facts}

"""The explanation of a flow on a day: the chain from claim to norm to evidence, and what would mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import cast

from flask import Blueprint, Response, render_template

from grondslag.errors import NotFound
from grondslag.explain import Explanation, flow_iri, to_json, to_text, to_turtle
from grondslag.explain.model import NormPart, Proof
from grondslag.explain.text import grave, hindrances, outcome_of, verdict_on
from grondslag.explain.words import (
    DEMANDS,
    LAYERS,
    NOT_LIFTED,
    NOT_RUNNING,
    NOTICE,
    OUTCOMES,
    RESULTS,
    TEXTS,
    no_claim,
    not_asked,
    phrase,
    text_on,
)
from grondslag.match import Outcome
from grondslag.report.model import Language, Named, Passage
from grondslag.report.model import Text as Words
from webapp import i18n
from webapp.asked import day, once, refuse
from webapp.errors import Problem
from webapp.findings import findings_in, tested_on
from webapp.lawtexts import lines_of
from webapp.links import external, link_to
from webapp.services import services
from webapp.values import local_name

blueprint = Blueprint("explanations", __name__, url_prefix="/flows")

MEDIA = {"text": "text/plain", "json": "application/json", "ttl": "text/turtle"}
SHOWN_NEAR = 15
ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b", re.ASCII)
UNKNOWN = (NotFound.code, "unknown_resource")
# Of more data than these what is long is folded: the norms besides the nearest, the elements, the evidence.
UNFOLDED = 3
ORDER = (Outcome.COVERED, Outcome.UNDETERMINED, Outcome.FAILS)


@blueprint.get("/<path:path>/explanation")
def explanation(path: str) -> Response | str:
    """The explanation of one flow, as a page or in another form."""
    form, item, as_of = once("format"), once("item"), day()
    if form and form not in MEDIA:
        raise Problem(400, "wrong_format", "not_a_form", expected="expect_form", example="format=text", value=form)
    found = _explained(path, as_of, item)
    if form:
        return _written(found, form)
    asked = found.items[0].item if item and found.items else None
    return render_template(
        "explanation.html",
        explanation=found,
        asked=asked,
        path=path,
        findings=findings_in(found.flow.iri, asked.iri if asked else None),
        tested_on=tested_on(found.flow.iri),
        folded=len(found.items) > UNFOLDED,
        **_helpers(as_of),
    )


def _explained(path: str, as_of: date, item: str) -> Explanation:
    """The explanation. Raises `NotFound` for what is no flow, `Problem` for an item that the flow has not."""
    try:
        flow = flow_iri(f"flow/{path}")
        try:
            return services().explanation(flow, as_of, item or None)
        except NotFound:
            if not item:
                raise
            known = services().explanation(flow, as_of).all_items
            refuse("item", item, [local_name(one.iri) for one in known])
    except NotFound as error:
        if error.code not in UNKNOWN:
            raise  # something of ours is not there: no fault of the address
        raise NotFound("This is not a flow", code="unknown_resource") from error


def _written(found: Explanation, form: str) -> Response:
    language = cast(Language, i18n.current())
    text = to_text(found, language) if form == "text" else to_json(found) if form == "json" else to_turtle(found)
    return Response(text, content_type=f"{MEDIA[form]}; charset=utf-8")


def state_of(proof: Proof) -> str:
    """What a proof comes to, as one of `webapp.outcomes.STATES`."""
    if proof.set_aside:
        return "set_aside"
    if proof.not_asked and proof.cover is None:
        return "not_asked"
    return proof.cover.value if proof.cover else "no_norm"


def nearest_first(norms: Iterable[NormPart]) -> list[NormPart]:
    """The norms that a claim relies on: one that fits first, then the one with least in its way."""
    return sorted(norms, key=lambda norm: (ORDER.index(norm.outcome), len(hindrances(norm)), len(norm.reasons)))


def _helpers(as_of: date) -> dict[str, object]:
    """What the template says things with, in the page's language."""
    language = cast(Language, i18n.current())

    def say(words: Words) -> str:
        return words.in_language(language)

    return {
        "say": say,
        "word": lambda name: say(phrase(name)),
        "names": lambda things: ", ".join(say(thing.label) for thing in things),
        "tables": {
            "demands": DEMANDS,
            "layers": LAYERS,
            "outcomes": OUTCOMES,
            "results": RESULTS,
            "texts": TEXTS,
        },
        "no_claim": no_claim,
        "not_asked": not_asked,
        "not_lifted": NOT_LIFTED,
        "not_running": NOT_RUNNING,
        "explanation_notice": NOTICE,
        "verdict_on": verdict_on,
        "state_of": state_of,
        "nearest_first": nearest_first,
        "outcome_of": outcome_of,
        "hindrances": hindrances,
        "grave": grave,
        "official": external,
        "version": lambda one: ISO_DAY.sub(lambda found: i18n.day(found[0], language), say(text_on(one, as_of))),
        "words_of": lines_of,
        "merged_passages": _passages,
        "merged_names": _names,
        "place": lambda thing: link_to(thing.iri),
        "shown_near": SHOWN_NEAR,
    }


def _passages(parts: list[tuple[Passage, ...]]) -> list[Passage]:
    return list(dict.fromkeys(passage for part in parts for passage in part))


def _names(parts: list[tuple[Named, ...]]) -> list[Named]:
    return list(dict.fromkeys(named for part in parts for named in part))

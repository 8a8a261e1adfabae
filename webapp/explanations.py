"""The explanation of a flow on a day: the chain from claim to norm to evidence, and what would mend it."""

from __future__ import annotations

import re
from datetime import date
from typing import cast

from flask import Blueprint, Response, render_template, request

from grondslag.errors import NotFound
from grondslag.explain import Explanation, flow_iri, to_json, to_text, to_turtle
from grondslag.explain.text import grave, hindrances, outcome_of, verdict_on
from grondslag.explain.words import (
    DEMANDS,
    LAYERS,
    NO_CLAIM,
    NOT_RUNNING,
    NOTICE,
    OUTCOMES,
    RESULTS,
    TEXTS,
    phrase,
)
from grondslag.report.model import Language, Named, Passage
from grondslag.report.model import Text as Words
from webapp import i18n
from webapp.errors import Problem
from webapp.lawtexts import lines_of
from webapp.links import external, link_to
from webapp.services import services

blueprint = Blueprint("explanations", __name__, url_prefix="/flows")

MEDIA = {"text": "text/plain", "json": "application/json", "ttl": "text/turtle"}
PARAMETERS = ("as_of", "item", "format")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
SHOWN_NEAR = 15


@blueprint.get("/<path:path>/explanation")
def explanation(path: str) -> Response | str:
    """The explanation of one flow, as a page or in another form."""
    given = {name: _once(name) for name in PARAMETERS}
    form = given["format"]
    if form and form not in MEDIA:
        raise Problem(400, "wrong_format", "not_a_form", expected="expect_form", example="format=text", value=form)
    try:
        found = services().explanation(flow_iri(f"flow/{path}"), _day(given["as_of"]), given["item"] or None)
    except NotFound as error:
        raise NotFound("This is not a flow, or not a datum of it", code="unknown_resource") from error
    if form:
        return _written(found, form)
    return render_template("explanation.html", explanation=found, item=given["item"], path=path, **_helpers())


def _once(name: str) -> str:
    values = request.args.getlist(name)
    if len(values) > 1:
        raise Problem(400, "repeated_parameter", "repeated_parameter", expected="expect_once", name=name)
    return values[0].strip() if values else ""


def _day(text: str) -> date:
    if not text:
        return date.today()
    try:
        # The standard library reads other forms too; a link must have one form.
        return date.fromisoformat(text if DAY.fullmatch(text) else "")
    except ValueError:
        raise Problem(
            400, "bad_input", "not_a_day", expected="expect_day", example="as_of=2026-11-01", value=text
        ) from None


def _written(found: Explanation, form: str) -> Response:
    language = cast(Language, i18n.current())
    text = to_text(found, language) if form == "text" else to_json(found) if form == "json" else to_turtle(found)
    return Response(text, content_type=f"{MEDIA[form]}; charset=utf-8")


def _helpers() -> dict[str, object]:
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
        "no_claim": NO_CLAIM,
        "not_running": NOT_RUNNING,
        "explanation_notice": NOTICE,
        "verdict_on": verdict_on,
        "outcome_of": outcome_of,
        "hindrances": hindrances,
        "grave": grave,
        "official": external,
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

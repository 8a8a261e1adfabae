"""The explanation of a flow on a date: what is claimed, what it was compared with, what is missing, what would mend it.

    explainer = Explainer(store, graphs)
    found = explainer.explain(flow, as_of)
    to_text(found, "nl")

It tells what is shown and what is not. It declares no flow lawful and none unlawful.
"""

from grondslag.explain.flows import flow_iri
from grondslag.explain.machine import to_json, to_turtle
from grondslag.explain.make import Explainer
from grondslag.explain.model import Explanation
from grondslag.explain.text import to_text

__all__ = ["Explainer", "Explanation", "flow_iri", "to_json", "to_text", "to_turtle"]

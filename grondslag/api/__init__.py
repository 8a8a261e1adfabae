"""The graph as a Python program asks it: of a home, of another Grondslag site, or of a SPARQL endpoint.

`from grondslag import Graph` is how a program begins; docs/python.md shows the rest.
"""

from grondslag.api.graph import Graph
from grondslag.api.rows import NothingThere, Row, Rows, Triples, Truncated, YesNo
from grondslag.api.values import IRI, BlankNode, Text, Value

__all__ = ["IRI", "BlankNode", "Graph", "NothingThere", "Row", "Rows", "Text", "Triples", "Truncated", "Value", "YesNo"]

"""What is asked of a server to publish a generation, each put together from the files in `queries/remote/`.

Names and texts stand in them as `$name`; they are terms that the RDF library writes.

A request to switch changes nothing unless the attempt that it belongs to is still the last one that began. So of two
machines that publish at once one does, and the other is told; and one that was killed is no hindrance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from string import Template

import pyoxigraph as ox

from grondslag.content import Content
from grondslag.remote.server import POINTER


class Updates:
    """The update requests of one attempt to publish, named by `attempt`: each is done whole or not at all."""

    def __init__(self, content: Content, attempt: str) -> None:
        self._folder = content.queries / "remote"
        self._always = {"pointer": ox.NamedNode(POINTER), "attempt": ox.Literal(attempt)}

    def begin(self) -> str:
        """Take the place of other attempts."""
        return self._part("begin")

    def names(self) -> str:
        """The query for the names of all graphs there are."""
        return (self._folder / "names.rq").read_text(encoding="utf-8")

    def switch(self, changed: Mapping[str, str], gone: Iterable[str], generation: str) -> str:
        """Fill the graphs `changed` with what was staged for them (live name to staged), empty those `gone`."""
        return _all(
            [self._part("clear", live=ox.NamedNode(iri)) for iri in (*changed, *gone)],
            [self._part("fill", live=ox.NamedNode(iri), staged=ox.NamedNode(of)) for iri, of in changed.items()],
            [self._part("point", generation=ox.Literal(generation))],
        )

    def remove(self, staged: Iterable[str]) -> str:
        """Remove graphs that were staged."""
        return _all([self._part("remove", staged=ox.NamedNode(iri)) for iri in staged])

    def _part(self, name: str, **terms: ox.NamedNode | ox.Literal) -> str:
        text = (self._folder / f"{name}.ru").read_text(encoding="utf-8")
        return Template(text).substitute({key: str(term) for key, term in (self._always | terms).items()})


def _all(*groups: Iterable[str]) -> str:
    return ";\n".join(part.rstrip() for group in groups for part in group)

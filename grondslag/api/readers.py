"""As whom a home is read: as everyone, or as an organisation that keeps a register in it."""

from __future__ import annotations

from grondslag.errors import BadInput
from grondslag.graphs import PUBLIC, Layer, organisation
from grondslag.store import GraphStore


def reader_named(store: GraphStore, name: str | None) -> str:
    """The IRI of the organisation of that name that keeps a register; without a name `public`, for everyone.

    Raises `BadInput` that names the organisations there are.
    """
    if name is None:
        return PUBLIC
    registers = [iri for iri, entry in store.current().manifest["graphs"].items() if entry["layer"] == Layer.REGISTER]
    known = sorted(iri.rpartition("/")[2] for iri in registers)
    if name not in known:
        raise BadInput(
            f"Unknown reader {name!r}",
            expected=f"an organisation that keeps a register here: {', '.join(known)}"
            if known
            else "none: no organisation keeps a register here, and everyone may see everything",
        )
    return organisation(name)

"""Every form that a register can be handed on in, by name: what a command or a page offers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from grondslag.registers.export.document import Document, Known
from grondslag.registers.export.entries import StoredRegister
from grondslag.registers.export.own import to_own
from grondslag.registers.export.page import to_html
from grondslag.registers.export.pdf import to_pdf
from grondslag.registers.export.table import to_csv, to_xlsx
from grondslag.report.model import Language


@dataclass(frozen=True)
class Wish:
    """How a register is wanted: the language of headings, without what is not for publication, cells as they are."""

    language: Language = "nl"
    publishable: bool = False
    raw: bool = False


_READ: Mapping[str, Callable[[Document, Wish], Iterator[bytes]]] = {
    "csv": lambda document, wish: to_csv(document, raw=wish.raw),
    "xlsx": lambda document, wish: to_xlsx(document, raw=wish.raw),
    "html": lambda document, _: to_html(document),
    "pdf": lambda document, _: to_pdf(document),
}
_RDF = ("ttl", "jsonld")
REGISTER_FORMS = (*_READ, *_RDF)
BINARY_FORMS = frozenset({"xlsx", "pdf"})


def written(store: ox.Store, register: StoredRegister, form: str, wish: Wish, known: Known) -> Iterator[bytes]:
    """The register in one of `REGISTER_FORMS`, piece by piece."""
    if form in _RDF:
        yield to_own(store, register, form, publishable=wish.publishable)
        return
    document = Document.of(register, known=known, language=wish.language, publishable=wish.publishable)
    yield from _READ[form](document, wish)

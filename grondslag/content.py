"""Where the graph folders are: beside the package in a checkout, inside it in an installed wheel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grondslag.errors import Failure

FOLDERS = ("ontology", "data", "shapes", "queries")


@dataclass(frozen=True)
class Content:
    """The four folders that hold every term, fact, rule and query, below `root`."""

    root: Path

    @property
    def ontology(self) -> Path:
        """Terms: the ontology's modules and the SKOS schemes."""
        return self.root / "ontology"

    @property
    def data(self) -> Path:
        """Facts: law, sources and registers."""
        return self.root / "data"

    @property
    def shapes(self) -> Path:
        """Rules, as SHACL shapes."""
        return self.root / "shapes"

    @property
    def queries(self) -> Path:
        """Queries, one file each."""
        return self.root / "queries"

    def turtle(self, folder: Path) -> Iterator[Path]:
        """The Turtle files below `folder`, sorted by their path."""
        yield from sorted(folder.rglob("*.ttl"))


def content() -> Content:
    """The content that came with this installation. Raises `Failure` when a folder is missing."""
    package = Path(__file__).resolve().parent
    for root in (package / "_content", package.parent):
        if all((root / name).is_dir() for name in FOLDERS):
            return Content(root)
    raise Failure(
        f"The graph folders {', '.join(FOLDERS)} were not found in or beside the installed package",
        expected="a checkout, or a wheel built from one",
    )

"""The reader of names: what it remembers is bounded."""

from __future__ import annotations

from unittest.mock import patch

from match_data import REGISTER, store

from grondslag.explain import reader
from grondslag.explain.reader import Reader
from grondslag.namespaces import ID

FLOWS = [f"{ID}flow/match/{name}" for name in ("debt-help", "debt-help-suwi")]
NAMES = [*FLOWS, *(f"{FLOWS[0]}/item/{name}" for name in ("scheme", "nationality"))]


def test_few_or_many_names_remembered_they_are_the_same() -> None:
    free = Reader(store(), [REGISTER])
    expected = [free.named(iri) for iri in NAMES]
    assert len({named.label for named in expected}) == len(NAMES)
    with patch.object(reader, "MOST_NAMES", 2):
        bounded = Reader(store(), [REGISTER])
        assert [bounded.named(iri) for iri in (*NAMES, *NAMES)] == [*expected, *expected]
        assert len(bounded._named) <= 2
    assert len(free._named) == len(NAMES)

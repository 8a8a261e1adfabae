"""Publishing generations of any content, without a build: what tests of the store and of its readers begin with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from grondslag.store import Generation, GraphStore


def publish_quads(
    on_disk: GraphStore, quads: Iterable[ox.Quad], manifest: Mapping[str, Any], files: Mapping[str, str] | None = None
) -> Generation:
    """A generation whose public checkpoint holds `quads` and nothing else."""
    with on_disk.writing() as work:
        checkpoints = checkpoint_of(work, quads)
        count = len(ox.Store.read_only(str(checkpoints / "store")))
        return on_disk.publish(work, checkpoints, {"quads": count, **manifest}, files=files)


def checkpoint_of(work: Path, quads: Iterable[ox.Quad]) -> Path:
    """What `Draft.finish` gives, with `quads` in the store for everyone."""
    checkpoints = work / "checkpoints"
    checkpoints.mkdir()
    store = ox.Store(str(work / "writing"))
    store.bulk_extend(quads)
    store.flush()
    store.backup(str(checkpoints / "store"))
    return checkpoints

"""Generations: readers see a finished whole or the former one, whatever happens to the writer."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from generations import checkpoint_of, publish_quads

from grondslag.errors import DamagedStore, NoGeneration, StoreBusy
from grondslag.store import KEPT_GENERATIONS, Generation, GraphStore

GRAPH = ox.NamedNode("https://w3id.org/grondslag/graph/law")


def publish(store: GraphStore, word: str) -> Generation:
    quad = ox.Quad(ox.NamedNode("a:s"), ox.NamedNode("a:p"), ox.Literal(word), GRAPH)
    graphs = {GRAPH.value: {"layer": "law", "visibility": "public", "quads": 1, "sha256": ""}}
    return publish_quads(store, [quad], {"graphs": graphs, "dataset_hash": word * 16})


def word(generation: Generation) -> str:
    (quad,) = generation.open()
    assert isinstance(quad.object, ox.Literal)
    return quad.object.value


def test_before_a_build_there_is_no_generation(tmp_path: Path) -> None:
    with pytest.raises(NoGeneration, match="Example: grondslag build"):
        GraphStore(tmp_path).current()


def test_a_reader_keeps_the_generation_it_opened(tmp_path: Path) -> None:
    store = GraphStore(tmp_path)
    first = publish(store, "one")
    opened = first.open()
    second = publish(store, "two")
    assert word(second) == "two" == word(store.current())
    assert [str(quad.object) for quad in opened] == ['"one"']
    assert (first.id, second.id) == ("000001-oneoneoneone", "000002-twotwotwotwo")


def test_a_checkpoint_cannot_be_written(tmp_path: Path) -> None:
    opened = publish(GraphStore(tmp_path), "one").open()
    with pytest.raises(RuntimeError, match="read-write"):
        opened.clear()


def test_only_the_latest_generations_are_kept(tmp_path: Path) -> None:
    store = GraphStore(tmp_path)
    made = [publish(store, f"{number}xx") for number in range(5)]
    assert [generation.id for generation in store.generations()] == [g.id for g in made[-KEPT_GENERATIONS:]]


def test_a_second_writer_is_turned_away_with_the_pid_of_the_first(tmp_path: Path) -> None:
    store = GraphStore(tmp_path)
    with store.writing(), pytest.raises(StoreBusy, match=str(os.getpid())), GraphStore(tmp_path).writing():
        pass
    publish(store, "one")


def test_the_home_is_the_owners_alone(tmp_path: Path) -> None:
    store = GraphStore(tmp_path / "home")
    publish(store, "one")
    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700


def test_a_build_that_fails_leaves_the_former_generation_and_no_litter(tmp_path: Path) -> None:
    store = GraphStore(tmp_path)
    publish(store, "one")

    def breaking_off() -> Iterator[ox.Quad]:
        yield ox.Quad(ox.NamedNode("a:s"), ox.NamedNode("a:p"), ox.Literal("half"), GRAPH)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), store.writing() as work:
        store.publish(work, checkpoint_of(work, breaking_off()), {"graphs": {}, "dataset_hash": "half"})
    assert word(store.current()) == "one"
    assert not (tmp_path / "work").exists()


@pytest.mark.parametrize("damage", ["manifest", "format", "count", "store", "table", "pointer"])
def test_damage_is_named_with_what_restores_it(tmp_path: Path, damage: str) -> None:
    store = GraphStore(tmp_path)
    generation = publish(store, "one")
    manifest = generation.path / "manifest.json"
    if damage == "manifest":
        manifest.write_text("{", encoding="utf-8")
    elif damage in ("format", "count"):
        changed = json.loads(manifest.read_text(encoding="utf-8"))
        changed["format" if damage == "format" else "quads"] = 99
        manifest.write_text(json.dumps(changed), encoding="utf-8")
    elif damage == "table":
        for table in generation.store_path.glob("*.sst"):
            table.write_bytes(table.read_bytes()[:100])
    elif damage == "store":
        (generation.store_path / "CURRENT").unlink()
    else:
        store.pointer.write_text("000009-nothing", encoding="utf-8")
    with pytest.raises(DamagedStore, match="Example: grondslag build"):
        store.current().open()
    publish(store, "two")
    assert word(store.current()) == "two"


@pytest.mark.parametrize("damage", ["absent", "cut", "format"])
def test_a_former_generation_that_is_damaged_is_left_out_and_the_current_one_is_not(
    tmp_path: Path, damage: str
) -> None:
    store = GraphStore(tmp_path)
    former, current = publish(store, "one"), publish(store, "two")
    for generation in (former, current):
        manifest = generation.path / "manifest.json"
        if damage == "absent":
            manifest.unlink()
        else:
            manifest.write_text("{" if damage == "cut" else '{"format": 0}', encoding="utf-8")
        if generation is former:
            assert [each.id for each in store.generations()] == [current.id]
            assert store.known_on(current.created).id == current.id
    with pytest.raises(DamagedStore, match=current.id):
        store.generations()
    with pytest.raises(DamagedStore, match=current.id):
        store.known_on(current.created)


def test_a_writer_killed_at_any_moment_leaves_old_or_new(tmp_path: Path) -> None:
    store = GraphStore(tmp_path)
    publish(store, "old")
    code = f"""
import pyoxigraph as ox
from pathlib import Path
from generations import publish_quads
from grondslag.store import GraphStore
store = GraphStore(Path({str(tmp_path)!r}))
graph = ox.NamedNode({GRAPH.value!r})
graphs = {{graph.value: {{"layer": "law", "visibility": "public", "quads": 5000, "sha256": ""}}}}
quads = [ox.Quad(ox.NamedNode(f"a:{{n}}"), ox.NamedNode("a:p"), ox.Literal("new"), graph) for n in range(5000)]
print("ready", flush=True)
while True:
    publish_quads(store, quads, {{"graphs": graphs, "dataset_hash": "new" * 16}})
"""
    for moment in range(12):
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=Path(__file__).parent)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(moment * 0.013)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        values = {str(quad.object) for quad in GraphStore(tmp_path).current().open()}
        assert values in ({'"old"'}, {'"new"'})
    publish(store, "two")
    assert word(store.current()) == "two"

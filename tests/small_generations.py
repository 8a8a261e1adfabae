"""Small generations told apart by a word: a public graph, a private one and what only one of them has.

Run as a program it publishes them in processes that end at a chosen moment: see `dying`.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from unittest import mock
from urllib.request import Request

import pyoxigraph as ox

from grondslag.draft import Draft
from grondslag.graphs import LAW, ONTOLOGY, NamedGraph, organisation, register_graphs
from grondslag.namespaces import ID
from grondslag.remote.server import Server
from grondslag.remote.store import open_store
from grondslag.settings import Settings
from grondslag.store import Generation, GraphStore, Progress

READER = organisation("geheim")
PRIVATE = register_graphs("geheim", READER)[0]
OWN = "{word}-only"
NAME = ox.NamedNode(ID + "name")


def publish_word(store: GraphStore, word: str, statements: int = 20, progress: Progress = lambda _: None) -> Generation:
    """Publish the generation of a word."""
    own = NamedGraph(register_graphs(OWN.format(word=word))[0].iri, PRIVATE.layer)
    in_memory = ox.Store()
    for graph in (LAW, PRIVATE, own):
        in_memory.extend(
            ox.Quad(ox.NamedNode(f"{ID}{number}"), NAME, ox.Literal(f"{word} {number}"), ox.NamedNode(graph.iri))
            for number in range(statements)
        )
    # This one has a blank node, and is the same in all.
    in_memory.add(ox.Quad(ox.BlankNode(), NAME, ox.Literal("same"), ox.NamedNode(ONTOLOGY.iri)))
    with store.writing() as work:
        draft = Draft(work)
        draft.take(in_memory, [ONTOLOGY, LAW, own])
        draft.take(in_memory, [PRIVATE])
        files = {"report.json": f'{{"word": "{word}"}}', "registers/geheim/mapping.toml": f"{word}\r\n"}
        return store.publish(work, draft.finish(), draft.manifest, files=files, progress=progress)


def words_of(store: ox.Store) -> set[str]:
    """The words of all statements of a store that were published by `publish_word`."""
    return {quad.object.value.split()[0] for quad in store if quad.predicate == NAME and " " in quad.object.value}


def dying(settings: Settings, word: str, request: int) -> None:
    """Publish, and kill this process when it would send the server a request of this number, from 0 on."""
    send, sent = Server._send, 0

    def counted(self: Server, asked: Request) -> None:
        nonlocal sent
        if sent == request:
            os.kill(os.getpid(), signal.SIGKILL)
        sent += 1
        send(self, asked)

    mock.patch.object(Server, "_send", counted).start()
    publish_word(open_store(settings), word)


def main(arguments: Sequence[str]) -> None:
    """Publish a word for every moment until one gets through, and write its word and how it ended: `killed`, or 0."""
    remote = Settings.from_environment().remote
    settings = Settings(home=Path(arguments[0]), remote=remote)
    for number in range(50):
        word = f"word{number}"
        child = os.fork()
        if not child:
            dying(settings, word, number)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{word} {'killed' if os.WIFSIGNALED(status) else status}\n")
        sys.stdout.flush()
        if not os.WIFSIGNALED(status) or not sys.stdin.readline():
            return


if __name__ == "__main__":
    main(sys.argv[1:])

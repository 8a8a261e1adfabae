"""The figures as tables; there is none where what is compared does not answer alike."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox
from tabulate import tabulate

from benchmarks.query import serving
from benchmarks.query.client import Answered, Request, ask
from benchmarks.query.measure import Rate, Timed, agree, health, on_server, rate, raw, rows_of
from benchmarks.query.mix import Asked, mix, saved, saved_queries
from grondslag.store import Generation

REQUESTS = 2_000
COMPARED = 200
CLIENTS = (8, 64)
AIM = 200.0


def tell_saved(home: Path, generation: Generation, program: Path) -> None:
    """Each saved query with its examples: raw, on the engine's server, and by our service."""
    lines = []
    with serving.ours(home) as our_server, serving.oxigraph(program, generation) as their_server:
        for query in saved_queries():
            asked = saved(query)
            alone, ours = raw(generation, query, layered=True), on_server(our_server.port, asked.ours)
            # The engine's server cannot be asked for layers: of a query that wants some it is asked with fewer data.
            fewer = raw(generation, query, layered=False) if query.layers else alone
            theirs = on_server(their_server.port, asked.theirs)
            lines.append(_line(query.name, alone, ours, fewer, theirs, layered=bool(query.layers)))
            print(".", end="", flush=True)
        peaks = our_server.peak(), their_server.peak()
    head = ("query", "rows", "raw p50", "server p50", "p95", "ours cold", "p50", "p95", "")
    print("\n\nmilliseconds; 'fewer': the server was asked without the layers of the query\n")
    print(tabulate(lines, headers=head, floatfmt=".1f", disable_numparse=[0, 8]))
    slow = [line[0] for line in lines if isinstance(line[7], float) and line[7] >= AIM]
    print(f"\nwarm p95 of {AIM:.0f} ms or more: {', '.join(map(str, slow)) or 'none'}")
    print(f"peak of memory: ours {peaks[0]} MiB with its workers, server {peaks[1]} MiB")


def _line(name: str, alone: Timed, ours: Timed, fewer: Timed, theirs: Timed, *, layered: bool) -> tuple[object, ...]:
    mark = "fewer" if layered else ""
    rows = ours.rows.total() if ours.rows is not None else None
    server: tuple[object, object] = (theirs.p50, theirs.p95) if agree(theirs, fewer) else ("", "")
    if theirs.rows is None:
        mark += " server: no answer in time"
    elif not agree(theirs, fewer):
        mark += " server: other rows"
    if not agree(ours, alone):
        why = "no answer in time" if ours.rows is None else "other rows" if alone.rows is not None else "raw: too long"
        return name, rows, alone.p50, *server, ours.first, "", "", f"{mark} no figure: {why}"
    return name, rows, alone.p50, *server, ours.first, ours.p50, ours.p95, mark


def tell_mix(home: Path, generation: Generation, program: Path, seconds: float) -> None:
    """Requests a second on the mix, first with nothing remembered."""
    requests = mix(ox.Store.read_only(str(generation.asked_path)), REQUESTS)
    with serving.ours(home) as ours, serving.oxigraph(program, generation) as theirs:
        require_alike(ours, theirs, requests[:COMPARED])
    with serving.oxigraph(program, generation) as server:
        their_rates, their_peak = _rates(server, [asked.theirs for asked in requests], seconds), server.peak()
    with serving.ours(home) as server:
        our_rates, our_peak = _rates(server, [asked.ours for asked in requests], seconds), server.peak()
    print("\nrequests a second on the mix of 70 pages in JSON-LD, 20 ASK, 10 saved queries with GROUP BY\n")
    head = ["", f"{CLIENTS[0]} clients, cold", *(f"{clients} clients, warm" for clients in CLIENTS)]
    told = [["server", *map(_told, their_rates)], ["ours", *map(_told, our_rates)]]
    ratios = [f"{ours.a_second / theirs.a_second:.2f}" for ours, theirs in zip(our_rates, their_rates, strict=True)]
    print(tabulate([*told, ["ours to the server", *ratios]], headers=head, disable_numparse=True))
    print(f"\npeak of memory on the mix: ours {our_peak} MiB with its workers, server {their_peak} MiB")


def require_alike(ours: serving.Server, theirs: serving.Server, requests: Sequence[Asked]) -> None:
    """Ends the run when both servers do not answer these alike."""
    here = ask(ours.port, [asked.ours for asked in requests])
    there = ask(theirs.port, [asked.theirs for asked in requests])
    for asked, one, other in zip(requests, here, there, strict=True):
        if _said(asked.kind, one) != _said(asked.kind, other):
            raise SystemExit(f"no figure: {asked.ours.path} is answered otherwise than {asked.theirs.path}")


def _said(kind: str, answered: Answered) -> object:
    if answered.status != 200:
        raise SystemExit(f"no figure: status {answered.status}: {answered.body[:200]!r}")
    if kind == "page":
        return {str(quad.triple) for quad in ox.parse(answered.body, format=ox.RdfFormat.JSON_LD)}
    return json.loads(answered.body)["boolean"] if kind == "ask" else rows_of(answered.body)


def _rates(server: serving.Server, requests: Sequence[Request], seconds: float) -> list[Rate]:
    cold = rate(server.port, requests, CLIENTS[0], seconds)
    # Once all of them, so that the next ones are warm.
    rate(server.port, requests, CLIENTS[0], seconds)
    return [cold, *(rate(server.port, requests, clients, seconds) for clients in CLIENTS)]


def _told(rate_of: Rate) -> str:
    return f"{rate_of.a_second:.0f} (p95 {rate_of.p95:.0f} ms, {rate_of.failed} failed)"


def tell_health(generation: Generation) -> None:
    """What materialisation does for one question, where both give the same rows on practice."""
    derived, original = health(generation)
    if derived.rows != original.rows:
        raise SystemExit("no figure: who receives health data is answered otherwise from the original statements")
    print(f"\nwho receives health data, {sum((original.rows or {}).values())} rows on practice: "
          f"{derived.p50:.0f} ms with what is derived, {original.p50:.0f} ms from the original statements alone: "
          f"{original.p50 / derived.p50:.1f} times as long")  # fmt: skip

"""How quick the query service is on a national graph, beside the engine alone and beside its own server.

    .venv/bin/python -m benchmarks.query prepare --triples 1M --home HOME
    .venv/bin/python -m benchmarks.query run --home HOME --server OXIGRAPH

`prepare` publishes a generation with the registers of `benchmarks.generate`; `serving` starts the servers, `client`
asks them, `mix` makes the requests and `measure` times them.
"""

"""A made-up national graph of registers over the real norm layer, with known flaws and an oracle of what must be found.

    .venv/bin/python -m benchmarks.generate --triples 100k --out FOLDER [--check]

`nation` makes the organisations, `kinds` the flows without flaws, `flaws` what can be wrong and what must then be
found; `plan` draws the registers, `registers` and `national` write them, `oracle` keeps what must be found, and `check`
compares that with what the shapes find.
"""

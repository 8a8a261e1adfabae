"""The national graph on disk: every register within its share of the size that is asked, and the oracle beside it."""

from __future__ import annotations

import gzip
import io
import random
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from benchmarks.generate.model import Kind, Organisation
from benchmarks.generate.nation import MUNICIPALITIES, Nation, make_nation
from benchmarks.generate.oracle import written
from benchmarks.generate.plan import RegisterPlan, kinds_of
from benchmarks.generate.registers import Writer
from benchmarks.generate.words import Words, words_of
from grondslag.content import Content

REGISTERS, ORACLE = "registers.nq", "oracle.jsonl"
# How the statements are shared among the kinds; within a kind the larger has more, though not in proportion.
SHARES = {
    Kind.MUNICIPALITY: 0.72,
    Kind.PARTNERSHIP: 0.1,
    Kind.SUPPLIER: 0.1,
    Kind.BENEFIT_BODY: 0.06,
    Kind.LANDLORD: 0.02,
}
LEVELLING = 0.6
LEAST = 220  # about the smallest register: a head and one activity
MOST_OF_LAST = 70  # about half an activity: what the last one may be over
ALWAYS = (Kind.MUNICIPALITY, Kind.PARTNERSHIP)


@dataclass(frozen=True)
class Asked:
    """What to make: about so many statements, by this seed; fewer municipalities make a small nation for tests."""

    triples: int
    seed: int = 5
    municipalities: int = MUNICIPALITIES
    compressed: bool = False


@dataclass
class Made:
    """What was made."""

    triples: int = 0
    registers: int = 0
    flows: int = 0
    flawed: int = 0
    findings: int = 0


def generate(asked: Asked, folder: Path, content: Content) -> Made:
    """Write the registers and the oracle into `folder`, register by register, and tell how much it is."""
    nation = make_nation(random.Random(asked.seed), asked.municipalities)  # noqa: S311 - reproducible data
    folder.mkdir(parents=True, exist_ok=True)
    made, words = Made(), words_of(content)
    with ExitStack() as stack:
        registers, oracle = _opened(folder, asked, stack)
        for owner, budget in budgets(nation, asked.triples).items():
            made.registers += 1
            _register(RegisterPlan(nation, owner, asked.seed), budget, words, registers, oracle, made)
    return made


def budgets(nation: Nation, triples: int) -> Mapping[Organisation, int]:
    """How many statements each register gets; every municipality and partnership has one, firms as far as it goes."""
    owners = [each for each in nation.organisations if kinds_of(each)]
    all_of = {kind: sum(each.weight**LEVELLING for each in owners if each.kind is kind) for kind in SHARES}
    shares = {each: SHARES[each.kind] * each.weight**LEVELLING / all_of[each.kind] for each in owners}

    def of(size: float) -> dict[Organisation, int]:
        found = {each: int(size * share) for each, share in shares.items()}
        return {each: max(LEAST, part) for each, part in found.items() if part >= LEAST or each.kind in ALWAYS}

    low, high = 0.0, 2.0 * triples
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if sum(of(middle).values()) > triples else (middle, high)
    return of(low)


def _register(plan: RegisterPlan, budget: int, words: Words, registers: IO[str], oracle: IO[str], made: Made) -> None:
    writer = Writer(plan.owner, words)
    lines = list(writer.head(with_officer=plan.with_officer, with_instrument=plan.with_instrument))
    count, any_runs = len(lines), False
    registers.writelines(lines)
    for planned in plan.activities():
        lines = list(writer.activity(planned.activity))
        registers.writelines(lines)
        oracle.writelines(written(planned.found, planned.flaws))
        count += len(lines)
        any_runs |= planned.runs
        made.flows += len(planned.activity.flows)
        made.flawed += len(planned.activity.flows) if planned.flaws else 0
        made.findings += len(set(planned.found))
        if count + MOST_OF_LAST >= budget:
            break
    for flaw, found in plan.of_register(any_runs=any_runs):
        oracle.writelines(written([found], (flaw,)))
        made.findings += 1
    made.triples += count


def _opened(folder: Path, asked: Asked, stack: ExitStack) -> tuple[IO[str], IO[str]]:
    """The files of the registers and the oracle, which `stack` closes."""
    oracle = stack.enter_context((folder / ORACLE).open("w", encoding="utf-8"))
    registers = folder / REGISTERS
    if not asked.compressed:
        return stack.enter_context(registers.open("w", encoding="utf-8", buffering=1 << 20)), oracle
    file = stack.enter_context(registers.with_suffix(".nq.gz").open("wb"))
    # Without a name and a time in its head, the same statements are the same bytes.
    packed = gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0)
    return stack.enter_context(io.TextIOWrapper(packed, encoding="utf-8")), oracle

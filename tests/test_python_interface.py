"""What docs/python.md shows of the Python interface is run, block after block."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parent.parent / "docs" / "python.md"


def test_every_block_of_the_page_runs_and_the_questions_have_answers(
    home_000: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GRONDSLAG_HOME", str(home_000))
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(blocks) == 7
    program = tmp_path / "page.py"
    program.write_text("".join(blocks), encoding="utf-8")
    runpy.run_path(str(program))
    told = capsys.readouterr().out
    assert told.count("True\n") == 2
    for part in (
        "'https://w3id.org/grondslag/graph/source/000': '2026-11-01'",
        "grondslag explain flow/000/first-delivery --as-of 2026-11-01",
        "Uitleg van de stroom Eerste overdracht aan Lucrato",
        "Wgs art. 8d",
        "flow/000/first-delivery', <Outcome.UNDETERMINED: 'undetermined'>, <Outcome.FAILS: 'fails'>",
        "query recipients-of-health-data, version ",
        "'recipients-of-health-data'",
    ):
        assert part in told

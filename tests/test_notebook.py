"""docs/notebook.ipynb runs, cell after cell.

Its cells are run here in one namespace and not by a kernel: that would bring some thirty packages (ipykernel, pyzmq,
tornado ...) and seconds of starting for cells that use nothing of it. Notebooks are JSON (nbformat 4).
"""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

NOTEBOOK = Path(__file__).resolve().parent.parent / "docs" / "notebook.ipynb"


def cells(kind: str) -> list[dict[str, Any]]:
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert notebook["nbformat"] == 4
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def run(source: str, names: dict[str, Any]) -> Any:
    """Run a cell; what its last line comes to is its value, as a notebook shows it."""
    parsed = ast.parse(source)
    last = parsed.body[-1]
    if not isinstance(last, ast.Expr):
        exec(compile(parsed, NOTEBOOK.name, "exec"), names)  # noqa: S102  our own page
        return None
    parsed.body.pop()
    exec(compile(parsed, NOTEBOOK.name, "exec"), names)  # noqa: S102  our own page
    return eval(compile(ast.Expression(last.value), NOTEBOOK.name, "eval"), names)  # noqa: S307


def test_the_notebook_holds_no_answers_of_one_graph() -> None:
    assert [cell["id"] for cell in cells("code") if cell["outputs"] or cell["execution_count"]] == []
    assert len({cell["id"] for kind in ("code", "markdown") for cell in cells(kind)}) == len(
        cells("code") + cells("markdown")
    )


def test_every_cell_runs_and_the_questions_have_answers(
    built_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GRONDSLAG_HOME", str(built_home))
    names: dict[str, Any] = {"__name__": "__main__"}
    shown = [run("".join(cell["source"]), names) for cell in cells("code")]
    told = capsys.readouterr().out
    for answer in ("recipients", "items", "received", "verdicts"):
        assert len(names[answer]) > 0, answer
    assert len(names["items"]) == 17
    assert names["counted"]["rows"].sum() == len(names["recipients"])
    assert [len(table) > 0 for table in shown if table is not None] == [True] * 3
    assert told.count(names["recipients"].cite()) == 2
    assert f"generation {names['verdicts'].generation}" in told

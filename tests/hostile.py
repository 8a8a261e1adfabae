"""Queries that nobody should send, shared by the tests that send them."""

from __future__ import annotations

ENDLESS = "SELECT (COUNT(*) AS ?n) {{ {} }}".format(
    " ".join(f"VALUES ?v{n} {{ 0 1 2 3 4 5 6 7 8 9 }}" for n in range(12))
)
"""Counts a million million rows in little memory: it ends at a deadline, whatever the graph holds."""

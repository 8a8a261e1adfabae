"""Asking the graph: saved queries, the check of foreign queries, killable workers, and answers in their formats."""

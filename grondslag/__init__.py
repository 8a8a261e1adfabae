"""Grondslag: who gives which personal data to whom, for which task, under which article, on which date."""

__version__ = "0.1.0"

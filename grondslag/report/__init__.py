"""A report: what the rules found, where, under which article, how to mend it. It declares nothing lawful."""

from grondslag.report.model import Finding, NotChecked, Report, Severity, Term, Text

__all__ = ["Finding", "NotChecked", "Report", "Severity", "Term", "Text"]

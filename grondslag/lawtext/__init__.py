"""Texts of statutes: read from YAML or official XML, put into graphs of their own, and kept in the home folder.

The texts are never written into the project; of the texts that our reading was made from it holds hashes only.
"""

from grondslag.lawtext.layout import read_version, read_versions
from grondslag.lawtext.model import LawVersion, Part, label_segment

__all__ = ["LawVersion", "Part", "label_segment", "read_version", "read_versions"]

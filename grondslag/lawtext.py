"""Held statute texts: one YAML file per act and version, read into a tree of labelled parts.

The layout is `<act id>/<valid from>.yaml` with `articles[].leden[].onderdelen[].subonderdelen[]`. Texts stay
in memory: they are hashed and compared, never written into the project.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import yaml

from grondslag.citation import ProvisionPath, parse_day
from grondslag.errors import BadInput, MalformedFile

_CHILDREN = {
    "article": ("lid", "leden"),
    "lid": ("onderdeel", "onderdelen"),
    "onderdeel": ("sub", "subonderdelen"),
}
_LABEL = {"article": "number", "lid": "number", "onderdeel": "label", "sub": "label"}


@dataclass(frozen=True)
class Part:
    """An article, lid or onderdeel: label (None where unnumbered), own words, parts, words after the list."""

    label: str | None
    text: str
    parts: tuple[Part, ...] = ()
    slot: str = ""
    damaged: bool = False

    @property
    def is_damaged(self) -> bool:
        """Whether words are known to be missing here or in any part."""
        return self.damaged or any(part.is_damaged for part in self.parts)

    def content(self) -> str:
        """All words of the part and its parts, with the parts' labels, white space normalised."""
        nested = (f"{part.label or ''} {part.content()}" for part in self.parts)
        return " ".join(" ".join([self.text, *nested, self.slot]).split())

    def content_hash(self) -> str:
        """SHA-256 of `content()`: equal words give equal hashes, wherever the part stands."""
        return hashlib.sha256(self.content().encode()).hexdigest()

    def child(self, segment: str) -> Part | None:
        """The part whose label is written as `segment` in an IRI, or None."""
        return next((part for part in self.parts if part.label and label_segment(part.label) == segment), None)


@dataclass(frozen=True)
class LawVersion:
    """The held articles of one version of an act, up to but not on `before`; None when no end is known."""

    act: str
    valid_from: date
    before: date | None
    articles: Mapping[str, Part]

    def find(self, path: ProvisionPath) -> Part | None:
        """The part at `path`; None when this version's article has no such part. The article must be held."""
        article = self.articles[path.article]
        if path.paragraph is None and not path.points:
            return article
        lid = article.child(path.paragraph) if path.paragraph else _sole_unnumbered(article)
        for point in path.points:
            lid = lid.child(point) if lid else None
        return lid


def _sole_unnumbered(article: Part) -> Part | None:
    """The one lid of an article whose lid carries no number."""
    return article.parts[0] if len(article.parts) == 1 and article.parts[0].label is None else None


def label_segment(label: str) -> str:
    """A printed label as IRI segment: `1°` becomes `1`; a defined term becomes words joined by hyphens."""
    folded = label.lower().replace("ë", "e").replace("ï", "i")
    return "-".join(re.findall(r"[0-9a-z]+", folded))


def read_versions(folder: Path, act: str) -> list[LawVersion]:
    """The held versions of an act, oldest first; empty when none is held. Raises `MalformedFile`."""
    versions = [read_version(path, act) for path in sorted((folder / act).glob("*.yaml"))]
    return [_bounded(version, newest=version is versions[-1]) for version in versions]


def _bounded(version: LawVersion, *, newest: bool) -> LawVersion:
    """Close a version of unknown end though a later one is held: only its first day is certain."""
    if version.before or newest:
        return version
    return LawVersion(version.act, version.valid_from, version.valid_from + timedelta(days=1), version.articles)


def read_version(path: Path, act: str) -> LawVersion:
    """Read one version of `act`. Raises `MalformedFile` with the line where YAML or layout goes wrong."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = {"line": mark.line + 1, "column": mark.column + 1} if mark else {}
        raise MalformedFile(path, str(error.problem or error), **where) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise MalformedFile(path, str(error)) from error
    return _Reader(path).version(root, act)


class _Reader:
    """Turns YAML nodes of one file into parts; every complaint carries the node's line."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def version(self, root: yaml.Node | None, act: str) -> LawVersion:
        """The whole file."""
        if root is None:
            raise MalformedFile(self.path, "the file is empty")
        fields = self._fields(root)
        until = self._text(fields.get("valid_until"))
        valid_from = self._day(self._required(fields, "valid_from", root))
        if valid_from.isoformat() != self.path.stem:
            raise self._malformed(f"valid_from {valid_from} is not the file's name", fields["valid_from"])
        before = self._day(fields["valid_until"]) + timedelta(days=1) if until else None
        articles = [self._part(node, "article") for node in self._items(self._required(fields, "articles", root))]
        return LawVersion(act, valid_from, before, {part.label or "": part for part in articles})

    def _part(self, node: yaml.Node, kind: str) -> Part:
        fields = self._fields(node)
        label = self._text(self._required(fields, _LABEL[kind], node))
        if label is None and kind != "lid":
            raise self._malformed(f"{_LABEL[kind]} of this {kind} is empty", node)
        text = "" if kind == "article" else self._text(self._required(fields, "text", node))
        return Part(
            label=label,
            text=text or "",
            parts=tuple(self._children(fields, kind)),
            slot=self._text(fields.get("slot")) or "",
            damaged=self._text(fields.get("damaged")) == "true",
        )

    def _children(self, fields: Mapping[str, yaml.Node], kind: str) -> Iterator[Part]:
        if kind in _CHILDREN and _CHILDREN[kind][1] in fields:
            child_kind, key = _CHILDREN[kind]
            yield from (self._part(node, child_kind) for node in self._items(fields[key]))

    def _fields(self, node: yaml.Node) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            raise self._malformed("keys and values were expected here", node)
        return {str(key.value): value for key, value in node.value}

    def _items(self, node: yaml.Node) -> list[yaml.Node]:
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        if self._text(node) is None:
            return []
        raise self._malformed("a list was expected here", node)

    def _text(self, node: yaml.Node | None) -> str | None:
        if node is None or node.tag == "tag:yaml.org,2002:null":
            return None
        if not isinstance(node, yaml.ScalarNode):
            raise self._malformed("a single value was expected here", node)
        return str(node.value)

    def _required(self, fields: Mapping[str, yaml.Node], key: str, node: yaml.Node) -> yaml.Node:
        if key not in fields:
            raise self._malformed(f"the key {key!r} is missing", node)
        return fields[key]

    def _day(self, node: yaml.Node) -> date:
        try:
            return parse_day(self._text(node) or "")
        except BadInput as error:
            raise self._malformed(str(error), node) from error

    def _malformed(self, reason: str, node: yaml.Node) -> MalformedFile:
        return MalformedFile(self.path, reason, line=node.start_mark.line + 1, column=node.start_mark.column + 1)

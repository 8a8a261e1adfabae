"""Statute texts in YAML: one file per act and version, `<act id>/<valid from>.yaml`.

The layout is `articles[].leden[].onderdelen[].subonderdelen[]`, with `slot` for words after a list and `damaged: true`
where words are known to be missing. Other keys are notes of whoever made the file and are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import yaml

from grondslag.citation import ProvisionPath, act_system, parse_day
from grondslag.errors import BadInput, MalformedFile
from grondslag.lawtext.model import LawVersion, Part

_CHILDREN = {
    "article": ("lid", "leden"),
    "lid": ("onderdeel", "onderdelen"),
    "onderdeel": ("sub", "subonderdelen"),
}
_LABEL = {"article": "number", "lid": "number", "onderdeel": "label", "sub": "label"}
# The layout is ten levels deep; what goes far beyond is no statute, and would exhaust the parser's stack.
_DEEPEST = 40
# The largest Dutch acts have some ten thousand parts. Aliases (*name) can make a small file mean far more.
_MOST_PARTS = 200_000

_EXPECTED_TEXT = "expected a statute in YAML as UTF-8 text, beginning as bwb_id: BWBR0015703"


class _PlainLoader(yaml.SafeLoader):
    """YAML of bounded depth, without any types of Python's own."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: object) -> yaml.Node | None:
        self._depth += 1
        if self._depth > _DEEPEST:
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, f"nested deeper than {_DEEPEST} levels", mark)
        try:
            return super().compose_node(parent, index)  # type: ignore[arg-type]
        finally:
            self._depth -= 1


def read_versions(folder: Path, act: str) -> list[LawVersion]:
    """The held versions of an act, oldest first; empty when none is held. Raises `MalformedFile`."""
    versions = [read_version(path, act) for path in sorted((folder / act).glob("*.yaml"))]
    return [_bounded(version, newest=version is versions[-1]) for version in versions]


def _bounded(version: LawVersion, *, newest: bool) -> LawVersion:
    """Close a version of unknown end though a later one is held: only its first day is certain."""
    if version.before or newest:
        return version
    return replace(version, before=version.valid_from + timedelta(days=1))


def read_version(path: Path, act: str) -> LawVersion:
    """Read one version of `act`. Raises `MalformedFile` with the line where YAML or layout goes wrong."""
    return parse_version(path.read_bytes(), path, act).version


class YamlText:
    """What one YAML file holds: the version, and the address that it says the text is from."""

    def __init__(self, version: LawVersion, url: str | None) -> None:
        self.version = version
        self.url = url


def parse_version(data: bytes, path: Path, act: str | None = None) -> YamlText:
    """Read one version from the bytes of a file; `act` is the id wanted, by default that of the folder or the file.

    Raises `MalformedFile` with the line where YAML or layout goes wrong.
    """
    try:
        loader = _PlainLoader(_decoded(data, path))
        root = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = {"line": mark.line + 1, "column": mark.column + 1} if mark else {}
        raise MalformedFile(path, str(error.problem or error), **where) from error
    except yaml.YAMLError as error:
        raise MalformedFile(path, str(error)) from error
    return _Reader(path).text(root, act)


def _decoded(data: bytes, path: Path) -> str:
    """The bytes as text that YAML can be. Raises `MalformedFile` with the line of the first byte that cannot stand."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        wrong, before = f"the byte {data[error.start]:#04x}", data[: error.start].decode("utf-8")
    else:
        unfit = yaml.reader.Reader.NON_PRINTABLE.search(text)
        if unfit is None:
            return text
        wrong, before = f"the character U+{ord(unfit.group()):04X}", text[: unfit.start()]
    reason = f"{wrong} is not UTF-8 text: {_EXPECTED_TEXT}"
    raise MalformedFile(path, reason, line=before.count("\n") + 1)


class _Reader:
    """Turns YAML nodes of one file into parts; every complaint carries the node's line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._parts = 0

    def text(self, root: yaml.Node | None, act: str | None) -> YamlText:
        """The whole file."""
        if root is None:
            raise MalformedFile(self.path, "the file is empty")
        fields = self._fields(root)
        act = self._act(fields, act)
        valid_from = self._day(self._required(fields, "valid_from", root))
        if valid_from.isoformat() != self.path.stem:
            raise self._malformed(f"valid_from {valid_from} is not the file's name", fields["valid_from"])
        before = self._before(fields, valid_from)
        articles = self._articles(self._required(fields, "articles", root), act)
        return YamlText(LawVersion(act, valid_from, before, articles), self._text(fields.get("url")))

    def _act(self, fields: Mapping[str, yaml.Node], wanted: str | None) -> str:
        """The act's id: the one wanted, else the folder's, else the file's own; these may not contradict."""
        key = "celex" if self._text(fields.get("bwb_id")) is None and "celex" in fields else "bwb_id"
        stated = self._text(fields.get(key))
        act = wanted or self._folder() or stated
        if act is None:
            raise MalformedFile(self.path, "no act is named: expected a bwb_id, such as BWBR0015703")
        if stated is not None and stated != act:
            raise self._malformed(f"{key} {stated} is not {act}, in whose folder the file is", fields[key])
        return act

    def _folder(self) -> str | None:
        try:
            act_system(self.path.parent.name)
        except BadInput:
            return None
        return self.path.parent.name

    def _before(self, fields: Mapping[str, yaml.Node], valid_from: date) -> date | None:
        """The first day that the text does not hold any more: `valid_until` is the last that it does."""
        if self._text(fields.get("valid_until")) is None:
            return None
        until = self._day(fields["valid_until"])
        if until < valid_from:
            raise self._malformed(f"valid_until {until} is before valid_from {valid_from}", fields["valid_until"])
        return until + timedelta(days=1)

    def _articles(self, node: yaml.Node, act: str) -> dict[str, Part]:
        articles: dict[str, Part] = {}
        for item in self._items(node):
            article = self._part(item, "article")
            number = article.label or ""
            try:
                ProvisionPath(act, number)
            except BadInput as error:
                raise self._malformed(str(error), item) from error
            if number in articles:
                raise self._malformed(f"article {number} stands here a second time", item)
            articles[number] = article
        return articles

    def _part(self, node: yaml.Node, kind: str) -> Part:
        self._parts += 1
        if self._parts > _MOST_PARTS:
            raise self._malformed(f"more than {_MOST_PARTS} parts", node)
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
        fields: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if str(key.value) in fields:
                raise self._malformed(f"the key {key.value!r} stands here a second time", key)
            fields[str(key.value)] = value
        return fields

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

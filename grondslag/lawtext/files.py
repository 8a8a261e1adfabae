"""Files with statute texts, wherever they lie: found, told apart by what is in them, and read together.

An act's WTI file, when it is there, tells until when each of its states held; without it a state's end is not known.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from grondslag.errors import BadInput, MalformedFile, TooLarge
from grondslag.lawtext import toestand, wti
from grondslag.lawtext.layout import parse_version
from grondslag.lawtext.model import LawVersion, Notice, NoticeKind
from grondslag.lawtext.wti import ChangeDates
from grondslag.lawtext.xmltree import Element, read_tree
from grondslag.rdf import sha256

# The largest acts are some 20 MB as XML; their WTI files can be several times that.
MOST_BYTES = 200 * 1024**2
MOST_FILES = 10_000
MOST_TOLD = 20
YAML = (".yaml", ".yml")
XML = (".xml", ".wti")
# What a copy of the official repository holds beside texts and WTI: a list of the files there are.
_LIST_OF_FILES = "work"
_NAMED = re.compile(r"(?P<act>BWB[RVW]\d{7})(?:_(?P<day>\d{4}-\d{2}-\d{2})_\d+)?")

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Origin:
    """A file that was read: its name, what kind of file it is, and the hash of its bytes."""

    name: str
    kind: str
    sha256: str


@dataclass(frozen=True)
class TextFile:
    """One version of an act as it was read, where from, and what is to be told of it."""

    version: LawVersion
    origin: Origin
    url: str
    intervals: Origin | None = None
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class _Dates:
    """A WTI file as it was read."""

    changes: ChangeDates
    origin: Origin


@dataclass(frozen=True)
class Reading:
    """All versions that were read, and what is to be told besides of the files."""

    texts: tuple[TextFile, ...]
    notices: tuple[Notice, ...]


def read_files(paths: Sequence[Path], progress: Progress = lambda _: None) -> Reading:
    """Read every text below `paths` (files, or folders with all that is in them).

    Raises `BadInput` that names each file that cannot be used (the first 20) with line and reason: all or nothing.
    """
    found = list(_found(paths))
    if not found:
        raise BadInput(
            f"No statute texts in {', '.join(str(path) for path in paths)}",
            expected="files with texts: <act id>/<valid from>.yaml, or official BWB XML",
            example="BWBR0015703/2026-07-01.yaml or BWBR0015703_2026-07-01_0.xml",
        )
    texts: list[TextFile] = []
    dates: list[_Dates] = []
    notices: list[Notice] = []
    faults: list[BadInput] = []
    for number, file in enumerate(found, start=1):
        if number % 25 == 0 or number == len(found):
            progress(f"read {number} of {len(found)} files")
        try:
            read = _read(file)
        except BadInput as error:
            faults.append(error)
            continue
        if isinstance(read, TextFile):
            texts.append(read)
        elif isinstance(read, _Dates):
            dates.append(read)
        else:
            notices.append(read)
    faults += _clashes(texts)
    bounded = list(_bounded(texts, dates, faults))
    faults += _overlaps(bounded)
    refuse(faults)
    return Reading(tuple(sorted(bounded, key=_order)), tuple(notices))


def _order(text: TextFile) -> tuple[str, str]:
    return text.version.act, text.version.valid_from.isoformat()


def refuse(faults: Sequence[BadInput]) -> None:
    """Raises `BadInput` that tells of every fault (the first 20); nothing when there is none."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        told = "".join(f"\n  {fault}" for fault in faults[:MOST_TOLD])
        more = f"\n  and {len(faults) - MOST_TOLD} more" if len(faults) > MOST_TOLD else ""
        raise BadInput(f"{len(faults)} files cannot be used, so nothing was loaded:{told}{more}", code="malformed_file")


def _found(paths: Iterable[Path]) -> Iterator[Path]:
    """The files below `paths` that can hold texts, each once. Raises `BadInput` for a path that is not there."""
    seen: set[Path] = set()
    for path in paths:
        if path.is_dir():
            below = sorted(file for file in path.rglob("*") if file.suffix.lower() in YAML + XML and file.is_file())
        elif path.is_file():
            if path.suffix.lower() not in YAML + XML:
                kinds = f"one that ends in {', '.join(YAML + XML)}"
                raise BadInput(f"Not a file with statute texts: {path}", expected=kinds, example="2026-07-01.yaml")
            below = [path]
        else:
            raise BadInput(f"No such file or folder: {path}", expected="a file or folder with statute texts")
        for file in below:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file
        if len(seen) > MOST_FILES:
            raise TooLarge(f"More than {MOST_FILES} files below {path}", expected="fewer at a time")


def _read(file: Path) -> TextFile | _Dates | Notice:
    """One file, by what is in it."""
    if file.stat().st_size > MOST_BYTES:
        raise TooLarge(f"{file} is larger than {MOST_BYTES // 1024**2} MB", expected="one act and version per file")
    data = file.read_bytes()
    if file.suffix.lower() in YAML:
        read = parse_version(data, file)
        origin = Origin(_shown(file), "yamlText", sha256(data))
        return TextFile(read.version, origin, read.url or "", notices=tuple(_damaged(read.version, str(file))))
    root = read_tree(data, str(file), skipped=(*toestand.SKIPPED, *wti.SKIPPED))
    if root.tag == toestand.ROOT:
        version, notices = toestand.read_toestand(root, str(file))
        _match_name(file, root, version.act, version.valid_from.isoformat())
        origin = Origin(_shown(file), "bwbState", sha256(data))
        url = f"https://wetten.overheid.nl/{version.act}/{version.valid_from}"
        return TextFile(version, origin, url, notices=tuple(notices))
    if root.tag == wti.ROOT:
        changes = wti.read_wti(root, str(file))
        _match_name(file, root, changes.act, None)
        return _Dates(changes, Origin(_shown(file), "bwbInformation", sha256(data)))
    if root.tag == _LIST_OF_FILES:
        return Notice(NoticeKind.OTHER_FILE, str(file), "a list of files, which holds no texts: left out", root.line)
    expected = f"<{toestand.ROOT}> (a text) or <{wti.ROOT}> (WTI)"
    raise MalformedFile(file, f"the root element is <{root.tag}>: expected {expected}", line=root.line)


def _shown(file: Path) -> str:
    """A file's name as text, whatever bytes it is made of."""
    return os.fsencode(file.name).decode("utf-8", "replace")


def _match_name(file: Path, root: Element, act: str, day: str | None) -> None:
    """A file that is named for an act or a day holds that act and day, or something went wrong on its way here."""
    named = _NAMED.match(file.stem)
    if named and named["act"] != act:
        raise MalformedFile(file, f"it is named for {named['act']} and holds {act}", line=root.line)
    if named and named["day"] and day and named["day"] != day:
        raise MalformedFile(file, f"it is named for {named['day']} and holds the text of {day}", line=root.line)


def _damaged(version: LawVersion, name: str) -> Iterator[Notice]:
    for path, part in version.addressed():
        if part.damaged:
            place = spoken("art/" + path.iri.rpartition("/art/")[2])
            yield Notice(NoticeKind.DAMAGED, name, f"words are missing from {place}; marked as damaged")


def spoken(place: str) -> str:
    """A place as IRIs have it, as people write it: `art/5/lid/1` becomes `article 5 lid 1`."""
    return " ".join(place.split("/")).replace("art ", "article ", 1)


def _clashes(texts: Sequence[TextFile]) -> Iterator[BadInput]:
    names: dict[tuple[str, str], list[str]] = {}
    for text in texts:
        names.setdefault(_order(text), []).append(text.origin.name)
    for (act, day), files in sorted(names.items()):
        if len(files) > 1:
            yield BadInput(f"More than one text of {act} from {day}: {' and '.join(files)}", expected="one")


def _bounded(texts: Sequence[TextFile], dates: Sequence[_Dates], faults: list[BadInput]) -> Iterator[TextFile]:
    """The texts with their end, for those acts whose WTI is there. What does not fit is added to `faults`."""
    by_act: dict[str, _Dates] = {}
    for one in dates:
        if one.changes.act in by_act:
            faults.append(BadInput(f"Two WTI files of {one.changes.act}", expected="one per act"))
        by_act[one.changes.act] = one
    for act in sorted(set(by_act) - {text.version.act for text in texts}):
        reason = f"{by_act[act].origin.name} is the WTI of {act}, of which no text is here"
        faults.append(BadInput(reason, expected="the states of the act in the same run: a WTI file holds no texts"))
    for text in texts:
        known = by_act.get(text.version.act)
        try:
            yield _with_end(text, known) if known and text.origin.kind == "bwbState" else text
        except BadInput as error:
            reason = f"{text.origin.name}: {error.message}"
            faults.append(BadInput(reason, expected=error.expected, example=error.example))


def _with_end(text: TextFile, known: _Dates) -> TextFile:
    before = known.changes.before(text.version.valid_from)
    return replace(text, version=replace(text.version, before=before), intervals=known.origin)


def _overlaps(texts: Sequence[TextFile]) -> Iterator[BadInput]:
    ordered = sorted(texts, key=_order)
    for earlier, later in pairwise(ordered):
        end, start = earlier.version.before, later.version.valid_from
        if earlier.version.act == later.version.act and end and end > start:
            yield BadInput(
                f"Two texts of {later.version.act} on {start}: {earlier.origin.name} holds until {end}, "
                f"and {later.origin.name} from {start}",
                expected="a text that ends before the next begins",
            )

"""Where the headings of a sheet stand: below title rows, and sometimes in two rows, a group above its parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import count, islice

from grondslag.registers.reading.table import Sheet, Span

Known = Callable[[str], bool]
Cells = dict[int, str]
_MOST_ROWS = 30
_LONGEST_HEADING = 200
# Without known headings, the first row that is about as full as the fullest is taken for them.
_NEARLY_FULL = 0.6


@dataclass(frozen=True)
class HeaderRows:
    """The headings of a sheet, by column, and the rows they stand in.

    A heading below a group is `Bijzondere: ja/nee`, unless it is known without its group. Headings that are equal are
    told apart: `Ontvangers`, `Ontvangers (2)`; `doubled` lists those. A column may hold cells and have no heading.
    """

    first: int
    last: int
    headings: Mapping[int, str]
    known: int = 0  # how many different ones are known
    doubled: tuple[str, ...] = ()
    parts: Mapping[int, tuple[str, ...]] = field(default_factory=dict)  # the group and the part, as they were written


@dataclass(frozen=True)
class _Candidate:
    """Rows that may hold the headings. `rank` is how many are known, and whether a row of groups tells something."""

    rows: tuple[int, ...]
    headings: Cells
    parts: Mapping[int, tuple[str, ...]]
    rank: tuple[int, int]


def header(sheet: Sheet, known: Known, named: Known | None = None) -> HeaderRows | None:
    """The headings of a sheet: the rows with the most that are `known`; None for a sheet without rows.

    With none known, the first of its fullest rows. `known` is asked for a whole heading, its group and its part. What
    `named` knows are the names that columns were given before: they keep those, with or without their group.
    """
    top = _top(sheet)
    is_known = cache(lambda text: len(text) <= _LONGEST_HEADING and known(text))
    candidates = list(_candidates(top, is_known, named))
    if not candidates:
        return None
    best = max(candidates, key=lambda candidate: candidate.rank)
    if best.rank[0] == 0:
        most = max(len(candidate.headings) for candidate in candidates)
        best = next(candidate for candidate in candidates if len(candidate.headings) >= _NEARLY_FULL * most)
    headings, doubled = _told_apart(best.headings)
    return HeaderRows(best.rows[0], best.rows[-1], headings, best.rank[0], doubled, best.parts)


def table_rows(sheet: Sheet, headers: HeaderRows) -> Iterator[tuple[int, Cells]]:
    """The rows below the headings: their number, and their cells that are not blank by column.

    Cells merged downwards give each of their rows their text, as they do to the eye.
    """
    starting: dict[int, list[Span]] = {}
    for span in sheet.merged:
        if span.last_row > span.first_row > headers.last:
            starting.setdefault(span.first_row, []).append(span)
    open_until: dict[int, tuple[int, str]] = {}
    for number, texts in sheet.rows():
        cells = _filled(texts)
        for column, (last, text) in open_until.items():
            if number <= last:
                cells.setdefault(column, text)
        for span in starting.get(number, ()):
            if span.first_column in cells:
                open_until[span.first_column] = span.last_row, cells[span.first_column]
        if number > headers.last and cells:
            yield number, cells


def _filled(texts: Sequence[str]) -> Cells:
    return {column: text for column, text in enumerate(texts, 1) if text.strip()}


def _top(sheet: Sheet) -> list[tuple[int, Cells]]:
    """The first rows, with the text of merged cells in each place that they span, on one line."""
    rows = {number: _filled(texts) for number, texts in islice(sheet.rows(), _MOST_ROWS)}
    for span in sheet.merged:
        text = rows.get(span.first_row, {}).get(span.first_column)
        if text:
            columns = range(span.first_column, min(span.last_column, sheet.width) + 1)
            for number in filter(range(span.first_row, span.last_row + 1).__contains__, rows):
                rows[number] = dict.fromkeys(columns, text) | rows[number]
    return [
        (number, {column: " ".join(text.split()) for column, text in sorted(cells.items())})
        for number, cells in rows.items()
    ]


def _candidates(top: Sequence[tuple[int, Cells]], known: Known, named: Known | None) -> Iterator[_Candidate]:
    for place, (number, cells) in enumerate(top):
        if place + 1 < len(top) and top[place + 1][0] == number + 1:
            lower = top[place + 1][1]
            if groups := _groups(cells, lower, known):
                yield _two_rows(number, cells, groups, lower, known, named)
        parts = {column: (text,) for column, text in cells.items()}
        yield _Candidate((number,), cells, parts, (sum(map(known, set(cells.values()))), 0))


def _groups(upper: Cells, lower: Cells, known: Known) -> Cells:
    """The group above each cell of the lower row that has one; empty when the two rows are not one header.

    A group stands in its first column only, or in all when its cells were merged. A row that has its own cell below
    nearly every heading is data, and a single text from the first column on is a title.
    """
    groups: Cells = {}
    current = ""
    for column in range(1, max([*upper, *lower]) + 1):
        if column in upper:
            current = upper[column] if lower.get(column, upper[column]) != upper[column] else ""
        if current and column in lower:
            groups[column] = current
        elif column not in upper:
            current = ""
    sizes = Counter(groups.values())
    if any(sizes[group] < 2 and not known(lower[column]) for column, group in groups.items()):
        return {}
    is_title = len(set(upper.values())) == 1 and min(upper) <= min(lower)
    return {} if is_title else groups


def _two_rows(number: int, upper: Cells, groups: Cells, lower: Cells, known: Known, named: Known | None) -> _Candidate:
    headings: Cells = {}
    parts: dict[int, tuple[str, ...]] = {}
    for column in sorted({*upper, *lower}):
        if column in groups:
            headings[column] = _joined(groups[column], lower[column], known, named)
            parts[column] = (groups[column], lower[column])
        else:
            headings[column] = upper.get(column) or lower[column]
            parts[column] = (headings[column],)
    sure = len({headings[column] for column in headings if any(map(known, (headings[column], *parts[column])))})
    return _Candidate((number, number + 1), headings, parts, (sure, 1 if any(map(known, groups.values())) else -1))


def _joined(group: str, part: str, known: Known, named: Known | None) -> str:
    """`Bijzondere: ja/nee`; but a known part stands alone below a group that is no heading, such as `Algemeen`."""
    whole = f"{group}: {part}"
    if named and (named(whole) or named(part)):
        return whole if named(whole) else part
    return part if known(part) and not known(group) and not known(whole) else whole


def _told_apart(headings: Cells) -> tuple[Cells, tuple[str, ...]]:
    """The headings, each with a number where it stood before; and those that stood more than once."""
    taken = {text.casefold() for text in headings.values()}
    seen: set[str] = set()
    doubled: dict[str, None] = {}
    apart: Cells = {}
    for column, text in headings.items():
        apart[column] = text
        if text.casefold() in seen:
            doubled[text] = None
            free = (f"{text} ({number})" for number in count(2))
            apart[column] = next(name for name in free if name.casefold() not in taken)
        seen.add(text.casefold())
        taken.add(apart[column].casefold())
    return apart, tuple(doubled)

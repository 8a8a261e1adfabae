"""One page of a list at a time: `page=2` in the query string, how many pages there are, and the way to the others."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request
from werkzeug.datastructures import MultiDict

from webapp.errors import Problem

PAGE = "page"
NUMBER = re.compile(r"[1-9][0-9]{0,7}")


@dataclass(frozen=True)
class Paging:
    """The page that is shown of a list of `total` things, `size` to a page."""

    page: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages the list fills; an empty one has one."""
        return pages_of(self.total, self.size)

    @property
    def first(self) -> int:
        """How many things come before this page."""
        return (self.page - 1) * self.size

    @property
    def last(self) -> int:
        """How many things have been told at the end of this page."""
        return min(self.first + self.size, self.total)

    def parts(self, counts: Mapping[str, int]) -> Iterator[tuple[str, int, int]]:
        """What this page takes of a list in groups, given how many each has: the group, how many to skip, how many."""
        before = 0
        for group, count in counts.items():
            skipped, end = max(self.first - before, 0), min(self.last - before, count)
            if skipped < end:
                yield group, skipped, end - skipped
            before += count

    def address(self, page: int) -> str:
        """This list on another page, with the rest of what was asked."""
        kept = [(name, value) for name, value in request.args.items(multi=True) if name != PAGE and value]
        pairs = [*kept, *([(PAGE, str(page))] if page > 1 else [])]
        return f"{request.path}?{urlencode(pairs)}" if pairs else request.path


def pages_of(total: int, size: int) -> int:
    """How many pages a list fills; an empty one has one."""
    return max(1, math.ceil(total / size))


def page_of(arguments: MultiDict[str, str]) -> int:
    """The page that a query string asks for. Raises `Problem` for what is no number, and for several."""
    given = arguments.getlist(PAGE) or ["1"]
    if len(given) > 1:
        raise Problem(400, "repeated_parameter", "repeated_parameter", expected="expect_once", name=PAGE)
    if not NUMBER.fullmatch(given[0]):
        raise Problem(400, "bad_input", "wrong_page", expected="expect_page_number", example="page=2", value=given[0])
    return int(given[0])


def require_page(page: int, pages: int) -> None:
    """Raises `Problem` for a page after the last."""
    if page > pages:
        raise Problem(
            400,
            "bad_input",
            "wrong_page",
            expected="expect_page",
            example=f"page={pages}",
            value=str(page),
            pages=str(pages),
        )


def paging_of(total: int, size: int) -> Paging:
    """The page that this request asks of a list of `total` things. Raises `Problem` for one that is not there."""
    page = page_of(request.args)
    require_page(page, pages_of(total, size))
    return Paging(page, size, total)

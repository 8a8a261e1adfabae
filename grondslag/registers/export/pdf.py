"""The register as PDF, made from the page: tagged for screen readers (PDF/UA), the same bytes for the same register."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from typing import Any

from grondslag.errors import Failure, TooLarge
from grondslag.registers.export.document import Document
from grondslag.registers.export.page import to_html

# Each activity takes a tenth of a second and two megabytes: beyond this a browser that prints the page serves better.
MOST_ACTIVITIES = 1_000
_VARIANT = "pdf/ua-1"
_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"


def to_pdf(document: Document) -> Iterator[bytes]:
    """The page on paper. Raises `TooLarge` beyond `MOST_ACTIVITIES`, `Failure` where the system lacks libraries."""
    if len(document.entries) > MOST_ACTIVITIES:
        raise TooLarge(
            f"{len(document.entries)} activities are too many for a PDF",
            expected=f"at most {MOST_ACTIVITIES}; the page in HTML has no such limit, and a browser prints it",
            example="--format html",
        )
    weasyprint = pdf_library()
    page = b"".join(to_html(document)).decode()
    # The page holds all that it needs: whatever a text of the register might ask for is refused.
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=())
    laid_out = weasyprint.HTML(string=page, url_fetcher=nothing).render(pdf_variant=_VARIANT)
    made = laid_out.write_pdf(pdf_variant=_VARIANT)
    if not laid_out.fonts:  # known once the text is drawn; without one it would be a PDF of empty pages
        raise _lacking("no font is installed")
    yield made


def pdf_library() -> Any:
    """WeasyPrint, which looks for libraries of the system as it is imported. Raises `Failure` where it lacks one."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            import weasyprint
    except OSError as error:
        raise _lacking(str(error)) from error
    return weasyprint


def _lacking(reason: str) -> Failure:
    return Failure(
        f"A PDF cannot be made on this machine: {reason}",
        code="no_pdf",
        expected=f"the system packages {_PACKAGES} (their names in Debian)",
        example=f"sudo apt-get install {_PACKAGES}",
    )

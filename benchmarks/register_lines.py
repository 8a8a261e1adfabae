"""A large register as CSV: the lines go round a few words each, so that each line is another; always the same."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from grondslag.settings import MEGABYTE, UploadLimits

LIMITS = replace(UploadLimits(), seconds=60.0, bytes=50 * MEGABYTE)
HEADINGS = (
    *("Nummer", "Verwerkingsactiviteit", "Doel", "Grondslag", "Wettelijke bepaling", "Betrokkenen"),
    *("Categorieën persoonsgegevens", "Bijzondere", "Ontvangers", "Verwerkers", "Doorgifte", "Bewaartermijn"),
    *("Beveiliging", "Gezamenlijke verantwoordelijkheid"),
)
_WORK = (
    ("Bijstand", "uitvoering van uitkeringen", "algemeen belang", "art. 7 lid 1 onder b PW"),
    ("Schuldhulp", "schuldhulpverlening", "algemeen belang", "art. 3 Wgs"),
    ("Maatwerkvoorziening", "leveren van een maatwerkvoorziening", "algemeen belang", "art. 2.3.5 Wmo 2015"),
    ("Nieuwsbrief", "informeren van inwoners", "toestemming", ""),
)
_SUBJECTS = ("inwoners", "cliënten", "uitkeringsgerechtigden", "werknemers", "jeugdigen")
_DATA = ("adres", "inkomen, adres", "BSN, geboortedatum", "adres, e-mailadres", "inkomen, adres, geboortedatum")
_RECIPIENTS = ("UWV", "geen", "CAK", "belastingdienst", "Bureau Zuiderlicht")
_PROCESSORS = ("geen", "geen", "geen", "Softwarehuis Noord")


def as_csv(lines: int) -> bytes:
    """A register of so many lines, in UTF-8 with semicolons."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\n")
    writer.writerow(HEADINGS)
    writer.writerows(_line(number) for number in range(lines))
    return file.getvalue().encode()


def _line(number: int) -> tuple[str, ...]:
    name, *grounds = _WORK[number % 4]
    about = (_SUBJECTS[number % 5], _DATA[number // 5 % 5], "gezondheid" if number % 5 == 0 else "geen")
    parties = (_RECIPIENTS[number // 3 % 5], _PROCESSORS[number // 7 % 4])
    rest = ("geen", f"{5 + number % 5} jaar", "Toegang per rol; logging", "nee")
    return (f"V-{number + 1}", f"{name} {number + 1:05}", *grounds, *about, *parties, *rest)

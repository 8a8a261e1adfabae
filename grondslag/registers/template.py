"""An empty register to fill in, as CSV or XLSX, with the terms of the schemes to choose from; or filled as an example.

The columns are those of article 30 AVG with the others that a register keeps; the headings are labels of
`ontology/registers.ttl`, so that a filled template is imported without a mapping of one's own.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from grondslag.content import Content
from grondslag.namespaces import GS
from grondslag.registers.cells import as_cell
from grondslag.registers.examples import EXAMPLES, Example
from grondslag.registers.export.columns import ORDER, article
from grondslag.registers.model import Field, Side
from grondslag.registers.split import LISTS
from grondslag.registers.terms import SCHEMES, Term, Terms, field_terms, named_individuals
from grondslag.report.model import Language, Text

FORMS = ("csv", "xlsx")

_FIELDS: Mapping[Side, frozenset[Field]] = {
    Side.CONTROLLER: frozenset(Field) - {Field.PRINCIPAL},
    Side.PROCESSOR: frozenset(
        {
            *(Field.IDENTIFIER, Field.ACTIVITY, Field.DESCRIPTION, Field.DEPARTMENT, Field.PRINCIPAL, Field.CONTACT),
            *(Field.DATA_SUBJECTS, Field.DATA, Field.SPECIAL_DATA, Field.PROCESSORS, Field.TRANSFER, Field.RETENTION),
            *(Field.SECURITY, Field.AGREEMENT, Field.FROM, Field.BEFORE),
        }
    ),
}
# Kinds of data that belong under "bijzondere categorieën": for these the law asks an exception or an authority.
_SPECIAL = frozenset(GS + name for name in ("SpecialCategory", "CriminalCategory", "NationalIdentifier"))
# Several of these may stand in one cell.
_SEVERAL = LISTS | {Field.PURPOSE, Field.TASK, Field.LIMB, Field.PROVISION, Field.EXCEPTION, Field.TRANSFER}
_MADE = datetime(2000, 1, 1)  # a fixed day, so that the same template has the same bytes
_ROWS = 2_000  # that offer a list
_NARROW, _WIDE, _TEXT = 16, 32, 70

_SHEETS = {
    "register": Text("Register", "Register"),
    "columns": Text("Toelichting", "Explanation"),
    "lists": Text("Lijsten", "Lists"),
}
_WORDS = {
    "column": Text("Kolom", "Column"),
    "meaning": Text("Wat er staat", "What it holds"),
    "article": Text("Artikel", "Article"),
    "how": Text("Hoe in te vullen", "How to fill it in"),
    "example": Text("Voorbeeld", "Example"),
    "beyond": Text("verder in het register", "further in the record"),
    "several": Text("meer dan één mag: scheid ze met ;", "more than one is fine: separate them with ;"),
    "choose": Text("kies uit de lijst, of schrijf eigen woorden", "choose from the list, or write your own words"),
    "day": Text("een dag, zoals 22-11-2026", "a day, such as 22-11-2026"),
    "free": Text("vrije tekst", "free text"),
    "none": Text("geen", "none"),
}
_RULES = (
    Text(
        "Eén regel is één verwerkingsactiviteit. Nummer of naam moet eenmalig zijn en blijven: daarmee wordt de "
        "activiteit bij een volgende import herkend.",
        "One row is one processing activity. Its number or name must be unique and stay the same: a next import knows "
        "the activity by it.",
    ),
    Text(
        "Is er niets, schrijf dan “geen”. Een lege cel betekent dat het register erover zwijgt.",
        "Where there is nothing, write “geen” or “none”. An empty cell means that the register is silent on it.",
    ),
    Text(
        "Noem functies en organisaties, geen namen van personen.",
        "Name functions and organisations, not persons.",
    ),
    Text(
        "Laat de koppen staan. Kolommen die u niet gebruikt mag u weglaten; hun volgorde doet er niet toe.",
        "Keep the headings. Columns that you do not use may be left out; their order does not matter.",
    ),
    Text("Inlezen: grondslag import BESTAND", "To import: grondslag import FILE"),
)


@dataclass(frozen=True)
class Column:
    """A column of the template: its field, heading, meaning, the article that asks for it, and what to choose from."""

    field: Field
    heading: str
    meaning: str
    article: Text | None
    choices: tuple[str, ...]


class Template:
    """The register of one side, empty or with its example, in one language."""

    def __init__(self, content: Content, side: Side, language: Language = "nl", *, example: bool = False) -> None:
        self.terms, self._content, self._language = Terms.of(content), content, language
        self._examples = EXAMPLES[side]
        self.filled = example
        named = field_terms(content)
        self.columns = tuple(
            Column(
                field,
                named[field].label(language),
                named[field].definition.get(language, ""),
                article(side, field),
                self._choices(field),
            )
            for field in ORDER
            if field in _FIELDS[side]
        )

    def rows(self) -> list[list[str]]:
        """The activities of the example, in the order of the columns."""
        return [[self._told(example, column.field) for column in self.columns] for example in self._examples]

    def to_csv(self) -> bytes:
        """The template as CSV that Dutch spreadsheets open: UTF-8 with a mark, `;` between cells."""
        file = io.StringIO(newline="")
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(column.heading for column in self.columns)
        writer.writerows([as_cell(cell) for cell in row] for row in (self.rows() if self.filled else ()))
        return ("\ufeff" + file.getvalue()).encode("utf-8")

    def to_xlsx(self) -> bytes:
        """The template as a workbook: the register with lists to choose from, and a sheet that explains the columns."""
        file = io.BytesIO()
        book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        book.set_properties({"title": "Grondslag", "created": _MADE})
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        register, columns, lists = (book.add_worksheet(self._say(words)) for words in _SHEETS.values())
        self._fill_register(register, bold, text)
        self._fill_columns(columns, bold, wrapped)
        self._fill_lists(lists)
        book.close()
        return file.getvalue()

    def _fill_register(self, sheet: Worksheet, bold: object, text: object) -> None:
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(self.columns):
            sheet.set_column(
                at, at, _NARROW if column.field in (Field.IDENTIFIER, Field.FROM, Field.BEFORE) else _WIDE, text
            )
            sheet.write_string(0, at, column.heading, bold)
            if column.choices:
                sheet.data_validation(1, at, _ROWS, at, self._offer(column))
        for number, row in enumerate(self.rows() if self.filled else (), start=1):
            for at, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, at, as_cell(cell), text)

    def _offer(self, column: Column) -> dict[str, object]:
        """A list to choose from, that also takes other words and more than one."""
        letters = xl_col_to_name(self._offering.index(column))
        return {
            "validate": "list",
            "source": f"='{self._say(_SHEETS['lists'])}'!${letters}$1:${letters}${len(column.choices)}",
            "show_error": False,
            "input_title": column.heading[:32],
            "input_message": self._how(column),
        }

    @property
    def _offering(self) -> list[Column]:
        """The columns with something to choose from, in the order of their lists."""
        return [column for column in self.columns if column.choices]

    def _fill_columns(self, sheet: Worksheet, bold: object, wrapped: object) -> None:
        """The explanation: what holds for all columns, then each of them."""
        sheet.set_column(0, 0, _WIDE)
        sheet.set_column(1, 4, _TEXT // 2)
        for at, rule in enumerate(_RULES):
            sheet.merge_range(at, 0, at, 4, self._say(rule), wrapped)
            sheet.set_row(at, 30)
        start = len(_RULES) + 1
        for at, name in enumerate(("column", "meaning", "article", "how", "example")):
            sheet.write_string(start, at, self._say(_WORDS[name]), bold)
        for row, column in enumerate(self.columns, start=start + 1):
            asked = self._say(column.article or _WORDS["beyond"])
            example = next((told for one in self._examples if (told := self._told(one, column.field))), "")
            for at, cell in enumerate((column.heading, column.meaning, asked, self._how(column), as_cell(example))):
                sheet.write_string(row, at, cell, wrapped)
        sheet.freeze_panes(start + 1, 1)

    def _fill_lists(self, sheet: Worksheet) -> None:
        """What there is to choose from, a column each; hidden, for it is offered in the cells, and without headings."""
        sheet.hide()
        for at, column in enumerate(self._offering):
            for row, choice in enumerate(column.choices):
                sheet.write_string(row, at, choice)

    def _how(self, column: Column) -> str:
        if column.field in (Field.FROM, Field.BEFORE):
            return self._say(_WORDS["day"])
        told = [_WORDS["choose"] if column.choices else _WORDS["free"]]
        told += [_WORDS["several"]] if column.field in _SEVERAL else []
        return "; ".join(map(self._say, told))

    def _choices(self, field: Field) -> tuple[str, ...]:
        """What a field offers, in the order of the alphabet; "geen" first where there may be none."""
        if field is Field.IMPACT_ASSESSMENT:
            return tuple(map(self._say, (Text("ja", "yes"), Text("nee", "no"))))
        labels = sorted({term.label(self._language) for term in self._offered(field)}, key=str.casefold)
        may_lack = field in (LISTS - {Field.DATA, Field.DATA_SUBJECTS}) | {Field.EXCEPTION, Field.TRANSFER}
        return (self._say(_WORDS["none"]), *labels) if labels and may_lack else tuple(labels)

    def _offered(self, field: Field) -> Iterable[Term]:
        if field in (Field.LIMB, Field.EXCEPTION):
            kind, letters = ("Article6Limb", "abcdef") if field is Field.LIMB else ("Article9Limb", "abcdefghij")
            limbs = named_individuals(self._content, "public-terms.ttl", kind)
            return [limb for limb in limbs if limb.iri.endswith(tuple(f"-{letter}" for letter in letters))]
        if field is Field.TRANSFER:
            return named_individuals(self._content, "obligations.ttl", "TransferSafeguard")
        terms = self.terms.of_scheme(SCHEMES[field][0]) if field in SCHEMES else []
        if field in (Field.DATA, Field.SPECIAL_DATA):
            special = field is Field.SPECIAL_DATA
            return [term for term in terms if _SPECIAL.isdisjoint(term.kinds) is not special]
        return terms

    def _told(self, example: Example, field: Field) -> str:
        """What an example says in a field: its words, or the labels of its terms."""
        told = example.get(field, "")
        if isinstance(told, str):
            return told
        if isinstance(told, Text):
            return self._say(told)
        return "; ".join(self.terms[iri].label(self._language) for iri in told)

    def _say(self, words: Text) -> str:
        return words.in_language(self._language)


def template(content: Content, side: Side, form: str, language: Language = "nl", *, example: bool = False) -> bytes:
    """The template in one of `FORMS`."""
    made = Template(content, side, language, example=example)
    return made.to_csv() if form == "csv" else made.to_xlsx()

"""Hostile tables end their worker at worst: refused within five seconds, in little memory of ours, in clear words."""

from __future__ import annotations

import io
import os
import random
import re
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from table_files import CONTENT_TYPES, SHEET, packed, parts, table

from grondslag.errors import BadInput, GrondslagError, MalformedFile, TooLarge
from grondslag.registers.reading import confined, worker
from grondslag.registers.reading.table import read
from grondslag.registers.reading.upload import shown
from grondslag.settings import MEGABYTE, UploadLimits

Files = dict[str, tuple[Callable[[], bytes], str]]
SECONDS = 5.0
GROWTH = 200 * MEGABYTE
LIMITS = UploadLimits()
DOCTYPE = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def peak() -> int:
    """The most memory this process has had at once since the last call, in bytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return int(found[1]) * 1024


def worked() -> float:
    """The seconds of work of this process and of its workers: unlike a clock, the same on a busy machine."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def children() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split())


@pytest.fixture
def cheap() -> Iterator[None]:
    """The test takes less time and memory than a hostile file may cost, and leaves no process behind."""
    before_children = children()
    peak()
    before, start = peak(), worked()
    yield
    assert worked() - start < SECONDS
    assert peak() - before < GROWTH
    assert children() == before_children


def huge(name: str, block: bytes, times: int, start: bytes = b"", end: bytes = b"", *, ballast: int = 3) -> bytes:
    """A workbook of which one part is a block many times over, packed without having it in memory.

    Megabytes of ballast, which cannot be packed, keep it from being told by how much it swells.
    """
    members: dict[str, str | bytes] = {key: value for key, value in parts().items() if key != name}
    stream = io.BytesIO(packed({**members, "xl/media/image1.png": random.Random(1).randbytes(ballast * MEGABYTE)}))
    with (
        zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(name, "w") as part,
    ):
        part.write(start)
        for _ in range(times):
            part.write(block)
        part.write(end)
    return stream.getvalue()


def with_rows(rows: str, more: str = "") -> bytes:
    return packed(parts(rows, more))


def with_members(members: dict[str, str | bytes]) -> bytes:
    return packed({**parts(), **members})


def encrypted_member() -> bytes:
    # The flag that a part is encrypted, in the directory and in the part's own header.
    data = bytearray(packed(parts()))
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = data.find(signature)
        data[at + offset] |= 1
    return bytes(data)


def stored(content: str) -> bytes:
    """A workbook with one part more, not compressed."""
    stream = io.BytesIO(packed(parts()))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/more.xml", content)
    return stream.getvalue()


STRINGS = f'<sst xmlns="x"><si><t>{"z" * 30_000}</t></si></sst>'
REFERENCES = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 40_000))

TOO_LARGE: Files = {
    "a cell at the far corner": (
        lambda: with_rows('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "lone cell",
    ),
    "a lone cell at the last row": (
        lambda: with_rows('<row r="1048576"><c r="B1048576"><v>1</v></c></row>'),
        "lone cell",
    ),
    "the far corner without places": (
        lambda: with_rows('<row r="1048576">' + "<c><v>1</v></c>" * 30 + "</row>"),
        "lone cell",
    ),
    "the far corner under a foreign prefix": (
        lambda: with_rows('<h:row xmlns:h="urn:h" r="9"><h:c r="XFD1048576"><h:v>1</h:v></h:c></h:row>'),
        "lone cell",
    ),
    "a row beyond the last": (lambda: with_rows('<row r="5000000"><c r="A5000000"><v>1</v></c></row>'), "a row beyond"),
    "a column beyond the last": (lambda: with_rows('<row r="1"><c r="ZZZ1"><v>1</v></c></row>'), "a column beyond"),
    "five million rows": (
        lambda: huge(SHEET, b"<row><c><v>1</v></c></row>" * 50_000, 100, b"<worksheet>"),
        "span more",
    ),
    "five million empty elements": (
        lambda: huge(SHEET, b"<a/>" * 100_000, 55, b"<worksheet>"),
        "more than 5000000 elements",
    ),
    "a string of 600 MB": (
        lambda: huge("xl/sharedStrings.xml", b"a" * MEGABYTE, 600, b"<sst><si><t>", b"</t></si></sst>"),
        "swells to more than 200 MB",
    ),
    "a string of 40 MB in a file of next to nothing": (
        lambda: huge("xl/sharedStrings.xml", b"a" * MEGABYTE, 40, b"<sst><si><t>", b"</t></si></sst>", ballast=0),
        "swells to more than 100 times its size",
    ),
    "a tag of two megabytes": (lambda: with_rows(f'<row x="{"y" * 2_000_000}"/>'), "a single tag"),
    "a string that is referred to forty thousand times": (
        lambda: with_members({**parts(REFERENCES), "xl/sharedStrings.xml": STRINGS}),
        "memory|swells",
    ),
    "ten thousand parts": (lambda: with_members({f"xl/p{number}.xml": "<a/>" for number in range(10_000)}), "parts"),
    "endlessly merged cells": (
        lambda: with_rows("", '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>' * 10_001),
        "merged",
    ),
    "a cell of a million letters": (lambda: b"doel\n" + b"a" * MEGABYTE, "letters"),
    "a million separators": (lambda: b";" * MEGABYTE + b"x", "cells|columns"),
    "twenty million empty lines": (lambda: b"\n" * (20 * MEGABYTE - 1) + b"x", "rows"),
    "one byte more than allowed": (lambda: b"a" * (20 * MEGABYTE + 1), "at most 20 MB"),
}

REFUSED: Files = {
    "an archive within the archive": (
        lambda: with_members({"xl/media/a.bin": packed({"x": "y"})}),
        "within the archive",
    ),
    "macros": (lambda: with_members({"xl/vbaProject.bin": b"\xd0\xcf"}), "macros"),
    "the content type of macros": (
        lambda: with_members({CONTENT_TYPES: '<Types><Override ContentType="x.macroEnabled.main+xml"/></Types>'}),
        "macros",
    ),
    "a name that leads out": (lambda: with_members({"../../x.xml": "<a/>"}), "leads out"),
    "a name from the root": (lambda: with_members({"/etc/x.xml": "<a/>"}), "leads out"),
    "a name that leads out the other way": (lambda: with_members({"..\\x.xml": "<a/>"}), "leads out"),
    "two names that are one": (lambda: with_members({"XL/workbook.xml": "<a/>"}), "the same name"),
    "an encrypted part": (encrypted_member, "encrypted with a password"),
    "an encrypted workbook": (
        lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "encrypted with a password",
    ),
    "a workbook of before 2007": (lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "before 2007"),
    "a workbook of LibreOffice": (lambda: packed({"mimetype": "x", "content.xml": "<a/>"}), "ODS"),
    "a binary workbook": (lambda: packed({"xl/workbook.bin": b"x"}), "XLSB"),
    "a workbook that is not where it should be": (
        lambda: with_members({"_rels/.rels": parts()["_rels/.rels"].replace("xl/workbook.xml", "xl/elsewhere.xml")}),
        "an archive and no workbook",
    ),
    "a sheet that is not where it should be": (
        lambda: packed({name: text for name, text in parts().items() if name != SHEET}),
        "'Register' is not in the archive",
    ),
    "an archive of something else": (lambda: packed({"a.txt": "x"}), "an archive and no workbook"),
    "a document": (lambda: packed({"word/document.xml": "<a/>"}), "a document"),
    "an empty archive": (lambda: packed({}), "an empty archive"),
    "a PDF": (lambda: b"%PDF-1.7 ...", "a PDF"),
    "a web page": (lambda: b"\xef\xbb\xbf <html><table></table></html>", "a web page"),
}

MALFORMED: Files = {
    "an archive cut short": (lambda: packed(parts())[:-40], "damaged"),
    "a part that is not what its sum says": (lambda: stored("<a>1</a>").replace(b"<a>1</a>", b"<a>2</a>"), "damaged"),
    "a sheet that is cut short": (
        lambda: with_members({SHEET: "<worksheet><sheetData>"}),
        "not well-formed",
    ),
    "an encoding of XML that is refused": (
        lambda: with_members({SHEET: '<?xml version="1.0" encoding="ISO-8859-1"?><worksheet/>'}),
        "an encoding other than UTF-8",
    ),
    "merged cells that overlap": (
        lambda: with_rows(
            '<row r="1"><c r="C1"><v>1</v></c></row>',
            '<mergeCells><mergeCell ref="A1:XFD9"/><mergeCell ref="A1:C9"/></mergeCells>',
        ),
        "overlap",
    ),
    "a cell without a place": (lambda: with_rows('<row r="1"><c r="1A"><v>1</v></c></row>'), "cannot be read"),
}


def refuse(kind: type[GrondslagError], data: bytes, words: str) -> None:
    """Reading the data is refused with this error, and with these words, by the worker or before it."""
    with pytest.raises(kind, match=words) as caught:
        read(data, "register.xlsx").close()
    assert type(caught.value) is kind


@pytest.fixture(params=TOO_LARGE)
def bomb(request: pytest.FixtureRequest) -> tuple[bytes, str]:
    """A file that swells, and the words it is refused with."""
    make, words = TOO_LARGE[request.param]
    return make(), words


def test_what_swells_is_refused_at_little_cost(bomb: tuple[bytes, str], cheap: None) -> None:
    refuse(TooLarge, *bomb)


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_plain_table_is_refused_in_clear_words(what: str) -> None:
    make, words = REFUSED[what]
    answer = confined.answered(worker.work, make(), LIMITS, io.BytesIO())
    assert (answer["kind"], words in answer["reason"]) == ("bad_input", True)


@pytest.mark.parametrize("what", MALFORMED)
def test_what_is_damaged_is_refused_in_clear_words(what: str) -> None:
    make, words = MALFORMED[what]
    answer = confined.answered(worker.work, make(), LIMITS, io.BytesIO())
    assert (answer["kind"], words in answer["reason"]) == ("malformed", True)


def test_a_refusal_by_the_worker_is_an_error_of_its_kind_here(cheap: None) -> None:
    refuse(BadInput, encrypted_member(), "^register.xlsx: the workbook is encrypted with a password")
    refuse(
        MalformedFile,
        with_members({SHEET: "<worksheet><a>\n</b>"}),
        "^register.xlsx, line 2, column 3: not well-formed",
    )
    refuse(MalformedFile, b"", "^register.xlsx: the file is empty")


@pytest.mark.parametrize(
    "part",
    [
        SHEET,
        CONTENT_TYPES,
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "docProps/app.xml",
        "xl/no-xml-by-name.bin",
    ],
)
@pytest.mark.parametrize(
    "doctype",
    [
        DOCTYPE,
        '<!DOCTYPE w SYSTEM "http://127.0.0.1:9/canary">',
        '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_a_doctype_in_any_part_is_refused_before_the_library_reads_it(
    part: str, doctype: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = with_members({part: doctype + parts().get(part, "<a/>")})
    monkeypatch.delattr("grondslag.registers.reading.workbook.CalamineWorkbook")
    answer = confined.answered(worker.work, data, LIMITS, io.BytesIO())
    assert answer["kind"] == "malformed"
    assert answer["reason"].startswith("a document type declaration (DOCTYPE) is refused")
    assert (answer["line"], part in answer["reason"]) == (1, True)


def test_a_doctype_is_refused_through_the_worker(cheap: None) -> None:
    refuse(MalformedFile, with_members({"xl/workbook.xml": DOCTYPE + "<w>&b;</w>"}), "DOCTYPE")


class Counting(io.RawIOBase):
    """A stream without end that counts what is taken from it."""

    taken = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        assert size > 0
        self.taken += size
        return b"a" * size


def test_a_stream_is_read_up_to_its_limit_and_no_further() -> None:
    stream = Counting()
    with pytest.raises(TooLarge, match="at most 20 MB"):
        read(stream, "register.csv")  # type: ignore[arg-type]
    assert stream.taken == LIMITS.bytes + 1


def test_a_large_file_on_disk_is_not_read_at_all(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    with path.open("wb") as file:
        file.truncate(LIMITS.bytes + 1)
    path.chmod(0o400)
    before = path.stat().st_atime_ns
    with pytest.raises(TooLarge, match="at most 20 MB"):
        read(path, path.name)
    assert path.stat().st_atime_ns == before


def test_the_parts_that_the_hostile_files_are_made_of_are_sound() -> None:
    with read(packed(parts()), "register.xlsx") as book:
        assert [list(sheet.rows()) for sheet in book.sheets] == [[(1, ("1",))]]


def test_a_file_of_just_the_limit_is_read() -> None:
    with read(b"doel\n" + b"x" * 95, "register.csv", replace(LIMITS, bytes=100)) as book:
        assert book.sheets[0].height == 2


@pytest.mark.parametrize("path", ["/dev/zero", "/proc/self", "/nonexistent/register.csv", "a\0b", "x" * 300])
def test_what_is_no_file_is_not_opened(path: str) -> None:
    with pytest.raises(BadInput, match="Cannot open"):
        read(Path(path), path)


def test_a_named_pipe_does_not_keep_us_waiting(tmp_path: Path, cheap: None) -> None:
    os.mkfifo(tmp_path / "register.csv")
    with pytest.raises(BadInput, match="it is not a file"):
        read(tmp_path / "register.csv", "register.csv")


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("../../x", "../../x"),
        ("a\0b\nc", "a\\u{0000}b\\u{000A}c"),
        ("gst.\u202exslx", "gst.\\u{202E}xslx"),
        ("\udcff", "\\u{DCFF}"),
        ("r" * 300, "r" * 79 + "…"),
        ("verwerkingen één.csv", "verwerkingen één.csv"),
    ],
)
def test_a_hostile_name_is_shown_escaped_and_opens_nothing(name: str, seen: str) -> None:
    assert shown(name) == seen
    with read(b"doel\nzorg\n", name) as book:
        assert book.name == seen
    with pytest.raises(MalformedFile) as caught:
        read(b"", name)
    assert str(caught.value).startswith(f"{seen}: ")


def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> str:
    """A worker of our own making, for what no file should be able to bring about."""
    (tmp_path / "hostile_worker.py").write_text(f"import os, sys, time, json, signal\n{body}\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return "hostile_worker"


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        ("time.sleep(60)", TooLarge, "stopped after 1 seconds"),
        ("while True: pass", TooLarge, "stopped after 1 seconds"),
        ("os.abort()", TooLarge, "more memory"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", BadInput, "cannot be read"),
        ("raise ValueError('x')", BadInput, "cannot be read"),
        ("pass", BadInput, "cannot be read"),
        ("os.write(int(sys.argv[2]), b'\x80\x04K\x01.')", BadInput, "cannot be read"),
        ("os.write(int(sys.argv[2]), b'[' * 100000)", BadInput, "cannot be read"),
        ('os.write(int(sys.argv[2]), b\'{"status": "error"}\')', BadInput, "cannot be read"),
    ],
)
def test_the_death_or_nonsense_of_a_worker_is_an_error_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cheap: None, body: str, kind: type[GrondslagError], words: str
) -> None:
    module = program(tmp_path, monkeypatch, body)
    with pytest.raises(kind, match=words):
        confined.ask(module, b"x", "register.csv", replace(LIMITS, seconds=1))


CONFINED = """
from grondslag.registers.reading.confined import serve
def work(data, limits, written):
    import errno, socket, subprocess
    found = {}
    for name, attempt in (("socket", socket.socket), ("program", lambda: subprocess.run(["/bin/true"]))):
        try:
            attempt()
            found[name] = 0
        except OSError as error:
            found[name] = error.errno
    return {**found, "environment": sorted(os.environ), "data": data.decode()}
serve(work)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel filter is Linux's")
def test_a_worker_has_no_network_no_programs_and_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRONDSLAG_SECRET_OF_THE_PARENT", "x")
    answer, written = confined.ask(program(tmp_path, monkeypatch, CONFINED), b"bytes", "register.csv", LIMITS)
    written.close()
    assert (answer["socket"], answer["program"], answer["data"]) == (1, 1, "bytes")
    assert "GRONDSLAG_SECRET_OF_THE_PARENT" not in answer["environment"]


@pytest.mark.parametrize(
    "work",
    [
        "return {'x': 'y' * limits.memory_bytes}",
        "written.write(b'x' * limits.inflated_bytes * 2)",
        "[written.write(b'x' * 99) for _ in range(100_000)]",
    ],
)
def test_a_worker_is_bounded_in_memory_and_in_what_it_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cheap: None, work: str
) -> None:
    body = "from grondslag.registers.reading.confined import serve\nserve(lambda *a: work(*a))\n"
    body = f"def work(data, limits, written):\n    {work}\n    return {{}}\n{body}"
    limits = replace(LIMITS, memory_bytes=64 * MEGABYTE, inflated_bytes=8 * MEGABYTE)
    with pytest.raises(TooLarge, match=r"memory|swells"):
        confined.ask(program(tmp_path, monkeypatch, body), b"x", "register.csv", limits)


def test_rows_that_no_worker_of_ours_wrote_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with read(b"doel\nzorg\n", "register.csv") as book:
        for line in (b"[1,[2]]\n", b'["a"]\n', b"{}\n", b"x\n"):
            book.sheets[0]._rows.file.seek(0)
            book.sheets[0]._rows.file.write(line.ljust(11, b" ")[:11])
            book.sheets[0]._rows.file.flush()
            with pytest.raises(BadInput, match="makes no sense"):
                list(book.sheets[0].rows())


# --- mutations


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The data with some bytes changed, taken out, doubled or cut off."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at = chance.randrange(len(changed) + 1)
        match chance.randrange(5):
            case 0:
                changed[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del changed[at : at + chance.randrange(1, 40)]
            case 2:
                changed[at:at] = changed[at : at + chance.randrange(1, 200)]
            case 3:
                changed[at:at] = chance.choice(
                    (b'"', b"\r", b"\0", b"\xff\xfe", b"<!", b"&a;", b"9999999", b'r="XFD1"')
                )
            case _:
                del changed[at + chance.randrange(200) :]
        if not changed:
            break
    return bytes(changed) or b"x"


def mutants(count: int) -> Iterator[bytes]:
    """Mutated tables from a fixed seed: CSV in three encodings, XLSX as bytes, and XLSX with one part mutated."""
    chance = random.Random(20261122)
    rows = [("Activiteit", "Doel", "Ontvangers"), ("Uitkering", 'één "doel"\nen meer', "SVB"), ("Zorg", "-", 12.5)]
    text = 'Activiteit;Doel\r\nUitkering;"één ""doel""\nen meer"\r\n' * 3
    sheet = table(*rows)
    texts = [text.encode(encoding) for encoding in ("utf-8", "utf-16", "cp1252")]
    with zipfile.ZipFile(io.BytesIO(sheet)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for number in range(count):
        if number % 3 == 0:
            yield mutated(chance.choice(texts), chance)
        elif number % 3 == 1:
            yield mutated(sheet, chance)
        else:
            name = chance.choice(list(members))
            yield packed({**members, name: mutated(members[name], chance)})


def test_mutated_tables_are_read_or_refused_in_words() -> None:
    # Within this process for speed: what a worker would answer, and never an exception of another kind.
    answers = [confined.answered(worker.work, data, LIMITS, io.BytesIO()) for data in mutants(1_200)]
    kinds = {answer.get("kind", "ok") for answer in answers}
    assert kinds >= {"ok", "malformed", "bad_input"}
    assert all(answer["reason"] for answer in answers if answer["status"] != "ok")


def test_mutated_tables_through_the_worker() -> None:
    codes = set()
    for data in list(mutants(21))[::2]:
        try:
            with read(data, "register") as book:
                assert all(number <= sheet.height for sheet in book.sheets for number, _ in sheet.rows())
        except BadInput as error:
            codes.add(error.code)
    # `unreadable` would be that the worker died of one.
    assert codes <= {"malformed_file", "too_large", "bad_input"}

"""A file that somebody hands in: opened within its limit, and its name shown without harm."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from grondslag.errors import BadInput, MalformedFile, TooLarge
from grondslag.settings import MEGABYTE, UploadLimits

Source = bytes | Path | BinaryIO
_CHUNK = 1 << 18
_LONGEST_NAME = 80
# Control and format characters, the latter because they can turn the direction of the words around them.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def shown(text: str, longest: int = _LONGEST_NAME) -> str:
    """Words from outside as they may stand in a message: what cannot be seen escaped, and cut when they are long."""
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    return "".join(f"\\u{{{ord(letter):04X}}}" if unicodedata.category(letter) in _UNSEEN else letter for letter in cut)


@contextlib.contextmanager
def opened(source: Source, name: str, limits: UploadLimits) -> Iterator[BinaryIO]:
    """The file, of which a worker can take the descriptor. What has no name on disk is copied to one without a name.

    Raises `TooLarge` for one byte more than allowed, without reading the rest; `MalformedFile` when there is nothing;
    `BadInput` when a path leads to no file.
    """
    with contextlib.ExitStack() as stack:
        if isinstance(source, Path):
            file = stack.enter_context(_opened_path(source, name))
        else:
            file = stack.enter_context(tempfile.TemporaryFile())
            _copy(source, file, name, limits)
        size = os.fstat(file.fileno()).st_size
        if size > limits.bytes:
            raise _too_large(name, limits)
        if size == 0:
            raise MalformedFile(shown(name), "the file is empty")
        yield file


def _opened_path(path: Path, name: str) -> BinaryIO:
    problem = f"Cannot open {shown(name)!r}"
    if "\0" in str(path):
        raise BadInput(problem, expected="the path of a file")
    try:
        # Without O_NONBLOCK a named pipe would wait for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise BadInput(f"{problem}: {error.strerror}", expected="the path of a file") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise BadInput(f"{problem}: it is not a file", expected="the path of a file")
    return open(descriptor, "rb")


def _copy(source: bytes | BinaryIO, target: BinaryIO, name: str, limits: UploadLimits) -> None:
    if isinstance(source, bytes):
        if len(source) > limits.bytes:
            raise _too_large(name, limits)
        target.write(source)
    else:
        left = limits.bytes
        while chunk := source.read(min(_CHUNK, left + 1)):
            left -= len(chunk)
            if left < 0:
                raise _too_large(name, limits)
            target.write(chunk)
    target.flush()
    target.seek(0)


def _too_large(name: str, limits: UploadLimits) -> TooLarge:
    return TooLarge(f"{shown(name)} is too large", expected=f"a file of at most {limits.bytes / MEGABYTE:g} MB")

"""The program that tries what a query worker may not: `python -m grondslag.query.probe MEMORY_BYTES`.

It confines itself as a worker does, tries, and writes one line of JSON: what happened, not what was meant to.
"""

from __future__ import annotations

import errno
import json
import os
import resource
import socket
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from grondslag.query.sandbox import confine

# Room for what is in use already beside what a worker is allowed.
_BEYOND = 64 * 1024 * 1024


def _opens_a_socket() -> bool:
    return _succeeds(lambda: socket.socket().close())


def _starts_a_program() -> bool:
    return _succeeds(lambda: os.waitpid(os.posix_spawn(sys.executable, [sys.executable, "-c", ""], {}), 0))


def _takes_memory(memory_bytes: int) -> bool:
    try:
        bytearray(memory_bytes + _BEYOND)
    except MemoryError:
        return False
    return True


def _succeeds(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except OSError as error:
        if error.errno != errno.EPERM:
            raise
        return False
    return True


def tried(memory_bytes: int) -> dict[str, bool]:
    """Confine this process, and tell by name what it can do all the same, in a thread that was there before."""
    with ThreadPoolExecutor(max_workers=1) as threads:
        # The thread starts with its first work.
        threads.submit(os.getpid).result()
        confine(memory_bytes)
        return {
            "opens a socket": _opens_a_socket() or threads.submit(_opens_a_socket).result(),
            "starts a program": _starts_a_program() or threads.submit(_starts_a_program).result(),
            "takes memory beyond its limit": _takes_memory(memory_bytes),
            "leaves a core dump": resource.getrlimit(resource.RLIMIT_CORE) != (0, 0),
            "reads files of this user": os.access(__file__, os.R_OK) and bool(os.listdir("/")),
        }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(tried(int(sys.argv[1]))) + "\n")

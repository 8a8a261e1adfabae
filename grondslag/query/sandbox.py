"""What a worker takes from itself before it reads a foreign query or file: memory, sockets, new programs.

Linux only, through the kernel's seccomp filter (man 2 seccomp); elsewhere the limits that exist are set and the rest is
reported as missing, so that `grondslag doctor` can say so.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct
import sys
from pathlib import Path

_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_SET_MODE_FILTER = 1
_SECCOMP_FILTER_FLAG_TSYNC = 1
_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000 | 1  # SECCOMP_RET_ERRNO with EPERM
_KILL = 0x80000000

# audit architecture, number of the seccomp call, and the calls refused:
# socket, socketpair, connect; execve, execveat, ptrace, io_uring_setup
_ARCHITECTURES = {
    "x86_64": (0xC000003E, 317, (41, 53, 42), (59, 322, 101, 425)),
    "aarch64": (0xC00000B7, 277, (198, 199, 203), (221, 281, 117, 425)),
}
_X32_BIT = 0x40000000


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def bare_environment() -> dict[str, str]:
    """What a worker finds in its environment: it reads hostile text, so the way to the package and no secret."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH") if name in os.environ}
    # glibc reserves 64 MB for each thread that allocates. What is reserved before the limit is set does not count
    # towards it, and a query could use that as well.
    return {**kept, "MALLOC_ARENA_MAX": "1"}


def confine(memory_bytes: int, *, sockets: bool = False) -> list[str]:
    """Bound this process for good; returns the names of the protections in force.

    `memory_bytes` is what it may use beyond what it uses now. Call it once a store is open: that binds its threads.
    With `sockets` it may make connections, as the worker does that asks a server.
    """
    in_force = ["no core dumps"]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ceiling = _virtual_bytes() + memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
        in_force.append("memory limit")
        if _refuse_system_calls(sockets=sockets):
            in_force.append("no new programs" if sockets else "no sockets, no new programs")
    return in_force


def _virtual_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _refuse_system_calls(*, sockets: bool) -> bool:
    known = _ARCHITECTURES.get(platform.machine())
    if known is None:
        return False
    architecture, seccomp_call, of_sockets, of_programs = known
    code = _filter(architecture, of_programs if sockets else of_sockets + of_programs)
    buffer = ctypes.create_string_buffer(code)
    program = _Program(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    result = library.syscall(seccomp_call, _SECCOMP_SET_MODE_FILTER, _SECCOMP_FILTER_FLAG_TSYNC, ctypes.byref(program))
    return bool(result == 0)


def _filter(architecture: int, refused: tuple[int, ...]) -> bytes:
    # Classic BPF over struct seccomp_data: offset 0 holds the call's number, offset 4 the architecture.
    load, equal, at_least, give = 0x20, 0x15, 0x35, 0x06
    lines = [
        (load, 0, 0, 4),
        (equal, 1, 0, architecture),
        (give, 0, 0, _KILL),
        (load, 0, 0, 0),
        (at_least, 0, 1, _X32_BIT),
        (give, 0, 0, _KILL),
    ]
    for number in refused:
        lines += [(equal, 0, 1, number), (give, 0, 0, _REFUSE)]
    lines.append((give, 0, 0, _ALLOW))
    return b"".join(struct.pack("HBBI", *line) for line in lines)

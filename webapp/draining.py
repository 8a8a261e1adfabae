"""Reading requests: one that is too large to its end, so that its sender is told; one that never ends, not for ever.

waitress answers such a request at once and closes; a client that is still sending then meets a reset connection
and never reads the answer. Here the body is read and thrown away, up to a bound, and the application, which
refuses a body of that size by its length, gives the answer.
"""

from __future__ import annotations

import time
from typing import Any

from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.receiver import FixedStreamReceiver
from waitress.utilities import RequestEntityTooLarge

# Whoever sends more than this is cut off.
LARGEST_DRAINED = 64 * 1024 * 1024
# Whoever takes longer to send a request is cut off: a byte now and then must not hold a connection open.
LONGEST_SECONDS = 60.0


class _Nothing:
    """Stands in for the buffer of a body: what is put in is gone, only its size is known."""

    def __init__(self, size: int) -> None:
        self.size = size

    def append(self, data: bytes) -> None:
        self.size += len(data)

    def __len__(self) -> int:
        return self.size


class DrainingParser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """As waitress's, but a body above the bound is read to its end and dropped."""

    drained: Any = None
    expect_continue: bool
    body_bytes_received: int
    content_length: int
    chunked: bool
    headers: dict[str, str]
    error: Any
    completed: Any

    def received(self, data: bytes) -> int:
        """Take what has come in; give how many bytes of it belong to this request."""
        if self.completed:
            return 0
        if self.drained is not None:
            return self._drain(data)
        consumed: int = super().received(data)
        if self.completed and isinstance(self.error, RequestEntityTooLarge):
            self._start()
        return consumed

    def _start(self) -> None:
        length = self.body_bytes_received if self.chunked else self.content_length
        if (self.expect_continue and not self.chunked) or length > LARGEST_DRAINED:
            # Nothing is on its way yet, or too much: answer now and close.
            self.expect_continue = False
            self._refuse_in_the_application(length)
        elif self.chunked:
            self.drained, self.completed, self.error = self.body_rcv, False, None
            self.drained.buf = _Nothing(length)
            if self.drained.completed:
                self._refuse_in_the_application(length)
        else:
            self.drained, self.completed, self.error = FixedStreamReceiver(length, _Nothing(0)), False, None

    def _drain(self, data: bytes) -> int:
        consumed: int = self.drained.received(data)
        if self.drained.error is not None:
            self.error, self.completed = self.drained.error, True
        elif self.drained.completed or len(self.drained) > LARGEST_DRAINED:
            self._refuse_in_the_application(len(self.drained))
        return consumed

    def _refuse_in_the_application(self, length: int) -> None:
        self.headers["CONTENT_LENGTH"] = str(length)
        self.headers["CONNECTION"] = "close"
        self.body_rcv = FixedStreamReceiver(0, OverflowableBuffer(self.adj.inbuf_overflow))
        self.error, self.completed = None, True


class DrainingChannel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """A connection whose requests are read by `DrainingParser`, each within `LONGEST_SECONDS`."""

    parser_class = DrainingParser
    request: Any
    will_close: bool
    began: float | None = None

    def handle_read(self) -> None:
        """Take what has come in."""
        super().handle_read()
        if self.request is None:
            self.began = None
        elif self.began is None:
            self.began = time.monotonic()
        elif time.monotonic() - self.began > LONGEST_SECONDS:
            self.will_close = True

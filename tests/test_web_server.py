"""The server around the application: its bounds, and how it stops."""

from __future__ import annotations

import signal
from typing import Any

import pytest
from waitress.proxy_headers import proxy_headers_middleware
from waitress.server import BaseWSGIServer
from werkzeug.test import Client

from grondslag.content import content
from grondslag.query.engine import Engine
from grondslag.settings import Settings
from webapp import create_app, server
from webapp.draining import DrainingChannel


class Stopped(BaseWSGIServer):  # type: ignore[misc]
    """Stands in for waitress: remembers how it was made, and is told to stop while it runs."""

    def __init__(self, app: Any, **options: Any) -> None:
        self.app, self.options, self.closed = app, options, False
        self.application = app
        self.channel_class: type | None = None

    def run(self) -> None:
        assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL

    def close(self) -> None:
        self.closed = True


def test_the_site_is_served_under_the_host_it_listens_on(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Stopped] = []

    def create(app: Any, servers: dict[int, Any], **options: Any) -> Stopped:
        made.append(Stopped(app, **options))
        servers[1] = made[-1]
        return made[-1]

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr("waitress.create_server", create)
    try:
        server.serve(settings, host="192.0.2.7", port=8001)
    finally:
        signal.signal(signal.SIGTERM, before)
    (one,) = made
    assert one.closed
    assert (one.options["host"], one.options["port"]) == ("192.0.2.7", 8001)
    assert one.options["max_request_body_size"] <= 1024 * 1024
    assert one.channel_class is DrainingChannel
    assert one.options["ident"] is None
    # Nobody's word is taken for where a request comes from, unless told whose.
    assert one.options["clear_untrusted_proxy_headers"] is True
    assert "trusted_proxy" not in one.options
    # The end of a connection is seen while its query runs; whoever reads slowly holds no thread; the idle go.
    assert one.options["channel_request_lookahead"] > 0
    assert one.options["outbuf_high_watermark"] > 10 * settings.limits.answer_bytes
    assert one.options["channel_timeout"] + one.options["cleanup_interval"] <= 30
    assert set(one.app.config["HOSTS"]) == {"localhost", "127.0.0.1", "[::1]", "192.0.2.7"}


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
def test_what_a_proxy_on_this_machine_passes_on_is_not_local(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, header: str
) -> None:
    def create(app: Any, servers: dict[int, Any], **options: Any) -> Stopped:
        # As waitress makes it: what nobody is trusted to write is gone when the application sees it.
        made = Stopped(proxy_headers_middleware(app, clear_untrusted=options["clear_untrusted_proxy_headers"]))
        servers[1] = made
        return made

    monkeypatch.setattr("waitress.create_server", create)
    with Engine(settings, content()) as engine:
        app = create_app({"SETTINGS": settings, "ENGINE": engine})
        site = Client(server._listening(app, "127.0.0.1", 0, None).application)
        direct: dict[str, Any] = {"headers": {"Host": "127.0.0.1:8000"}, "environ_base": {"REMOTE_ADDR": "127.0.0.1"}}
        assert site.get("/metrics", **direct).status_code == 200
        direct["headers"][header] = "for=192.0.2.1"
        answer = site.get("/metrics", **direct)
        assert (answer.status_code, answer.get_json(force=True)["code"]) == (403, "local_only")


def test_sigterm_ends_the_program_without_an_error() -> None:
    with pytest.raises(SystemExit) as stopped:
        server._stop(signal.SIGTERM, None)
    assert stopped.value.code == 0

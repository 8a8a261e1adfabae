"""Which SPARQL server holds the graph, read from the environment. Each variable is described in docs/remote.md."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from grondslag.errors import BadInput

_HEADER = "SPARQL_AUTHORIZATION"
"""Between our own processes: the header itself."""


@dataclass(frozen=True)
class Remote:
    """A SPARQL 1.1 server that holds the graph: its addresses for queries, for updates and of its Graph Store.

    `authorization` is the header of that name, empty without credentials; it is never shown.
    """

    url: str
    update_url: str
    graphs_url: str
    authorization: str = field(default="", repr=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Remote | None:
        """Read the settings of the server; None without an address. Raises `BadInput` naming the variable.

        Without addresses of their own, updates and graphs have those of the server of Oxigraph beside `.../query`, or
        else the very address of the queries. To that server it is said that a graph need not appear at once: it then
        loads three times as fast, and what is staged is no graph that anybody reads.
        """
        url = _address(environment, "GRONDSLAG_SPARQL_URL")
        if url is None:
            return None
        if not urlsplit(url).path.strip("/"):
            url = url.rstrip("/") + "/query"
        folder = url.removesuffix("query") if url.endswith("/query") else None
        update_url, graphs_url = (f"{folder}update", f"{folder}store?no_transaction") if folder else (url, url)
        return cls(
            url=url,
            update_url=_address(environment, "GRONDSLAG_SPARQL_UPDATE_URL") or update_url,
            graphs_url=_address(environment, "GRONDSLAG_SPARQL_GRAPHS_URL") or graphs_url,
            authorization=environment.get(_HEADER) or _authorization(environment),
        )

    @property
    def environment(self) -> dict[str, str]:
        """The variables that tell another process of ours the same."""
        return {
            "GRONDSLAG_SPARQL_URL": self.url,
            "GRONDSLAG_SPARQL_UPDATE_URL": self.update_url,
            "GRONDSLAG_SPARQL_GRAPHS_URL": self.graphs_url,
            _HEADER: self.authorization,
        }


def _address(environment: Mapping[str, str], name: str) -> str | None:
    text = environment.get(name)
    if not text:
        return None
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or parts.fragment:
        # The value is not repeated: what was written before an @ is a password.
        raise BadInput(
            f"Invalid {name}",
            expected="an http or https address without credentials in it: these have variables of their own",
            example=f"{name}=http://127.0.0.1:7878/query",
        )
    return text


def _authorization(environment: Mapping[str, str]) -> str:
    names = ("GRONDSLAG_SPARQL_USER", "GRONDSLAG_SPARQL_PASSWORD", "GRONDSLAG_SPARQL_TOKEN")
    user, password, token = (environment.get(name, "") for name in names)
    if bool(user) != bool(password) or (user and token) or not (user + password + token + " ").isprintable():
        raise BadInput(
            "Invalid credentials for the SPARQL server",
            expected="GRONDSLAG_SPARQL_USER with GRONDSLAG_SPARQL_PASSWORD, or GRONDSLAG_SPARQL_TOKEN alone",
        )
    if token:
        return f"Bearer {token}"
    return f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}" if user else ""

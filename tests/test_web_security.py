"""Headers on every answer, the host names that are answered to, and the size of a request."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from web_helpers import FLOW, HEALTH_QUERY, PAGES, PROVISION, browse

from grondslag.query.engine import Engine
from webapp.security import HEADERS, POLICY, SCRIPTED_POLICY, host_name

OTHERS = (
    "/health",
    "/context.jsonld",
    "/.well-known/void",
    "/id/org/lucrato",
    "/data/org/lucrato.ttl",
    "/static/grondslag.css",
    "/reports/latest",
    "/sparql?query=ASK%7B%7D",
    f"{HEALTH_QUERY}.csv",
    "/nowhere",
    "/flows/nobody",
    "/sparql?update=x",
    "/queries/nothing",
)


@pytest.mark.parametrize("path", [*PAGES, *OTHERS, FLOW, PROVISION])
def test_every_answer_carries_the_headers(client: FlaskClient, path: str) -> None:
    with client.get(path) as response:
        policy = SCRIPTED_POLICY if path.startswith("/sparql") else POLICY
        wanted = HEADERS | {"Content-Security-Policy": policy}
        assert {name: response.headers.get(name) for name in HEADERS} == wanted
    assert "Strict-Transport-Security" not in response.headers


def test_the_policy_allows_only_what_is_ours() -> None:
    assert "default-src 'none'" in POLICY
    assert "unsafe" not in POLICY
    assert "script-src" not in POLICY
    assert "frame-ancestors 'none'" in POLICY
    assert "base-uri 'none'" in POLICY
    assert "form-action 'self'" in POLICY
    assert f"{POLICY}; script-src 'self'; connect-src 'self'" == SCRIPTED_POLICY


def test_over_https_the_browser_is_told_to_stay_there(client: FlaskClient) -> None:
    response = client.get("/?lang=en", base_url="https://localhost")
    assert response.headers["Strict-Transport-Security"].startswith("max-age=")
    assert "Secure" in response.headers["Set-Cookie"]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "evil.example:80", "", "localhost@evil"])
def test_another_host_name_is_refused(client: FlaskClient, host: str) -> None:
    response = client.get("/", headers={"Host": host, "Accept": "application/json"})
    assert response.status_code == 400
    assert response.get_json()["code"] == "unknown_host"
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_our_own_names_are_answered_to(client: FlaskClient, host: str) -> None:
    assert client.get("/health", headers={"Host": host}).status_code == 200


def test_a_host_name_is_read_without_its_port() -> None:
    assert [host_name(host) for host in ("A.b:1", "[::1]:80", "[::1]", "x")] == ["a.b", "[::1]", "[::1]", "x"]


def test_a_body_beyond_the_bound_is_refused(client: FlaskClient) -> None:
    response = client.post("/sparql", data=b"query=" + b"x" * 300_000, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413
    assert response.get_json()["code"] == "too_large"


def test_another_origin_may_only_query(client: FlaskClient) -> None:
    assert client.get("/sparql?query=ASK%7B%7D").headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in client.get("/sparql?query=ASK%7B%7D").headers
    assert "Access-Control-Allow-Origin" not in client.get("/flows").headers


def test_another_origin_may_read_data_and_refusals_but_no_page(client: FlaskClient) -> None:
    rows = "/queries/statutes"
    for answer in (
        client.get(f"{rows}.csv"),
        client.get(f"{rows}.xlsx"),
        client.get("/queries/no-such.json"),
        client.put("/sparql"),
        client.put("/graph-store"),
    ):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert {"Grondslag-Generation", "Grondslag-Query-Version"} <= set(
            answer.headers["Access-Control-Expose-Headers"].split(", ")
        )
    for page in (rows, "/sparql", "/queries"):
        assert "Access-Control-Allow-Origin" not in browse(client, page).headers
    assert client.options("/graph/x", headers={"Host": "elsewhere.example"}).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/graph-store?default",
        "/graph/law",
        "/sparql",
        "/.well-known/void",
        "/queries/statutes.csv",
        "/queries/statutes.rq",
    ],
)
def test_data_tell_the_generation_that_they_are_of(client: FlaskClient, engine: Engine, path: str) -> None:
    for method in ("GET", "HEAD"):
        with client.open(path, method=method) as answer:
            assert answer.status_code == 200
            assert answer.headers["Grondslag-Generation"] == engine.generation().id

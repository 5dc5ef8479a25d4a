"""A client that signs in, keeps its connection and measures what comes."""

from __future__ import annotations

import gzip
import re
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from bench.servers import HOST

IDLE = 2.0
"""Seconds after which a connection is opened anew: the server would close it after five."""

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """What came: status, body, milliseconds until its last byte, bytes of the body as sent and of all with its head."""

    status: int
    body: bytes
    milliseconds: float
    sent: int
    headers: dict[str, str]

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


class Client:
    """One connection, one cookie jar."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection(HOST, port, timeout=120)
        self.cookies: dict[str, str] = {}
        self._used = time.monotonic()

    def get(self, path: str) -> Answer:
        """GET, asking for gzip."""
        return self._ask("GET", path)

    def post(self, path: str, values: dict[str, str]) -> Answer:
        """A form."""
        return self._ask("POST", path, urlencode(values))

    def sign_in(self, username: str, password: str) -> Client:
        """By the sign-in page, as people do."""
        found = TOKEN.search(self.get("/login/").text)
        values = {"username": username, "password": password, "csrf_token": found[1] if found else ""}
        answer = self.post("/login/", values)
        if answer.status not in {302, 303} or "/login" in answer.headers.get("location", ""):
            raise SystemExit(f"{username} cannot sign in: {answer.status}")
        return self

    def same_user(self) -> Client:
        """Another connection of the same person."""
        other = Client(self.connection.port)
        other.cookies = dict(self.cookies)
        return other

    def close(self) -> None:
        self.connection.close()

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        headers = {
            "Accept-Encoding": "gzip",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if time.monotonic() - self._used > IDLE:
            self.connection.close()
        start = time.perf_counter()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        raw = answer.read()
        milliseconds = (time.perf_counter() - start) * 1000
        self._used = time.monotonic()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        head = sum(len(name) + len(value) + 4 for name, value in answer.headers.items())
        plain = gzip.decompress(raw) if answer.headers.get("Content-Encoding") == "gzip" else raw
        named = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status, plain, milliseconds, len(raw) + head, named)

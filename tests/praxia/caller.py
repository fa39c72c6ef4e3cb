"""HTTP as somebody outside speaks it: any method, path, header and body, well formed or not."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.live import Live
from tests.live_people import LivePerson


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Caller:
    """`headers` go out with every request. `port` is that of a proxy before the house, else its own."""

    house: Live
    headers: dict[str, str] = field(default_factory=dict)
    port: int = 0

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Bodies: bytes as they are, everything else as JSON. Header names come as keywords with underscores."""
        sent = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            sent = {"Content-Type": "application/json"} | sent
        line = http.client.HTTPConnection("127.0.0.1", self.port or self.house.web_port, timeout=60)
        try:
            line.request(method, path, body, sent)
            answer = line.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            line.close()


def program(house: Live, person: LivePerson) -> Caller:
    return Caller(house, dict(person.headers))


class Browser(Caller):
    """Somebody at the pages, with the cookies of a session and of the forms."""

    def __init__(self, house: Live, person: LivePerson) -> None:
        super().__init__(house, {"Origin": house.base_url})
        cookie = f"sessionid={person.session}"
        form = Caller(house, {"Cookie": cookie}).ask("GET", "/accounts/logout/")
        self.secret = form.headers["set-cookie"].partition("csrftoken=")[2].partition(";")[0]
        self.headers |= {"Cookie": f"{cookie}; csrftoken={self.secret}"}

    def post(self, path: str, **fields: str) -> Answer:
        body = urlencode({"csrfmiddlewaretoken": self.secret, **fields}).encode()
        return self.ask("POST", path, body, Content_Type="application/x-www-form-urlencoded")

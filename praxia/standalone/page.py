"""The product as a browser would ask it: does it answer, and what does it say about itself."""

from __future__ import annotations

import http.client
import json

from praxia.standalone.ports import LOOPBACK

_EVERYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104  (recognised, never chosen)


class Page:
    def __init__(self, host: str, port: int) -> None:
        self._host = LOOPBACK if host in _EVERYWHERE else host
        self._port = port

    @property
    def address(self) -> str:
        return f"http://{self._host}:{self._port}/"

    def answers(self) -> bool:
        return (self._get("/") or (500, b""))[0] < 500

    def language_model(self) -> str:
        """In words, from the product's own health page."""
        try:
            found = json.loads((self._get("/api/health/") or (500, b"{}"))[1])
            status = found["components"]["language_model"]["status"]
        except (ValueError, KeyError, TypeError):
            return "not known yet"
        if status == "not_configured":
            return "none configured; answers come from the reviewed knowledge (.env.example says how to add one)"
        return f"configured ({status})"

    def _get(self, path: str) -> tuple[int, bytes] | None:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=10)
        try:
            connection.request("GET", path, headers={"Host": f"localhost:{self._port}"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

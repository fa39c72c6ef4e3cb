"""The first page, as a browser would ask for it."""

from __future__ import annotations

import http.client

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
        """Whether its first page is there; a refusal counts, an error does not."""
        connection = http.client.HTTPConnection(self._host, self._port, timeout=10)
        try:
            connection.request("GET", "/", headers={"Host": f"localhost:{self._port}"})
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

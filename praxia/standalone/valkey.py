"""Valkey as a child of ours."""

from __future__ import annotations

import os
import signal

import redis

from praxia.standalone.account import give
from praxia.standalone.children import Spec
from praxia.standalone.engine import Answer, Engine
from praxia.standalone.ports import LOOPBACK

_DURABLE = {"appendonly": "yes", "appendfsync": "everysec", "databases": "16"}
_QUICK = {"appendonly": "no", "databases": "256"}


def valkey_url(password: str, port: int) -> str:
    return f"redis://:{password}@{LOOPBACK}:{port}/0"


class Valkey(Engine):
    name = "valkey"
    title = "Valkey"

    @property
    def url(self) -> str:
        return valkey_url(self.ground.password, self.port)

    def prepare(self) -> None:
        """The configuration goes into a file of its own: a password on the command line would be seen by everybody."""
        self.data.mkdir(mode=0o700, exist_ok=True)
        give(self.data, self.ground.account)
        settings = {
            "bind": LOOPBACK,
            "port": str(self.port),
            "dir": str(self.data),
            "requirepass": self.ground.password,
            "protected-mode": "yes",
            "save": '""',
            "maxmemory-policy": "noeviction",
            "aof-load-truncated": "yes",
            **(_DURABLE if self.ground.durable else _QUICK),
        }
        self._write("".join(f"{key} {value}\n" for key, value in settings.items()))

    def spec(self) -> Spec:
        return Spec(
            name=self.name,
            command=(str(self.programs), str(self.ground.folder / "valkey.conf")),
            environment={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            account=self.ground.account,
            stop=signal.SIGTERM,
            grace_s=10.0,
        )

    def start(self) -> None:
        self.prepare()  # the port may have changed
        super().start()

    def answer(self) -> Answer:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=1, socket_connect_timeout=1) as client:
                client.ping()
        except redis.BusyLoadingError:
            return Answer.STARTING
        except redis.AuthenticationError:
            return Answer.REFUSED
        except redis.RedisError:
            return Answer.SILENT
        return Answer.READY

    def _write(self, text: str) -> None:
        path = self.ground.folder / "valkey.conf"
        path.unlink(missing_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        give(path, self.ground.account)

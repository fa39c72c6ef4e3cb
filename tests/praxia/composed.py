"""The Docker files as data, and a house that runs their commands."""

from __future__ import annotations

import json
import os
import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml

from tests.live import BIN, Live, wait_for
from tests.ports import free_port
from tests.praxia.files import ROOT, read

WORKERS = ("talk", "work")


@cache
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(read(ROOT / "docker-compose.yml"))
    return found


def service(name: str) -> dict[str, Any]:
    found: dict[str, Any] = compose()["services"][name]
    return found


def instructions(word: str) -> list[str]:
    """What follows this word in the Dockerfile, continued lines joined."""
    lines = re.sub(r"\\\n\s*", "", read(ROOT / "Dockerfile")).splitlines()
    return [line.removeprefix(f"{word} ").strip() for line in lines if line.startswith(f"{word} ")]


def command_of(name: str) -> list[str]:
    """Of a service of the compose file; without one of its own it is the image's."""
    found: list[str] = service(name).get("command") or json.loads(instructions("CMD")[-1])
    return [str(word) for word in found]


class ComposedHouse(Live):
    """Its processes are those of the compose file, on engines of the tests and on ports of their own."""

    def start_web(self) -> None:
        here = {"0.0.0.0": "127.0.0.1", "8000": str(self.web_port)}
        web = self._child("web", self._argv("web", here))
        wait_for(lambda: web.process.poll() is not None or self._is_ready(), what="the web server")
        assert web.process.poll() is None, web.last_words()

    def start_worker(self, *, wait: bool = True) -> None:
        for name in WORKERS:
            kept, self.env = self.env, self.env | self._own(name)
            self._child(name, self._argv(name, {f"{name}@%h": f"{name}-{uuid4().hex[:6]}@%h"}), ready=r" ready\.$")
            self.env = kept
        self.children["worker"] = self.children["work"]

    def start_beat(self) -> None:
        self._child("beat", self._argv("beat", {"/tmp/celerybeat-schedule": str(self.folder / "schedule")}))

    def close(self) -> None:
        for name in WORKERS:
            self.children.pop(name).end()
        self.children.pop("worker", None)
        super().close()

    def _argv(self, name: str, here: dict[str, str]) -> list[str]:
        program, *words = command_of(name)
        assert (BIN / program).exists(), f"{program} is not installed with Praxia"
        return [str(BIN / program), *(here.get(word, word) for word in words)]

    def _own(self, name: str) -> dict[str, str]:
        """What this service sets beside the addresses of the engines."""
        return {
            key: value for key, value in service(name)["environment"].items() if not key.endswith(("_URL", "_PROXIES"))
        }

    def _is_ready(self) -> bool:
        from tests.praxia.caller import Caller

        try:
            return Caller(self).ask("GET", "/readyz").status == 200
        except OSError:
            return False


# --- nginx, where it is installed --------------------------------------------------------------------------------------


def nginx() -> str | None:
    return os.environ.get("NGINX") or shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def nginx_config(folder: Path, *, web_port: int) -> tuple[Path, int]:
    """Our server in the smallest nginx around it, and the port on which it listens."""
    port = free_port()
    ours = read(ROOT / "nginx/praxia.conf").replace("server web:8000;", f"server 127.0.0.1:{web_port};")
    ours = ours.replace("listen 8080;", f"listen 127.0.0.1:{port};").replace("/dev/stdout", str(folder / "access.log"))
    ours = ours.replace("/dev/stderr", str(folder / "error.log"))
    temporary = "".join(
        f"{kind}_temp_path {folder / kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = f"user {'root' if os.getuid() == 0 else ''};" if os.getuid() == 0 else ""
    (folder / "praxia.conf").write_text(ours)
    whole = folder / "nginx.conf"
    whole.write_text(
        f"{user} daemon off; pid {folder / 'pid'}; error_log {folder / 'start.log'};\n"
        f"events {{}}\nhttp {{ {temporary} include {folder / 'praxia.conf'}; }}\n"
    )
    return whole, port

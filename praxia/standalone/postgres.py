"""PostgreSQL 18 as a child of ours."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg

from praxia.standalone.account import give
from praxia.standalone.children import Spec
from praxia.standalone.database import rows
from praxia.standalone.engine import Answer, Engine
from praxia.standalone.failures import StandaloneError, explain, unready
from praxia.standalone.ports import LOOPBACK

MAJOR = "18"
USER = "postgres"
DATABASE = "praxia"

_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def postgres_url(password: str, port: int) -> str:
    return f"postgresql://{USER}:{password}@{LOOPBACK}:{port}/{DATABASE}"


class Postgres(Engine):
    name = "postgres"
    title = "PostgreSQL"

    @property
    def url(self) -> str:
        return postgres_url(self.ground.password, self.port)

    def prepare(self) -> None:
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != MAJOR:
            raise StandaloneError(
                f"The data in {self.data} were written by PostgreSQL {found}, and this is PostgreSQL {MAJOR}. Start "
                f"the Praxia that wrote them, save them with pg_dump, move the folder away, and load the dump here."
            )

    def spec(self) -> Spec:
        settings = [
            f"listen_addresses={LOOPBACK}",
            f"port={self.port}",
            "unix_socket_directories=",
            "max_connections=200",
            "logging_collector=off",
            "log_min_error_statement=panic",  # a refused statement and its details hold what people wrote
            "log_error_verbosity=terse",
            *(() if self.ground.durable else _QUICK),
        ]
        return Spec(
            name=self.name,
            command=(str(self.programs / "postgres"), "-D", str(self.data), *(f"--{each}" for each in settings)),
            environment=_environment(),
            account=self.ground.account,
            stop=signal.SIGINT,  # fast. SIGTERM would wait for every client
            harder=signal.SIGQUIT,
            grace_s=10.0,
        )

    def answer(self) -> Answer:
        if (said := self._says()) != "ready":
            return Answer.STARTING if said else Answer.SILENT
        try:
            rows(self.url, "SELECT 1", database=USER, patience_s=2)
        except psycopg.OperationalError as error:
            message = str(error)
            if "authentication failed" in message:
                return Answer.REFUSED
            # "is starting up", "is not yet accepting connections", "is in recovery mode"
            return Answer.STARTING if "the database system is" in message else Answer.SILENT
        return Answer.READY

    def create_database(self) -> None:
        """The database of the product with `vector` in it. `template1` has it too, so that test databases get it."""
        names = [name for (name,) in rows(self.url, "SELECT datname FROM pg_database", database=USER)]
        if DATABASE in names:
            return
        rows(self.url, "CREATE EXTENSION IF NOT EXISTS vector", database="template1")
        rows(self.url, f"CREATE DATABASE {DATABASE}", database=USER)

    def _says(self) -> str:
        """The last word of its pid file, which pg_ctl goes by: `starting`, `ready`, `stopping`. Who knocks before it is ready
        stands in its log as a FATAL error, which frightens people."""
        try:
            words = (self.data / "postmaster.pid").read_text().split()
        except OSError:
            return ""
        return words[-1] if words else ""

    def _initialise(self) -> None:
        """initdb beside its place, renamed at the end: what was interrupted is never taken for a cluster."""
        unfinished = self.ground.folder / f"{self.name}.new"
        secret = self.ground.folder / "initdb.password"
        shutil.rmtree(unfinished, ignore_errors=True)
        secret.unlink(missing_ok=True)
        try:
            self._write_secret(secret)
            done = self._initdb(unfinished, secret)
        finally:
            secret.unlink(missing_ok=True)
        lines = (done.stdout + done.stderr).splitlines()
        if done.returncode != 0:
            shutil.rmtree(unfinished, ignore_errors=True)
            self.log.path.write_text("\n".join(lines) + "\n")
            raise explain(lines, engine=self.title, folder=self.ground.folder) or unready(
                self.title, lines[-10:], log=self.log.path
            )
        unfinished.rename(self.data)

    def _initdb(self, into: Path, secret: Path) -> subprocess.CompletedProcess[str]:
        account = self.ground.account
        command = [
            str(self.programs / "initdb"),
            f"--pgdata={into}",
            f"--username={USER}",
            "--auth=scram-sha-256",
            f"--pwfile={secret}",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--data-checksums",
            *(() if self.ground.durable else ("--no-sync",)),
        ]
        return subprocess.run(  # noqa: S603
            command,
            env=_environment(),
            cwd="/",
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )

    def _write_secret(self, path: Path) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(self.ground.password)
        give(path, self.ground.account)


def _environment() -> dict[str, str]:
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}

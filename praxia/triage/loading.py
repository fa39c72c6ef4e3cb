"""Reading the knowledge files. Whatever is wrong is told with file, line and reason, all of it at once."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import yaml

from praxia.triage import cues
from praxia.triage.nodes import Fault
from praxia.triage.records import Where
from praxia.triage.sections import SECTIONS, Body

_CASES = re.compile(rb"^cases:.*?(?=^[a-z_]+:|\Z)", re.MULTILINE | re.DOTALL)
FOLDER = Path(__file__).parent / "knowledge"


class KnowledgeError(Exception):
    """The knowledge cannot be used. `faults` lists every reason with its file and line."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in faults))


def read_folder(folder: Path = FOLDER, *, cases: bool = True) -> tuple[Body, list[Fault]]:
    """Read every *.yaml of a folder. Faults of form are returned, so that a checker can show them all.

    Without `cases` those are passed over: only a checker runs them, and they take a tenth of the time.
    """
    body, faults = Body(), list[Fault]()
    digest = hashlib.sha256(cues.FILE.read_bytes())
    for path in sorted(folder.glob("*.yaml")):
        content = path.read_bytes()
        digest.update(path.name.encode() + b"\0" + content)
        _read_file(path.name, content if cases else _without_cases(content), body, faults)
    body.version = digest.hexdigest()[:12]
    return body, faults


def _without_cases(content: bytes) -> bytes:
    """The same lines, those of the cases empty."""
    return _CASES.sub(lambda found: b"\n" * found.group().count(b"\n"), content)


class _Loader(yaml.CBaseLoader):
    """Every scalar stays a text: what type a key has is the schema's word, not YAML's. And no time is spent on guessing it."""

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:
        return kind.__name__

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        return

    def ascend_resolver(self) -> None:
        return


def _read_file(name: str, content: bytes, body: Body, faults: list[Fault]) -> None:
    try:
        root = _Loader(content.decode("utf-8")).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        faults.append(Fault(Where(name, mark.line + 1 if mark else 1), f"not readable as YAML: {error.problem}"))
        return
    except (yaml.YAMLError, UnicodeDecodeError):
        faults.append(Fault(Where(name, 1), "not readable as UTF-8 YAML"))
        return
    if root is None:
        return
    if not isinstance(root, yaml.MappingNode):
        faults.append(Fault(Where(name, 1), "a file holds named sections"))
        return
    seen: set[str] = set()
    for key, node in root.value:
        where = Where(name, key.start_mark.line + 1)
        section = SECTIONS.get(str(key.value))
        if section is None:
            faults.append(Fault(where, f"unknown section {key.value!r}; known are {', '.join(SECTIONS)}"))
        elif key.value in seen:
            faults.append(Fault(where, f"section {key.value!r} stands twice in this file"))
        else:
            seen.add(key.value)
            section(name, node, body, faults)

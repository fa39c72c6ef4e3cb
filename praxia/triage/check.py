"""`python -m praxia.triage.check`: validate the knowledge files and run their cases, without Django."""

from __future__ import annotations

import sys
from pathlib import Path

from praxia.triage.knowledge import compile_folder
from praxia.triage.loading import FOLDER


def main(arguments: list[str]) -> int:
    """Print every fault; 1 if there is one."""
    knowledge, faults = compile_folder(Path(arguments[0]) if arguments else FOLDER)
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    body = knowledge.body
    sys.stdout.write(f"{len(body.findings)} findings, {len(body.red_flags)} rules, {len(body.conditions)} conditions, {len(faults)} faults\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Recorded answers of PubMed. A few lie beside this file; the whole development set is read where a checkout has it.

Those here are from biopython (Tests/Entrez, Biopython License), metapub (tests/fixtures, Apache-2.0) and
cyanheads/pubmed-mcp-server (Apache-2.0); the records are NLM's, abstracts may be under their publishers' copyright and serve as
fixtures only.
"""

from __future__ import annotations

import os
from pathlib import Path

import yaml

HERE = Path(__file__).parent / "pubmed"
ALL = Path(os.environ.get("PRAXIA_DATA", Path(__file__).parents[3] / "shared" / "data")) / "pubmed"


def recorded(name: str) -> bytes:
    return (HERE / name).read_bytes()


def bodies() -> list[tuple[str, bytes]]:
    """Every recorded XML body that there is, with the name of its file: plain files and the answers in cassettes."""
    root = ALL if ALL.is_dir() else HERE
    found = [(path.name, path.read_bytes()) for path in sorted(root.rglob("*.xml"))]
    for path in sorted(root.rglob("*.yaml")):
        for exchange in yaml.safe_load(path.read_text(encoding="utf-8"))["interactions"]:
            body = exchange["response"]["body"]["string"]
            found.append((path.name, body if isinstance(body, bytes) else body.encode()))
    return found

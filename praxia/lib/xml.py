"""XML from outside, read so that it can neither reach out nor blow up: no DTD, no network, no entities, bounded size and depth.

`lxml` is imported where it is used: the web process does without it.
"""

from __future__ import annotations

import re
from typing import Any

MAX_BYTES = 32 * 1024 * 1024
DEEPEST = 120  # libxml2 itself refuses more than 256 levels

Element = Any  # lxml._Element; its types are not ours to carry around
_SPACE = re.compile(r"\s+")


class XmlError(ValueError):
    """This is no XML that we read; `line` counts from 1 and is 0 where none can be named. Its words are our own."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


def parse(body: bytes, *, max_bytes: int = MAX_BYTES) -> Element:
    """The root element. Raises XmlError: too large, not well-formed, nested too deeply, or with entities of its own."""
    from lxml import etree

    if len(body) > max_bytes:
        raise XmlError(f"larger than {max_bytes // (1024 * 1024)} MB")
    parser = etree.XMLParser(
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(body.lstrip(), parser)
    except etree.XMLSyntaxError as error:
        raise XmlError("not well-formed XML", (error.position or (0, 0))[0]) from None
    _refuse_entities(root)
    _refuse_depth(root)
    return root


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def whole_text(element: Element | None) -> str | None:
    """All text of an element and everything in it, with spaces as one; None when there is none."""
    if element is None:
        return None
    return _SPACE.sub(" ", "".join(element.itertext())).strip() or None


def _refuse_entities(root: Element) -> None:
    subset = root.getroottree().docinfo.internalDTD
    if subset is not None and any(True for _ in subset.iterentities()):
        raise XmlError("it declares entities of its own")


def _refuse_depth(root: Element) -> None:
    level, at = 0, [root]
    while at := [child for element in at for child in element]:
        level += 1
        if level > DEEPEST:
            raise XmlError("nested too deeply")

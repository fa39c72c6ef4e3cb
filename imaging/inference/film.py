"""What decoding and the gates hand on: a film, a refusal with its reason, a judgement of quality."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from imaging.inference.prepare import Pixels


@dataclass(frozen=True)
class Decoded:
    """A film as `(height, width)` uint8 or uint16 over the full scale of its dtype, dark is air.

    `bits` is what the source really held (12 for most DICOM). `meta` is JSON: format, width, height and, where the source told,
    view, body_part, sex, age_band, year, modality, manufacturer, transfer_syntax, burned_in, warnings (list of {code, words}).
    `dicom` is the de-identified data set with its pixels, where the source was DICOM.
    """

    pixels: Pixels
    bits: int
    meta: dict[str, Any] = field(default_factory=dict)
    dicom: bytes | None = None


@dataclass(frozen=True)
class Reason:
    """`code` for programs, `words` for a person: what it is and what to do."""

    code: str
    words: str


@dataclass(frozen=True)
class Quality:
    """The judgement of the gates. Not accepted: at least one reason, and nobody may score the film."""

    accepted: bool
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()


class Refused(Exception):
    """A file that cannot be used. `problem` is a code of the public contract (UNREADABLE_FILE, UNSUPPORTED_IMAGE, TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE); trying the same file again cannot help."""

    def __init__(self, problem: str, code: str, words: str) -> None:
        super().__init__(code)
        self.problem = problem
        self.reason = Reason(code, words)

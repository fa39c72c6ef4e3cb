"""Whether a new value may take the place of a known one. Pure: tested with every combination."""

from __future__ import annotations

from profiling.profile.records import Confidence, Provenance, Source

# What a person or a clinician wrote is not changed by what a program understood.
WRITTEN = (Source.TYPED, Source.CLINICIAN)


def may_replace(
    known: Provenance | None, *, source: Source, confidence: Confidence, explicit: bool = False, clears: bool = False
) -> bool:
    """`known` is where the present value came from, None where there is none.

    The person's own entry always counts. A clinician's counts but where the person has written. What an interview or an import
    understood fills what is open and corrects what was understood with no more confidence. It takes something away, or changes what
    was written, only where the person said so in words (`explicit`).
    """
    if source == Source.TYPED or explicit:
        return True
    if clears and source not in WRITTEN:
        return False
    if known is None:
        return True
    if source == Source.CLINICIAN:
        return known.source != Source.TYPED
    return known.source not in WRITTEN and confidence.rank >= known.confidence.rank

"""The words that studies and their reviews are made of."""

from __future__ import annotations

from enum import StrEnum

from django.db import models


class Status(models.TextChoices):
    """`refused`: not a film that can be read, `quality` says why. `held`: its file says that a name may be written on it."""

    QUEUED = "queued", "waiting"
    RUNNING = "running", "being read"
    COMPLETE = "complete", "read"
    REFUSED = "refused", "not read"
    HELD = "held", "waiting for a person"
    MODEL_NOT_INSTALLED = "model_not_installed", "kept, not read"
    FAILED = "failed", "failed"
    STOPPED = "stopped", "stopped"
    INTERRUPTED = "interrupted", "broken off"


class View(models.TextChoices):
    PA = "PA", "from behind (PA)"
    AP = "AP", "from the front (AP)"
    LATERAL = "LATERAL", "from the side"


class Opinion(models.TextChoices):
    AGREE = "agree", "agree"
    DISAGREE = "disagree", "disagree"
    CANNOT_TELL = "cannot_tell", "cannot tell"


class Step(StrEnum):
    """What the journal of a study tells, in this order."""

    RECEIVED = "received"
    DECODED = "decoded"
    CHECKED = "checked"
    READ = "read"
    EXPLAINED = "explained"


JOURNAL = "study"
QUEUE = "work"
FOLDER = "films"
NOTE_CHARS = 2000
DISCLAIMER = (
    "This is information from a computer, not a diagnosis. A film is read by a doctor, together with the person."
)
DEMONSTRATION = "Demonstration model: trained on small pictures of children's films. It is not for care."
NO_MODEL = "No model is installed, so no risks are shown. The film is kept and will be read when one is."
HELD = "The file says that text is written into the picture, which may be a name. It is read once somebody has looked at it."
EXPLAIN = "explain"  # in the `meta` of a study that is queued to be put into plain words, not to be read
NO_LANGUAGE_MODEL = "NO_LANGUAGE_MODEL"

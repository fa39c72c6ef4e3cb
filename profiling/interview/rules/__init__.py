"""What a sentence says about a person's wellness, read by rules alone: no model, no network, no Django, no clock.

`extract(text, asked=field)` answers with the slots that the text fills, each with its confidence and the words it came from.
"""

from profiling.interview.rules.extracting import extract, spoken
from profiling.interview.rules.records import Extraction, Slot

__all__ = ["Extraction", "Slot", "extract", "spoken"]

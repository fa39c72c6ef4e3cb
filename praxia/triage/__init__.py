"""The one judge of urgency: a pure engine and its knowledge as reviewed YAML. No Django, no network, no clock.

`judge` is the only entrance. Every medical threshold in the knowledge awaits a clinician's review.
"""

from praxia.triage.about import About
from praxia.triage.assessment import Assessment, Care, ConditionFit, MatchedRule, MedicineNote, MedicinePair, Question
from praxia.triage.emergency import crisis_lines, emergency
from praxia.triage.judging import judge
from praxia.triage.knowledge import Knowledge, load, shipped
from praxia.triage.levels import EMERGENCY, Level
from praxia.triage.loading import KnowledgeError
from praxia.triage.records import Number, Severity, Source
from praxia.triage.saying import Finding

__all__ = [
    "About",
    "Assessment",
    "Care",
    "ConditionFit",
    "EMERGENCY",
    "Finding",
    "Knowledge",
    "KnowledgeError",
    "Level",
    "MatchedRule",
    "MedicineNote",
    "MedicinePair",
    "Number",
    "Question",
    "Severity",
    "Source",
    "crisis_lines",
    "emergency",
    "judge",
    "load",
    "shipped",
]

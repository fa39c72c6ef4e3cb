"""ClinicalTrials.gov: registered studies, with the date of their last update. Public domain."""

from __future__ import annotations

from typing import Any

from praxia.lib.http_kept import Kept
from research.records import Trial
from research.sources.upstream import Upstream, json_object

TRIALS = Upstream("clinicaltrials", "ClinicalTrials.gov", "https://clinicaltrials.gov/api/v2", per_s=0.8)


async def trials(term: str, *, most: int = 5) -> Kept[list[Trial]]:
    params: dict[str, str | int] = {"query.term": term, "pageSize": most, "sort": "@relevance"}
    return await TRIALS.source().fetch_kept("studies", listed, params=params)


def listed(body: bytes) -> list[Trial]:
    return [_trial(study["protocolSection"]) for study in json_object(body)["studies"]]


def _trial(section: dict[str, Any]) -> Trial:
    named, status = section["identificationModule"], section.get("statusModule", {})
    interventions = section.get("armsInterventionsModule", {}).get("interventions", [])
    return Trial(
        nct_id=named["nctId"],
        title=named.get("briefTitle") or named.get("officialTitle") or named["nctId"],
        status=status.get("overallStatus"),
        conditions=tuple(section.get("conditionsModule", {}).get("conditions", [])),
        interventions=tuple(one["name"] for one in interventions if one.get("name")),
        updated_on=status.get("lastUpdatePostDateStruct", {}).get("date"),
    )

"""openFDA: what the labels of medicines say. CC0; not for decisions about care, and that has to be shown beside it."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings

from praxia.lib.errors import SourceError
from research.records import Label
from research.sources.upstream import Upstream, json_object, plain

OPENFDA = Upstream("openfda", "openFDA", "https://api.fda.gov", per_s=3.8)
NOT_FOUND = 404
_NAME = re.compile(r"[^\w\s.-]")


async def labels(medicine: str, *, most: int = 1) -> list[Label]:
    """Labels of a medicine by its generic or brand name; empty when there is none."""
    name = " ".join(_NAME.sub(" ", medicine).split())
    if not name:
        return []
    asked: dict[str, str | int] = {
        "search": f'openfda.generic_name:"{name}" openfda.brand_name:"{name}"',
        "limit": most,
        "api_key": settings.OPENFDA_API_KEY,
    }
    params = {key: value for key, value in asked.items() if value != ""}
    try:
        return await OPENFDA.source().fetch("drug/label.json", listed, params=params)
    except SourceError as error:
        if error.status == NOT_FOUND:  # its way to say that nothing fits
            return []
        raise


def listed(body: bytes) -> list[Label]:
    return [_label(one) for one in json_object(body)["results"]]


def _label(one: dict[str, Any]) -> Label:
    known = one.get("openfda", {})
    return Label(
        set_id=one.get("set_id"),
        generic_names=tuple(known.get("generic_name", [])),
        brand_names=tuple(known.get("brand_name", [])),
        indications=_text(one, "indications_and_usage"),
        boxed_warning=_text(one, "boxed_warning"),
        warnings=_text(one, "warnings") or _text(one, "warnings_and_cautions"),
        interactions=_text(one, "drug_interactions", "ask_doctor_or_pharmacist"),
        contraindications=_text(one, "contraindications", "do_not_use"),
        effective_on=_day(one.get("effective_time")),
    )


def _text(one: dict[str, Any], *names: str) -> str | None:
    """The first of these sections that a label has: what is sold without a prescription names them otherwise."""
    return next((text for name in names if (text := plain(" ".join(one.get(name, []))))), None)


def _day(written: Any) -> str | None:
    """ "20240312" as a date of ISO 8601."""
    found = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", str(written))
    return "-".join(found.groups()) if found else None

"""`POST /api/triage/`: how urgent a text is, by the same engine as everywhere. Nothing is stored and no model is asked."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from chat import services, wording
from chat.api import schema
from praxia.lib.work_rest import body_of
from praxia.triage import About
from profiling.access import person_of


class TriageView(APIView):
    limit_kind = "consultation"
    limit_in_service = True  # urgent texts are never refused, and only the service knows which are

    @extend_schema(request=schema.TriageAsked, responses=schema.TriageDetailed)
    def post(self, request: Request) -> Response:
        """Judge how urgent a text is. Nothing is stored and no language model is asked.

        Without `about` the text is about the caller, whose health profile is taken into account.
        """
        asked = schema.TriageAsked(data=body_of(request))
        asked.is_valid(raise_exception=True)
        judged = services.text_judge(
            person=person_of(request),
            text=asked.validated_data["text"],
            about=_about(asked.validated_data.get("about")),
        )
        disclaimer = wording.disclaimer_of(judged.assessment)
        return Response({**judged.wire, **judged.assessment.details(), "disclaimer": disclaimer})


def _about(told: dict[str, Any] | None) -> About | None:
    """Whom the text is about; None where the request does not say, which means the caller with their own profile."""
    known = {key: value for key, value in (told or {}).items() if value is not None}
    if not known:
        return None
    return About(age_years=known.get("age"), sex=known.get("sex"), pregnant=known.get("pregnant"))

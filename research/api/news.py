"""`GET /api/health-news/`: headlines that beat has fetched. Reading asks nobody."""

from __future__ import annotations

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from praxia.lib.errors import invalid
from research import selectors
from research.api import schema
from research.sources.news import FEEDS
from research.wire import stamp

MOST = 10
NOTHING = "No news could be fetched from {} so far."
OFF = "{} is switched off in this installation."


class NewsView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(responses=schema.NewsShown(many=True), parameters=schema.NEWS)
    def get(self, request: Request) -> Response:
        """Headlines of public health authorities, newest first. A source that is away gives none and is named in `X-Notice`."""
        wanted = request.query_params.get("source", "all")
        if wanted not in (*FEEDS, "all"):
            raise invalid("source", "Please choose who, cdc or all.", code="invalid_choice")
        names = list(FEEDS) if wanted == "all" else [wanted]
        items = selectors.news_list(names, limit=_limit(request.query_params.get("limit")))
        notice = " ".join(_missing(name) for name in names if not selectors.news_list([name], limit=1))
        shown = [
            {
                "title": item.title,
                "url": item.url,
                "source": item.source,
                "published_at": stamp(item.published_at) if item.published_at else None,
                "summary": item.summary,
            }
            for item in items
        ]
        return Response(shown, headers={"X-Notice": notice} if notice else None)


def _missing(name: str) -> str:
    upstream = FEEDS[name][0]
    return (NOTHING if upstream.name in settings.RESEARCH_SOURCES else OFF).format(upstream.title)


def _limit(given: str | None) -> int:
    if given is None:
        return MOST
    if not given.isdecimal() or not 1 <= int(given) <= MOST:
        raise invalid("limit", f"Please ask for 1 to {MOST} items.")
    return int(given)

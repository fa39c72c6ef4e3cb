"""A finished search with its papers, as the pages show it."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from praxia.lib.markdown import render
from praxia.lib.work import Status
from research import wire
from research.articles import from_json
from research.models import Paper, Search
from research.records import Author, StudyType
from tests.research.library import setup_paper

LONG_TERM = "Long-term metformin use and vitamin B12 deficiency"
QUOTE = "Long-term use of metformin was associated with biochemical B12 deficiency and anaemia."


def setup_found() -> list[Paper]:
    return [
        setup_paper(
            LONG_TERM, QUOTE, "Risk grew with each year of use.", pmid="26900641", doi="10.1210/jc.2015-3754", year=2016,
            study_type=StudyType.TRIAL, journal="The Journal of Clinical Endocrinology & Metabolism", published="2016-04",
            authors=(Author("Aroda VR", "Aroda", "Vanita R", "VR"), Author("Edelstein SL", "Edelstein", "Sharon L", "SL")),
            pmcid="PMC4880159",
        ),
        setup_paper("<script>alert(1)</script> =1+1", via="europepmc", year=None, study_type=StudyType.OTHER),
    ]  # fmt: skip


def setup_search(owner, *, status: Status = Status.COMPLETE, papers: list[Paper] | None = None, **fields) -> Search:
    papers = setup_found() if papers is None else papers
    today = date(2026, 11, 20)
    known = {
        "query": "Does metformin lower vitamin B12?",
        "filters": {"years": None, "types": [], "humans": False, "include_preprints": True, "limit": 10},
        "plan": {"queries": {"pubmed": "(metformin vitamin B12)"}},
        "sources": [
            {"name": "pubmed", "status": "ok", "count": 20},
            {"name": "europepmc", "status": "unavailable", "count": 0, "detail": "Europe PMC took too long to answer."},
        ],
        "finished_at": timezone.now() if status not in ("queued", "running") else None,
    }
    if status == Status.COMPLETE:
        known |= {
            "results": [
                wire.article_wire(from_json(one.article), via=(one.via,), today=today)
                | {"paper_id": str(one.id), "score": 0.8}
                for one in papers
            ],
            "content": f"- **Clinical trial, 2016:** “{QUOTE}” [1]",
            "notices": [
                {"code": "SOURCE_UNAVAILABLE", "detail": "Europe PMC took too long to answer.", "source": "europepmc"}
            ],
        }
    search = Search.objects.create(owner=owner, status=status, **known | fields)
    search.papers.set(papers)
    if status == Status.COMPLETE and "html" not in fields:
        search.html = render(search.content, anchor=str(search.id))
        search.citations = [
            {
                "n": 1, "title": LONG_TERM, "url": "https://pubmed.ncbi.nlm.nih.gov/26900641/", "quote": QUOTE, "year": 2016,
                "study_type_words": "Clinical trial", "publisher": "J Clin Endocrinol Metab", "badges": ["old"],
            }
        ]  # fmt: skip
        search.save()
    return search

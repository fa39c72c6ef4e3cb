"""What requests and answers look like, for the OpenAPI page."""

from __future__ import annotations

from typing import Any

AT = "2026-11-20T09:30:00.000Z"
SEARCH = "0192f9aa-5b1e-4c52-9f0a-3d1f6f0c8a11"
QUOTE = "Long-term use of metformin in DPPOS was associated with biochemical B12 deficiency and anemia."

POSTED = {
    "query": "metformin vitamin B12",
    "years": [2015, 2026],
    "types": ["trial"],
    "include_retracted": False,
    "limit": 10,
}
RESULT: dict[str, Any] = {
    "title": "Long-term Metformin Use and Vitamin B12 Deficiency in the Diabetes Prevention Program Outcomes Study.",
    "vernacular_title": None, "authors": ["Aroda VR", "Edelstein SL"],
    "journal": "The Journal of clinical endocrinology and metabolism",
    "publication_date": "2016-04", "year": 2016, "pmid": "26900641", "pmcid": "PMC4880159", "doi": "10.1210/jc.2015-3754",
    "abstract": QUOTE, "types": ["Randomized Controlled Trial"], "study_type": "trial", "study_type_words": "Clinical trial",
    "badges": [], "retraction_pmid": None, "is_retraction_notice": False, "source_icon": "pubmed",
    "via": ["pubmed", "europepmc"], "url": "https://pubmed.ncbi.nlm.nih.gov/26900641/",
    "full_text_url": "https://pmc.ncbi.nlm.nih.gov/articles/PMC4880159/", "full_text_via": "PMC",
    "paper_id": "0192f9ab-7c2f-4d63-8a1b-4e2a7a1d9b22", "score": 0.81,
}  # fmt: skip
CITATION: dict[str, Any] = {
    "n": 1, "kind": "pubmed", "title": RESULT["title"], "publisher": RESULT["journal"], "url": RESULT["url"],
    "pmid": "26900641", "doi": RESULT["doi"], "year": 2016, "quote": QUOTE, "start": 102, "end": 197,
    "text_sha256": "9f2c5d0b0c1f0d5b6a4a4a0f5b1f6a9f2c5d0b0c1f0d5b6a4a4a0f5b1f6a0000", "study_type": "trial",
    "study_type_words": "Clinical trial", "badges": [], "via": ["pubmed", "europepmc"], "retrieved_at": AT,
}  # fmt: skip
LISTED: dict[str, Any] = {
    "id": SEARCH, "status": "complete", "query": "metformin vitamin B12", "about": None,
    "filters": {
        "years": [2015, 2026], "types": ["trial"], "humans": False, "free_full_text": False, "include_retracted": False,
        "include_preprints": True, "limit": 10,
    },
    "sources": [
        {"name": "pubmed", "status": "ok", "count": 20},
        {
            "name": "europepmc", "status": "unavailable", "count": 0,
            "detail": "Europe PMC has been failing and is left alone; next try in 40 s.",
        },
    ],
    "notices": [
        {
            "code": "SOURCE_UNAVAILABLE", "source": "europepmc",
            "detail": "Europe PMC has been failing and is left alone; next try in 40 s.",
        }
    ],
    "error": None, "events_url": f"/api/research/{SEARCH}/events", "created_at": AT, "finished_at": AT, "count": 1,
}  # fmt: skip
SHOWN: dict[str, Any] = {
    **{key: value for key, value in LISTED.items() if key != "count"},
    "translated_query": '"metformin"[MeSH Terms] AND "vitamin b 12"[MeSH Terms]',
    "plan": {
        "terms": ["metformin", "vitamin", "B12"], "is_expert": False,
        "queries": {"pubmed": '(metformin vitamin B12) AND ("2015"[dp] : "2026"[dp])'},
    },
    "results": [RESULT],
    "beside": {"numbers": [], "topics": [], "trials": []},
    "claims": [
        {"text": QUOTE, "is_quote": True, "study_type": "trial", "study_type_words": "Clinical trial", "citations": [1]}
    ],
    "answer": f"- **Clinical trial, 2016:** “{QUOTE}” [1]", "html": "<ul><li>…</li></ul>", "citations": [CITATION],
    "usage": None, "model": None,
}  # fmt: skip
NEWS: dict[str, Any] = {
    "title": "WHO updates its advice on measles", "url": "https://www.who.int/news/item/measles", "source": "who",
    "published_at": AT, "summary": "What has changed and for whom.",
}  # fmt: skip
COLLECTION: dict[str, Any] = {
    "id": "0192f9ac-3b1e-4d63-9f0a-5c2f1a7d8c33", "name": "For my doctor", "papers": 3, "created_at": AT,
}  # fmt: skip
SAVED_POSTED = {"paper_id": RESULT["paper_id"], "note": "Ask about B12", "collection_id": COLLECTION["id"]}
SAVED: dict[str, Any] = {
    **{key: value for key, value in RESULT.items() if key != "score"}, "id": "0192f9ad-9d2f-4e74-8b1c-6d3a2b8e9d44",
    "note": "Ask about B12", "collection": {"id": COLLECTION["id"], "name": COLLECTION["name"]}, "created_at": AT,
}  # fmt: skip
NOTICE: dict[str, Any] = {
    "id": "0192f9ae-1c3d-4f85-9a2d-7e4b3c9f0e55", "kind": "retracted", "paper_id": RESULT["paper_id"],
    "title": RESULT["title"], "pmid": "26900641", "doi": RESULT["doi"], "created_at": AT,
}  # fmt: skip

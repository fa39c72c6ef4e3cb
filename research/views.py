"""The research pages: ask, read the answer beside its sources, keep papers, take them along. Whole without script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praxia.lib.errors import Problem
from profiling.access import person_of
from profiling.models import User
from research import access, asking, exports, library_selectors, library_services, selectors, services, wire
from research.exports import ExportFile
from research.forms import PicoForm, SearchForm, shown
from research.models import Collection, Search
from research.records import LIBRARY, MAX_QUERY, SourceStatus
from research.sources.news import FEEDS

T = TypeVar("T")

RECENT, PAGE, HEADLINES = 20, 25, 5
NARROWING = ("years", "types", "humans", "free_full_text")
TITLES = asking.TITLES | {LIBRARY: "Earlier searches here"}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """A new search, and those before it. `?q=` fills the question in: from a paper's "related", or from anywhere."""
    if request.method != "POST":
        return _ask_page(request, SearchForm(initial=shown(_asked(request), {})))
    if "pico" in request.POST:
        return _composed(request)
    if "related" in request.POST:
        return _related(request)
    form = SearchForm(request.POST)
    if not form.is_valid():
        return _ask_page(request, form, status=422)
    try:
        search = services.search_create(person=person_of(request), query=form.cleaned_data["q"], given=form.filters())
    except Problem as problem:
        return _ask_page(request, form, problem=problem, status=422 if problem.status == 400 else problem.status)
    return redirect("research_search", search.id)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, search_id: UUID) -> HttpResponse:
    """One search: how it goes on while it runs, then its answer and results. POST saves, or stops or deletes the search."""
    person = person_of(request)
    may = access.search_write if request.method == "POST" else access.search_read
    search = _or_404(lambda: may(person, search_id))
    refused = None
    if request.method == "POST":
        try:
            return _change(request, person, search)
        except Problem as problem:
            refused = problem
    papers = library_selectors.search_papers(search)
    saved = library_selectors.saved_papers(person, papers)
    results = [
        {"result": result, "paper": paper, "saved": saved.get(paper.id) if paper else None}
        for result, paper in zip(search.results, papers, strict=True)
    ]
    context = {
        "search": search,
        "form": SearchForm(initial=shown(search.query, search.filters)),
        "results": results,
        "citations": [_cited(citation) for citation in search.citations],
        "is_narrowed": any(search.filters.get(name) for name in NARROWING),
        "asked": [_asked_one(source) for source in search.sources],
        "collections": library_selectors.collection_list(person),
        "forms": list(exports.FORMS),
        "refused": refused,
    }
    return render(request, "research/answer.html", context, status=422 if refused else 200)


@login_required
@never_cache
@require_safe
def answer_export(request: HttpRequest, search_id: UUID) -> HttpResponse:
    search = _or_404(lambda: access.search_read(person_of(request), search_id))
    return _file(
        request, library_selectors.search_entries(search), stem=f"praxia-research-{search.created_at:%Y-%m-%d}"
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def saved(request: HttpRequest) -> HttpResponse:
    """What the person keeps: papers with notes, by collection."""
    person = person_of(request)
    problem, removed = _keep(request, person) if request.method == "POST" else (None, "")
    collection = _collection(person, request.GET.get("collection"))
    if request.method == "POST" and not (problem or removed):
        return redirect(_saved_url(collection))
    notices = list(library_selectors.notice_list(person))
    pages = Paginator(library_selectors.saved_list(person, collection=collection), PAGE)
    page = pages.get_page(request.GET.get("page", "1"))
    context = {
        "page": page,
        "collection_key": str(collection.pk) if collection else "",
        "papers": [wire.saved_wire(one, today=timezone.now().date()) for one in page.object_list],
        "collection": collection,
        "collections": library_selectors.collection_list(person),
        "notices": notices,
        "forms": list(exports.FORMS),
        "problem": problem,
        "removed": removed,
        "kept": request.POST if problem else {},
    }
    return render(request, "research/saved.html", context, status=422 if problem else 200)


@login_required
@never_cache
@require_safe
def saved_export(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    collection = _collection(person, request.GET.get("collection"))
    entries = library_selectors.saved_entries(library_selectors.saved_list(person, collection=collection))
    return _file(request, entries, stem="praxia-saved-papers")


@login_required
@require_POST
def notices_seen(request: HttpRequest) -> HttpResponse:
    library_services.notices_seen(person=person_of(request))
    return redirect("research_saved")


def _related(request: HttpRequest) -> HttpResponse:
    """Papers like one that the person has found or keeps."""
    person = person_of(request)
    paper = _or_404(lambda: access.paper_read(person, request.POST["related"]))
    try:
        search = services.search_create(person=person, query=paper.title, about=paper)
    except Problem as problem:
        form = SearchForm(initial=shown(paper.title[:MAX_QUERY], {}))
        return _ask_page(request, form, problem=problem, status=problem.status)
    return redirect("research_search", search.id)


def _cited(citation: dict[str, Any]) -> dict[str, Any]:
    """With the names of those who told of it, and when."""
    if not (citation.get("via") and citation.get("retrieved_at")):
        return citation
    told_by = ", ".join(TITLES.get(name, name) for name in citation["via"])
    return citation | {"told_by": told_by, "at": datetime.fromisoformat(citation["retrieved_at"])}


def _asked_one(source: dict[str, Any]) -> dict[str, Any]:
    """A source by the name that people know; a sentence about why it is away follows that name and need not say it again."""
    title, detail = TITLES.get(source["name"], source["name"]), source.get("detail", "")
    away = source["status"] == SourceStatus.UNAVAILABLE
    told = {"title": title, "detail": detail.removeprefix(f"{title} ") if away else detail}
    return source | told | {"at": datetime.fromisoformat(source["as_of"]) if "as_of" in source else None}


def _ask_page(
    request: HttpRequest,
    form: SearchForm,
    *,
    pico: PicoForm | None = None,
    problem: Problem | None = None,
    status: int = 200,
) -> HttpResponse:
    person = person_of(request)
    context = {
        "form": form,
        "pico": pico or PicoForm(),
        "problem": problem,
        "searches": selectors.search_list(person)[:RECENT],
        "notices": library_selectors.notice_list(person),
        "news": selectors.news_list(list(FEEDS), limit=HEADLINES),
    }
    return render(request, "research/ask.html", context, status=status)


def _composed(request: HttpRequest) -> HttpResponse:
    """The four parts as one query, in the form to be looked at, changed and sent."""
    pico = PicoForm(request.POST)
    if not pico.is_valid() or not (query := pico.query()):
        pico.add_error(None, "Please fill in at least one part.")
        return _ask_page(request, SearchForm(initial=shown("", {})), pico=pico, status=422)
    return _ask_page(request, SearchForm(initial=shown(query, {"humans": True})), pico=pico)


def _change(request: HttpRequest, person: User, search: Search) -> HttpResponse:
    if "delete" in request.POST:
        services.search_delete(search=search)
        return redirect("research")
    if "stop" in request.POST:
        services.search_stop(search=search)
        return redirect("research_search", search.id)
    paper = _or_404(lambda: access.paper_read(person, request.POST.get("save")))
    collection = _collection(person, request.POST.get("collection"))
    library_services.paper_save(person=person, paper=paper, collection=collection)
    return redirect(f"{reverse('research_search', args=[search.id])}#p{paper.id}")


def _keep(request: HttpRequest, person: User) -> tuple[Problem | None, str]:
    """What the page of saved papers was told to do; the refusal, if there was one, and what brings a removed paper back."""
    said, removed = request.POST, ""
    try:
        if "open" in said:
            library_services.collection_open(person=person, name=said.get("name", ""))
        elif "close" in said:
            library_services.collection_remove(collection=access.collection_write(person, said["close"]))
        elif "remove" in said:
            removed = library_services.saved_remove(saved=access.saved_write(person, said["remove"]))
        elif "restore" in said:
            library_services.saved_restore(person=person, removed=said["restore"])
        else:
            library_services.saved_change(
                saved=access.saved_write(person, said.get("change")),
                note=said.get("note", ""),
                collection=_collection(person, said.get("collection")),
            )
    except Problem as problem:
        if problem.code == "NOT_FOUND":
            raise Http404 from None
        return problem, ""
    return None, removed


def _collection(person: User, collection_id: str | None) -> Collection | None:
    return _or_404(lambda: access.collection_read(person, collection_id)) if collection_id else None


def _saved_url(collection: Collection | None) -> str:
    there = Collection.objects.filter(pk=collection.pk).exists() if collection else False
    return reverse("research_saved") + (f"?collection={collection.pk}" if collection and there else "")


def _file(request: HttpRequest, entries: list[exports.Entry], *, stem: str) -> HttpResponse:
    try:
        found: ExportFile = exports.export(entries, request.GET.get("format", "bibtex"), stem=stem)
    except Problem:
        raise Http404 from None
    response = HttpResponse(found.content, content_type=found.content_type)
    response["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return response


def _asked(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:MAX_QUERY]


def _or_404(read: Callable[[], T]) -> T:
    try:
        return read()
    except Problem as problem:
        if problem.code != "NOT_FOUND":
            raise
        raise Http404 from None

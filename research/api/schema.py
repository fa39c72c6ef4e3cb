"""The shapes of requests and answers, for the OpenAPI page. Services validate; wire objects come from `research.wire`."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from praxia.lib.openapi import example
from praxia.lib.work import Status
from research.api import examples
from research.library_services import NAME_CHARS, NOTE_CHARS
from research.models import PaperNotice
from research.records import MAX_QUERY, MAX_RESULTS, MIN_QUERY, SourceStatus, StudyType

PAGE = [
    OpenApiParameter("limit", int, description="At most 200; 50 when not given."),
    OpenApiParameter("cursor", str, description="From the Link header of the page before."),
]
PREFER = [
    OpenApiParameter(
        "Prefer", str, OpenApiParameter.HEADER, description="`respond-async`, or `wait=N` with N up to 60 seconds."
    )
]
LAST_ID = [OpenApiParameter("last_id", str, description="Id of the last event that was seen; also as `Last-Event-ID`.")]
EXPORT = [OpenApiParameter("format", OpenApiTypes.STR, enum=["bibtex", "ris", "csv", "json"])]
EXPORTED = ("application/x-bibtex", "application/x-research-info-systems", "text/csv")  # and JSON, as everywhere
NEWS = [
    OpenApiParameter("source", OpenApiTypes.STR, enum=["who", "cdc", "all"], description="`all` when not given."),
    OpenApiParameter("limit", int, description="1 to 10; 10 when not given."),
]

IN_COLLECTION = OpenApiParameter("collection", OpenApiTypes.UUID, description="Only papers of this collection.")

NOTICE_KINDS = PaperNotice.Kind.values
STATUSES = [status.value for status in Status]
KINDS = [kind.value for kind in StudyType]


@example(examples.POSTED)
class SearchPosted(serializers.Serializer):
    query = serializers.CharField(min_length=MIN_QUERY, max_length=MAX_QUERY, required=False)
    related_to = serializers.UUIDField(
        required=False, allow_null=True, help_text="The `paper_id` of a result: papers like it, in place of a query."
    )
    years = serializers.ListField(
        child=serializers.IntegerField(),
        min_length=2,
        max_length=2,
        required=False,
        allow_null=True,
        help_text="From, to.",
    )
    types = serializers.ListField(child=serializers.ChoiceField(choices=KINDS), required=False)
    humans = serializers.BooleanField(required=False, help_text="Without studies of animals or cells alone.")
    free_full_text = serializers.BooleanField(required=False)
    include_retracted = serializers.BooleanField(required=False)
    include_preprints = serializers.BooleanField(required=False, help_text="True when not given; they carry a badge.")
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MAX_RESULTS)


class SourceAnswered(serializers.Serializer):
    """How one source answered, with what it gave at `as_of`. `kept`: it is away and that was more than a day ago."""

    name = serializers.CharField()
    status = serializers.ChoiceField(choices=[status.value for status in SourceStatus])
    count = serializers.IntegerField()
    detail = serializers.CharField(required=False)
    as_of = serializers.DateTimeField(required=False)


class PaperShown(serializers.Serializer):
    """Unknown values are null. Badges: `retracted`, `concern`, `preprint`, `animal`, `old`."""

    title = serializers.CharField()
    vernacular_title = serializers.CharField(allow_null=True)
    authors = serializers.ListField(child=serializers.CharField())
    journal = serializers.CharField(allow_null=True)
    publication_date = serializers.CharField(
        allow_null=True, help_text="As exact as is known: 2016, 2016-04, 2016-04-13."
    )
    year = serializers.IntegerField(allow_null=True)
    pmid = serializers.CharField(allow_null=True)
    pmcid = serializers.CharField(allow_null=True)
    doi = serializers.CharField(allow_null=True)
    abstract = serializers.CharField(allow_null=True)
    types = serializers.ListField(child=serializers.CharField())
    study_type = serializers.ChoiceField(choices=KINDS)
    study_type_words = serializers.CharField()
    badges = serializers.ListField(child=serializers.CharField())
    retraction_pmid = serializers.CharField(allow_null=True)
    is_retraction_notice = serializers.BooleanField()
    source_icon = serializers.CharField()
    via = serializers.ListField(child=serializers.CharField())
    url = serializers.CharField(allow_null=True)
    full_text_url = serializers.CharField(allow_null=True)
    full_text_via = serializers.CharField(allow_null=True, help_text="PMC, Europe PMC, Unpaywall or publisher.")
    paper_id = serializers.UUIDField()


class ResultShown(PaperShown):
    score = serializers.FloatField(help_text="From 0 to 1, for ordering; not a probability.")


class ClaimShown(serializers.Serializer):
    """A statement of the answer with the numbers of its citations. `is_quote`: it is the quote itself."""

    text = serializers.CharField()
    is_quote = serializers.BooleanField()
    study_type = serializers.ChoiceField(choices=KINDS)
    study_type_words = serializers.CharField()
    citations = serializers.ListField(child=serializers.IntegerField())


class NumberShown(serializers.Serializer):
    """A figure of WHO about as many people as can be: `value` as WHO prints it, with its interval."""

    title = serializers.CharField()
    code = serializers.CharField()
    place = serializers.CharField()
    year = serializers.IntegerField()
    value = serializers.CharField()
    unit = serializers.CharField(allow_blank=True)
    whom = serializers.CharField(allow_blank=True)
    url = serializers.CharField()
    publisher = serializers.CharField()
    licence = serializers.CharField()


class BesideShown(serializers.Serializer):
    numbers = NumberShown(many=True, help_text="Where the question asks how many: WHO's Global Health Observatory.")
    topics = serializers.ListField(child=serializers.DictField(), help_text="Patient education (MedlinePlus).")
    trials = serializers.ListField(child=serializers.DictField(), help_text="Registered trials (ClinicalTrials.gov).")


class SearchBase(serializers.Serializer):
    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=STATUSES)
    query = serializers.CharField()
    about = serializers.UUIDField(allow_null=True, help_text="The paper that the results shall be like.")
    filters = serializers.DictField()
    sources = SourceAnswered(many=True)
    notices = serializers.ListField(child=serializers.DictField())
    error = serializers.DictField(allow_null=True)
    events_url = serializers.CharField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


@example(examples.SHOWN)
class SearchShown(SearchBase):
    translated_query = serializers.CharField(allow_null=True, help_text="The query as PubMed understood it.")
    plan = serializers.DictField(help_text="Terms, and the exact query that each source was sent.")
    results = ResultShown(many=True)
    beside = BesideShown()
    claims = ClaimShown(many=True)
    answer = serializers.CharField()
    html = serializers.CharField()
    citations = serializers.ListField(
        child=serializers.DictField(), help_text="Verbatim quotes, with their places in the text of hash `text_sha256`."
    )
    usage = serializers.DictField(allow_null=True)
    model = serializers.DictField(allow_null=True)


@example(examples.LISTED)
class SearchListed(SearchBase):
    count = serializers.IntegerField()


class CollectionNamed(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()


@example(examples.SAVED)
class SavedShown(PaperShown):
    """A saved paper; `id` is of the saving, `paper_id` of the paper."""

    id = serializers.UUIDField()
    note = serializers.CharField()
    collection = CollectionNamed(allow_null=True)
    created_at = serializers.DateTimeField()


@example(examples.SAVED_POSTED)
class SavedPosted(serializers.Serializer):
    paper_id = serializers.UUIDField(help_text="Of a result that you have found.")
    note = serializers.CharField(required=False, allow_blank=True, max_length=NOTE_CHARS)
    collection_id = serializers.UUIDField(required=False, allow_null=True)


@example({key: examples.SAVED_POSTED[key] for key in ("note", "collection_id")})
class SavedChanged(serializers.Serializer):
    note = serializers.CharField(required=False, allow_blank=True, max_length=NOTE_CHARS)
    collection_id = serializers.UUIDField(required=False, allow_null=True, help_text="Null: in none.")


@example(examples.COLLECTION)
class CollectionShown(CollectionNamed):
    papers = serializers.IntegerField()
    created_at = serializers.DateTimeField()


@example({"name": examples.COLLECTION["name"]})
class CollectionPosted(serializers.Serializer):
    name = serializers.CharField(max_length=NAME_CHARS)


@example(examples.NOTICE)
class NoticeShown(serializers.Serializer):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=NOTICE_KINDS)
    paper_id = serializers.UUIDField()
    title = serializers.CharField()
    pmid = serializers.CharField(allow_null=True)
    doi = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()


@example(examples.NEWS)
class NewsShown(serializers.Serializer):
    title = serializers.CharField()
    url = serializers.CharField()
    source = serializers.CharField(help_text="`who` or `cdc`.")  # type: ignore[assignment]  # the wire's name
    published_at = serializers.DateTimeField(allow_null=True)
    summary = serializers.CharField()

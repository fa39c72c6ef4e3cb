"""A question to the literature is a row of work; what was found is kept as papers and passages that all questions share."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models

from praxia.lib.work import Work
from research.records import StudyType


class Search(Work):
    """A research question with its answer. Its results are a snapshot: what was shown stays what was shown."""

    JOURNAL, QUEUE = "research", "talk"

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="searches")
    query = models.CharField(max_length=500)
    about = models.ForeignKey("Paper", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")  # like which
    filters = models.JSONField(default=dict)  # records.Filters as given
    plan = models.JSONField(default=dict)  # terms, and the exact query that each source was sent
    results = models.JSONField(default=list)  # wire objects, best first
    beside = models.JSONField(default=dict)  # patient education and trials, by kind
    claims = models.JSONField(default=list)  # of the answer: text, study type, citations
    content = models.TextField(blank=True)  # the answer as Markdown
    html = models.TextField(blank=True)
    citations = models.JSONField(default=list)  # what the answer cites, numbered: verbatim quotes with places
    sources = models.JSONField(default=list)  # how each source answered
    notices = models.JSONField(default=list)
    usage = models.JSONField(null=True)
    model = models.JSONField(null=True)
    papers: models.ManyToManyField = models.ManyToManyField("Paper", related_name="searches")

    class Meta:
        indexes = [
            models.Index(fields=["owner", "-created_at", "-id"]),
            models.Index(
                fields=["created_at"], name="research_search_open", condition=models.Q(status__in=["queued", "running"])
            ),
        ]

    @property
    def events_url(self) -> str:
        return f"/api/research/{self.id}/events"

    def add_notice(self, code: str, detail: str, **more: str) -> None:
        self.notices.append({"code": code, "detail": detail, **more})

    def end_told(self) -> dict[str, Any]:
        return {"html": self.html, "usage": self.usage, "notices": self.notices}


class Paper(models.Model):
    """One publication, whoever found it. Public knowledge: it belongs to nobody and says nothing about who asked for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pmid = models.CharField(max_length=12, null=True, blank=True, unique=True)
    doi = models.CharField(max_length=300, null=True, blank=True, unique=True)
    title_key = models.CharField(max_length=64, db_index=True)  # hash of the plain title, the last way to find a double
    title = models.TextField()
    article = models.JSONField()  # records.Article whole (research.articles reads and writes it)
    text_sha256 = models.CharField(max_length=64)  # of title and abstract, as they were cut into passages
    year = models.PositiveSmallIntegerField(null=True)
    study_type = models.CharField(
        max_length=17, choices=[(kind, kind.value) for kind in StudyType], default=StudyType.OTHER
    )
    via = models.CharField(max_length=20)
    is_retracted = models.BooleanField(default=False)
    has_concern = models.BooleanField(default=False)
    is_preprint = models.BooleanField(default=False)
    is_animal = models.BooleanField(default=False)
    fetched_at = models.DateTimeField()
    checked_at = models.DateTimeField()  # when its source was last asked whether it has been retracted

    class Meta:
        indexes = [models.Index(fields=["checked_at"])]

    def __str__(self) -> str:
        return self.title


class Passage(models.Model):
    """A piece of a paper's title and abstract, as it is searched and quoted; `start` and `end` count characters of that text."""

    id = models.BigAutoField(primary_key=True)
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="passages")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "position"], name="research_passage_once")]

    def __str__(self) -> str:
        return self.text[:60]


class Collection(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="collections")
    name = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="research_collection_name_once")]

    def __str__(self) -> str:
        return self.name


class Saved(models.Model):
    """A paper that a person keeps, in one of their collections or in none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_papers")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="saved")
    collection = models.ForeignKey(Collection, on_delete=models.SET_NULL, null=True, blank=True, related_name="saved")
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "paper"], name="research_saved_once")]
        indexes = [models.Index(fields=["owner", "-created_at", "-id"])]

    def __str__(self) -> str:
        return str(self.id)


class PaperNotice(models.Model):
    """Tells a person that a paper which they saved, or which an answer of theirs cites, was retracted or doubted since."""

    class Kind(models.TextChoices):
        RETRACTED = "retracted", "retracted"
        CONCERN = "concern", "expression of concern"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="paper_notices")
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "paper", "kind"], name="research_notice_once")]
        indexes = [models.Index(fields=["owner", "-created_at", "-id"])]

    def __str__(self) -> str:
        return f"{self.kind}: {self.paper_id}"


class NewsItem(models.Model):
    """A headline of a public health authority, as its feed gave it."""

    url = models.URLField(max_length=500, unique=True)
    title = models.CharField(max_length=500)
    summary = models.TextField(blank=True)
    source = models.CharField(max_length=10)
    published_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["source", "-published_at"])]

    def __str__(self) -> str:
        return self.title


class KeptVector(models.Model):
    """A text's vector, and the version of the encoder that made it: those of another version are made anew."""

    version = models.CharField(max_length=12, db_index=True)
    vector = models.BinaryField()  # research.retrieval.kept reads and writes it

    class Meta:
        abstract = True


class PassageVector(KeptVector):
    passage = models.OneToOneField(Passage, on_delete=models.CASCADE, primary_key=True, related_name="vector")

    def __str__(self) -> str:
        return str(self.passage_id)


class TitleVector(KeptVector):
    paper = models.OneToOneField(Paper, on_delete=models.CASCADE, primary_key=True, related_name="vector")

    def __str__(self) -> str:
        return str(self.paper_id)

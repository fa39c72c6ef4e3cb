"""What a person does with papers: save, sort into collections, write a note, let go."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from praxia.lib.errors import Problem, invalid
from praxia.lib.text import clean_text
from profiling.models import User
from research import library_selectors
from research.models import Collection, Paper, PaperNotice, Saved, Search

NAME_CHARS, NOTE_CHARS, MOST_COLLECTIONS, MOST_SAVED = 100, 4000, 100, 5000


def result_save(*, person: User, search: Search, place: object, collection: Collection | None = None) -> Saved:
    """Keep the result at this place (from 0) of one's own search. Saving twice is saving once. Raises Problem NOT_FOUND."""
    papers = library_selectors.search_papers(search)
    paper = papers[place] if isinstance(place, int) and 0 <= place < len(papers) else None
    if paper is None:
        raise Problem("NOT_FOUND")
    return paper_save(person=person, paper=paper, collection=collection)


def paper_save(*, person: User, paper: Paper, collection: Collection | None = None) -> Saved:
    if Saved.objects.filter(owner=person).count() >= MOST_SAVED:
        raise invalid("paper", f"{MOST_SAVED} papers are saved, and more cannot be. Remove some first.")
    saved, is_new = Saved.objects.get_or_create(owner=person, paper=paper, defaults={"collection": collection})
    if collection and not is_new:
        saved.collection = collection
        saved.save(update_fields=["collection"])
    return saved


def saved_change(*, saved: Saved, note: object, collection: Collection | None) -> Saved:
    saved.note = clean_text(note, field="note", max_chars=NOTE_CHARS, min_chars=0)
    saved.collection = collection
    saved.save(update_fields=["note", "collection"])
    return saved


def saved_remove(*, saved: Saved) -> None:
    saved.delete()


def collection_open(*, person: User, name: object) -> Collection:
    """Raises Problem VALIDATION_ERROR: no name, a name twice, or too many."""
    plain = " ".join(clean_text(name, field="name", max_chars=NAME_CHARS).split())
    if Collection.objects.filter(owner=person).count() >= MOST_COLLECTIONS:
        raise invalid("name", f"There are {MOST_COLLECTIONS} collections, and more cannot be made. Delete one first.")
    try:
        with transaction.atomic():
            return Collection.objects.create(owner=person, name=plain)
    except IntegrityError:
        raise invalid("name", "You have a collection of this name already.", code="unique") from None


def collection_remove(*, collection: Collection) -> None:
    """Its papers stay saved, in no collection."""
    collection.delete()


def notices_seen(*, person: User) -> None:
    PaperNotice.objects.filter(owner=person, seen_at=None).update(seen_at=timezone.now())

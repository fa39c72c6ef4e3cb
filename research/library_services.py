"""What a person does with papers: save, sort into collections, write a note, let go, take that back."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone

from praxia.lib.errors import Problem, invalid
from praxia.lib.text import clean_text
from profiling.models import User
from research.models import Collection, Paper, PaperNotice, Saved

NAME_CHARS, NOTE_CHARS, MOST_COLLECTIONS, MOST_SAVED = 100, 4000, 100, 5000
_REMOVED, _SECOND_THOUGHTS_S = "research.removed", 24 * 3600


def paper_save(*, person: User, paper: Paper, note: object = "", collection: Collection | None = None) -> Saved:
    """Saving twice is saving once: what is given then takes the place of what was. Raises Problem VALIDATION_ERROR."""
    plain = _note(note)
    saved = Saved.objects.filter(owner=person, paper=paper).first()
    if saved is None and Saved.objects.filter(owner=person).count() >= MOST_SAVED:
        raise invalid("paper_id", f"{MOST_SAVED} papers are saved, and more cannot be. Remove some first.")
    given = ({"note": plain} if plain else {}) | ({"collection": collection} if collection else {})
    saved, _ = Saved.objects.update_or_create(owner=person, paper=paper, defaults=given)
    return saved


def saved_change(*, saved: Saved, note: object, collection: Collection | None) -> Saved:
    saved.note, saved.collection = _note(note), collection
    saved.save(update_fields=["note", "collection"])
    return saved


def saved_remove(*, saved: Saved) -> str:
    """What `saved_restore` takes to bring it back with its note, for a day; nothing of it stays here."""
    kept = {
        "owner": str(saved.owner_id),
        "paper": str(saved.paper_id),
        "note": saved.note,
        "collection": str(saved.collection_id) if saved.collection_id else None,
    }
    saved.delete()
    return signing.dumps(kept, salt=_REMOVED, compress=True)


def saved_restore(*, person: User, removed: str) -> Saved:
    """Raises Problem NOT_FOUND: too late, or not this person's."""
    try:
        kept: dict[str, Any] = signing.loads(removed, salt=_REMOVED, max_age=_SECOND_THOUGHTS_S)
    except signing.BadSignature:
        raise Problem("NOT_FOUND") from None
    paper = Paper.objects.filter(pk=kept["paper"]).first()
    if kept["owner"] != str(person.pk) or paper is None:
        raise Problem("NOT_FOUND")
    collection = Collection.objects.filter(owner=person, pk=kept["collection"]).first()
    return paper_save(person=person, paper=paper, note=kept["note"], collection=collection)


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


def _note(text: object) -> str:
    return clean_text(text, field="note", max_chars=NOTE_CHARS, min_chars=0)

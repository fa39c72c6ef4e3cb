"""After a deletion nothing is left of a person: no row of any table, no key of any database, no file. Only the log knows that."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.utils import timezone

from chat.tasks import reply_write
from praxia.lib import limits
from praxia.lib.journal import JournalWriter
from praxia.lib.stores import Db, store
from praxia.lib.work import ring
from profiling import selectors
from profiling.access import session_store
from profiling.models import User
from profiling.privacy import erasing, services
from profiling.privacy.models import AccessLog, Deletion
from profiling.privacy.owners import owned_models
from profiling.privacy.records import LEGAL_REASON
from profiling.privacy.registry import registered
from profiling.privacy.tasks import export_write
from profiling.profile.models import Share
from profiling.profile.records import Source
from profiling.profile.selectors import profile_of
from profiling.profile.services import profile_update
from tests.base import PASSWORD, api_of, setup_token, setup_user
from tests.chat.setup import setup_answer, setup_exchange
from tests.privacy import scan
from tests.privacy.setup import erase_now, setup_archive
from tests.privacy.sowing import sow

pytestmark = pytest.mark.django_db

CANARY = "zebrafinch"
PLACES = (
    "chat_message", "profiling_user", "profile_change", "a session", "of CACHE", "of BROKER", "of JOURNALS", ".part",
)  # fmt: skip


@pytest.fixture
def zoe(db) -> User:
    """Somebody whose every trace can be told from everybody else's."""
    return setup_user(f"Zoe {CANARY}", email=f"{CANARY}@example.org")


def words_of(person: User) -> set[str]:
    return {str(person.pk), person.pk.hex, person.email, CANARY}


def live_a_little(person: User, settings) -> set[str]:
    """Talks (one being answered, one waiting), an archive and a half one, sessions, failed sign-ins, limits, kept answers.

    Answers the ids of work that waits in a queue.
    """
    setup_archive(person)
    waiting = setup_exchange(person, f"My {CANARY} hurts").answer
    ring(reply_write, waiting.id)
    running = setup_exchange(person, f"My {CANARY} itches").answer
    with JournalWriter(running.journal, 1) as journal:
        journal.delta(f"What of your {CANARY}?")
    half = services.export_order(person=person)
    half.path.with_suffix(".1.part").write_bytes(CANARY.encode())
    ring(export_write, half.id)
    api = api_of(person)
    api.post("/api/chat-sessions/", {"title": CANARY}, format="json", headers={"Idempotency-Key": "k"})
    api.get("/api/chat-sessions/")
    phone = api_of(secret=setup_token(person, device=f"Phone of {CANARY}")[1])
    phone.get("/api/profile/")
    phone.get(f"/api/profile/wellness/{CANARY}/")
    api_of().post("/api/auth/login/", {"email": person.email, "password": "not this one"}, format="json")
    api_of().post("/api/auth/login/", {"email": person.email, "password": PASSWORD}, format="json")
    limits.take("chat", person)
    cache.set(f"anything:{person.pk}", CANARY)
    session = session_store("")
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    nobodys = session_store("")
    nobodys["signed_up_address"] = person.email
    nobodys.create()
    services.read_record(reader=setup_user("Dana", is_staff=True), owner=person, what="talk", object_id=str(person.pk))
    return {str(waiting.id), str(half.id), half.path.stem}


def test_nothing_is_left(zoe, chloe, settings, private_root):
    words = live_a_little(zoe, settings) | words_of(zoe)
    sow(zoe, CANARY)
    before = scan.everywhere(words, private_root, settings.OUTBOX_ROOT)
    for place in PLACES:
        assert any(place in one for one in before), place
    erase_now(zoe, settings)
    assert scan.everywhere(words, private_root, settings.OUTBOX_ROOT) == []
    assert User.objects.filter(pk=chloe.pk).exists()


def test_no_key_is_left(zoe, settings):
    """Also those whose names are hashes and whose values tell nothing."""
    before = scan.key_names()
    live_a_little(zoe, settings)
    erase_now(zoe, settings)
    ours = {key for key in scan.key_names() - before if "limit:sign_in" not in key and "_kombu" not in key}
    assert ours == set()  # counters of IP addresses are nobody's


def test_every_owned_table_is_empty(zoe, settings):
    sown = sow(zoe, CANARY)
    assert {"chat.Message", "profile.Change", "profiling.AccessToken", "mfa.Authenticator"} <= set(sown)
    erase_now(zoe, settings)
    assert [model._meta.label for model in owned_models() if model._default_manager.exists()] == []


def test_each_app_counts_what_is_left(zoe, settings):
    sow(zoe, CANARY)
    for own in registered()[::-1]:
        assert own.left(zoe) > 0, own.name
        own.erase(zoe)
        assert own.left(zoe) == 0, own.name
        own.erase(zoe)  # again, as after a crash


def test_the_access_log_keeps_its_lines_and_says_why(zoe, settings):
    services.read_record(reader=setup_user("Dana", is_staff=True), owner=zoe, what="talk", object_id="t1")
    erase_now(zoe, settings)
    lines = list(AccessLog.objects.order_by("id"))
    assert [line.action for line in lines] == ["read", "deletion_asked", "erased"]
    assert lines[-1].purpose == LEGAL_REASON and len({line.owner for line in lines}) == 1


def test_a_reader_who_is_gone_stands_in_others_logs_without_a_name(amina, settings):
    dana = setup_user(f"Dana {CANARY}", email=f"{CANARY}@example.org", is_staff=True)
    services.read_record(reader=dana, owner=amina, what="talk", object_id="t1")
    erase_now(dana, settings)
    [line] = api_of(amina).get("/api/privacy/access-log/").json()
    assert (line["who"], line["role"]) == ("", "staff")
    assert scan.everywhere(words_of(dana)) == []


def test_what_administrators_did_to_the_account_goes_too(zoe, settings):
    root = setup_user("Root", is_staff=True, is_superuser=True)
    about = ContentType.objects.get_for_model(User)
    LogEntry.objects.create(
        user=root, content_type=about, object_id=str(zoe.pk), object_repr=zoe.email, action_flag=CHANGE
    )
    erase_now(zoe, settings)
    assert scan.everywhere(words_of(zoe)) == []


def test_what_others_keep_about_them_forgets_them(zoe, amina, settings):
    """A share to their address, and values that they wrote as a clinician into somebody else's profile."""
    Share.objects.create(owner=amina, email=zoe.email, scope=["chat"])
    profile_update(person=amina, values={"conditions": ["asthma"]}, source=Source.CLINICIAN, by=zoe)
    profile_update(person=amina, values={"conditions": ["asthma", "eczema"]}, source=Source.CLINICIAN, by=zoe)
    assert any("profile_change" in place for place in scan.everywhere(words_of(zoe)))
    erase_now(zoe, settings)
    assert scan.everywhere(words_of(zoe)) == []
    assert profile_of(amina).conditions == ["asthma", "eczema"]


def test_others_keep_what_is_theirs(zoe, chloe, settings):
    answer, archive = setup_answer(chloe), setup_archive(chloe)
    erase_now(zoe, settings)
    answer.refresh_from_db()
    assert archive.path.exists() and answer.journal is not None


# --- The order ---------------------------------------------------------------------------------------------------------------


def test_nothing_is_erased_before_the_grace_is_over(zoe):
    deletion = services.deletion_order(person=zoe)
    assert list(erasing.sweep()) == []
    erasing.erase(str(deletion.pk))
    assert api_of(zoe).get("/api/chat-sessions/").status_code == 200


def test_when_it_is_over_the_sweep_finds_it(zoe):
    deletion = services.deletion_order(person=zoe)
    Deletion.objects.update(deletes_at=timezone.now(), created_at=timezone.now() - timedelta(days=7))
    assert list(erasing.sweep()) == [deletion.pk]
    erasing.erase(str(deletion.pk))
    assert not User.objects.filter(pk=zoe.pk).exists()


def test_ordered_twice_is_ordered_once(zoe):
    first, second = services.deletion_order(person=zoe), services.deletion_order(person=zoe)
    assert first.deletes_at == second.deletes_at


def test_the_account_is_closed_before_the_first_row_goes(zoe, settings, monkeypatch):
    settings.DELETION_GRACE = timedelta(0)
    deletion = services.deletion_order(person=zoe)
    monkeypatch.setattr(erasing.registry, "registered", lambda: (_ for _ in ()).throw(RuntimeError))
    with pytest.raises(RuntimeError):
        erasing.erase(str(deletion.pk))
    assert not User.objects.get(pk=zoe.pk).is_active


def test_a_run_that_died_in_the_middle_is_finished_by_the_next(zoe, settings, monkeypatch):
    sow(zoe, CANARY)
    settings.DELETION_GRACE = timedelta(0)
    deletion = services.deletion_order(person=zoe)
    parts = registered()
    broken = type("Broken", (), {"name": "broken", "erase": staticmethod(_die), "left": lambda _person: 1})
    monkeypatch.setattr(erasing.registry, "registered", lambda: (parts[0], broken, *parts[1:]))
    with pytest.raises(KeyboardInterrupt):
        erasing.erase(str(deletion.pk))
    monkeypatch.setattr(erasing.registry, "registered", lambda: parts)
    store(Db.JOURNALS).delete(f"{deletion.journal.key}:alive")  # its heartbeat stops with it
    assert list(erasing.sweep()) == [deletion.pk]
    erasing.erase(str(deletion.pk))
    assert scan.everywhere(words_of(zoe)) == []


def _die(person: User) -> None:
    raise KeyboardInterrupt


def test_what_cannot_be_erased_is_tried_again_and_never_given_up(zoe, settings, caplog):
    settings.DELETION_GRACE = timedelta(0)
    deletion = services.deletion_order(person=zoe)
    Deletion.objects.update(status="running", run=3)
    assert list(erasing.sweep()) == []
    found = Deletion.objects.get(pk=deletion.pk)
    assert (found.status, found.run) == ("queued", 0) and found.deletes_at > timezone.now()
    assert "operator" in caplog.text
    Deletion.objects.update(deletes_at=timezone.now())
    erasing.erase(str(deletion.pk))
    assert not User.objects.filter(pk=zoe.pk).exists()


def test_the_progress_is_told(zoe, settings, monkeypatch):
    told = []
    event = JournalWriter.event
    monkeypatch.setattr(
        JournalWriter, "event", lambda self, type, **data: (told.append(data.get("step")), event(self, type, **data))
    )
    erase_now(zoe, settings)
    assert told == [own.name for own in registered()[::-1]]


def test_a_task_that_comes_after_the_end_clears_the_journal(zoe, settings):
    settings.DELETION_GRACE = timedelta(0)
    deletion = services.deletion_order(person=zoe)
    Deletion.objects.all().delete()
    with JournalWriter(deletion.journal, 1) as journal:
        journal.event("progress", step="chat")
    erasing.erase(str(deletion.pk))
    assert deletion.journal.events() == [] and not deletion.journal.is_alive()


def test_sessions_and_tokens_end_at_once(zoe, settings):
    api = api_of(zoe)
    erase_now(zoe, settings)
    assert api.get("/api/chat-sessions/").status_code == 401
    assert selectors.person_by_email(zoe.email) is None

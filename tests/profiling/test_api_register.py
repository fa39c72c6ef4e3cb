from __future__ import annotations

import pytest

from profiling.models import Letter, User
from profiling.tasks import letter_write
from tests.base import PASSWORD, api_of

PATH = "/api/auth/register/"
GOOD = {"email": "amina@example.org", "password": PASSWORD}


def letters():
    """Who was written to and why, oldest first."""
    return list(Letter.objects.order_by("created_at").values_list("kind", "user__email"))


def register(commits, **changes):
    with commits(execute=True):
        return api_of().post(PATH, GOOD | changes, format="json")


def test_it_works(db, django_capture_on_commit_callbacks):
    answer = register(
        django_capture_on_commit_callbacks, full_name="Amina K.", language="fr", email="Amina@Example.org"
    )
    assert answer.status_code == 201
    assert answer.json() == {
        "message": "Account made. If the address is new here, a confirmation letter is on its way.",
        "email": "Amina@Example.org",
        "email_status": "kept",
    }
    person = User.objects.get()
    assert (person.email, person.full_name, person.preferred_language) == ("amina@example.org", "Amina K.", "fr")
    assert person.check_password(PASSWORD)


def test_known_address_gets_the_same_answer_and_its_owner_a_letter(amina, django_capture_on_commit_callbacks):
    known = register(django_capture_on_commit_callbacks, password="another good password", email="AMINA@example.org")
    new = register(django_capture_on_commit_callbacks, email="ben@example.org")
    assert (known.status_code, known.json()["message"]) == (new.status_code, new.json()["message"])
    assert dict(known.headers).keys() == dict(new.headers).keys()
    amina.refresh_from_db()
    assert amina.check_password(PASSWORD) and User.objects.count() == 2
    assert letters() == [("known_address", "amina@example.org"), ("confirm", "ben@example.org")]


def test_known_and_unknown_addresses_cost_one_hash_each(amina, hashes, django_capture_on_commit_callbacks):
    register(django_capture_on_commit_callbacks)
    assert hashes == ["encode"]
    register(django_capture_on_commit_callbacks, email="ben@example.org")
    assert hashes == ["encode", "encode"]


def test_rights_in_the_body_have_no_effect(db, django_capture_on_commit_callbacks):
    rights = {"is_staff": True, "is_superuser": True, "role": "admin", "user_id": "1"}
    register(django_capture_on_commit_callbacks, **rights)
    person = User.objects.get()
    assert not person.is_staff and not person.is_superuser


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_too_short"),
        ("password1234", "password_too_common"),
        ("amina@example.org", "password_too_similar"),
        ("AMINA@example.org", "password_too_similar"),
        ("83261947205", "password_entirely_numeric"),
        ("a" * 257, "max_length"),
        ("", "blank"),
    ],
)
def test_weak_password_is_refused(db, password, code):
    answer = api_of().post(PATH, GOOD | {"password": password}, format="json")
    assert answer.status_code == 400
    assert answer.json()["code"] == "VALIDATION_ERROR"
    assert ("password", code) in {(error["field"], error["code"]) for error in answer.json()["errors"]}
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "not an address"},
        {"email": f"{'a' * 250}@example.org"},
        {"email": None},
        {"password2": "something else entirely"},
        {"language": "xx"},
        {"full_name": "a" * 151},
        {"full_name": "a\0b"},
        {"email": "a\0b@example.org"},
    ],
)
def test_field_that_cannot_be_accepted(db, changes):
    answer = api_of().post(PATH, GOOD | changes, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")
    assert not User.objects.exists()


def test_repeated_password_that_matches(db, django_capture_on_commit_callbacks):
    assert register(django_capture_on_commit_callbacks, password2=PASSWORD).status_code == 201


def test_served_without_final_slash_too(db):
    assert api_of().post(PATH.rstrip("/"), GOOD, format="json").status_code == 201


def test_old_token_beside_it_does_not_matter(db):
    assert api_of(secret="px_gone").post(PATH, GOOD, format="json").status_code == 201


def test_one_address_can_be_tried_three_times_an_hour(db):
    answers = [api_of().post(PATH, GOOD, format="json") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [201, 201, 201, 429]
    assert answers[3].json()["code"] == "RATE_LIMITED" and int(answers[3]["Retry-After"]) > 3000


def test_one_network_address_can_make_five_accounts_an_hour(db):
    emails = [f"person{number}@example.org" for number in range(6)]
    codes = [api_of().post(PATH, GOOD | {"email": email}, format="json").status_code for email in emails]
    assert codes == [201] * 5 + [429]


def test_letter_is_not_lost_with_the_broker(db, monkeypatch, django_capture_on_commit_callbacks):
    """Its row waits for the sweeper."""
    from kombu.exceptions import OperationalError

    def away(*args, **options):
        raise OperationalError

    monkeypatch.setattr(letter_write, "apply_async", away)
    assert register(django_capture_on_commit_callbacks).status_code == 201
    assert letters() == [("confirm", "amina@example.org")] and Letter.objects.get().status == "queued"

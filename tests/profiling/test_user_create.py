from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from profiling.models import User
from tests.base import setup_user


def test_it_works(db):
    person = User.objects.create_user("Amina@Example.ORG", "correct horse battery", full_name="Amina K.")
    person.refresh_from_db()
    assert (person.email, person.preferred_language, person.country, person.time_zone) == (
        "amina@example.org", "en", "", "UTC",
    )  # fmt: skip
    assert person.is_active and not person.is_staff
    assert person.password.startswith("argon2$argon2id$")


@pytest.mark.django_db
@pytest.mark.parametrize("other", ["amina@example.org", "AMINA@example.org", "Amina@Example.Org"])
def test_one_address_is_one_account_whatever_its_capitals(amina, other):
    with pytest.raises(IntegrityError):
        setup_user("Somebody", email=other)


def test_address_is_found_by_the_unique_index(amina, django_assert_num_queries, django_user_model):
    assert User.objects.get_by_natural_key("AMINA@EXAMPLE.ORG") == amina
    plan = User.objects.filter(email__lower="amina@example.org")
    assert "LOWER" in str(plan.query) and "UPPER" not in str(plan.query)


def test_form_says_that_the_address_is_taken(amina):
    with pytest.raises(ValidationError, match="already an account"):
        User(email="AMINA@example.org", password="x").full_clean()


def test_country_is_two_letters(amina):
    amina.country = "France"
    with pytest.raises(ValidationError) as refused:
        amina.full_clean()
    assert "country" in refused.value.message_dict


def test_superuser_may_open_the_admin(db):
    person = User.objects.create_superuser("dana@example.org", "correct horse battery")
    assert person.is_staff and person.is_superuser


def test_account_without_a_password_cannot_be_entered_by_one(db):
    assert not User.objects.create_user("ben@example.org").has_usable_password()

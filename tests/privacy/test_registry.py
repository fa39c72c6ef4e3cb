"""Whoever keeps something about a person says how it is collected and erased; nobody is forgotten."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest
from django.apps import apps

from profiling.models import User
from profiling.privacy import registry
from profiling.privacy.owners import owned_models, owner_of, owner_path
from profiling.privacy.registry import OwnData, registered
from tests.base import setup_user
from tests.chat.setup import setup_answer
from tests.privacy.setup import opened, setup_archive
from tests.privacy.sowing import sow

CANARY = "zebrafinch"
# Rows that tell a person nothing that is not told elsewhere, or that must never leave the house.
NOT_TOLD = {
    "admin.LogEntry": "what an administrator did in the admin, about others",
    "account.EmailConfirmation": "not used here",
    "mfa.Authenticator": "told without its secrets",
    "usersessions.UserSession": "told as sign-ins where the session still lives",
    "profile.HealthProfile": "told as values, which must fit; see test_export_profile",
    "profile.Picture": "a file",
}


def covered() -> set[str]:
    return {label for own in registered() for label in (own.name, *own.also)}


def test_every_app_with_a_table_of_peoples_data_is_registered():
    """Write `own_data.py` in the app and register it in `AppConfig.ready()`; see docs/privacy.md."""
    labels = {model._meta.app_label for model in owned_models()}
    assert {"profiling", "profile", "privacy", "chat"} <= labels
    assert labels - covered() == set()


def test_names_are_labels_of_apps():
    assert covered() <= {config.label for config in apps.get_app_configs()}


def test_every_key_to_a_person_says_whose_the_row_is():
    """A table that leads to a person by keys of other names alone would be nobody's: name its key `owner`, `user` or `person`."""
    keys = {
        model._meta.label: [field.name for field in model._meta.concrete_fields if field.related_model is User]
        for model in apps.get_models()
    }
    assert [label for label, names in keys.items() if names and not owner_path(apps.get_model(label))] == []


def test_a_name_is_registered_once():
    with pytest.raises(ValueError, match="chat"):
        registry.register(OwnData(name="chat", collect=lambda _: (), erase=lambda _: None, left=lambda _: 0))


@pytest.mark.django_db
def test_whose_a_row_is(amina):
    answer = setup_answer(amina)
    assert owner_path(type(answer)) == ("conversation", "owner")
    assert owner_of(answer) == owner_of(answer.conversation) == owner_of(amina) == amina


@pytest.mark.django_db
def test_something_of_every_table_is_in_the_archive():
    """Each row is sown with a word of its own, which must be found in its app's data."""
    zoe = setup_user("Zoe")
    sown = {}
    for model in owned_models():
        if model._meta.label not in NOT_TOLD and model._meta.app_label in covered():
            sown |= sow(zoe, f"{CANARY}{len(sown)}", json=False, only=model)
    found = opened(setup_archive(zoe))
    told = {own.name: found.zip.read(f"{own.name}/data.json").decode() for own in registered()}
    missing = [label for label, row in sown.items() if not _said(row, told)]
    assert missing == []


def _said(row, told) -> bool:
    """By something that stands nowhere else: its word, its UUID, or a moment of it. A small number would be found anywhere.

    JSON as Django writes it has milliseconds.
    """
    marks = {value for value in vars(row).values() if isinstance(value, str) and CANARY in value}
    marks |= {str(row.pk)} if isinstance(row.pk, UUID) else set()
    marks |= {value.isoformat()[:23] for value in vars(row).values() if isinstance(value, datetime)}
    return any(mark in one for mark in marks for one in told.values())

"""Four people to look around with, and first talks. `--reset` removes them and everything that is theirs."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from chat import replies, services
from praxia.apps import clinicians
from profiling.models import User
from profiling.privacy.registry import registered
from profiling.profile.services import consents_write, profile_write, share_give, welcome_settle
from profiling.services import sessions_end
from profiling.services.proving import address_prove

DOMAIN = "demo.example"
PEOPLE = {"Amina": "asks", "Ben": "is shared with", "Chloe": "is a stranger", "Dana": "is a clinician"}
TALKS = (
    "I have had a sore throat and fever for two days",
    "My lower back hurts since I lifted a box yesterday",
)


class Command(BaseCommand):
    help = "Make four demo people, one of them with talks; --reset removes them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reset", action="store_true", help="Remove the demo people and all that is theirs.")

    def handle(self, *args: Any, reset: bool, **options: Any) -> None:
        removed = _remove()
        if reset:
            self.stdout.write(
                "The demo people and all that was theirs are gone." if removed else "There were no demo people."
            )
            return
        password = secrets.token_urlsafe(9)
        for name, role in PEOPLE.items():
            email = _address(name)
            person = User.objects.create_user(email, password, full_name=name, is_staff=name == "Dana")
            address_prove(person=person)
            welcome_settle(person=person, answers={})
            if name == "Dana":
                person.groups.add(clinicians())
            self.stdout.write(f"{email:<22} {name} {role}")
        amina = User.objects.get(email=_address("Amina"))
        _profile(amina)
        _talks(amina)
        self.stdout.write(f"Password of all four: {password}")


def _address(name: str) -> str:
    return f"{name.lower()}@{DOMAIN}"


def _remove() -> bool:
    """Them alone: anybody may have registered another address of that domain."""
    people = list(User.objects.filter(email__in=map(_address, PEOPLE)))
    for person in people:
        sessions_end(person=person)
        for own in registered()[::-1]:
            own.erase(person)
        person.delete()
    return bool(people)


def _profile(person: User) -> None:
    """Some of it, shared with Ben; a clinician may look."""
    profile_write(person=person, values={"age": 34, "gender": "female", "conditions": ["asthma"]})
    share_give(person=person, email=_address("Ben"), scope=["profile", "chat"])
    consents_write(person=person, said={"clinician_review": True})


def _talks(person: User) -> None:
    """Asked and answered through the same services as everybody's."""
    for text in TALKS:
        exchange = services.message_send(person=person, conversation=None, text=text)
        replies.write(str(exchange.answer.id))

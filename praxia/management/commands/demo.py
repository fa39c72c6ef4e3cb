"""Four people to look around with, and a first talk. `--reset` removes them and everything that is theirs."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from chat import replies, services
from profiling.models import User

DOMAIN = "demo.example"
PEOPLE = {"Amina": "asks", "Ben": "is shared with", "Chloe": "is a stranger", "Dana": "is a clinician"}
TALKS = (
    "I have had a sore throat and fever for two days",
    "My lower back hurts since I lifted a box yesterday",
)


class Command(BaseCommand):
    help = "Make demo people with a talk each may look at; --reset removes them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reset", action="store_true", help="Remove the demo people and all that is theirs.")

    def handle(self, *args: Any, reset: bool, **options: Any) -> None:
        for conversation in _conversations():
            services.conversation_delete(conversation=conversation)
        removed, _ = User.objects.filter(email__endswith=f"@{DOMAIN}").delete()
        if reset:
            self.stdout.write("The demo people and all that was theirs are gone." if removed else "There were no demo people.")
            return
        password = secrets.token_urlsafe(9)
        for name, role in PEOPLE.items():
            email = f"{name.lower()}@{DOMAIN}"
            person = User.objects.create_user(email, password, full_name=name, is_staff=name == "Dana")
            self.stdout.write(f"{email:<22} {name} {role}")
            if name == "Amina":
                _talks(person)
        self.stdout.write(f"Password of all four: {password}")


def _conversations() -> list[Any]:
    from chat.models import Conversation

    return list(Conversation.objects.filter(owner__email__endswith=f"@{DOMAIN}"))


def _talks(person: User) -> None:
    """Asked and answered through the same services as everybody's."""
    for text in TALKS:
        exchange = services.message_send(person=person, conversation=None, text=text)
        replies.write(str(exchange.answer.id))

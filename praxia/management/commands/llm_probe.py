"""`manage.py llm_probe [provider …]`: ask each language-model provider that is on, and say what it can do."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from praxia.llm.probe import Probe, probe
from praxia.llm.standing import configured

HINTS = {
    "401": "The key is not accepted. Check it for a missing or doubled character.",
    "403": "The key may not use this model.",
    "404": "The address or the name of the model is wrong.",
    "429": "Too many requests, or no credit is left with the provider.",
    "boto3 is not installed": "Install it with: pip install -r requirements-bedrock.txt",
    "connection": "The address cannot be reached. Is the server running, and is its port right?",
    "no credentials": "AWS found no credentials in variables, files or instance role.",
    "open": "It failed several times just now and is left alone for half a minute. Try again then.",
    "timeout": "It took the request and did not answer in time. LLM_FIRST_TOKEN_S sets how long to wait.",
}


class Command(BaseCommand):
    help = "Ask each language-model provider that is on a small question. Costs some hundred tokens each."
    requires_system_checks = ()  # it needs neither a database nor a key of ours

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("provider", nargs="*", help="one of those that are on; all of them by default")

    def handle(self, *args: Any, **options: Any) -> None:
        on = configured()
        if not on:
            raise CommandError(
                "No language model is configured, and Praxia works without one. "
                "To use one, set a key such as OPENAI_API_KEY, or OLLAMA_API (docs/llm.md)."
            )
        if unknown := [name for name in options["provider"] if name not in on]:
            raise CommandError(f"Not configured: {', '.join(unknown)}. These are: {', '.join(on)}.")
        found = [probe(name) for name in options["provider"] or on]
        for one in found:
            self.stdout.write(told(one))
        if all(one.problem for one in found):
            raise CommandError("No provider answered. Praxia answers from its own rules until one does.")


def told(one: Probe) -> str:
    if one.problem or one.reply is None:
        hint = HINTS.get(one.problem or "", "")
        return f"{one.provider}: no answer ({one.problem}). {hint}".rstrip()
    usage = one.reply.usage
    counted = "estimated" if usage.estimated else "counted by the provider"
    objects = f"no objects ({one.structure_problem})" if one.structure_problem else "objects"
    return (
        f"{one.provider}: works with {one.reply.model}. First piece after {one.first_token_s or 0:.2f} s, "
        f"whole after {one.seconds:.2f} s; {usage.prompt}+{usage.completion} tokens, {counted}; can give text and {objects}."
    )

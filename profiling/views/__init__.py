"""The pages of accounts. allauth does the session, the services do the rest."""

from profiling.views.pages import METHODS, FormPage, OwnFormPage, refusal

__all__ = ["METHODS", "FormPage", "OwnFormPage", "refusal"]

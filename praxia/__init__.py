"""Praxia: an AI health assistant that a person, a clinic or a company runs for itself."""

__version__ = "0.1.0"

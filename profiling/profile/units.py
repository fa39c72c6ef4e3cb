"""Pounds, feet and inches for people who think in them. Stored are kilograms and centimetres alone."""

from __future__ import annotations

KG_PER_LB, CM_PER_IN = 0.45359237, 2.54


def kg_of(pounds: float) -> float:
    return round(pounds * KG_PER_LB, 2)


def pounds_of(kg: float) -> float:
    return round(kg / KG_PER_LB, 1)


def cm_of(feet: float, inches: float) -> float:
    return round((feet * 12 + inches) * CM_PER_IN, 2)


def feet_of(cm: float) -> tuple[int, float]:
    """Whole feet, and inches to the half."""
    halves = round(cm / CM_PER_IN * 2)
    return halves // 24, halves % 24 / 2

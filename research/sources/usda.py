"""USDA FoodData Central: nutrients of foods per 100 g. CC0."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from research.records import Food
from research.sources.upstream import Upstream, json_object

USDA = Upstream("usda", "USDA FoodData Central", "https://api.nal.usda.gov/fdc/v1", per_s=1000 / 3600)
# Numbers of nutrients in its table. Energy comes in kJ too, under another number.
_NUTRIENTS = {1008: "kcal", 1003: "protein_g", 1005: "carbs_g", 1004: "fat_g", 1079: "fibre_g", 2000: "sugars_g"}


async def foods(text: str, *, most: int = 10) -> list[Food]:
    params: dict[str, str | int] = {"query": text, "pageSize": most}
    return await USDA.source().fetch("foods/search", listed, params=params, headers={"X-Api-Key": settings.FDC_API_KEY})


def listed(body: bytes) -> list[Food]:
    return [_food(one) for one in json_object(body)["foods"]]


def _food(one: dict[str, Any]) -> Food:
    amounts = {
        _NUTRIENTS[nutrient["nutrientId"]]: float(nutrient["value"])
        for nutrient in one.get("foodNutrients", [])
        if nutrient.get("nutrientId") in _NUTRIENTS and nutrient.get("value") is not None
    }
    return Food(id=str(one["fdcId"]), name=one["description"], brand=one.get("brandOwner"), via=USDA.name, **amounts)

"""Open Food Facts: packaged food by its barcode. People type it in, so what cannot be is left out. ODbL: name the source."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from praxia import __version__
from praxia.lib.errors import SourceError
from research.records import Food
from research.sources.upstream import Upstream, json_object

OPEN_FOOD_FACTS = Upstream("openfoodfacts", "Open Food Facts", "https://world.openfoodfacts.org", per_s=15 / 60)
_FIELDS = "code,product_name,brands,nutriments"
# Most that 100 g can hold.
_MOST = {"kcal": 900.0, "protein_g": 100.0, "carbs_g": 100.0, "fat_g": 100.0, "fibre_g": 100.0, "sugars_g": 100.0}
_NAMES = {
    "kcal": "energy-kcal_100g", "protein_g": "proteins_100g", "carbs_g": "carbohydrates_100g", "fat_g": "fat_100g",
    "fibre_g": "fiber_100g", "sugars_g": "sugars_100g",
}  # fmt: skip


async def product(barcode: str) -> Food | None:
    """Raises ValueError for what is no barcode (8 to 14 digits)."""
    if not (barcode.isdecimal() and 8 <= len(barcode) <= 14):
        raise ValueError("A barcode has 8 to 14 digits.")
    who = {"User-Agent": f"Praxia/{__version__} ({settings.CONTACT_EMAIL or 'self-hosted'})"}
    path, params = f"api/v2/product/{barcode}", {"fields": _FIELDS}
    try:
        return await OPEN_FOOD_FACTS.source().fetch(path, read, params=params, headers=who)
    except SourceError as error:
        if error.status == 404:
            return None
        raise


def read(body: bytes) -> Food | None:
    answer = json_object(body)
    if not answer["status"]:
        return None
    found = answer["product"]
    told = found.get("nutriments") or {}
    amounts = {ours: _amount(told.get(theirs), _MOST[ours]) for ours, theirs in _NAMES.items()}
    if sum(amounts[name] or 0 for name in ("protein_g", "carbs_g", "fat_g")) > 105:  # rounding on labels
        amounts = dict.fromkeys(amounts)
    name = found.get("product_name") or barcode_name(found)
    return Food(
        id=str(found.get("code", "")), name=name, brand=found.get("brands"), via=OPEN_FOOD_FACTS.name, **amounts
    )


def barcode_name(found: dict[str, Any]) -> str:
    return f"Product {found.get('code', '')}".strip()


def _amount(value: Any, most: float) -> float | None:
    try:
        amount = float(value)
    except (TypeError, ValueError):
        return None
    return amount if 0 <= amount <= most else None

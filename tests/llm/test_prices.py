from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

import praxia.llm.prices
from praxia.llm.prices import estimated, priced
from praxia.llm.types import Request, Turn, Usage


def test_cost_of_fresh_cached_and_written_tokens():
    usage = priced(Usage(prompt=1_000_000, completion=1_000_000, cached=400_000), "openai", "gpt-4o-mini")
    assert usage.cost == pytest.approx(0.6 * 0.15 + 0.4 * 0.075 + 0.60)


def test_a_dated_name_costs_what_the_model_costs():
    assert priced(Usage(prompt=1000), "openai", "gpt-4o-mini-2024-07-18").cost == pytest.approx(0.00015)


@pytest.mark.parametrize(
    ("tariff", "model"), [("openai", "gpt-99"), ("openai", "gpt-4o-audio"), ("", "gpt-4o"), ("ollama", "x")]
)
def test_an_unknown_price_is_none_and_not_free(tariff, model):
    assert priced(Usage(prompt=1000), tariff, model).cost is None


def test_free_is_free():
    assert priced(Usage(prompt=1000), "openrouter", "meta-llama/llama-3.2-3b-instruct:free").cost == 0


def test_one_unknown_cost_makes_the_sum_unknown():
    known, unknown = Usage(prompt=1, cost=0.5), Usage(prompt=2)
    assert known.plus(known).cost == 1.0
    assert (known.plus(unknown).cost, known.plus(unknown).prompt) == (None, 3)


def test_the_guess_counts_bytes():
    request = Request(route="consult", turns=(Turn("user", "ж" * 40),), prompt_version="1")
    assert estimated(request, "a" * 10) == Usage(prompt=20, completion=3, estimated=True)


def test_the_table_says_when_it_was_read():
    table = yaml.safe_load(Path(praxia.llm.prices.__file__).with_name("prices.yaml").read_text())
    assert isinstance(table["read_on"], date)
    assert set(table["prices"]) == set(table["sources"])

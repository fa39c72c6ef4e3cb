"""How long it takes. Processor time, best of several runs, with room for a busy machine; the real figures are printed with -s."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from praxia.triage import judge, shipped

ROOM = 8.0  # times the target: machines that run tests are slow and shared
WORDS = (
    "I have had a bad pain in my chest for two days and my left arm feels numb, no fever, but I was sweating last night. "
    "My husband says it is only stress. Two years ago I had an operation on my knee. The temperature was 38.2 this morning, "
    "blood pressure 150/90, and my throat is sore, my head aches, I feel dizzy and sick. What should I do if it gets worse? "
)


def text(length: int) -> str:
    return (WORDS * (length // len(WORDS) + 1))[:length]


def best_ms(length: int, runs: int = 7, sample: str = "") -> float:
    sample = sample or text(length)
    judge(sample)
    spent = []
    for _ in range(runs):
        begun = time.process_time()
        judge(sample)
        spent.append((time.process_time() - begun) * 1000)
    return min(spent)


def test_two_thousand_characters():
    spent = best_ms(2_000)
    print(f"judge, 2,000 characters: {spent:.1f} ms")
    assert spent < 10 * ROOM


@pytest.mark.parametrize("unit", ["pain ", "chest pain ", "blood vomit ", "belly hurts when i cough and vomit blood "])
def test_dense_repetition(unit):
    spent = best_ms(2_000, runs=5, sample=unit * (2_000 // len(unit)))
    print(f"judge, 2,000 characters of {unit!r}: {spent:.1f} ms")
    assert spent < 10 * ROOM


def test_cost_grows_linearly():
    short, long = best_ms(2_000), best_ms(20_000, runs=3)
    print(f"judge, 20,000 characters: {long:.1f} ms, {long / short:.1f} times 2,000")
    assert long < short * 10 * 4


@pytest.mark.parametrize(
    "unit",
    [
        "no ",
        "pain ",
        "I ",
        "not no ",
        "chest & ",
        "ago ",
        "38.5 ",
        "if i had ",
        "aaaaaaaa ",
        "blood vomit ",
        "my ",
        "\n",
        "?",
        "é",
        "是",
    ],
)
def test_hostile_texts_stay_linear(unit):
    def spent(length: int) -> float:
        begun = time.process_time()
        judge((unit * (length // len(unit) + 1))[:length])
        return time.process_time() - begun

    spent(100)
    short = min(spent(2_000) for _ in range(3))
    assert min(spent(20_000) for _ in range(3)) < max(short, 0.002) * 10 * 4


def test_loading_in_a_fresh_process():
    program = (
        "import time; from praxia.triage import shipped; begun = time.process_time(); shipped();"
        "print((time.process_time() - begun) * 1000)"
    )
    spent = min(
        float(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout) for _ in range(3)
    )
    print(f"loading the knowledge: {spent:.0f} ms")
    assert spent < 300 * ROOM


def test_loaded_once():
    assert shipped() is shipped()


def test_importing_loads_nothing():
    loaded = "praxia.triage.knowledge.shipped.cache_info().currsize"
    program = f"import sys, praxia.triage; sys.exit('django' in sys.modules or {loaded})"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0

"""What a model may not say, sentence by sentence."""

import pytest

from chat.guards import SentenceGuard
from praxia.triage import Level


def said(text, *, level=Level.SAME_DAY, sources=2, step=7):
    """The text as it comes through, fed in small pieces as a model gives it."""
    guard = SentenceGuard(level, sources)
    out = "".join(guard.feed(text[at : at + step]) for at in range(0, len(text), step)) + guard.rest()
    return out, guard.dropped


def test_it_works():
    text = "This may be a virus.[1] Rest and drink often.\n\nIs it hard to swallow?"
    assert said(text) == (text, 0)


@pytest.mark.parametrize("step", [1, 3, 1000])
def test_pieces_do_not_matter(step):
    assert said("One. Two! Three?\n- four\n- five", step=step) == ("One. Two! Three?\n- four\n- five", 0)


@pytest.mark.parametrize(
    "sentence",
    [
        "Take 400 mg of ibuprofen.",
        "Two puffs are 2 puffs too many.",
        "You definitely have strep throat.",
        "Your diagnosis is pneumonia.",
        "Stop taking your blood thinners today.",
        "You can skip your insulin.",
        "It is safe to take both together.",
        "Yes, it's fine to drink wine with metronidazole.",
        "There is no need to see a doctor.",
        "It is probably nothing.",
        "You don't need to go to the hospital.",
        "Just wait and see.",
        "This is not an emergency.",
    ],
)
def test_dangerous_sentences_are_left_out(sentence):
    assert said(f"First. {sentence} Last.") == ("First. Last.", 1)


@pytest.mark.parametrize(
    "sentence",
    [
        "You have told me that it began today.",
        "It is not safe to take warfarin with ibuprofen.",
        "You may have strep throat.",
        "Do not stop moving altogether.",
        "See a doctor today, and do not wait.",
        "Your temperature of 38.5 °C matters.",
    ],
)
def test_ordinary_sentences_stay(sentence):
    assert said(sentence) == (sentence, 0)


def test_soothing_is_fine_where_nothing_is_urgent():
    assert said("This is probably nothing.", level=Level.SELF_CARE)[1] == 0


def test_citations_of_nothing_go():
    assert said("A fact.[1] Another.[7]")[0] == "A fact.[1] Another."


def test_links_of_the_model_go():
    assert said("See [this page](https://evil.example/x) or https://evil.example now.")[0] == "See this page or  now."

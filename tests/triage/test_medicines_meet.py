"""Medicines in a text: which are named, whether they were taken or are asked about, and what is known of two that meet."""

from __future__ import annotations

import pytest

from praxia.triage import About, Level, Severity, judge, shipped
from praxia.triage.findings import read_turn

TOGETHER = "two_medicines_that_should_not_meet"
DOUBLED = "one_medicine_from_two_packets"


def named(text: str) -> list[str]:
    return [one.id for one in read_turn(shipped(), text).medicines]


def hows(text: str) -> list[tuple[str, str]]:
    return [(one.id, one.how) for one in read_turn(shipped(), text).medicines]


def rules(text: str, **options: object) -> set[str]:
    return {rule.id for rule in judge(text, **options).rules}


def worst(text: str, **options: object) -> tuple[tuple[str, str], Severity] | None:
    found = judge(text, **options).pairs
    return (found[0].names, found[0].severity) if found else None


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("Can I take ibuprofen while I am on warfarin?", Severity.SERIOUS),
        ("is it ok to drink alcohol with metronidazole", Severity.NEVER),
        ("can i mix viagra with my nitroglycerin spray", Severity.NEVER),
        ("st. john's wort and sertraline?", Severity.NEVER),
        ("does grapefruit affect simvastatin", Severity.NEVER),
        ("is tramadol safe with citalopram", Severity.SERIOUS),
        ("can I take clarithromycin with simvastatin", Severity.NEVER),
        ("can I take trimethoprim with my methotrexate", Severity.NEVER),
        ("should I take losartan and spironolactone together", Severity.SERIOUS),
        ("can I take my levothyroxine with iron tablets", Severity.APART),
        ("ok to take tylenol with advil?", Severity.USUAL),
        ("can I take Lemsip with paracetamol", Severity.NEVER),
        ("can I take Tylenol together with acetaminophen", Severity.NEVER),
        ("can i have ibuprofin with coumadin", Severity.SERIOUS),
    ],
)
def test_a_question_about_two_gets_its_warning_and_no_alarm(text: str, severity: Severity) -> None:
    found = judge(text)
    assert found.pairs[0].severity == severity
    assert not found.rules and found.level <= Level.ROUTINE
    assert found.pairs[0].effect and found.pairs[0].advice and len(found.pairs[0].sources) >= 2


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("can i mix viagra with my nitroglycerin spray", "Do not take viagra and nitroglycerin spray together."),
        ("can i drink on flagyl", "Do not have alcohol while you take flagyl."),
        ("can I take antibiotics with my blood thinner", "it depends on which they are"),
        ("can I take metformin with loratadine", "no warning known here does not make it safe"),
        ("difference between ibuprofen and naproxen", "Do not take both without asking."),
        ("what does metformin do", "Keep to the leaflet"),
    ],
)
def test_the_answer_opens_with_it(text: str, opening: str) -> None:
    assert opening in judge(text).action


def test_a_complaint_keeps_its_action_and_the_warning_follows() -> None:
    action = judge("I have a headache, can I take ibuprofen with my warfarin").action
    assert action.startswith("This can usually be looked after at home.")
    assert "Do not take ibuprofen and warfarin together" in action


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("I took tramadol tonight although I take sertraline", TOGETHER),
        ("i had two glasses of wine and took my ambien", TOGETHER),
        ("I am on warfarin and took two ibuprofen an hour ago", TOGETHER),
        ("I took sildenafil tonight and then used my nitro spray", "nitrate_with_potency_pill"),
        ("I took two different cold medicines that both have paracetamol", DOUBLED),
        ("I took DayQuil at noon and Tylenol just now", DOUBLED),
        ("I took Synthroid and levothyroxine this morning", DOUBLED),
        ("my husband took ibuprofen and naproxen", DOUBLED),
    ],
)
def test_what_was_taken_is_triage(text: str, rule: str) -> None:
    found = judge(text)
    assert rule in {one.id for one in found.rules} and found.level >= Level.SAME_DAY


@pytest.mark.parametrize(
    "text",
    [
        "what happens if I took tramadol with sertraline",
        "I took ibuprofen, can I have warfarin now?",
        "I take warfarin and did not take any ibuprofen",
        "is it dangerous if I drank wine and took diazepam",
        "would it matter if I took my tramadol and my sertraline",
        "two years ago I took tramadol and sertraline",
        "three days ago I took tramadol and sertraline",
        "Dr. Smith gave me tramadol and I take sertraline",
        "I took Advil. The ibuprofen did not help my back",
        "I took a paracetamol, paracetamols never help me",
        "I took my blood thinner, Eliquis, this morning",
        "I took my Lantus and my Humalog",
        "I took cetirizine and loratadine",
        "I took oramorph on top of my MST",
        "I drink wine now and then and took my codeine",
        "my mother took tramadol and I take sertraline",
        "my mother took tramadol and my father takes sertraline",
        "I took paracetamol and ibuprofen",
    ],
)
def test_what_was_not_taken_together_is_none(text: str) -> None:
    assert not rules(text) & {TOGETHER, DOUBLED}


def test_what_was_said_before_meets_what_is_asked_now() -> None:
    assert worst("Can I take ibuprofen?", earlier=["I am on warfarin"]) == (("ibuprofen", "warfarin"), Severity.SERIOUS)
    assert worst("and a glass of wine?", earlier=["I take metronidazole"]) == (
        ("alcohol", "metronidazole"),
        Severity.NEVER,
    )
    assert TOGETHER in rules("I took two ibuprofen just now", earlier=["I am on warfarin"])
    assert worst("Thank you", earlier=["Can I take ibuprofen with warfarin?"]) is None


def test_the_profile_meets_what_is_asked_and_is_named_as_such() -> None:
    [pair] = judge("can I take aspirin for my cold", about=About(medicines=("Warfarin 5 mg",))).pairs
    assert pair.from_profile and pair.severity == Severity.SERIOUS
    assert not judge("can I take aspirin for my cold").pairs


def test_the_profile_is_not_another_persons() -> None:
    about = About(medicines=("warfarin",), sex="female")
    assert not judge("my husband has a cold, can he take aspirin?", about=about).pairs


def test_no_pair_known_is_said_and_not_called_safe() -> None:
    assert judge("can I take metformin with loratadine").unpaired == (("metformin", "loratadine"),)
    assert judge("I have a sore throat and take metformin and loratadine").unpaired == ()


def test_what_is_denied_in_a_sentence_of_its_own_meets_nothing() -> None:
    assert not judge("I do not take aspirin. Can I take ibuprofen with metformin?").pairs
    assert judge("I was told not to take ibuprofen with warfarin, why?").pairs


def test_a_kind_stands_for_the_worst_of_it() -> None:
    [pair] = judge("can I take antibiotics with my blood thinner").pairs
    assert pair.depends_on == "warfarin"
    assert judge("can I drink on antibiotics").pairs[0].depends_on == ""


def test_one_medicine_called_by_two_names_meets_nothing() -> None:
    assert not judge("What is Tylenol (acetaminophen)?").pairs
    assert not judge("does my blood thinner Eliquis make me tired?").pairs


def test_names_lying_over_each_other_are_the_longest() -> None:
    assert named("nurofen plus or nurofen") == ["nurofen_plus", "ibuprofen"]
    assert named("my nitroglycerin spray") == ["nitrates"]


def test_how_a_medicine_is_meant() -> None:
    assert hows("can I take ibuprofen while I am on warfarin") == [("ibuprofen", "asked"), ("warfarin", "used")]
    assert hows("can I drink wine after I took diazepam") == [("alcohol", "asked"), ("diazepam", "taken")]
    assert hows("my doctor prescribed warfarin") == [("warfarin", "given")]
    assert hows("ibuprofen, warfarin") == [("ibuprofen", "named"), ("warfarin", "named")]


def test_nothing_is_repaired_to_a_name_that_only_medicines_have() -> None:
    assert shipped().speller.repair("zestrel") == "zestrel"
    assert "zestril" in shipped().automaton.vocabulary


def test_braces_of_a_person_stay_out_of_the_action() -> None:
    assert "{" not in judge("can I take st {john's} wort with sertraline?").action


def test_the_list_is_broad_and_each_pair_has_what_an_answer_needs() -> None:
    body = shipped().body
    assert len(body.interactions) >= 200 and len(body.medicines) >= 150
    for pair in body.interactions.values():
        assert pair.effect.endswith(".") and pair.advice.endswith("."), pair.where
        assert len(set(pair.sources)) >= 2, pair.where
        if pair.severity <= Severity.CAUTION:
            assert pair.if_taken is None, f"{pair.where}: what is only asked about first is no alarm when taken"


def test_programs_read_the_same() -> None:
    details = judge("can I have wine with my metronidazole").details()
    assert details["medicines"] == ["metronidazole"]
    [told] = details["interactions"]
    assert (told["medicines"], told["severity"], told["from_profile"]) == (["alcohol", "metronidazole"], "never", False)
    assert {"publisher", "title", "url", "checked_on"} == set(told["sources"][0])

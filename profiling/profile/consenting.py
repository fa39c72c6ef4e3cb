"""Each use in plain words: what it means to say yes, and what happens without."""

from __future__ import annotations

from dataclasses import dataclass

from profiling.profile.records import Use


@dataclass(frozen=True)
class ConsentWords:
    title: str
    words: str
    without: str


CONSENTS = {
    Use.LANGUAGE_MODEL: ConsentWords(
        "Your words, to write answers",
        "What you write in talks and interviews may be sent to the language model that is set up here, and the result of an X-ray "
        "where you ask to have it explained. "
        "Your name and your e-mail address are not sent.",
        "Answers come from the built-in knowledge alone, with its sources. They are shorter and less personal. "
        "How urgent something is gets judged just the same, because no language model takes part in that.",
    ),
    Use.LANGUAGE_MODEL_PROFILE: ConsentWords(
        "Your health profile, to write answers",
        "Age, sex, pregnancy, conditions, medicines, allergies and the other facts of your health profile may be sent along, "
        "so that an answer can take them into account. Your name and your emergency contact are not sent.",
        "The language model knows only what you write in a talk. How urgent something is still takes your profile into account, "
        "because that is judged here.",
    ),
    Use.CLINICIAN_REVIEW: ConsentWords(
        "A look by a clinician",
        "Clinicians who work with this Praxia may read a talk or an X-ray result to check and correct what was said.",
        "No clinician opens your talks or results. Nobody corrects them either.",
    ),
    Use.RESEARCH_SEARCH: ConsentWords(
        "Searching the medical literature and labels of medicines",
        "Search words taken from your talks may be sent to public libraries of medical literature, such as PubMed, and names of "
        "medicines in them to those of labels (RxNorm and openFDA). Neither your name nor your profile is.",
        "Answers rest on the built-in knowledge. You can still search the literature yourself, in words of your own choice.",
    ),
}

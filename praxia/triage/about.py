"""Who asks: what is known of a person before a word is read. Unknown stays unknown."""

from __future__ import annotations

from dataclasses import dataclass

from praxia.triage.people import GROWN, OTHER, Person

NEWBORN = ("newborn", "neonate")


@dataclass(frozen=True, slots=True)
class About:
    """The facts of a profile. `age_years` may be a fraction (0.25: three months), `country` is ISO 3166 alpha-2."""

    age_years: float | None = None
    sex: str | None = None
    pregnant: bool | None = None
    country: str | None = None
    conditions: tuple[str, ...] = ()
    medicines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody a finding is about, as far as text and profile tell. `below_years`: younger than this, where only that is known;
    `grown`: an adult, where the age is not told (who writes is one)."""

    age_years: float | None
    sex: str | None
    is_self: bool
    below_years: float | None = None
    grown: bool = True


def describes(about: About, person: Person) -> bool:
    """Whether the profile is this person's own: theirs when they are the writer, or spoken of without a tie to the writer.

    "She has had a fever" beside a profile is a description of that patient; "my mother has a fever" is not.
    """
    if person.kind != OTHER:
        return True
    if about.sex and person.sex and about.sex != person.sex:
        return False
    young = about.age_years is not None and about.age_years < 18
    return young if person.child else not person.tied


def subject(about: About, person: Person) -> Subject:
    """A person's age and sex, the text's word before the profile's."""
    theirs = describes(about, person)
    age = person.age_years if person.age_years is not None else about.age_years if theirs else None
    if age is None and person.label in NEWBORN:
        age = 0.03
    sex = person.sex or (about.sex if theirs else None)
    writes = person.kind != OTHER
    below = 1.0 if person.infant else 15.0 if person.child else None
    return Subject(age, sex, writes, below, grown=writes or person.label in GROWN)

"""Who a sentence is about: the writer, somebody present, the family's history, an animal, or somebody in a film."""

from __future__ import annotations

from dataclasses import dataclass, replace

from praxia.triage.text import COMMA, SENTENCE, Text
from praxia.triage.words import word_set

SELF, OTHER, FAMILY, ANIMAL, FICTION = "self", "other", "family", "animal", "fiction"

_FIRST = word_set("i me my myself mine we us our ours")
_MALE, _FEMALE = word_set("he him his himself"), word_set("she her hers herself")
_THIRD = _MALE | _FEMALE | word_set("they them their themselves")
_THINGS_TOO = word_set("them their themselves")
_ELDERS = """mother mom mum mam mama mummy mommy ma father dad daddy papa pa parent parents grandma grandmother granny gran
    nan nana grandad granddad grandpa grandfather grandparent grandparents uncle aunt auntie aunty cousin cousins"""
_ADULTS = """husband wife hubby partner boyfriend girlfriend bf gf fiance fiancee spouse brother sister sibling stepdad
    stepmum stepmom friend mate buddy roommate flatmate housemate neighbor colleague coworker boss guy man woman
    lady gentleman bloke stranger someone somebody client resident customer patient teacher passenger person bro sis
    victim driver worker male female adult teenager teen student pensioner employee"""
_CHILDREN = """baby babies infant newborn toddler child children kid kids kiddo son daughter boy girl grandson granddaughter
    grandchild grandbaby nephew niece bub bubba bairn twin twins stepson stepdaughter neonate preschooler"""
_WOMEN = word_set(
    """mother mom mum mam mama mummy mommy ma grandma grandmother granny gran nan nana aunt auntie aunty wife girlfriend gf
    fiancee sister stepmum stepmom woman lady daughter girl granddaughter niece stepdaughter sis female"""
)
_MEN = word_set(
    """father dad daddy papa pa grandad granddad grandpa grandfather uncle husband hubby boyfriend bf fiance brother stepdad
    guy man gentleman bloke son boy grandson nephew stepson bro male"""
)
_INFANTS = word_set("baby babies infant bub bubba bairn neonate newborn")
_ANIMALS = word_set(
    """dog dogs cat cats puppy puppies kitten kittens horse rabbit hamster cow goat parrot pet pets guinea bunny ferret"""
)
_ANIMAL_DOES = word_set(
    """bite bites bit bitten scratch scratched scratches attacked licked kicked threw knocked jumped hair bites allergy ran
    pulled dander"""
)
_DONE_WITH = word_set(
    "over off onto into by against gave give gives giving sold rehomed"
)  # "tripped over the cat and cracked her head"
_SUFFERS = word_set("was got been being gets were")
_BETWEEN = word_set(
    """year years yr month months week weeks day days old yo little big older younger elder eldest youngest oldest best good
    close dear poor new great ex late own elderly pregnant next door 1 step foster other first second baby twin adult
    teenage beloved sweet"""
)
_OWNERS = word_set("my our the his her their your")
BLOOD = word_set(_ELDERS)
_YOUNG = word_set(_CHILDREN)
GROWN = BLOOD - word_set("cousin cousins") | word_set(
    """husband wife hubby partner boyfriend girlfriend bf gf fiance fiancee spouse boss man woman lady gentleman bloke guy colleague
    coworker teacher driver worker pensioner adult"""
)
_NOUNS = BLOOD | _YOUNG | word_set(_ADULTS)
# "behind my sons ear": what is written without its apostrophe still names one person.
_POSSESSIVES = {
    f"{noun}s": noun
    for noun in BLOOD | _YOUNG | word_set("husband wife partner boyfriend girlfriend brother sister friend")
    if f"{noun}s" not in _NOUNS and not noun.endswith("s")
}
# What "3 day old" may stand before without being somebody's age.
THINGS = word_set(
    """cut cuts bruise bruises wound wounds stitch stitches tattoo piercing scar scars burn burns rash fracture break injury
    injuries bite bites blister blisters scab scabs graze scratch incision scrape lump sore sores ulcer abscess boil
    cast dressing bandage filling implant catheter prescription medicine medication antibiotic antibiotics tablets
    pills inhaler bottle food leftovers leftover chicken meat pizza rice fish egg eggs milk sandwich takeaway curry
    soup pain problem infection cough cold headache operation surgery symptom symptoms relationship marriage mattress
    bed house car printer computer laptop phone habit dog puppy cat kitten hamster rabbit"""
)
_BE = word_set("am is are was were turned")
OLDEST_SPOKEN_FOR = 10  # "6 year old with a rash": so young a person does not write
_BORN = word_set("had delivered expecting birthed birth")  # "I had a baby" tells of the mother
_WITH_CHILD = word_set("a an my our the another 1 first second third 2 3 beautiful healthy lovely to little baby")
_TOLD_OF_CHILD = word_set("who that with has is was and whose")
_LEADING = _BETWEEN | _OWNERS | word_set("a an")
_OWN_STATE = frozenset({"i am", "i have", "i feel", "i had", "i got", "i take", "i was", "i cannot", "i keep"})
_UNITS = word_set("year years yr month months week weeks day days yo")


@dataclass(slots=True)
class Person:
    """Somebody whom the text is about. `sex` and `age_years` only where the text tells them.

    `blood`: an elder relative, whose past illness is family history. `tied`: named by a tie to the writer ("my friend").
    `born`: so far only named as the child that somebody gave birth to.
    """

    kind: str
    label: str
    sex: str | None = None
    age_years: float | None = None
    blood: bool = False
    tied: bool = False
    infant: bool = False
    child: bool = False
    born: bool = False


class Cast:
    """Everybody in a text, and for each word the person whom the words from there on are about."""

    def __init__(
        self, text: Text, words: list[str], opinions: frozenset[int] = frozenset(), before: Cast | None = None
    ) -> None:
        """`opinions`: the words at which somebody says what they think; `before`: the people of the text before."""
        self.people: list[Person] = [Person(SELF, "you")]
        self.markers: list[int] = [-1] * len(words)  # a person's number where one is named, else -1
        self.about: list[int] = []
        self.named_since: list[int] = []  # where the person of that word was named last; -1: in an earlier sentence
        self._last_other = -1
        self._spoke: set[int] = set()  # who has only said something so far
        if before is not None:
            self.people[0] = replace(before.people[0])
            if before._last_other >= 0:
                self._add(replace(before.people[before._last_other]))
        self._read(text, words, opinions)

    def _read(self, text: Text, words: list[str], opinions: frozenset[int]) -> None:
        self._parted = [SENTENCE, *text.breaks[1:]] if words else []
        current, named, first, last, known = 0, -1, 0, self._last_other, len(self.people)
        for at in range(len(words)):
            if text.breaks[at] == SENTENCE:
                if not opinions.isdisjoint(range(first, at)):
                    current = 0  # who only gave an opinion is not whom the next sentence is about
                    self._last_other = last
                    self._spoke.update(range(known, len(self.people)))
                named, first, last, known = -1, at, self._last_other, len(self.people)
            person = self._person_at(at, words)
            if person > 0 and _gives_birth(at, words):
                self.people[person].born = True
                self.markers[at] = person
                self.about.append(person)
                self.named_since.append(at)
                continue
            if person >= 0:
                self.people[person].born = False
                if named < 0 and self._told_before(person, at, words):
                    self.about[first:at] = [person] * (at - first)
                current, named = person, at
                self.markers[at] = person
            self.about.append(current)
            self.named_since.append(named)

    def _told_before(self, person: int, at: int, words: list[str]) -> bool:
        """Whether the sentence so far was already about a person named here: "fever, I am 74", "a rash in my son's eye"."""
        if person == 0:
            return " ".join(words[at : at + 2]) in _OWN_STATE
        if words[at] in ("old", "yo") and self.people[person].child:
            return True
        place = at - 1
        while place >= 0 and (words[place] in _LEADING or words[place].isdecimal()):
            place -= 1
        return place >= 0 and place < at - 1 and words[place] == "in"

    def _person_at(self, at: int, words: list[str]) -> int:
        word = words[at]
        if word in _POSSESSIVES and at and words[at - 1] in _OWNERS:
            word = _POSSESSIVES[word]
        if word in _FIRST:
            return -1 if word in ("my", "our") and self._leads_to_noun(at, words) else 0
        if word in _THINGS_TOO and self._last_other < 0:
            return -1  # "I slept in them": nobody has been named who could be meant
        if word in _THIRD:
            return -1 if word in ("his", "her", "their") and self._leads_to_noun(at, words) else self._pronoun(word)
        if word in _NOUNS:
            return self._noun(word, at, words)
        if word in ("old", "yo"):
            return self._aged(at, words)
        if word in _ANIMALS and not _does_harm(words[at + 1 : at + 4]):
            led = words[max(0, at - 3) : at]
            return self._add(Person(ANIMAL, word)) if _OWNERS & set(led[-2:]) and not _DONE_WITH & set(led) else -1
        return -1

    def _aged(self, at: int, words: list[str]) -> int:
        """ "my 4 year old", "a 3 month old", "2yo with a rash", without a noun after it."""
        number = at - 1 if words[at] == "yo" else at - 2
        if number < 0 or not words[number].isdecimal() or (words[at] == "old" and words[at - 1] not in _UNITS):
            return -1
        before = words[number - 1] if number else ""
        if _NOUNS & set(words[at + 1 : at + 3]) or before in _BE or not THINGS.isdisjoint(words[at + 1 : at + 2]):
            return -1
        years = words[at] == "yo" or words[at - 1].startswith("year")
        owned = before in _OWNERS or before in ("a", "an", "if")
        if not owned and (self._parted[number] < COMMA or (years and int(words[number]) >= OLDEST_SPOKEN_FOR)):
            return -1
        child = not owned or before in ("my", "our")
        return self._add(Person(OTHER, "person" if years and owned else "child", tied=before in _OWNERS, child=child))

    def _leads_to_noun(self, at: int, words: list[str]) -> bool:
        """ "my husband", "my 4 year old", but not "my chest"."""
        for place in range(at + 1, min(at + 6, len(words))):
            word = words[place]
            if word in _NOUNS or word in _POSSESSIVES:
                return True
            if word == "old" and words[place - 1] in _BETWEEN:
                return THINGS.isdisjoint(words[place + 1 : place + 2])
            if word not in _BETWEEN and not word.isdecimal():
                return word in _ANIMALS
        return False

    def _pronoun(self, word: str) -> int:
        sex = "male" if word in _MALE else "female" if word in _FEMALE else None
        if self._last_other >= 0:
            known = self.people[self._last_other]
            if sex is None or known.sex in (None, sex) or known.kind != OTHER:
                if known.sex is None and known.kind == OTHER:
                    known.sex = sex
                return self._last_other
        for number in range(len(self.people) - 1, 0, -1):
            if self.people[number].sex == sex and sex is not None and number not in self._spoke:
                return number
        return self._add(Person(OTHER, word, sex))

    def _noun(self, word: str, at: int, words: list[str]) -> int:
        sex = "female" if word in _WOMEN else "male" if word in _MEN else None
        before = words[max(0, at - 8) : at]
        if "am" in before and "i" in before and not _NOUNS & set(before) and not _OWNERS & set(before):
            self.people[0].sex = self.people[0].sex or sex  # "I am a 30 year old man"
            return 0
        for number, known in enumerate(self.people):
            if known.label == word and known.kind == OTHER:
                self._spoke.discard(number)
                self._last_other = number
                return number
        tied = bool(_OWNERS & set(words[max(0, at - 4) : at])) and word != "patient"
        return self._add(
            Person(OTHER, word, sex, None, word in BLOOD, tied or word in BLOOD, word in _INFANTS, word in _YOUNG)
        )

    def _add(self, person: Person) -> int:
        if len(self.people) >= 40:  # a list of people, not a story: the rest share one
            return self._last_other
        self.people.append(person)
        self._last_other = len(self.people) - 1
        return self._last_other


def _does_harm(after: list[str]) -> bool:
    """ "my cat scratched me" is about me, "my cat was bitten by a snake" about the cat."""
    return any(word in _ANIMAL_DOES and after[max(0, at - 1)] not in _SUFFERS for at, word in enumerate(after))


def _gives_birth(at: int, words: list[str]) -> bool:
    """ "I had a baby", "gave birth to a boy", but not "I had a baby who has a fever"."""
    if words[at] not in _YOUNG or (at + 1 < len(words) and words[at + 1] in _TOLD_OF_CHILD):
        return False
    place = at - 1
    while place > at - 5 and place >= 0 and words[place] in _WITH_CHILD:
        place -= 1
    return place >= 0 and words[place] in _BORN

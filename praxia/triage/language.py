"""Whether a text is in a language that the engine knows. It knows English; for anything else it must say so."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from praxia.triage.words import word_set

_FUNCTION = word_set(
    """the a an i my me you your he his she her it is are was were be been am have has had do does did not no and or but of
    to in on at for with from by as that this what which who how when where why if so can could will would should may
    might just about after before because there they their them we our us up down out off over under again all any some
    more most very too than then now also get got"""
)
# Words that mean nothing alone: a pattern that one of them satisfies would be found in every text.
EVERYDAY = _FUNCTION | word_set(
    """bad off raw good big hot cold left right day days time week month year feel feeling felt went going go come came today still
    last first new old night morning work home food eat eating drink water take took see look looks like long hard something
    nothing thing things 1 2 3 really well way back down side people know think want need help make made keep start high low"""
)
# French, Spanish, Portuguese, Italian, German, Dutch, Swahili, Polish, Turkish, Indonesian, romanised Hindi and Arabic.
_FOREIGN = word_set(
    """les je tu elle nous vous ils du une et est suis ai mon mes dans avec pour sur pas ne que qui tete ventre depuis el
    los las yo mis con por para una estoy tengo tiene duele dolor del y muy pecho cabeza desde siento eu meu minha nao
    estou tenho dor peito cabeca muito com uma os ho mio mia sono che non gli dolore petto testa molto da ich habe mein
    meine der und ist nicht ein eine mir kopf brust schmerzen seit sehr kann ik heb mijn het een niet pijn nina maumivu
    kwa sana yangu kichwa kifua ya ni boli mnie jest bardzo nie w klatce benim agri cok ve bir saya sakit kepala mujhe
    mera meri hai dard bahut raha rahi ana andi waja sadri"""
)


def is_english(words: Sequence[str], knows: Callable[[str], bool], recognised: int) -> bool:
    """Judge by the share of known words. `recognised` is how many findings the text held: a short text of findings is known."""
    letters = [word for word in words if not word[:1].isdecimal()]
    if not letters:
        return True
    latin = [word for word in letters if word.isascii()]
    if len(latin) * 2 < len(letters):
        return False
    function = sum(word in _FUNCTION for word in latin)
    foreign = sum(word in _FOREIGN for word in latin)
    known = sum(word in _FUNCTION or knows(word) for word in latin)
    if foreign > function and foreign * 5 >= len(latin):
        return False
    if len(latin) <= 3:
        return known > 0 or recognised > 0 or foreign == 0
    return known * 5 >= len(latin) * 2

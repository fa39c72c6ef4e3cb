"""The small pattern language of the knowledge files, and the one automaton that finds all patterns in one pass.

word  exact word          word*  beginning of a word        {a|b c|}  one of these, empty = may be missing
@name a word class        ~      up to four other words     A & B     both in one clause, at most eight words apart

`chill{s|ed|}`, a group written against a word, varies its end. Nothing else exists: no free regular expressions, so that every
pattern can be read by a reviewer and none can run away.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from praxia.triage.text import CLAUSE, Text, pattern_words
from praxia.triage.words import NUMBER_WORDS, american, opened

GAP = 4
APART = 8
SHORTEST_STEM = 3
MOST_PARTS = 4
MOST_OPTIONAL = 6
LONGEST = 16  # words of one part that a search around another part reckons with

_PIECE = re.compile(r"[{}|&~]|@[a-z0-9_]+|[^\s{}|&~@]+")
_WORDLIKE = re.compile(r"[^\W_]+(?:[-'./%\u2019][^\W_]+)*\*?")
_COMPOSED = frozenset({"can", "not", "hundred", "hr", "and"})  # words that reading may merge with their neighbours
_PLAIN = re.compile(r"[a-z]+(?: [a-z]+)*")


class PatternError(ValueError):
    """A pattern that cannot be read; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Group:
    """Alternatives, each a sequence; `optional` when one of them was empty. `name` is the same for equal groups."""

    name: str
    alternatives: tuple[Sequence, ...]
    optional: bool


class Gap:
    """Up to GAP words that do not matter."""

    def __repr__(self) -> str:
        return "~"


ANY = Gap()
Sequence = tuple["str | Group | Gap", ...]
_CLASS = re.compile(r"@([a-z0-9_]+)")


def classes(pattern: str) -> list[str]:
    """The names of the word classes that a pattern uses."""
    return _CLASS.findall(pattern.lower()) if "@" in pattern else []


def parse(pattern: str) -> tuple[Sequence, ...]:
    """The parts of a pattern that stand around "&", each a sequence of words, classes, groups and gaps.

    Raises PatternError with a reason that an author can act on.
    """
    if _PLAIN.fullmatch(pattern):
        return (tuple(_words(pattern)),)
    reader = _Reader(pattern)
    parts = tuple(reader.parts())
    if len(parts) > MOST_PARTS:
        raise PatternError(f"more than {MOST_PARTS} parts joined by &")
    for part in parts:
        _check(part)
    return parts


def _check(part: Sequence) -> None:
    if not part:
        raise PatternError("an empty part")
    if part[0] is ANY or part[-1] is ANY:
        raise PatternError("~ needs something on both sides")
    if any(one is ANY and two is ANY for one, two in pairwise(part)):
        raise PatternError("two ~ in a row")
    optional = [element for element in part if isinstance(element, Group) and element.optional]
    if len(optional) == len([element for element in part if element is not ANY]):
        raise PatternError("everything in it may be missing")
    if len(optional) > MOST_OPTIONAL:
        raise PatternError(f"more than {MOST_OPTIONAL} groups that may be missing")


def lone_words(part: Sequence) -> set[str]:
    """The single words that alone satisfy a part, where everything else in it may be missing."""
    needed = [element for element in part if not (isinstance(element, Group) and element.optional)]
    if len(needed) != 1 or needed[0] is ANY:
        return set()
    if isinstance(needed[0], Group):
        return {one[0] for one in needed[0].alternatives if len(one) == 1 and isinstance(one[0], str)}
    return {str(needed[0])}


def _words(phrase: str) -> list[str]:
    """The words of a phrase, read as texts are. Phrases of known plain words skip the full reading: there are many thousands."""
    plain = [_plain_word(word) for word in phrase.split()]
    if None not in plain and not _COMPOSED.intersection(plain):
        return [word for word in plain if word]
    words = pattern_words(phrase)
    if not words:
        raise PatternError(f"no word in {phrase!r}")
    return words


@cache
def _plain_word(word: str) -> str | None:
    """One word of a phrase, None where reading it alone could differ from reading the phrase."""
    words = opened(word) if word.isalpha() and word.isascii() else ()
    return words[0] if len(words) == 1 and words[0] not in NUMBER_WORDS else None


class _Reader:
    """Reads one pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern.lower()
        self.pieces = [(found.group(), *found.span()) for found in _PIECE.finditer(self.pattern)]
        self.at = 0
        if sum([end - start for _, start, end in self.pieces]) != len("".join(self.pattern.split())):
            stray = "".join(_PIECE.sub("", self.pattern).split())
            raise PatternError(f"{stray[0]!r} is not part of the pattern language")

    def parts(self) -> Iterator[Sequence]:
        yield self.sequence(frozenset({"&"}))
        while self.at < len(self.pieces):
            if self.pieces[self.at][0] != "&":
                raise PatternError(f"{self.pieces[self.at][0]!r} without its opening {{")
            self.at += 1
            yield self.sequence(frozenset({"&"}))

    def sequence(self, ends: frozenset[str]) -> Sequence:
        elements: list[str | Group | Gap] = []
        plain: list[str] = []
        while self.at < len(self.pieces):
            piece, start, _ = self.pieces[self.at]
            if piece in ("|", "}") or piece in ends:
                break
            if piece == "&":
                raise PatternError("& cannot stand inside { }")
            self.at += 1
            if piece == "{":
                if plain and self._touches(start):
                    stem = plain.pop()
                    _flush(plain, elements)
                    elements.append(self._endings(stem))
                else:
                    _flush(plain, elements)
                    elements.append(self.group())
            elif piece == "~":
                _flush(plain, elements)
                elements.append(ANY)
            elif piece[0] == "@" or piece.endswith("*"):
                _flush(plain, elements)
                elements.append(piece if piece[0] == "@" else _stem(piece))
            else:
                if not _WORDLIKE.fullmatch(piece):
                    raise PatternError(f"{piece!r} is not a word")
                plain.append(piece)
        _flush(plain, elements)
        return tuple(elements)

    def _touches(self, start: int) -> bool:
        return self.at >= 2 and self.pieces[self.at - 2][2] == start

    def group(self) -> Group:
        first = self.at
        alternatives = self._plain_alternatives() or self._alternatives()
        name = "{" + " ".join([piece for piece, _, _ in self.pieces[first : self.at]])
        touched = self.at < len(self.pieces) and self.pieces[self.at][1] == self.pieces[self.at - 1][2]
        if touched and self.pieces[self.at][0] not in ("|", "}", "&", "~"):
            raise PatternError("a space is missing after }")
        full = tuple(dict.fromkeys(filter(None, alternatives)))
        if not full:
            raise PatternError("an empty { }")
        if any(alternative[0] is ANY or alternative[-1] is ANY for alternative in full):
            raise PatternError("~ cannot begin or end an alternative")
        return Group(name, full, optional=() in alternatives)

    def _alternatives(self) -> list[Sequence]:
        alternatives: list[Sequence] = []
        while True:
            alternatives.append(self.sequence(frozenset()))
            if self.at >= len(self.pieces):
                raise PatternError("{ without its closing }")
            self.at += 1
            if self.pieces[self.at - 1][0] == "}":
                return alternatives

    def _plain_alternatives(self) -> list[Sequence] | None:
        """The short way for what nearly all groups are: {plain words|plain words|}."""
        alternatives: list[Sequence] = []
        words: list[str] = []
        for at in range(self.at, len(self.pieces)):
            piece = self.pieces[at][0]
            if piece in ("|", "}"):
                alternatives.append(tuple(words))
                if piece == "}":
                    self.at = at + 1
                    return alternatives
                words = []
                continue
            word = _plain_word(piece)
            if word is None or word in _COMPOSED:
                return None
            words.append(word)
        return None

    def _endings(self, stem: str) -> Group:
        group = self.group()
        endings = [alternative[0] for alternative in group.alternatives]
        if any(len(alternative) != 1 or not isinstance(alternative[0], str) for alternative in group.alternatives):
            raise PatternError(f"a group written against {stem!r} may only hold endings of that word")
        words = [stem + str(ending) for ending in endings] + ([stem] if group.optional else [])
        alternatives: tuple[Sequence, ...] = tuple(
            (_stem(word),) if word.endswith("*") else tuple(_words(word)) for word in words
        )
        return Group("{" + stem + group.name, alternatives, optional=False)


def _flush(plain: list[str], elements: list[str | Group | Gap]) -> None:
    if plain:
        elements.extend(_words(" ".join(plain)))
        plain.clear()


def _stem(piece: str) -> str:
    stem = piece[:-1]
    if "*" in stem or not stem.isalpha():
        raise PatternError(f"{piece!r}: * may only stand at the end of a word of letters")
    if len(stem) < SHORTEST_STEM:
        raise PatternError(f"{piece!r}: a beginning needs at least {SHORTEST_STEM} letters")
    return american(opened(stem)[0]) + "*"


@dataclass(slots=True)
class Node:
    """One state: `edges` by symbol, `gap` the edges after up to GAP words, what is accepted here."""

    edges: dict[str, Node] = field(default_factory=dict)
    gap: Node | None = None
    hits: list[int] = field(default_factory=list)
    symbols: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Heads:
    """All first steps that one word allows, merged: most of the work of a pass is done once per word of the vocabulary."""

    symbols: tuple[str, ...]
    edges: dict[str, tuple[Node, ...]]
    gap: dict[str, tuple[Node, ...]]
    hits: tuple[int, ...]
    emitted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A payload found at words start … end-1. `spans` are the parts of an "&" pattern, else that one span."""

    payload: int
    start: int
    end: int
    spans: tuple[tuple[int, int], ...]


class Automaton:
    """All patterns of the knowledge in one lattice. Built once, then only read; safe to share between threads."""

    def __init__(self, blockers: Iterable[str]) -> None:
        self.root = Node()
        self.blockers = frozenset(blockers)
        self.vocabulary: set[str] = set()
        self.stems: set[str] = set()
        self.units: dict[str, list[str]] = {}
        self._groups: set[str] = set()
        self._parts: list[tuple[int, int]] = []  # (payload or owner, which part); part -1: a whole pattern
        self._owners: list[tuple[int, int]] = []  # owner -> (payload, number of parts)
        self._stem_lengths: list[int] = []
        self._heads: dict[str, Heads] = {}  # grows to at most one per word of the vocabulary

    def add_class(self, name: str, phrases: Iterable[Sequence]) -> None:
        """Let "@name" stand for any of these sequences."""
        for phrase in phrases:
            self._add_symbol("@" + name, phrase)

    def add(self, payload: int, parts: tuple[Sequence, ...]) -> None:
        """Report `payload` wherever this pattern is found."""
        owner = len(self._owners)
        if len(parts) > 1:
            self._owners.append((payload, len(parts)))
        for nth, part in enumerate(parts):
            self._parts.append((payload, -1) if len(parts) == 1 else (owner, nth))
            for end in self._extend([self.root], part):
                end.hits.append(len(self._parts) - 1)

    def close(self) -> None:
        """Finish building: order what `find` looks up."""
        self._stem_lengths = sorted({len(stem) for stem in self.stems})

    def _add_symbol(self, symbol: str, phrase: Sequence) -> None:
        if len(phrase) == 1 and isinstance(phrase[0], str):
            self._learn(phrase[0])
            self.units.setdefault(phrase[0], []).append(symbol)
            return
        for end in self._extend([self.root], phrase):
            end.symbols.append(symbol)

    def _extend(self, nodes: list[Node], sequence: Sequence) -> list[Node]:
        for element in sequence:
            if isinstance(element, str):
                self._learn(element)
                nodes = [_step(node, element) for node in nodes]
            elif isinstance(element, Group):
                if element.name not in self._groups:
                    self._groups.add(element.name)
                    for alternative in element.alternatives:
                        self._add_symbol(element.name, alternative)
                taken = [_step(node, element.name) for node in nodes]
                nodes = taken + nodes if element.optional else taken
            else:
                nodes = [_gap(node) for node in nodes]
        return nodes

    def _learn(self, symbol: str) -> None:
        if symbol[-1] == "*":
            self.stems.add(symbol[:-1])
        elif symbol[0] not in "@{":
            self.vocabulary.add(symbol)

    def find(self, text: Text, words: list[str]) -> list[Hit]:
        """Every place where a pattern fits. `words` are the text's words, spelling repaired."""
        accepted = _Walk(self, text, words).accepted
        wanted = self._wanted({number for numbers, _, _ in accepted for number in numbers})
        spans: dict[int, set[tuple[int, int]]] = {number: set() for number in wanted}
        for numbers, start, end in accepted:
            for number in wanted.intersection(numbers):
                spans[number].add((start, end))
        hits: list[Hit] = []
        parts: dict[int, list[list[tuple[int, int]]]] = {}
        for number in sorted(wanted):  # the parts of an owner have numbers in a row
            payload, which = self._parts[number]
            if which < 0:
                hits.extend([Hit(payload, start, end, ((start, end),)) for start, end in sorted(spans[number])])
            else:
                parts.setdefault(payload, []).append(sorted(spans[number]))
        for owner, found in parts.items():
            hits.extend(_together(self._owners[owner][0], found, text))
        return hits

    def _wanted(self, present: set[int]) -> set[int]:
        """Of the patterns and parts that were found those that matter: a part does only if all its fellows were found."""
        fellows: dict[int, list[int]] = {}
        wanted: set[int] = set()
        for number in present:
            owner, which = self._parts[number]
            if which < 0:
                wanted.add(number)
            else:
                fellows.setdefault(owner, []).append(number)
        for owner, numbers in fellows.items():
            if len(numbers) == self._owners[owner][1]:
                wanted.update(numbers)
        return wanted

    def heads(self, word: str) -> Heads:
        """What can begin with this word. Kept for words of the vocabulary only: no word of a person stays in memory."""
        heads = self._heads.get(word)
        if heads is None:
            heads = _merged(self._symbols(word), self.root.edges)
            if word in self.vocabulary:
                self._heads[word] = heads
        return heads

    def _symbols(self, word: str) -> tuple[str, ...]:
        """The word itself, its known beginnings, and every class and group that it alone belongs to."""
        found = {word: None}
        size = len(word)
        for length in self._stem_lengths:
            if length > size:
                break
            if word[:length] in self.stems:
                found[word[:length] + "*"] = None
        pending = list(found)
        while pending:
            for symbol in self.units.get(pending.pop(), ()):
                if symbol not in found:
                    found[symbol] = None
                    pending.append(symbol)
        return tuple(found)


class _Walk:
    """One pass over one text, from its last word to its first, so that whatever stands to the right is known.

    `lattice[i]` holds the symbols that begin at word i, each with where it may end.
    """

    def __init__(self, automaton: Automaton, text: Text, words: list[str]) -> None:
        self.root = automaton.root.edges
        self.units = automaton.units
        self.words = words
        self.barred = [parted >= CLAUSE for parted in text.breaks] + [True]
        self.blocks = [word in automaton.blockers for word in words]
        self.lattice: list[dict[str, tuple[int, ...]]] = [{}] * len(words)
        self.accepted: list[tuple[Collection[int], int, int]] = []
        for start in range(len(words) - 1, -1, -1):
            self._start(start, automaton.heads(words[start]))

    def _start(self, start: int, heads: Heads) -> None:
        after = start + 1
        self.lattice[start] = dict.fromkeys(heads.symbols, (after,))
        if heads.hits:
            self.accepted.append((heads.hits, start, after))
        stack: list[tuple[Node, int]] = []
        for symbol in heads.emitted:
            self._emit(symbol, start, after, stack)
        if not self.barred[after]:
            here = self.lattice[after]
            for symbol in heads.edges.keys() & here.keys():
                for end in here[symbol]:
                    stack.extend([(node, end) for node in heads.edges[symbol]])
            if heads.gap:
                self._skip(heads.gap, after, stack)
        if stack:
            self._follow(start, stack)

    def _follow(self, start: int, stack: list[tuple[Node, int]]) -> None:
        while stack:
            node, at = stack.pop()
            if node.hits:
                self.accepted.append((node.hits, start, at))
            for symbol in node.symbols:
                self._emit(symbol, start, at, stack)
            if self.barred[at]:
                continue
            if node.edges:
                here = self.lattice[at]
                for symbol in node.edges.keys() & here.keys():
                    child = node.edges[symbol]
                    stack.extend([(child, end) for end in here[symbol]])
            if node.gap is not None:
                self._skip({symbol: (child,) for symbol, child in node.gap.edges.items()}, at, stack)

    def _skip(self, edges: dict[str, tuple[Node, ...]], at: int, stack: list[tuple[Node, int]]) -> None:
        """Go on after 0 … GAP words that do not matter; a gap swallows neither a negation nor the end of a clause."""
        for place in range(at, min(at + GAP + 1, len(self.words))):
            if self.barred[place]:
                return
            here = self.lattice[place]
            for symbol in edges.keys() & here.keys():
                for end in here[symbol]:
                    stack.extend([(node, end) for node in edges[symbol]])
            if self.blocks[place]:
                return

    def _emit(self, symbol: str, start: int, end: int, stack: list[tuple[Node, int]]) -> None:
        """A class or group spans start … end: make it a symbol here, and what it is a member of, too."""
        here = self.lattice[start]
        queue = [symbol]
        for one in queue:
            ends = here.get(one, ())
            if end in ends:
                continue
            here[one] = (*ends, end)
            if one in self.root:
                stack.append((self.root[one], end))
            queue.extend(self.units.get(one, ()))


def _merged(symbols: tuple[str, ...], root: dict[str, Node]) -> Heads:
    edges: dict[str, tuple[Node, ...]] = {}
    gap: dict[str, tuple[Node, ...]] = {}
    hits: list[int] = []
    emitted: list[str] = []
    for symbol in symbols:
        node = root.get(symbol)
        if node is None:
            continue
        hits += node.hits
        emitted += node.symbols
        for after, child in node.edges.items():
            edges[after] = (*edges.get(after, ()), child)
        if node.gap is not None:
            for after, child in node.gap.edges.items():
                gap[after] = (*gap.get(after, ()), child)
    return Heads(symbols, edges, gap, tuple(hits), tuple(emitted))


def _step(node: Node, symbol: str) -> Node:
    child = node.edges.get(symbol)
    if child is None:
        child = node.edges[symbol] = Node()
    return child


def _gap(node: Node) -> Node:
    if node.gap is None:
        node.gap = Node()
    return node.gap


def _together(payload: int, found: list[list[tuple[int, int]]], text: Text) -> Iterator[Hit]:
    """Places where all parts of an "&" pattern stand in one clause, neighbours at most APART words apart."""
    for first in found[0]:
        chosen = [first]
        for others in found[1:]:
            near = next((span for span in _around(first, others) if _fits(span, chosen, text)), None)
            if near is None:
                break
            chosen.append(near)
        if len(chosen) == len(found):
            yield Hit(payload, min(start for start, _ in chosen), max(end for _, end in chosen), tuple(sorted(chosen)))


def _around(first: tuple[int, int], others: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans near enough to matter, nearest first; bounded, so that cost stays linear in the text."""
    reach = APART * MOST_PARTS + LONGEST
    low = bisect_left(others, (first[0] - reach, 0))
    high = bisect_left(others, (first[1] + reach, 0))
    return sorted(others[low:high], key=lambda span: abs(span[0] - first[0]))


def _fits(span: tuple[int, int], chosen: list[tuple[int, int]], text: Text) -> bool:
    if any(span[0] < end and start < span[1] for start, end in chosen):
        return False
    start, end = min(chosen, key=lambda one: max(one[0] - span[1], span[0] - one[1]))
    low, high = (end, span[0]) if end <= span[0] else (span[1], start)
    return high - low <= APART and all(parted < CLAUSE for parted in text.breaks[low : high + 1])

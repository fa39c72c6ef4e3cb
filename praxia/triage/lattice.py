"""The one automaton that finds all patterns of all files in one pass over a text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from praxia.triage.patterns import MOST_PARTS, Group, Sequence
from praxia.triage.text import CLAUSE, Text

GAP = 4
APART = 8
LONGEST = 16  # words of one part that a search around another part reckons with


@dataclass(slots=True)
class Node:
    """One state: `edges` by symbol, `gap` the edges after up to GAP words (`after_gap` when built), what is accepted here."""

    edges: dict[str, Node] = field(default_factory=dict)
    gap: Node | None = None
    after_gap: dict[str, tuple[Node, ...]] = field(default_factory=dict)
    hits: list[int] = field(default_factory=list)
    symbols: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Heads:
    """All first steps that one word allows, merged: most of the work of a pass is done once per word of the vocabulary."""

    symbols: dict[str, tuple[int, ...]]  # those that can follow another, each with its length in words, which is one
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
        self._later: set[str] = set()  # what stands anywhere but at the beginning of a pattern
        self._groups: set[str] = set()
        self._gapped: list[Node] = []
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
        for node in self._gapped:
            if node.gap is not None:
                node.after_gap = {symbol: (child,) for symbol, child in node.gap.edges.items()}

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
                nodes = self._steps(nodes, element)
            elif isinstance(element, Group):
                if element.name not in self._groups:
                    self._groups.add(element.name)
                    for alternative in element.alternatives:
                        self._add_symbol(element.name, alternative)
                taken = self._steps(nodes, element.name)
                nodes = taken + nodes if element.optional else taken
            else:
                self._gapped += [node for node in nodes if node.gap is None]
                nodes = [_gap(node) for node in nodes]
        return nodes

    def _steps(self, nodes: list[Node], symbol: str) -> list[Node]:
        if len(nodes) > 1 or nodes[0] is not self.root:
            self._later.add(symbol)
        return [_step(node, symbol) for node in nodes]

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
            heads = _merged(self._symbols(word), self.root.edges, self._later)
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

    `lattice[i]` holds the symbols that begin at word i, each with the lengths that it may have. Until a longer one is found there
    it is the word's own dictionary, which is never written to.
    """

    def __init__(self, automaton: Automaton, text: Text, words: list[str]) -> None:
        self.root = automaton.root.edges
        self.units = automaton.units
        self.words = words
        self.barred = [parted >= CLAUSE for parted in text.breaks] + [True]
        self.blocks = [word in automaton.blockers for word in words]
        self.lattice: list[dict[str, tuple[int, ...]]] = [{}] * len(words)
        self.own = False
        self.accepted: list[tuple[Collection[int], int, int]] = []
        for start in range(len(words) - 1, -1, -1):
            self._start(start, automaton.heads(words[start]))

    def _start(self, start: int, heads: Heads) -> None:
        after = start + 1
        self.lattice[start] = heads.symbols
        self.own = False
        if heads.hits:
            self.accepted.append((heads.hits, start, after))
        stack: list[tuple[Node, int]] = []
        for symbol in heads.emitted:
            self._emit(symbol, start, after, stack)
        if not self.barred[after]:
            here = self.lattice[after]
            for symbol in heads.edges.keys() & here.keys():
                for length in here[symbol]:
                    stack.extend([(node, after + length) for node in heads.edges[symbol]])
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
                    stack.extend([(child, at + length) for length in here[symbol]])
            if node.gap is not None:
                self._skip(node.after_gap, at, stack)

    def _skip(self, edges: dict[str, tuple[Node, ...]], at: int, stack: list[tuple[Node, int]]) -> None:
        """Go on after 0 … GAP words that do not matter; a gap swallows neither a negation nor the end of a clause."""
        for place in range(at, min(at + GAP + 1, len(self.words))):
            if self.barred[place]:
                return
            here = self.lattice[place]
            for symbol in edges.keys() & here.keys():
                for length in here[symbol]:
                    stack.extend([(node, place + length) for node in edges[symbol]])
            if self.blocks[place]:
                return

    def _emit(self, symbol: str, start: int, end: int, stack: list[tuple[Node, int]]) -> None:
        """A class or group spans start … end: make it a symbol here, and what it is a member of, too."""
        if not self.own:
            self.lattice[start] = self.lattice[start].copy()
            self.own = True
        here, length = self.lattice[start], end - start
        queue = [symbol]
        for one in queue:
            lengths = here.get(one, ())
            if length in lengths:
                continue
            here[one] = (*lengths, length)
            if one in self.root:
                stack.append((self.root[one], end))
            queue.extend(self.units.get(one, ()))


def _merged(symbols: tuple[str, ...], root: dict[str, Node], later: Collection[str]) -> Heads:
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
    following: dict[str, tuple[int, ...]] = {symbol: (1,) for symbol in symbols if symbol in later}
    return Heads(following, edges, gap, tuple(hits), tuple(emitted))


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


def _around(first: tuple[int, int], others: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans near enough to matter, nearest first; bounded, so that cost stays linear in the text."""
    start, reach = first[0], APART * MOST_PARTS + LONGEST
    after = bisect_left(others, first)
    before = after - 1
    while True:
        back = start - others[before][0] if before >= 0 else reach + 1
        ahead = others[after][0] - start if after < len(others) else reach + 1
        if min(back, ahead) > reach:
            return
        if back <= ahead:
            yield others[before]
            before -= 1
        else:
            yield others[after]
            after += 1


def _fits(span: tuple[int, int], chosen: list[tuple[int, int]], text: Text) -> bool:
    if any(span[0] < end and start < span[1] for start, end in chosen):
        return False
    start, end = min(chosen, key=lambda one: max(one[0] - span[1], span[0] - one[1]))
    low, high = (end, span[0]) if end <= span[0] else (span[1], start)
    return high - low <= APART and all(parted < CLAUSE for parted in text.breaks[low : high + 1])

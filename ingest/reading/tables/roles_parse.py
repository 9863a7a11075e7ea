"""Find out by sums alone which rows head the rows below them.

Rows come in reading order, a heading row before its parts. A row may be an amount of its own, or
the sum of the nodes that follow it; the whole must come out at the total. Two equal rows below
each other may be two payments or a heading and its only part: the sum above decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

# Steps that the search for one row's parts, and for the whole, may take: real lists need a few
# per row; a list of equal round amounts could go on for ever.
_STEPS_PER_ROW: Final = 2_000
_STEPS_OF_ROWS: Final = 20_000
_STEPS_OF_WHOLE: Final = 20_000
# A row with many ways to end is a row of round numbers.
_MOST_ENDS: Final = 4

# The nodes of one level: (place, end of its parts, or place + 1 for an amount of its own)
Level = tuple[tuple[int, int], ...]


@dataclass(slots=True)
class _Search:
    values: Sequence[int]
    ulp: int
    ends: list[dict[int, Level]] = field(default_factory=list)
    steps: int = 0

    def slack(self, count: int) -> float:
        return self.ulp * min((count + 1) / 2, 6)


def parse_sums(values: Sequence[int], total: int | None, ulp: int) -> dict[int, int] | None:
    """Give the place of the heading row of each row that has one; None where nothing fits.

    Args:
        values: the rows' amounts in one column, in reading order, without the total's own row.
        total: what the topmost rows must come to; None where no total is printed, and the first
            row must head all others.
        ulp: one unit of the last printed digit.

    >>> parse_sums([5, 2, 3, 7, 7], 12, 1)
    {1: 0, 2: 0, 4: 3}
    >>> parse_sums([5, 2, 3, 7, 7], 19, 1)
    {1: 0, 2: 0}
    """
    search = _Search(values, ulp)
    search.ends = [{} for _ in values]
    for place in range(len(values) - 1, -1, -1):
        if values[place]:
            search.ends[place] = _find_ends(search, place)
    if total is None:
        level = search.ends[0].get(len(values)) if values else None
        return None if level is None else _collect(search, ((0, len(values)),))
    level = _find_whole(search, total)
    return None if level is None else _collect(search, level)


def _find_ends(search: _Search, head: int) -> dict[int, Level]:
    """Find where the parts of a row can end, each with the nodes that they are."""
    wanted = search.values[head]
    found: dict[int, Level] = {}
    stack: list[tuple[int, int, Level]] = [(head + 1, 0, ())]
    seen: set[tuple[int, int]] = set()
    for _ in range(_STEPS_PER_ROW):
        if not stack or len(found) >= _MOST_ENDS or search.steps >= _STEPS_OF_ROWS:
            break
        search.steps += 1
        place, come, nodes = stack.pop()
        if nodes and abs(wanted - come) <= search.slack(len(nodes)):
            found.setdefault(place, nodes)
            # blank rows behind may belong here as well: whoever stands above decides
            if place < len(search.values) and search.values[place] == 0:
                stack.append((place + 1, come, (*nodes, (place, place + 1))))
            continue
        if place >= len(search.values) or (place, come) in seen or _is_over(search, come, wanted):
            continue
        seen.add((place, come))
        stack.extend(_steps(search, place, come, nodes))
    return found


def _is_over(search: _Search, come: int, wanted: int) -> bool:
    """Say whether a sum has gone past what is wanted, so that no further part can mend it."""
    slack = search.ulp * 6
    return come > wanted + slack if wanted > 0 else come < wanted - slack


def _steps(search: _Search, place: int, come: int, nodes: Level) -> list[tuple[int, int, Level]]:
    """Give the ways on from a place, the likeliest last.

    A row that several others sum to is a heading; one that only equals the next is rather not.
    """
    value = search.values[place]
    alone = (place + 1, come + value, (*nodes, (place, place + 1)))
    heads = [
        (end, come + value, (*nodes, (place, end)))
        for end, level in sorted(search.ends[place].items())
    ]
    several = [step for step in heads if len(search.ends[place][step[0]]) > 1]
    single = [step for step in heads if step not in several]
    return [*single, alone, *several]


def _find_whole(search: _Search, total: int) -> Level | None:
    """Find nodes that use every row and come to the total."""
    least, most = _bounds(search)
    count = len(search.values)
    stack: list[tuple[int, int, Level]] = [(0, 0, ())]
    seen: set[tuple[int, int]] = set()
    for _ in range(_STEPS_OF_WHOLE):
        if not stack:
            break
        place, come, nodes = stack.pop()
        slack = search.slack(len(nodes))
        if place == count:
            if nodes and abs(total - come) <= slack:
                return nodes
            continue
        spare = search.ulp * 6
        if come + least[place] > total + spare or come + most[place] < total - spare:
            continue
        if (place, come) in seen:
            continue
        seen.add((place, come))
        stack.extend(_steps(search, place, come, nodes))
    return None


def _bounds(search: _Search) -> tuple[list[int], list[int]]:
    """Give the least and the most that the rows from each place on can come to."""
    count = len(search.values)
    least, most = [0] * (count + 1), [0] * (count + 1)
    for place in range(count - 1, -1, -1):
        after = [place + 1, *search.ends[place]]
        least[place] = search.values[place] + min(least[end] for end in after)
        most[place] = search.values[place] + max(most[end] for end in after)
    return least, most


def _collect(search: _Search, level: Level) -> dict[int, int]:
    """Turn nested levels into a map from part to heading row."""
    parents: dict[int, int] = {}
    waiting = list(level)
    while waiting:
        place, end = waiting.pop()
        if end == place + 1:
            continue
        parts = search.ends[place][end]
        parents.update((part, place) for part, _ in parts)
        waiting.extend(parts)
    return dict(sorted(parents.items()))


def lift(parents: Mapping[int, int], rows: Sequence[int]) -> dict[int, int]:
    """Turn places into row numbers."""
    return {rows[part]: rows[whole] for part, whole in parents.items()}

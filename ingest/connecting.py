"""Which things belong together, where each link joins two of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def connected(nodes: Iterable[K], links: Iterable[tuple[K, K]]) -> list[list[K]]:
    """Group nodes that links join, directly or through others.

    Args:
        nodes: each once.
        links: pairs of them.

    Returns:
        The groups in the order of their first nodes, each in the order of the nodes.

    >>> connected("abcde", [("e", "b"), ("b", "c")])
    [['a'], ['b', 'c', 'e'], ['d']]
    """
    parents = {node: node for node in nodes}

    def root(node: K) -> K:
        while parents[node] != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node

    for one, other in links:
        parents[root(one)] = root(other)
    groups: dict[K, list[K]] = defaultdict(list)
    for node in parents:
        groups[root(node)].append(node)
    return list(groups.values())


def links_by_shared(held: Mapping[K, Iterable[Hashable]]) -> Iterator[tuple[K, K]]:
    """Link each node to the first that holds something which it holds too.

    >>> list(links_by_shared({1: "ab", 2: "c", 3: "bc"}))
    [(1, 1), (1, 1), (2, 2), (3, 1), (3, 2)]
    """
    first: dict[Hashable, K] = {}
    for node, things in held.items():
        for thing in things:
            yield node, first.setdefault(thing, node)

"""From an object's own space to the page's: the matrices of the forms around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is around the objects of a form: matrices to the page, innermost first, and clips."""

    matrices: tuple[Matrix, ...] = ()
    clips: tuple[Rectangle, ...] = ()  # on the page
    is_see_through: bool = False  # what is below shows


def apply(matrices: Iterable[Matrix], x: float, y: float) -> Point:
    """Map a point through matrices, innermost first."""
    for a, b, c, d, e, f in matrices:
        x, y = a * x + c * y + e, b * x + d * y + f
    return x, y


def times(first: Matrix, then: Matrix) -> Matrix:
    """Make one matrix of two: what it maps, the first maps and then the other."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        *(a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s),
        *(e * p + f * r + t, e * q + f * s + u),
    )


def bounds_of(points: Sequence[Point]) -> Rectangle:
    """Box points."""
    xs = [x for x, _ in points]
    ys = [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def bounds_on_page(box: Sequence[float], matrices: Iterable[Matrix]) -> Rectangle:
    """Give a box's bounds in the page's own space.

    >>> bounds_on_page((0, 0, 1, 2), [(0, 10, -10, 0, 100, 0)])
    (80, 0, 100, 10)
    """
    left, bottom, right, top = box
    around = tuple(matrices)
    return bounds_of([apply(around, x, y) for x in (left, right) for y in (bottom, top)])

"""A filled table that every drawing test starts from."""

from __future__ import annotations

import pytest

from .drawing import DrawnPage

XS = [50, 150, 300, 450]
YS = [660, 680, 700, 720, 740, 760]
ROWS = [
    ["Head0", "Head1", "Head2"],
    *[[f"{row},{column}00.50" for column in (1, 2, 3)] for row in (2, 3, 4, 5)],
]


def fill(page: DrawnPage) -> DrawnPage:
    for row, y in zip(ROWS, reversed(YS[:-1]), strict=True):
        for text, x in zip(row, XS[:-1], strict=True):
            page.text(x + 5, y + 5, text)
    return page


@pytest.fixture
def filled() -> DrawnPage:
    return fill(DrawnPage())

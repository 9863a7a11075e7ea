"""The order in which test workers take modules names modules that are there."""

from __future__ import annotations

from tests.conftest import DEAREST, REPOSITORY


def test_order__names_modules_that_are_there() -> None:
    assert [name for name in DEAREST if not (REPOSITORY / "tests" / name).is_file()] == []
    assert len(DEAREST) == len(set(DEAREST))

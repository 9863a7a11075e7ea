"""A small slice of the bench: every trait twice, one build, nothing called an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.traits.bench import TRAITS, count_checks, run_traits

_SEED = 3


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[str, str, str]]]:
    folder: Path = tmp_path_factory.mktemp("traits")
    return run_traits(folder, 2 * len(TRAITS), _SEED)


def test_traits__nothing_is_called_an_error(
    built: tuple[Path, list[tuple[str, str, str]]],
) -> None:
    errors = [each for each in built[1] if each[1] == "error"]
    assert errors == []


def test_traits__each_is_read_and_compared(
    built: tuple[Path, list[tuple[str, str, str]]],
) -> None:
    checks = count_checks(built[0])
    assert {name: checks.get(name, 0) > 0 for name in TRAITS} == dict.fromkeys(TRAITS, True)

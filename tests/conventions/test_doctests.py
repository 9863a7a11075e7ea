"""The examples in docstrings are true."""

from __future__ import annotations

import doctest
import importlib

import pytest

from tests.conftest import REPOSITORY

MODULES = sorted(
    path.relative_to(REPOSITORY).with_suffix("").as_posix().replace("/", ".")
    for room in ("ingest", "expectations", "notebooks")
    for path in (REPOSITORY / room).rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


def test_doctests__exist() -> None:
    assert len(MODULES) > 20


@pytest.mark.parametrize("name", MODULES)
def test_doctests__examples__are_true(name: str) -> None:
    module = importlib.import_module(name.removesuffix(".__init__"))
    outcome = doctest.testmod(module)
    assert outcome.attempted
    assert not outcome.failed

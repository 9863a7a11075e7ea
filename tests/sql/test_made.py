"""The models of checks make of the corpus, and of its perturbations, what was reviewed."""

from __future__ import annotations

import pytest

from tests.sql.made import CHECKS, checks, digests, made_of, pinned
from tests.sql.perturbing import models_of_checks
from tests.sql.project import model

_AGAIN = "where it is meant, `python -m tests.sql.made` writes it anew and prints the rows"


def test_checks__came_out_as_reviewed() -> None:
    assert checks() == CHECKS.read_text(encoding="utf-8"), _AGAIN


@pytest.mark.parametrize("name", models_of_checks())
def test_model__makes_what_is_pinned(name: str) -> None:
    assert digests(name, model(name).sql) == pinned()[name], _AGAIN


def test_slip__is_noticed() -> None:
    sql = model("int_checks_summed").sql
    slip = sql.replace("side = 'left'", "side <> 'left'", 1)
    assert slip != sql
    assert made_of("int_checks_summed", "0", slip) != pinned()["int_checks_summed"]["0"]


def test_perturbations__are_other_than_what_they_perturb() -> None:
    several = [len({*each.values()}) > len(each) / 2 for each in pinned().values()]
    assert several.count(True) > len(several) * 0.8

"""Mutants of check SQL: what is made of a line, and that the tests notice a fixed lot of them."""

from __future__ import annotations

import pytest

from tests.sql_mutations.__main__ import STANDING, surviving_share
from tests.sql_mutations.accepting import Key, accepted, sliced
from tests.sql_mutations.mutating import Mutant, mutants
from tests.sql_mutations.running import (
    MADE,
    Outcome,
    all_mutants,
    drawn,
    mutants_of,
    prepared,
    try_mutant,
)

_SLICE = sorted(sliced())


def _mutants(key: Key) -> list[Mutant]:
    """Find the mutants of today that a key names: none where the line has changed."""
    return [each for each in mutants_of(key[0]) if each.key == key]


_TEXT = """\
{# where a = b #}
with

judged as (

    select distinct
        a,
        -- where c = 1
        round(b - 0.5, 2) as "b",
        'x = 1' as text,
    from {{ ref('one') }}
    left join two using (report_id, year)
    where
        a > 1
        and b is not null
        and exists (
            select 1
            from three
        )

)
"""


def test_mutants__one_line_each_and_only_code() -> None:
    found = {(each.slip, each.before, each.after) for each in mutants("m", _TEXT)}
    assert found == {
        ("distinct dropped", "select distinct", "select"),
        ("sign flipped", 'round(b - 0.5, 2) as "b",', 'round(b + 0.5, 2) as "b",'),
        ("constant changed", 'round(b - 0.5, 2) as "b",', 'round(b - 1.0, 2) as "b",'),
        ("constant changed", 'round(b - 0.5, 2) as "b",', 'round(b - 0.5, 3) as "b",'),
        *{
            (
                "column dropped",
                "left join two using (report_id, year)",
                f"left join two using ({each})",
            )
            for each in ("report_id", "year")
        },
        (
            "join changed",
            "left join two using (report_id, year)",
            "inner join two using (report_id, year)",
        ),
        ("condition dropped", "a > 1", "true"),
        ("comparison flipped", "a > 1", "a >= 1"),
        ("constant changed", "a > 1", "a > 2"),
        ("condition dropped", "and b is not null", ""),
        ("comparison flipped", "and b is not null", "and b is null"),
        ("condition dropped", "and exists (", ""),
    }
    assert {each.part for each in mutants("m", _TEXT)} == {"judged"}


@pytest.mark.parametrize("key", _SLICE, ids=lambda key: f"{key[0]}:{key[1]}")
def test_slice__is_noticed_and_the_model_itself_is_not(key: Key) -> None:
    for mutant in _mutants(key):
        outcome = try_mutant(mutant)
        assert outcome.killer is not None, mutant
        if not outcome.killer.startswith(MADE):
            assert not prepared(outcome.killer).notices({})


def test_slice__is_there() -> None:
    """A line that changed takes its mutant along: fill up with `python -m tests.sql_mutations`."""
    assert sum(len(_mutants(key)) > 0 for key in _SLICE) >= 15


def test_accepted__are_mutants_of_today() -> None:
    assert accepted().keys() <= {each.key for each in all_mutants()}


def test_surviving_share__counts_what_is_sql() -> None:
    mutant = drawn(STANDING)[0]
    outcomes = [
        *(Outcome(mutant, "killed"), Outcome(mutant, "no SQL")),
        *(Outcome(mutant, "survived"), Outcome(mutant, "untested"), Outcome(mutant, "killed")),
    ]
    assert surviving_share(outcomes) == 0.5

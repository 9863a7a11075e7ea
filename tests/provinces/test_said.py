"""Sentences of many provinces, true of the tables: none is called wrong, a slip is noticed."""

from __future__ import annotations

import duckdb
import pytest

from tests.provinces.said import (
    SAID,
    model_said,
    paragraphs,
    report_id_of,
    slipped_numbers,
)


@pytest.fixture(scope="module")
def checks() -> duckdb.DuckDBPyConnection:
    said = {name: (name, paragraphs(name)) for name in SAID}
    slipped = {f"slipped {name}": (name, paragraphs(name, is_slipped=True)) for name in SAID}
    return model_said(said | slipped, ("fct_invariant_checks",))


@pytest.mark.parametrize("name", SAID)
def test_checks__of_true_sentences__are_violated_nowhere(
    name: str, checks: duckdb.DuckDBPyConnection
) -> None:
    violated = checks.execute(
        "select invariant_id, subject, reason from fct_invariant_checks "
        "where report_id = ? and status = 'violated'",
        [report_id_of(name)],
    ).fetchall()
    assert violated == []


@pytest.mark.parametrize("name", SAID)
def test_checks__of_a_wrong_digit__are_violated(
    name: str, checks: duckdb.DuckDBPyConnection
) -> None:
    report_id = report_id_of(f"slipped {name}")
    named = checks.execute(
        "select distinct claims.sentence, claims.claimed_text from stg_claims as claims "
        "where claims.report_id = ? and claims.claim_id in (select unnest(claim_ids) "
        "from fct_invariant_checks where report_id = ? and status = 'violated')",
        [report_id, report_id],
    ).fetchall()
    numbers = slipped_numbers(name)
    missed = [
        (paragraph, number)
        for paragraph, number in numbers
        if not any(number in text and sentence[-12:] in paragraph for sentence, text in named)
    ]
    assert numbers
    assert missed == []

"""The catalogue is one: the page says what the seed says, and every row is used."""

from __future__ import annotations

import csv

from expectations.catalogue import CATALOGUE, PAGE, with_tables
from ingest.contract.concepts import TABLE_KINDS
from tests.conftest import REPOSITORY

SCOPES = REPOSITORY / "dbt_project" / "seeds" / "seed_invariant_scopes.csv"


def test_page__is_what_the_seed_says() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_tables(page) == page
    for identity in CATALOGUE:
        assert page.count(f"\n| {identity.invariant_id} | {identity.zh} |") == 1


def test_with_tables__other_words__are_left_alone() -> None:
    page = "# a\n<!-- rows -->\nold\n<!-- end -->\nb\n"
    written = with_tables(page)
    assert written.startswith("# a\n<!-- rows -->\n| id |")
    assert "old" not in written
    assert written.endswith("<!-- end -->\nb\n")


def test_suites_and_scopes__name_kinds_that_there_are() -> None:
    known = {*TABLE_KINDS, "across", "reading"}
    assert {suite for each in CATALOGUE for suite in each.suites} <= known
    with SCOPES.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    named = {kind for row in rows for kind in (row["table_kind"], *row["needed_kinds"].split("|"))}
    assert named - {""} <= set(TABLE_KINDS)
    ids = {each.invariant_id for each in CATALOGUE}
    assert {row["invariant_id"] for row in rows} <= ids
    # years and levels say themselves why they are not tried
    assert ids - {row["invariant_id"] for row in rows} == {"Y1", "Y2", "Y3", "D1"}

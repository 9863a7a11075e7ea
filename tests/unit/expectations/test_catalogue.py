"""The catalogue is one: the page says what the seed says, and every row is used."""

from __future__ import annotations

import csv

from expectations.catalogue import CATALOGUE, LISTS, PAGE, listed_models, with_tables
from ingest.contract.concepts import TABLE_KINDS
from tests.conftest import REPOSITORY


def test_page__is_what_the_seed_says() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_tables(page) == page
    for identity in CATALOGUE:
        assert page.count(f"\n| {identity.invariant_id} | {identity.zh} |") == 1


def test_lists__name_the_models_that_there_are() -> None:
    written = listed_models()
    assert LISTS.read_text(encoding="utf-8") == written
    assert "int_row_terms" in written
    assert "int_codes_judged" in written
    assert "int_invariant_terms" not in written  # reads them


def test_with_tables__other_words__are_left_alone() -> None:
    page = "# a\n<!-- rows -->\nold\n<!-- end -->\nb\n"
    written = with_tables(page)
    assert written.startswith("# a\n<!-- rows -->\n| id |")
    assert "old" not in written
    assert written.endswith("<!-- end -->\nb\n")


def test_suites_and_scopes__name_kinds_that_there_are() -> None:
    known = {*TABLE_KINDS, "across", "reading"}
    assert {suite for each in CATALOGUE for suite in each.suites} <= known
    named = {kind for each in CATALOGUE for scope in each.tried_on for kind in scope.split("+")}
    assert named <= {*TABLE_KINDS, "report"}
    # years and levels say themselves why they are not tried
    assert {each.invariant_id for each in CATALOGUE if not each.tried_on} == {
        "Y1",
        "Y2",
        "Y3",
        "D1",
    }


def test_pairs__are_of_the_catalogue_and_name_kinds_and_gates_that_there_are() -> None:
    pairs, reasons = _seed("seed_invariant_pairs"), _seed("seed_reasons")
    assert {row["invariant_id"] for row in pairs} <= {each.invariant_id for each in CATALOGUE}
    kinds = {kind for row in pairs for kind in (row["left_kind"], *row["right_kinds"].split("|"))}
    assert kinds <= set(TABLE_KINDS)
    gates = {gate for row in pairs for gate in row["gates"].split("|")} - {""}
    assert gates <= {row["reason_code"] for row in reasons}


def _seed(name: str) -> list[dict[str, str]]:
    path = REPOSITORY / "dbt_project" / "seeds" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))

"""Every case of check SQL comes out as expected."""

from __future__ import annotations

import duckdb
import pytest

from ingest.contract.concepts import YUAN_PER_UNIT
from tests.sql.project import render
from tests.sql.running import case_names, cases, run_case, unit_names, units


@pytest.mark.parametrize("name", case_names())
def test_case(name: str) -> None:
    assert run_case(cases()[name]) == []


@pytest.mark.parametrize("name", unit_names())
def test_unit_test_of_dbt(name: str) -> None:
    """dbt itself runs those of the marts (tests/integration/test_dbt.py)."""
    assert run_case(units()[name]) == []


def test_half_unit__knows_every_unit_of_money() -> None:
    units = ", ".join(f"('{unit}', {yuan})" for unit, yuan in YUAN_PER_UNIT.items())
    sql = render(
        "half_units",
        "select unit, yuan from (values " + units + ") as known (unit, yuan)"
        " where {{ half_unit_yuan('0', 'unit') }} is distinct from yuan * 0.5",
    ).sql
    with duckdb.connect() as connection:  # of its own: another's result may not be fetched yet
        assert connection.execute(sql).fetchall() == []

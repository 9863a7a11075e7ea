"""Every expectation type that great-expectations offers over SQL, but the regex ones, runs."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import duckdb
import pytest
import sqlalchemy as sa

from expectations.duckdb_dialect import warehouse_url
from expectations.runner import quiet_great_expectations


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("库 with 'quotes'") / "a 仓库.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.t as select i::integer as id, 'n' || i as name,"
            " if(i % 2 = 0, 'a', 'b') as kind, (i * 10)::decimal(22, 4) as amount,"
            " (i * 10)::decimal(22, 4) as same, (110 - i * 10)::decimal(22, 4) as rest,"
            " ['x'] as list from range(1, 11) r(i)"
        )
        connection.execute("create view marts.v as select * from marts.t")
    return warehouse_url(path)


@pytest.fixture(scope="module")
def engine(url: str) -> Iterator[sa.Engine]:
    engine = sa.create_engine(url)
    yield engine
    engine.dispose()


# type → arguments; each holds on the table above
_EXPECTATIONS: dict[str, dict[str, Any]] = {
    "ExpectColumnDistinctValuesToBeInSet": {"column": "kind", "value_set": ["a", "b", "c"]},
    "ExpectColumnDistinctValuesToContainSet": {"column": "kind", "value_set": ["a"]},
    "ExpectColumnDistinctValuesToEqualSet": {"column": "kind", "value_set": ["a", "b"]},
    "ExpectColumnMaxToBeBetween": {"column": "amount", "min_value": 100, "max_value": 100},
    "ExpectColumnMeanToBeBetween": {"column": "amount", "min_value": 55, "max_value": 55},
    "ExpectColumnMedianToBeBetween": {"column": "amount", "min_value": 55, "max_value": 55},
    "ExpectColumnMinToBeBetween": {"column": "amount", "min_value": 10, "max_value": 10},
    "ExpectColumnMostCommonValueToBeInSet": {
        "column": "kind", "value_set": ["a", "b"], "ties_okay": True},
    "ExpectColumnPairValuesAToBeGreaterThanB": {
        "column_A": "amount", "column_B": "same", "or_equal": True},
    "ExpectColumnPairValuesToBeEqual": {"column_A": "amount", "column_B": "same"},
    "ExpectColumnPairValuesToBeInSet": {
        "column_A": "kind", "column_B": "kind", "value_pairs_set": [("a", "a"), ("b", "b")]},
    "ExpectColumnProportionOfUniqueValuesToBeBetween": {"column": "id", "min_value": 1},
    "ExpectColumnQuantileValuesToBeBetween": {
        "column": "amount",
        "quantile_ranges": {"quantiles": [0.5], "value_ranges": [[50, 60]]}},
    "ExpectColumnStdevToBeBetween": {"column": "amount", "min_value": 30, "max_value": 31},
    "ExpectColumnSumToBeBetween": {"column": "amount", "min_value": 550, "max_value": 550},
    "ExpectColumnToExist": {"column": "list"},
    "ExpectColumnUniqueValueCountToBeBetween": {"column": "id", "min_value": 10},
    "ExpectColumnValueLengthsToBeBetween": {"column": "name", "min_value": 2, "max_value": 3},
    "ExpectColumnValueLengthsToEqual": {"column": "kind", "value": 1},
    "ExpectColumnValueZScoresToBeLessThan": {
        "column": "amount", "threshold": 3, "double_sided": True},
    "ExpectColumnValuesToBeBetween": {"column": "amount", "min_value": 10, "max_value": 100},
    "ExpectColumnValuesToBeInSet": {"column": "kind", "value_set": ["a", "b"]},
    "ExpectColumnValuesToBeUnique": {"column": "id"},
    "ExpectColumnValuesToNotBeInSet": {"column": "kind", "value_set": ["c"]},
    "ExpectColumnValuesToNotBeNull": {"column": "id"},
    "ExpectCompoundColumnsToBeUnique": {"column_list": ["id", "kind"]},
    "ExpectMulticolumnSumToEqual": {"column_list": ["amount", "rest"], "sum_total": 110},
    "ExpectSelectColumnValuesToBeUniqueWithinRecord": {"column_list": ["name", "kind"]},
    "ExpectTableColumnCountToBeBetween": {"min_value": 7, "max_value": 7},
    "ExpectTableColumnCountToEqual": {"value": 7},
    "ExpectTableColumnsToMatchOrderedList": {
        "column_list": ["id", "name", "kind", "amount", "same", "rest", "list"]},
    "ExpectTableColumnsToMatchSet": {"column_set": ["id", "kind"], "exact_match": False},
    "ExpectTableRowCountToBeBetween": {"min_value": 10, "max_value": 10},
    "ExpectTableRowCountToEqual": {"value": 10},
    "UnexpectedRowsExpectation": {"unexpected_rows_query": "select * from {batch} where id > 10"},
}  # fmt: skip


@pytest.mark.parametrize("kind", ["table", "view", "query"])
def test_dialect__expectation_types_run(url: str, kind: str) -> None:
    with quiet_great_expectations():
        gx = importlib.import_module("great_expectations")

        context = gx.get_context(mode="ephemeral")
        source = context.data_sources.add_sql(
            "warehouse", connection_string=url, create_temp_table=False
        )
        if kind == "query":
            asset: Any = source.add_query_asset("t", query="select * from marts.t")
            batch = asset.add_batch_definition("whole").get_batch()
        else:
            asset = source.add_table_asset("t", table_name=kind[0], schema_name="marts")
            batch = asset.add_batch_definition_whole_table("whole").get_batch()
        suite = gx.ExpectationSuite(
            "s",
            [getattr(gx.expectations, name)(**given) for name, given in _EXPECTATIONS.items()],
        )
        results = batch.validate(suite).results

    assert len(_EXPECTATIONS) >= 25
    assert len(results) == len(_EXPECTATIONS)
    assert {r.expectation_config.type: r.exception_info for r in results if not r.success} == {}


def test_dialect__results_survive_other_statements(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        first = connection.execute(sa.text("select i from range(10000) r(i) order by i"))
        assert first.fetchone() == (0,)
        connection.execute(sa.text("select 'other'")).fetchall()

        assert len(first.fetchall()) == 9999


def test_dialect__failed_statement_does_not_poison_the_next(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        with pytest.raises(sa.exc.DBAPIError, match="nowhere"):
            connection.execute(sa.text("select nowhere from marts.t"))

        assert connection.execute(sa.text("select count(*) from marts.t")).scalar() == 10


def test_dialect__decimals_stay_decimals(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        value = connection.execute(
            sa.text("select amount from marts.t where id = :id"), {"id": 3}
        ).scalar()

    assert value == Decimal("30.0000")
    assert isinstance(value, Decimal)


def test_dialect__is_read_only(engine: sa.Engine) -> None:
    with engine.connect() as connection, pytest.raises(sa.exc.DBAPIError, match="read-only"):
        connection.execute(sa.text("delete from marts.t"))


def test_dialect__reflects_columns_in_order(engine: sa.Engine) -> None:
    columns = sa.inspect(engine).get_columns("v", schema="marts")

    types = {column["name"]: column["type"] for column in columns}
    assert [*types] == ["id", "name", "kind", "amount", "same", "rest", "list"]
    assert isinstance(types["id"], sa.Integer)
    assert (types["amount"].precision, types["amount"].scale) == (22, 4)


def test_dialect__missing_table(engine: sa.Engine) -> None:
    with pytest.raises(sa.exc.NoSuchTableError, match=r"marts\.nowhere"):
        sa.inspect(engine).get_columns("nowhere", schema="marts")

"""Rows and code trees: what adds up is no violation, a slip breaks what holds it, SQL = Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.properties.oracle import Judged, identities, judge
from tests.properties.reports import Report, arbitrary, consistent, relations
from tests.sql.project import create_seeds
from tests.sql.running import run_models

_MODELS = (
    *("int_codes_nested", "int_code_terms", "int_row_parts_proposed", "int_row_parts_read"),
    *("int_row_terms", "int_invariant_terms", "int_checks_summed"),
)

# Many reports at once: a run of the models costs more than a report in it.
_QUICK = settings(
    max_examples=5, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck]
)


def _many(
    draw_report: Callable[[str], st.SearchStrategy[Report]],
) -> st.SearchStrategy[Sequence[Report]]:
    return st.tuples(*(draw_report(f"r{number:02}") for number in range(10)))


def _checked(reports: Sequence[Report]) -> dict[str, Judged]:
    with duckdb.connect(config={"threads": 1}) as connection:
        create_seeds(connection)
        run_models(connection, relations(reports), _MODELS, {})
        rows = connection.execute(
            "select check_id, left_yuan, right_yuan, tolerance_yuan, coalesce(status, 'holds')"
            " from int_checks_summed left join seed_reasons using (reason_code)"
        ).fetchall()
    return {check_id: Judged(*rest) for check_id, *rest in rows}


@_QUICK
@given(_many(consistent))
def test_consistent_trees__violate_nothing(reports: Sequence[Report]) -> None:
    statuses = {each.status for each in _checked(reports).values()}
    assert statuses <= {"holds"}


@_QUICK
@given(_many(consistent), st.data())
def test_one_changed_cell__violates_what_holds_it_and_nothing_else(
    reports: Sequence[Report], data: st.DataObject
) -> None:
    slipped, expected = [], set()
    for report in reports:
        row, measure = (
            data.draw(st.sampled_from(report.rows)),
            data.draw(st.sampled_from(report.measures)),
        )
        by = data.draw(st.sampled_from((-1, 1))) * data.draw(st.integers(1000, 9000))
        cell = (row, measure)
        slipped.append(report.changed(cell, report.cells.get(cell, 0) + by))
        expected |= {
            f"{report.report_id}-{key}"
            for key, whole, parts in identities(report)
            if cell in (whole, *parts)
        }
    checked = _checked(slipped)
    assert {key for key, each in checked.items() if each.status == "violated"} == expected


@_QUICK
@given(_many(arbitrary))
def test_sql__agrees_with_plain_python(reports: Sequence[Report]) -> None:
    expected = {key: each for report in reports for key, each in judge(report).items()}
    assert _checked(reports) == expected

"""Print reports with one trait each, build them, and count what is called an error."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import duckdb

from tests.mutations.bases import build_folder
from tests.traits.coded import (
    aid_to_other_regions,
    leaves_only,
    memo_columns,
    pensions_elsewhere,
    purchases_beside,
    purchases_of_both,
    short_groups,
)
from tests.traits.listed import (
    carried_appropriation,
    categories_per_unit,
    forms_of_other_years,
    headed_balance,
    units_within_units,
)
from tests.traits.sheets import Style, Told, draw_style, make_report
from tests.traits.spoken import (
    last_year_beside,
    meetings_beside,
    names_alone,
    names_of_parts,
    nested_columns,
    reasons_and_lists,
    said_per_unit,
    shares_of_their_sum,
)
from tests.typesetting.press import typeset
from tests.typesetting.report import Table

# Every trait that raised false alarms on unseen reports (issue of findings that are true), with
# what it draws: correct by construction, whatever the style.
TRAITS: Final[dict[str, Callable[[random.Random, Style], list[Table] | Told]]] = {
    trait.__name__: trait
    for trait in (
        leaves_only,
        purchases_of_both,
        memo_columns,
        purchases_beside,
        short_groups,
        aid_to_other_regions,
        pensions_elsewhere,
        categories_per_unit,
        forms_of_other_years,
        units_within_units,
        headed_balance,
        carried_appropriation,
        nested_columns,
        names_alone,
        said_per_unit,
        last_year_beside,
        reasons_and_lists,
        names_of_parts,
        shares_of_their_sum,
        meetings_beside,
    )
}


def write_traits(folder: Path, count: int, seed: int, names: Sequence[str] = tuple(TRAITS)) -> None:
    """Typeset `count` reports, the traits in turn; equal arguments give equal reports."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        name = names[number % len(names)]
        rng = random.Random(f"{seed}-{name}-{number}")
        style = draw_style(rng)
        report = make_report(style, number, TRAITS[name](rng, style))
        (folder / f"{number:04}-{name}.pdf").write_bytes(typeset(report))


def run_traits(
    folder: Path, count: int, seed: int, names: Sequence[str] = tuple(TRAITS)
) -> tuple[Path, list[tuple[str, str, str]]]:
    """Typeset, build and list the errors that were found.

    Returns:
        The warehouse, and (file, severity, message) of each finding.
    """
    write_traits(folder / "reports", count, seed, names)
    warehouse = build_folder(folder / "reports", folder / "warehouse.duckdb")
    return warehouse, read_findings(warehouse)


def read_findings(warehouse: Path) -> list[tuple[str, str, str]]:
    """List the findings of a warehouse: file, severity, message."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(
            "select file_name, severity, message_zh from marts.fct_findings "
            "inner join marts.dim_reports using (report_id) order by all"
        ).fetchall()


def count_checks(warehouse: Path) -> dict[str, int]:
    """Count checks that compared something, by trait: none means that nothing was read."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return dict(
            connection.execute(
                "select regexp_extract(file_name, '-([a-z_]+)', 1) as trait, count(*) filter ("
                " where fct_invariant_checks.status in ('holds', 'violated')"
                " and invariant_id not in ('K2', 'H1', 'H2', 'X15'))"
                " from marts.dim_reports left join marts.fct_invariant_checks using (report_id)"
                " group by all order by all"
            ).fetchall()
        )

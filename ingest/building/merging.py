"""Put a built batch into the warehouse that grows."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Final

from ingest.building.load import open_to_write
from ingest.contract.keys import literal

# dimensions that every batch makes anew from the codes of all reports
_WHOLE: Final = frozenset({"dim_functions", "dim_economic_classes"})
# a project runs over the years of a department, and so do its units
_BY_DEPARTMENT: Final = frozenset({"dim_projects", "dim_units"})
# the only tables that need no report_id
OF_MANY_REPORTS: Final = _WHOLE | _BY_DEPARTMENT

_TABLES_SQL: Final = """
    select schema_name, table_name, bool_or(column_name = 'report_id')
    from duckdb_columns()
    where
        database_name = 'batch'
        and schema_name in ('raw', 'intermediate', 'marts')
        and (schema_name, table_name) in (
            select (schema_name, table_name) from duckdb_tables() where database_name = 'batch'
        )
    group by all
    order by all
"""

# whether the warehouse has anything of the batch's reports: each has a file, and a row of who it is
_HELD_SQL: Final = """
    select
        exists (from raw.report_files where report_id in (from built))
        or exists (from raw.reports where report_id in (from built))
"""


def merge_batch(path: Path, batch_path: Path, batch: Collection[str]) -> None:
    """Put a built batch into a warehouse, in place of what that had of the batch's reports.

    Tables are keyed by report: rows of the batch's reports go, the batch's rows come. The few
    that are of more than one report say so in `_WHOLE` and `_BY_DEPARTMENT`.

    Args:
        path: the warehouse, built by the same code.
        batch_path: the batch's own file, which dbt has finished.
        batch: report_ids of its reports.

    Raises:
        ValueError: a table has no report_id: the room that made it is at fault.
    """
    with open_to_write(path) as connection:
        connection.execute(f"attach {literal(str(batch_path))} as batch (read_only)")
        connection.execute("begin")
        connection.execute(
            "create temp table built as select unnest(cast(? as varchar[])) as report_id",
            [list(batch)],
        )
        connection.execute(
            "create temp table departments as "
            "select distinct department_name from marts.dim_reports "
            "where report_id in (from built) "
            "union select distinct department_name from batch.marts.dim_reports"
        )
        # of reports that are all new nothing has to go: looked for in every table, for each batch,
        # it would take a build from nothing time that grows with the square of its reports
        has_rows = connection.execute(_HELD_SQL).fetchone() == (True,)
        for schema_name, table, is_by_report in connection.execute(_TABLES_SQL).fetchall():
            name = f'{schema_name}."{table}"'
            if table in _WHOLE:
                connection.execute(f"delete from {name}")
            elif table in _BY_DEPARTMENT:
                connection.execute(
                    f"delete from {name} as old where exists (select 1 from departments as gone "
                    "where gone.department_name is not distinct from old.department_name)"
                )
            elif is_by_report:
                if has_rows:
                    connection.execute(f"delete from {name} where report_id in (from built)")
            else:
                raise ValueError(f"{name} has no report_id and cannot be merged")
            connection.execute(f"insert into {name} by name select * from batch.{name}")
        connection.execute("commit")
        connection.execute("detach batch")


def copy_warehouse(source: Path, target: Path) -> None:
    """Copy a published warehouse to where the next one grows."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)

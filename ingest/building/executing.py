"""Build a loaded batch by the compiled steps of the dbt project: what `dbt build` does, in seconds.

A test holds the two against each other, relation by relation (tests/integration).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import duckdb

from ingest.building.compiled import Step, literal, quoted
from ingest.errors import StageFailedError

# told: nodes done, nodes in all
NodeListener = Callable[[int, int], None]


def execute_steps(
    connection: duckdb.DuckDBPyConnection, steps: Sequence[Step], listen: NodeListener
) -> tuple[str, ...]:
    """Make every seed and model, then ask every test of shape.

    Args:
        connection: a batch with schema `raw` and nothing else.
        steps: of the project, in building order.
        listen: told after each step.

    Returns:
        Name and message of each test that found rows: a defect of ours. The rows are kept in the
        schema that dbt would keep them in.

    Raises:
        StageFailedError: a model could not be built; it names the model.
    """
    broken: list[str] = []
    connection.execute("begin")  # one write to disk, not one for each of a thousand comments
    for name in sorted({step.schema_name for step in steps if step.kind != "test"}):
        connection.execute(f"create schema if not exists {quoted(name)}")
    for done, step in enumerate(steps, start=1):
        try:
            if step.kind == "test":
                broken += _test(connection, step)
            else:
                for statement in step.statements:
                    connection.execute(statement)
                _comment(connection, step)
        except duckdb.IOException:
            raise  # no room, most likely: the build says so
        except duckdb.Error as error:
            raise StageFailedError(f"the model {step.name}", str(error)) from error
        listen(done, len(steps))
    connection.execute("commit")
    return tuple(broken)


def _test(connection: duckdb.DuckDBPyConnection, step: Step) -> list[str]:
    """Ask one test; keep the rows that it found, if any."""
    (query,) = step.statements
    found = connection.execute(f"select count(*) from (\n{query}\n) as found").fetchone()
    assert found is not None  # a count is one row
    if not found[0]:
        return []
    name = f"{quoted(step.schema_name)}.{quoted(step.relation)}"
    connection.execute(f"create schema if not exists {quoted(step.schema_name)}")
    connection.execute(f"create table {name} as (\n{query}\n)")
    return [f"{step.name}: {found[0]} rows, see test_failures.{step.relation}"]


def _comment(connection: duckdb.DuckDBPyConnection, step: Step) -> None:
    """Describe a relation and its columns, where the project says that they are described."""
    name = f"{quoted(step.schema_name)}.{quoted(step.relation)}"
    if step.description is not None:
        kind = "view" if step.kind == "view" else "table"
        connection.execute(f"comment on {kind} {name} is {literal(step.description)}")
    if not step.columns:
        return
    present = {
        column
        for (column,) in connection.execute(
            "select column_name from duckdb_columns() where schema_name = ? and table_name = ?",
            [step.schema_name, step.relation],
        ).fetchall()
    }
    for column, said in step.columns:
        if column in present:
            connection.execute(f"comment on column {name}.{quoted(column)} is {literal(said)}")

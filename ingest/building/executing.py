"""Build a loaded batch by the compiled steps of the dbt project: what `dbt build` does, in seconds.

A test holds the two against each other, relation by relation (tests/integration).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import duckdb

from ingest.building.compiled import Step
from ingest.contract.keys import literal, quoted
from ingest.errors import StageFailedError

# told: nodes done, nodes in all
NodeListener = Callable[[int, int], None]


def execute_steps(
    connection: duckdb.DuckDBPyConnection,
    steps: Sequence[Step],
    listen: NodeListener,
    *,
    is_commented: bool = True,
) -> tuple[str, ...]:
    """Make every seed and model, then ask every test of shape.

    Args:
        connection: a batch with schema `raw` and nothing else.
        steps: of the project, in building order.
        listen: told after each step.
        is_commented: whether relations and columns get their comments.

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
        except duckdb.IOException:
            raise  # no room, most likely: the build says so
        except duckdb.Error as error:
            raise StageFailedError(f"the model {step.name}", str(error)) from error
        listen(done, len(steps))
    if is_commented:
        _comment(connection, steps)
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


def _comment(connection: duckdb.DuckDBPyConnection, steps: Sequence[Step]) -> None:
    """Describe relations and their columns, where the project says that they are described.

    All at once: asking for the columns of one relation goes over those of all.
    """
    present = set(
        connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns() "
            "where database_name = current_database()"
        ).fetchall()
    )
    comments: list[str] = []
    for step in steps:
        name = f"{quoted(step.schema_name)}.{quoted(step.relation)}"
        if step.description is not None:
            kind = "view" if step.kind == "view" else "table"
            comments.append(f"comment on {kind} {name} is {literal(step.description)}")
        comments += [
            f"comment on column {name}.{quoted(column)} is {literal(said)}"
            for column, said in step.columns
            if (step.schema_name, step.relation, column) in present
        ]
    if comments:
        connection.execute(";\n".join(comments))

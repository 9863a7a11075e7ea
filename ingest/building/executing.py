"""Build a loaded batch by the compiled steps of the dbt project: what `dbt build` does, in seconds.

A test holds the two against each other, relation by relation (tests/integration).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import duckdb

from ingest.building.compiled import Step
from ingest.contract.keys import literal, quoted
from ingest.errors import StageFailedError

# Tests that are asked in one query: of more, none takes less.
_ASKED_AT_ONCE: Final = 30

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
        StageFailedError: a model could not be built; it names the model. Or a test could not be
            asked; it names those that were asked together.
    """
    broken: list[str] = []
    connection.execute("begin")  # one write to disk, not one for each of a thousand comments
    for name in sorted({step.schema_name for step in steps if step.kind != "test"}):
        connection.execute(f"create schema if not exists {quoted(name)}")
    built = [step for step in steps if step.kind != "test"]
    tests = [step for step in steps if step.kind == "test"]
    for done, step in enumerate(built, start=1):
        with _named(f"the model {step.name}"):
            for statement in step.statements:
                connection.execute(statement)
        listen(done, len(steps))
    for begin in range(0, len(tests), _ASKED_AT_ONCE):
        some = tests[begin : begin + _ASKED_AT_ONCE]
        broken += _test(connection, some)
        for done in range(begin, begin + len(some)):
            listen(len(built) + done + 1, len(steps))
    if is_commented:
        _comment(connection, steps)
    connection.execute("commit")
    return tuple(broken)


@contextlib.contextmanager
def _named(what: str) -> Iterator[None]:
    """Let what goes wrong be told with the name of what was being done."""
    try:
        yield
    except duckdb.IOException:
        raise  # no room, most likely: the build says so
    except duckdb.Error as error:
        raise StageFailedError(what, str(error)) from error


def _test(connection: duckdb.DuckDBPyConnection, tests: Sequence[Step]) -> list[str]:
    """Ask tests in one query, which takes half of the planning; keep the rows that they find."""
    counts = "\nunion all\n".join(
        f"select {number}, count(*) from (\n{query}\n) as found"
        for number, (query,) in enumerate(step.statements for step in tests)
    )
    with _named(f"tests of shape: one of {', '.join(step.name for step in tests)}"):
        found = connection.execute(counts).fetchall()
    broken = []
    for number, count in sorted(found):
        if count:
            step = tests[number]
            name = f"{quoted(step.schema_name)}.{quoted(step.relation)}"
            connection.execute(f"create schema if not exists {quoted(step.schema_name)}")
            connection.execute(f"create table {name} as (\n{step.statements[0]}\n)")
            broken.append(f"{step.name}: {count} rows, see test_failures.{step.relation}")
    return broken


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

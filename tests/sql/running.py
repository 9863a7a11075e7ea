"""Cases of check SQL: rows given, the rows expected.

A case names a `model` and, where its rows only tell later what became of them, the model `through`
which they are looked at; those on the way are run as they are, everything else is empty but for
what is given.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import duckdb
import yaml

from tests.sql.project import PROJECT, Model, create_seeds, descendants, in_order, model, shapes

FOLDER: Final = Path(__file__).parent / "cases"

Row = Mapping[str, Any]
Rows = Sequence[Row] | str  # a list of rows, or the SQL that makes them


@dataclass(frozen=True)
class Change:
    """What is other in a case that is like another one.

    Attributes:
        relation: where.
        row: which of its given rows, from 0.
        values: column → value.
        is_added: whether the changed row stands beside the given one, not in its place.
    """

    relation: str
    row: int
    values: Row
    is_added: bool = False

    def make(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Change the relation; rows added by earlier changes come last."""
        if self.is_added:
            values = ", ".join(f'? as "{column}"' for column in self.values)
            connection.execute(
                f"insert into {self.relation} by name select * replace ({values})"
                f" from {self.relation} where rowid = ?",
                [*self.values.values(), self.row],
            )
        else:
            values = ", ".join(f'"{column}" = ?' for column in self.values)
            connection.execute(
                f"update {self.relation} set {values} where rowid = ?",
                [*self.values.values(), self.row],
            )


@dataclass(frozen=True)
class Case:
    """One case.

    Attributes:
        name: what it shows.
        model: the model that it is about.
        through: the model whose rows are expected; the model itself where nothing is said.
        given: relation → rows; columns that are not named are NULL.
        expected: rows, all of them, by the columns that matter.
        where: SQL condition on the rows that are looked at.
        models: what is run.
        changes: what is changed in the given rows first.
    """

    name: str
    model: str
    through: str
    given: Mapping[str, Rows]
    expected: Rows
    where: str = "true"
    models: frozenset[str] = field(default_factory=frozenset)
    changes: Sequence[Change] = ()


@functools.cache
def _entries() -> list[dict[str, Any]]:
    return [
        entry
        for path in sorted(FOLDER.glob("*.yml"))
        for entry in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    ]


def case_names() -> list[str]:
    """Name all cases: what is known of them before the project's relations are."""
    return [entry["name"] for entry in _entries()]


@functools.cache
def cases() -> Mapping[str, Case]:
    """Give all cases by name."""
    return {case.name: case for case in read_cases()}


def read_cases() -> list[Case]:
    """Read all cases, those that are like others after these."""
    entries = _entries()
    cases = [_case(entry) for entry in entries if "like" not in entry]
    known = {**units(), **{case.name: case for case in cases}}
    return [*cases, *(_alike(known[each["like"]], each) for each in entries if "like" in each)]


@functools.cache
def _unit_entries() -> list[dict[str, Any]]:
    return [
        entry
        for path in sorted((PROJECT / "models").rglob("*unit_tests.yml"))
        for entry in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["unit_tests"]
    ]


def unit_names() -> list[str]:
    """Name dbt's unit tests."""
    return [entry["name"] for entry in _unit_entries()]


@functools.cache
def units() -> Mapping[str, Case]:
    """Give dbt's unit tests by name."""
    return {case.name: case for case in read_units()}


def read_units() -> list[Case]:
    """Read dbt's unit tests: the same files in memory, milliseconds instead of a dbt run."""
    return [_case(entry) for entry in _unit_entries()]


def _alike(base: Case, entry: dict[str, Any]) -> Case:
    changes = [
        Change(_relation(each), each["row"], each["set"], each.get("add", False))
        for each in entry["changes"]
    ]
    return Case(
        name=entry["name"],
        model=base.model,
        through=base.model,
        given=base.given,
        expected=entry["expect"]["rows"],
        models=frozenset({base.model}),
        changes=changes,
    )


def _relation(entry: dict[str, Any]) -> str:
    return str(entry["input"]).removeprefix("ref('").removesuffix("')")


def _case(entry: dict[str, Any]) -> Case:
    given: dict[str, Any] = {}
    for each in entry["given"]:
        relation = _relation(each)
        if each.get("format") == "sql":
            given[relation] = each["rows"]
            continue
        given.setdefault(relation, []).extend(each["rows"])
        if "also" in each:  # the cells of these rows are figures, in the columns that both have
            columns = shapes()[each["also"]]
            given.setdefault(each["also"], []).extend(
                {column: value for column, value in row.items() if column in columns}
                for row in each["rows"]
                if row.get("figure_id")
            )
    through = entry.get("through", entry["model"])
    on_the_way = {name for name in descendants(entry["model"]) if through in descendants(name)}
    return Case(
        name=entry["name"],
        model=entry["model"],
        through=through,
        given=given,
        expected=entry["expect"]["rows"],
        where=entry.get("where", "true"),
        models=frozenset({entry["model"], through, *on_the_way} - given.keys()),
    )


def run_case(case: Case, changed: Mapping[str, Model] | None = None) -> list[str]:
    """Run a case.

    Args:
        case: the case.
        changed: models to take instead of the project's.

    Returns:
        What differs, in words; empty where all is as expected.
    """
    with duckdb.connect(config={"threads": 1}) as connection:  # a few rows: quicker, and in order
        create_seeds(connection, case.given.keys())
        run_models(connection, case.given, case.models, changed or {}, case.changes)
        return differences(connection, case)


def run_models(
    connection: duckdb.DuckDBPyConnection,
    given: Mapping[str, Rows],
    models: Iterable[str],
    changed: Mapping[str, Model],
    changes: Iterable[Change] = (),
) -> None:
    """Create given relations and models; what they read beside is empty."""
    wanted = set(models)
    create_given(connection, given, wanted, changed)
    for change in changes:
        change.make(connection)
    for name in in_order():
        if name in wanted:
            sql = (changed.get(name) or model(name)).sql
            connection.execute(f"create table {name} as {sql}")


def create_given(
    connection: duckdb.DuckDBPyConnection,
    given: Mapping[str, Rows],
    models: Set[str],
    changed: Mapping[str, Model],
) -> None:
    """Create what is given, and empty what models read beside it."""
    needed = {each for name in models for each in (changed.get(name) or model(name)).reads}
    for relation in sorted((needed | given.keys()) - models):
        if relation in given or not relation.startswith("seed_"):
            _create(connection, relation, given.get(relation, ()))


def _create(connection: duckdb.DuckDBPyConnection, relation: str, rows: Rows) -> None:
    columns = shapes()[relation]
    ddl = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    connection.execute(f"create table {relation} ({ddl})")
    _insert(connection, relation, rows)


def _insert(connection: duckdb.DuckDBPyConnection, relation: str, rows: Rows) -> None:
    if isinstance(rows, str):
        connection.execute(f"insert into {relation} by name {rows}")
        return
    for row in rows:
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" for _ in row)
        connection.execute(f"insert into {relation} ({names}) values ({marks})", [*row.values()])


def differences(connection: duckdb.DuckDBPyConnection, case: Case) -> list[str]:
    """Say how the rows of a case that ran differ from those expected."""
    names = _expected_columns(connection, case)
    columns = ", ".join(names)
    connection.execute(
        f"create temp table expected as select {columns} from {case.through} where false"
    )
    _insert(connection, "expected", case.expected)
    got = f"select {columns} from {case.through} where {case.where}"
    pairs = {
        "missing": f"select * from expected except all {got}",
        "not expected": f"{got} except all select * from expected",
    }
    found = [
        f"{word}: {dict(zip(names, row, strict=False))}"
        for word, sql in pairs.items()
        for row in connection.execute(sql).fetchall()
    ]
    connection.execute("drop table expected")
    return found


def _expected_columns(connection: duckdb.DuckDBPyConnection, case: Case) -> list[str]:
    if isinstance(case.expected, str):
        described = connection.execute(f"describe {case.expected}").fetchall()
        return sorted(name for name, *_ in described)
    return sorted({name for row in case.expected for name in row}) or ["*"]

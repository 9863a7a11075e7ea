"""The dbt project as plain SQL: what each model selects, and from which relations.

Models, macros and seeds are rendered by Jinja alone, every relation under its bare name, so that a
few of them run in a DuckDB in memory within milliseconds. dbt's own build stands in
tests/integration.
"""

from __future__ import annotations

import functools
import graphlib
from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import jinja2
import yaml

from ingest.contract.schema import CODES_PRINTED, FRAMES, REPORT_FILES, duckdb_type
from tests.conftest import REPOSITORY

PROJECT: Final = REPOSITORY / "dbt_project"

_ENVIRONMENT: Final = jinja2.Environment(autoescape=False)


@dataclass(frozen=True)
class Model:
    """One model: its SQL without dbt's templates, and the relations that it reads."""

    name: str
    sql: str
    reads: frozenset[str]


@functools.cache
def macro_texts() -> Mapping[str, str]:
    """Give the file of each macro but the generic tests and what stands in for dbt's own."""
    paths = sorted((PROJECT / "macros").rglob("*.sql"))
    texts = {
        path.stem: path.read_text(encoding="utf-8")
        for path in paths
        if "overrides" not in path.parts
    }
    return {name: text for name, text in texts.items() if "{% test" not in text}


def render(name: str, text: str, changed: Mapping[str, str] | None = None) -> Model:
    """Render the text of a model, with the project's macros or some that are changed."""
    reads: set[str] = set()

    def ref(relation: str) -> str:
        reads.add(relation)
        return relation

    def source(schema: str, table: str) -> str:
        reads.add(f"{schema}_{table}")
        return f"{schema}_{table}"

    context = {"ref": ref, "source": source, "config": lambda **_: ""}
    texts = "\n".join({**macro_texts(), **(changed or {})}.values())
    macros = vars(_compiled(texts).make_module(context))
    given = {key: value for key, value in macros.items() if not key.startswith("_")}
    sql = _ENVIRONMENT.from_string(text).render(given | context)
    return Model(name, sql, frozenset(reads))


@functools.cache
def _compiled(texts: str) -> jinja2.Template:
    return _ENVIRONMENT.from_string(texts)


@functools.cache
def model_paths() -> Mapping[str, Path]:
    """Find the file of each model."""
    return {path.stem: path for path in sorted((PROJECT / "models").rglob("*.sql"))}


@functools.cache
def model(name: str) -> Model:
    """Render one model of the project."""
    return render(name, model_paths()[name].read_text(encoding="utf-8"))


@functools.cache
def in_order() -> tuple[str, ...]:
    """Name all models, each after those that it reads."""
    known = model_paths()
    graph = {name: {each for each in model(name).reads if each in known} for name in known}
    return tuple(graphlib.TopologicalSorter(graph).static_order())


@functools.cache
def readers() -> Mapping[str, frozenset[str]]:
    """Say of each relation which models read it."""
    found: dict[str, set[str]] = {}
    for name in in_order():
        for relation in model(name).reads:
            found.setdefault(relation, set()).add(name)
    return {relation: frozenset(names) for relation, names in found.items()}


def descendants(name: str) -> frozenset[str]:
    """Name the models that read a relation, directly or not."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for reader in readers().get(waiting.pop(), ()):
            if reader not in found:
                found.add(reader)
                waiting.append(reader)
    return frozenset(found)


def create_sources(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the raw tables, without rows, and the seeds."""
    tables = {f"raw_{name}": columns for name, columns in FRAMES.items()}
    tables |= {"raw_report_files": REPORT_FILES, "history_codes_printed": CODES_PRINTED}
    for name, columns in tables.items():
        ddl = ", ".join(f'"{column}" {duckdb_type(kind)}' for column, kind in columns.items())
        connection.execute(f"create table {name} ({ddl})")
    create_seeds(connection)


def create_seeds(connection: duckdb.DuckDBPyConnection, but: Container[str] = ()) -> None:
    """Load the seeds, but for some, with the types that their descriptions give."""
    types = _seed_types()
    for path in sorted((PROJECT / "seeds").glob("*.csv")):
        if path.stem in but:
            continue
        kinds = types.get(path.stem)
        options = f"header=true, types={kinds}" if kinds else "header=true"
        connection.execute(
            f"create table {path.stem} as select * from read_csv(?, {options})", [str(path)]
        )


@functools.cache
def _seed_types() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for path in (PROJECT / "seeds").glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        for entry in yaml.load(text, yaml.CSafeLoader)["seeds"]:
            found[entry["name"]] = entry.get("config", {}).get("column_types", {})
    return found


@functools.cache
def shapes() -> Mapping[str, Mapping[str, str]]:
    """Give the columns and types of every relation, read off an empty warehouse."""
    with duckdb.connect() as connection:
        create_sources(connection)
        for name in in_order():
            connection.execute(f"create table {name} as {model(name).sql} with no data")
        rows = connection.execute(
            "select table_name, column_name, data_type from duckdb_columns() order by column_index"
        ).fetchall()
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in rows:
        found.setdefault(table, {})[column] = kind
    return found

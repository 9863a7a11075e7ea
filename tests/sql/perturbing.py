"""Perturb what a model reads, in memory: cells that are other than they were, rows twice or gone.

A few perturbations of each model of checks take it through more branches than the corpus has: of
the corpus itself and of the cases in which the model runs, in turn. All is drawn from the model's
name and a number, nothing from its SQL: the same result in other words makes the same rows.
"""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import duckdb

from tests.sql.corpus import modelled
from tests.sql.project import descendants, in_order, model, model_paths, shapes
from tests.sql.running import Case, create_given, read_cases, read_units

PERTURBATIONS: Final = 6
_REPORTS: Final = 3
_CASES: Final = 9
# What rows are told apart by stays as it is.
_KEYS: Final = frozenset({"report_id", "figure_id", "claim_id", "check_id"})
_FEW: Final = 60
_NUMBER: Final = re.compile(r"DECIMAL|INTEGER|BIGINT|DOUBLE|HUGEINT")


@functools.cache
def models_of_checks() -> tuple[str, ...]:
    """Name the models of the room of checks."""
    return tuple(name for name, path in model_paths().items() if "checks" in path.parts)


@functools.cache
def connection() -> duckdb.DuckDBPyConnection:
    """Give the modelled corpus, whose bare names can be turned to perturbed relations."""
    return modelled().cursor()


@functools.cache
def _report_ids(relation: str) -> Sequence[str]:
    if "report_id" not in shapes()[relation]:
        return ()
    sql = f"select distinct report_id from main.{relation} where report_id is not null order by all"
    return [row[0] for row in connection().execute(sql).fetchall()]


@functools.cache
def perturb(name: str, number: int) -> str:
    """Make the relations of a perturbation in a schema of its own; give the schema's name.

    Number 0 is no perturbation: the whole corpus as it is.
    """
    if number == 0:
        return "main"
    rng = random.Random(f"{name} {number}")
    schema = f"{name}_{number}"
    connection().execute(f"create schema {schema}")
    turn_to(schema)
    cases = _cases(name)
    relations = sorted(each for each in model(name).reads if not each.startswith("seed_"))
    ground = number % (len(cases) + 1)
    if ground:
        _stage(cases[ground - 1], name)
    else:
        _copy(rng, relations, schema)
    for relation in rng.sample(relations, rng.randint(1, len(relations))):
        for sql in _strikes(rng, f"{schema}.{relation}", shapes()[relation]):
            connection().execute(sql)
    return schema


@functools.cache
def _cases(name: str) -> Sequence[Case]:
    """Give the cases in which a model runs, those about it first."""
    found = [case for case in (*read_units(), *read_cases()) if name in case.models]
    return sorted(found, key=lambda case: (case.model != name, len(case.models)))[:_CASES]


def _stage(case: Case, name: str) -> None:
    """Put what a model reads in a case where bare names find it."""
    upstream = {each for each in case.models if name in descendants(each)}
    create_given(connection(), case.given, {*upstream, name}, {})
    for change in case.changes:
        change.make(connection())
    for each in in_order():
        if each in upstream:
            connection().execute(f"create table {each} as from ({model(each).sql}) order by all")


def _copy(rng: random.Random, relations: Sequence[str], schema: str) -> None:
    """Put what a model reads of some reports of the corpus there."""
    known = sorted({each for relation in relations for each in _report_ids(relation)})
    kept = ", ".join(f"'{each}'" for each in rng.sample(known, min(_REPORTS, len(known)))) or "''"
    for relation in relations:
        where = f"report_id in ({kept})" if _report_ids(relation) else "true"
        source = f"select * from main.{relation} where {where}"
        connection().execute(f"create table {schema}.{relation} as {source}")


def _strikes(rng: random.Random, relation: str, columns: Mapping[str, str]) -> Iterator[str]:
    """Change some columns of some rows, take rows out and put rows in twice."""
    schema, name = relation.split(".")
    open_to = [each for each in columns if each not in _KEYS]
    for column in rng.sample(open_to, min(len(open_to), rng.randint(2, 6))):
        value = _value(rng, name, column, columns[column])
        yield (
            f"create or replace table {schema}.{name} as select * replace (case when {_some(rng)}"
            f' then {value} else "{column}" end as "{column}") from {relation}'
        )
    if rng.random() < 0.3:
        yield f"delete from {relation} where {_some(rng)}"
    if rng.random() < 0.3:
        column = rng.choice(open_to or list(columns))
        value = _value(rng, name, column, columns[column])
        yield (
            f'insert into {relation} select * replace ({value} as "{column}")'
            f" from {relation} where {_some(rng)}"
        )


def _some(rng: random.Random) -> str:
    """Draw which rows: a condition on their numbers alone, the same wherever it runs."""
    factor, summand, share = rng.randrange(1, 9973), rng.randrange(9973), rng.choice((4, 15, 40))
    return f"(rowid * {factor} + {summand}) % 9973 % 100 < {share}"


def _value(rng: random.Random, relation: str, column: str, kind: str) -> str:
    other = f'lead("{column}", {rng.randint(1, 7)}) over (order by rowid)'
    if kind == "BOOLEAN":
        return rng.choice((f'not "{column}"', "true", "false", "null"))
    if _NUMBER.match(kind):
        step = rng.choice((1, 1, 2, 50, 10000))
        near = (f'"{column}" + {step}', f'"{column}" - {step}', f'-"{column}"')
        return f"cast({rng.choice((*near, '0', 'null', other))} as {kind})"
    known = _known(relation, column) if kind == "VARCHAR" else ()
    word = rng.choice(known).replace("'", "''") if known else ""
    return rng.choice((other, f"'{word}'", f"'{word}'", "null") if known else (other, "null"))


@functools.cache
def _known(relation: str, column: str) -> Sequence[str]:
    """Give what stands in a column of the corpus, where it is one of few words."""
    found = connection().execute(
        f'select distinct "{column}" from main.{relation} where "{column}" is not null order by all'
    )
    rows = [row[0] for row in found.fetchall()]
    return rows if len(rows) <= _FEW else ()


def digest(name: str, number: int, sql: str) -> str:
    """Say what SQL makes of a perturbation: a digest of the rows, in any order.

    Raises:
        duckdb.Error: it is no SQL, or fails on some row.
    """
    turn_to(perturb(name, number))
    found: Any = connection().execute(
        "select md5(coalesce(string_agg(row_text, chr(10) order by row_text), ''))"
        f" from (select cast(made as varchar) as row_text from ({sql}) as made)"
    )
    return str(found.fetchall()[0][0])[:10]


def turn_to(schema: str) -> None:
    """Let bare names mean the relations of a schema first."""
    connection().execute(f"set search_path = '{schema},main'")

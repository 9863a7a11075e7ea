"""Perturb what a model reads, in memory: cells that are other than they were, rows twice or gone.

A few perturbations of each model of checks take it through more branches than the corpus has: of
reports of the corpus, one of them twice under two names now and then, and of the cases in which the
model runs. All is drawn from the model's name and a number, nothing from its SQL: the same result
in other words makes the same rows. Which numbers are worth their time is chosen by the slips that
they notice (`python -m tests.sql_mutations choose`), and pinned with what was made of them.
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

_REPORTS: Final = 3
_CASES: Final = 12
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
def perturb(name: str, key: str) -> str:
    """Make the relations of a perturbation in a schema of its own; give the schema's name.

    Args:
        name: the model that reads them.
        key: "0" is no perturbation, the whole corpus as it is; else a number, and behind `@` the
            columns, joined by `+`, that are changed before others: `17@row_code+depth`.
    """
    if key == "0":
        return "main"
    rng = random.Random(f"{name} {key}")
    focus = key.partition("@")[2].split("+")
    schema = f"{name} {key}"
    connection().execute(f'create schema "{schema}"')
    cases = _cases(name)
    relations = sorted(each for each in model(name).reads if not each.startswith("seed_"))
    struck = [
        relation
        for relation in relations
        if (set(focus) & shapes()[relation].keys() and rng.random() < 0.8) or rng.random() < 0.3
    ]
    if cases and rng.random() < 0.6:
        source = _staged(rng.randrange(len(cases)), name)
        kept, twin = "true", None
    else:
        source = "main"
        known = sorted({each for relation in relations for each in _report_ids(relation)})
        drawn = rng.sample(known, min(rng.randint(1, _REPORTS), len(known)))
        kept = "report_id in (" + (", ".join(f"'{each}'" for each in drawn) or "''") + ")"
        twin = drawn[0] if drawn and rng.random() < 0.3 else None
    for relation in relations:
        columns = shapes()[relation]
        where = kept if "report_id" in columns else "true"
        if rng.random() < 0.1:
            where += f" and ({_some(rng)}) is false"
        count = rng.randint(1, 4) if relation in struck else 0
        parts = [_selected(rng, source, relation, where, focus, count)]
        if relation in struck and rng.random() < 0.5:
            some = f"{kept if 'report_id' in columns else 'true'} and {_some(rng)}"
            parts.append(_selected(rng, source, relation, some, focus, rng.randint(1, 2)))
        if twin and _report_ids(relation):
            parts.append(_twin(relation, twin))
        sql = " union all ".join(parts)
        connection().execute(f'create table "{schema}".{relation} as {sql}')
    return schema


def _selected(
    rng: random.Random,
    source: str,
    relation: str,
    where: str,
    focus: Sequence[str],
    count: int,
) -> str:
    """Write rows of a relation, some columns of some of them changed."""
    changed = ", ".join(_changes(rng, relation, focus, count))
    replaced = f" replace ({changed})" if changed else ""
    return f'(select *{replaced} from "{source}".{relation} where {where} order by rowid)'


def _twin(relation: str, report_id: str) -> str:
    """Write the rows of a report under another name."""
    named = ", ".join(
        f"replace(\"{each}\", '{report_id}', '{report_id[::-1]}') as \"{each}\""
        for each, kind in shapes()[relation].items()
        if each.endswith("_id") and kind == "VARCHAR"
    )
    return (
        f"(select * replace ({named}) from main.{relation} where report_id = '{report_id}'"
        " order by rowid)"
    )


@functools.cache
def _cases(name: str) -> Sequence[Case]:
    """Give the cases in which a model runs, those about it first."""
    found = [case for case in (*read_units(), *read_cases()) if name in case.models]
    return sorted(found, key=lambda case: (case.model != name, len(case.models)))[:_CASES]


@functools.cache
def _staged(number: int, name: str) -> str:
    """Put what a model reads in one of its cases into a schema; give the schema's name."""
    case = _cases(name)[number]
    schema = f"{name} case {number}"
    connection().execute(f'create schema "{schema}"')
    turn_to(schema)
    upstream = {each for each in case.models if name in descendants(each)}
    create_given(connection(), case.given, {*upstream, name}, {})
    for change in case.changes:
        change.make(connection())
    for each in in_order():
        if each in upstream:
            connection().execute(f"create table {each} as from ({model(each).sql}) order by all")
    return schema


def _changes(rng: random.Random, relation: str, focus: Sequence[str], count: int) -> Iterator[str]:
    """Draw columns, rows of them and what stands there instead."""
    columns = shapes()[relation]
    near = [each for each in columns if each in focus]
    open_to = [each for each in columns if each not in _KEYS]
    drawn = rng.sample(open_to, min(len(open_to), count))
    if near and count:
        drawn = list({rng.choice(near): None, **dict.fromkeys(drawn[rng.randint(1, 2) :])})
    for column in drawn:
        value = _value(rng, relation, column, columns)
        yield f'case when {_some(rng)} then {value} else "{column}" end as "{column}"'


def _some(rng: random.Random) -> str:
    """Draw which rows: a condition on their numbers alone, the same wherever it runs."""
    factor, summand = rng.randrange(1, 9973), rng.randrange(9973)
    return f"(rowid * {factor} + {summand}) % 9973 % 100 < {rng.choice((4, 15, 40, 70))}"


def _value(rng: random.Random, relation: str, column: str, columns: Mapping[str, str]) -> str:
    kind = columns[column]
    other = f'lead("{column}", {rng.randint(1, 7)}) over (order by rowid)'
    alike = [each for each in columns if columns[each] == kind and each not in (*_KEYS, column)]
    beside = f'"{rng.choice(alike)}"' if alike and rng.random() < 0.5 else other
    if kind == "BOOLEAN":
        return rng.choice((f'not "{column}"', "true", "false", "null", beside))
    if _NUMBER.match(kind):
        return f"cast({_number(rng, column, columns, other, beside)} as {kind})"
    known = _known(relation, column) if kind == "VARCHAR" else ()
    word = rng.choice(known).replace("'", "''") if known else ""
    if known:
        return rng.choice((other, beside, f"'{word}'", f"'{word}'", f"'{word}'", "null"))
    if kind == "VARCHAR":
        length = rng.randint(2, 8)
        cut = (f'left("{column}", {length})', f'"{column}" || left("{column}", 2)')
        return rng.choice((other, beside, *cut, "null"))
    return rng.choice((other, "null"))


def _number(
    rng: random.Random, column: str, columns: Mapping[str, str], other: str, beside: str
) -> str:
    """Draw a number: a unit of the last digit off, or half of it, blank for zero, another one."""
    step = rng.choice((1, 1, 2, 50, 10000))
    drawn = [f'"{column}" + {step}', f'"{column}" - {step}', f'-"{column}"', "0", "null"]
    drawn += [f'nullif("{column}", 0)', f'coalesce("{column}", 0)', other, beside]
    if "half_unit_yuan" in columns and columns[column].startswith("DECIMAL"):
        times = rng.choice((1, 2, 2, 3))
        drawn += [f'"{column}" {sign} {times} * half_unit_yuan' for sign in "+-"] * 3
    return rng.choice(drawn)


@functools.cache
def _known(relation: str, column: str) -> Sequence[str]:
    """Give what stands in a column of the corpus, where it is one of few words."""
    found = connection().execute(
        f'select distinct "{column}" from main.{relation} where "{column}" is not null order by all'
    )
    rows = [row[0] for row in found.fetchall()]
    return rows if len(rows) <= _FEW else ()


def digest(name: str, key: str, sql: str) -> str:
    """Say what SQL makes of a perturbation: a digest of the rows, in any order.

    Raises:
        duckdb.Error: it is no SQL, or fails on some row.
    """
    turn_to(perturb(name, key))
    found: Any = connection().execute(
        "select md5(coalesce(string_agg(row_text, chr(10) order by row_text), ''))"
        f" from (select cast(made as varchar) as row_text from ({sql}) as made)"
    )
    return str(found.fetchall()[0][0])[:10]


def turn_to(schema: str) -> None:
    """Let bare names mean the relations of a schema first."""
    connection().execute(f"set search_path = '\"{schema}\",main'")

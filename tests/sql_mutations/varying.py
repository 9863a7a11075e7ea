"""Vary a case until it tells a mutant from its model: a row more, a cell other than it was.

What comes out is a draft for tests/sql/cases: a case that is `like` another but for some changes,
and what the model makes of it today. Whoever commits it has read it and agrees.
"""

from __future__ import annotations

import contextlib
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import duckdb
import yaml

from tests.sql.project import create_seeds, model, model_paths, shapes
from tests.sql.running import Case, Change, create_given
from tests.sql_mutations.mutating import Mutant
from tests.sql_mutations.running import cases_of, changed_models, try_all

_TRIES: Final = 60
# What tells rows apart, as far as a model has it: always among the columns that are expected.
_KEYS: Final = (
    *("check_id", "claim_id", "invariant_id", "instance_key", "side", "report_id"),
    *("table_number", "row_number", "column_number", "figure_id", "status"),
)

_Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Variation:
    """A case with changes, and the mutants that it tells apart.

    Attributes:
        base: the case.
        changes: what is other in it.
        columns: of the model, those that matter.
        expected: its rows, by these columns.
        slips: what the variation notices.
    """

    base: str
    changes: Sequence[Change]
    columns: Sequence[str]
    expected: _Rows
    slips: Sequence[Mutant]


class Stage:
    """The rows of a case in memory, to be changed and taken back."""

    def __init__(self, case: Case, name: str) -> None:
        self.case = case
        self.name = name
        self.columns = list(shapes()[name])
        self._connection = duckdb.connect(config={"threads": 1})
        create_seeds(self._connection, case.given.keys())
        create_given(self._connection, case.given, {name}, {})
        self.sizes = {
            relation: self._one(f"select count(*) from {relation}")
            for relation in model(name).reads & case.given.keys()
        }

    def _one(self, sql: str) -> Any:
        return self._connection.execute(sql).fetchall()[0][0]

    def values(self, relation: str, column: str) -> list[Any]:
        """Give what stands in a column."""
        rows = self._connection.execute(f'select distinct "{column}" from {relation} order by all')
        return [value for (value,) in rows.fetchall()]

    def rows(self, changes: Sequence[Change], sqls: Iterable[str]) -> Iterator[_Rows | None]:
        """Give what queries make of the changed case; None where one fails."""
        self._connection.execute("begin")
        try:
            for change in changes:
                change.make(self._connection)
            for sql in sqls:
                result = self._connection.execute(f"select * from ({sql}) as made order by all")
                yield result.fetchall()
        except duckdb.Error:
            yield None
        finally:
            with contextlib.suppress(duckdb.Error):
                self._connection.execute("rollback")


def vary(name: str, wanted: Sequence[Mutant]) -> Iterator[Variation]:
    """Find variations of a model's cases that tell mutants apart, one for as many as it does."""
    waiting = {mutant: changed_models(mutant)[name].sql for mutant in wanted}
    stages = [
        Stage(case, name) for case in cases_of(name) if case.model == name and not case.changes
    ][:3]
    for mutant in [*waiting]:
        if mutant not in waiting:
            continue
        rng = random.Random("\n".join(mutant.key))
        for number in range(_TRIES if stages else 0):
            stage = stages[number % len(stages)]
            changes = _draw(rng, stage, mutant)
            own, other = _both(stage, changes, waiting[mutant])
            if own is None or other is None or own == other:
                continue
            told = {mutant: other}
            for each, sql in waiting.items():
                if each is not mutant:
                    mine, its = _both(stage, changes, sql)
                    if mine is not None and its is not None and its != own:
                        told[each] = its
            yield _narrowed(stage, changes, own, told)
            for each in told:
                del waiting[each]
            break


def _both(stage: Stage, changes: Sequence[Change], sql: str) -> tuple[_Rows | None, _Rows | None]:
    made = [*stage.rows(changes, (model(stage.name).sql, sql))]
    return (made[0], made[1]) if len(made) == 2 else (None, None)


def _draw(rng: random.Random, stage: Stage, mutant: Mutant) -> list[Change]:
    """Draw one to three changes, mostly of columns that the mutated line names."""
    relations = sorted(each for each, size in stage.sizes.items() if size)
    named = set(re.findall(r"\w+", f"{mutant.before} {mutant.after}"))
    read = set(re.findall(r"\w+", model(stage.name).sql))
    changes = []
    for _ in range(rng.choice((1, 1, 2, 3))):
        near = [(r, c) for r in relations for c in shapes()[r] if c in named]
        far = [(r, c) for r in relations for c in shapes()[r] if c in read]
        relation, column = rng.choice(near if near and rng.random() < 0.8 else far)
        value = rng.choice(_candidates(stage, relation, column, mutant))
        row = rng.randrange(stage.sizes[relation])
        changes.append(Change(relation, row, {column: value}, is_added=rng.random() < 0.5))
    return changes


def _candidates(stage: Stage, relation: str, column: str, mutant: Mutant) -> list[Any]:
    kind = shapes()[relation][column]
    values = stage.values(relation, column)
    if kind == "BOOLEAN":
        return [True, False, None]
    if kind == "VARCHAR":
        literals = re.findall(r"'([^']*)'", mutant.before)
        return [*values, *literals, "q", None]
    if kind in ("INTEGER", "BIGINT") or kind.startswith("DECIMAL"):
        numbers = [int(each) for each in re.findall(r"\b\d+\b", mutant.before)]
        near = [value + by for value in values if value is not None for by in (-1, 1)]
        return [*values, *near, *numbers, 0, None]
    return [*values, None]


def _narrowed(
    stage: Stage, changes: Sequence[Change], own: _Rows, told: dict[Mutant, _Rows]
) -> Variation:
    """Expect only columns that tell rows or mutants apart."""
    columns = stage.columns

    def seen(rows: _Rows, chosen: Sequence[str]) -> list[str]:
        places = [columns.index(each) for each in chosen]
        return sorted(repr([row[place] for place in places]) for row in rows)

    chosen = [
        each for each in _KEYS if each in columns and any(row[columns.index(each)] for row in own)
    ]
    if "check_id" in chosen or "claim_id" in chosen:
        chosen = [each for each in chosen if each in ("check_id", "claim_id", "status")]
    for other in told.values():
        if seen(own, chosen) == seen(other, chosen):
            chosen.append(next(c for c in columns if seen(own, [c]) != seen(other, [c])))
    kept = [each for each in columns if each in chosen]
    places = [columns.index(each) for each in kept]
    expected = [tuple(row[place] for place in places) for row in own]
    return Variation(stage.case.name, changes, kept, expected, [*told])


def draft_cases(chosen: Iterable[Mutant]) -> str:
    """Draft cases for the mutants that no case notices yet."""
    unnoticed: dict[str, list[Mutant]] = {}
    for outcome in try_all(chosen):
        if outcome.fate in ("survived", "untested") and outcome.mutant.file in model_paths():
            unnoticed.setdefault(outcome.mutant.file, []).append(outcome.mutant)
    return "\n".join(
        written(each, f"{name}__varied_{number}")
        for name, slips in unnoticed.items()
        for number, each in enumerate(vary(name, slips), start=1)
    )


def written(variation: Variation, name: str) -> str:
    """Write a variation as YAML, one row a line."""
    lines = [f"- name: {name}", "  description: |"]
    for slip in variation.slips:
        lines += [f"    {slip.part}: {slip.before}", f"      is not: {slip.after or '(nothing)'}"]
    lines += [f"  like: {variation.base}", "  changes:"]
    for change in variation.changes:
        entry = {"input": f"ref('{change.relation}')", "row": change.row}
        entry |= {"add": True} if change.is_added else {}
        lines.append(f"    - {_flow(entry | {'set': dict(change.values)})}")
    rows = [dict(zip(variation.columns, row, strict=True)) for row in variation.expected]
    lines += ["  expect:", "    rows:" if rows else "    rows: []"]
    lines += [f"      - {_flow(row)}" for row in rows]
    return "\n".join(lines) + "\n"


class _Dumper(yaml.SafeDumper):
    """Writes numbers as they are."""


_Dumper.add_representer(
    Decimal,
    lambda dumper, value: dumper.represent_scalar(
        "tag:yaml.org,2002:int" if value == value.to_integral() else "tag:yaml.org,2002:float",
        f"{value.normalize():f}",
    ),
)


def _flow(row: dict[str, Any]) -> str:
    text = yaml.dump(
        row,
        Dumper=_Dumper,
        default_flow_style=True,
        allow_unicode=True,
        sort_keys=False,
        width=100_000,
    )
    return str(text).strip()

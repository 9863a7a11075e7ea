"""Run what tests a model on its mutants, in memory."""

from __future__ import annotations

import contextlib
import functools
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import duckdb
import jinja2

from tests.sql.made import made_of, pinned
from tests.sql.project import (
    PROJECT,
    Model,
    create_seeds,
    in_order,
    macro_texts,
    model,
    model_paths,
    render,
)
from tests.sql.running import Case, create_given, differences, read_cases, read_units
from tests.sql_mutations.mutating import Mutant, mutants

Fate = Literal["killed", "survived", "no SQL", "untested"]

# What notices a mutant is a case, or what a model makes of the corpus.
MADE: Final = "made of "

# What checks are made of. A macro is tried with every model that uses it.
_FOLDERS: Final = (PROJECT / "models" / "checks", PROJECT / "macros" / "checks")


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant."""

    mutant: Mutant
    fate: Fate
    killer: str | None = None


@functools.cache
def all_mutants() -> tuple[Mutant, ...]:
    """Make every mutant of the check SQL; generic tests of dbt are none."""
    paths = sorted(path for folder in _FOLDERS for path in folder.rglob("*.sql"))
    return tuple(mutant for path in paths for mutant in mutants_of(path.stem))


@functools.cache
def mutants_of(file: str) -> tuple[Mutant, ...]:
    """Make every mutant of one file of check SQL; none of what is no such file."""
    paths = [path for folder in _FOLDERS for path in folder.rglob(f"{file}.sql")]
    return tuple(
        mutant
        for path in paths
        if not file.startswith("test_")
        for mutant in mutants(file, path.read_text(encoding="utf-8"))
    )


def drawn(per_mille: int, start: int = 0) -> tuple[Mutant, ...]:
    """Draw a share of all mutants: by their words, so that other lines do not change the lot.

    Args:
        per_mille: how many of a thousand.
        start: from which on; lots that do not overlap have no mutant in common.
    """

    def lot(mutant: Mutant) -> int:
        return int(hashlib.sha256("\n".join(mutant.key).encode()).hexdigest(), 16) % 1000

    return tuple(mutant for mutant in all_mutants() if start <= lot(mutant) < start + per_mille)


@functools.cache
def all_cases() -> tuple[Case, ...]:
    """Give all cases of tests/sql and dbt's unit tests."""
    return (*read_units(), *read_cases())


@functools.cache
def cases_of(name: str) -> tuple[Case, ...]:
    """Give the cases in which a model runs, those about it first."""
    found = [case for case in all_cases() if name in case.models]
    return tuple(sorted(found, key=lambda case: (case.model != name, len(case.models))))


@functools.cache
def users_of(macro: str) -> tuple[str, ...]:
    """Name the models that use a macro, by way of another or not."""
    return tuple(name for name in in_order() if f"{macro}(" in _with_macros(model_paths()[name]))


def _with_macros(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    while True:
        used = [each for name, each in macro_texts().items() if f"{name}(" in text]
        grown = text + "".join(each for each in used if each not in text)
        if grown == text:
            return text
        text = grown


def changed_models(mutant: Mutant) -> Mapping[str, Model]:
    """Render what a mutant changes."""
    if mutant.file in model_paths():
        return {mutant.file: render(mutant.file, mutant.text)}
    macros = {mutant.file: mutant.text}
    return {
        name: render(name, model_paths()[name].read_text(encoding="utf-8"), macros)
        for name in users_of(mutant.file)
    }


class Prepared:
    """A case whose given rows stand ready, to be run again and again."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._order = [name for name in in_order() if name in case.models]
        self._connection = duckdb.connect(config={"threads": 1})
        create_seeds(self._connection, case.given.keys())
        create_given(self._connection, case.given, case.models, {})
        for change in case.changes:
            change.make(self._connection)

    def notices(self, changed: Mapping[str, Model]) -> bool:
        """Say whether the case fails with changed models.

        Raises:
            duckdb.Error: the changed models are no SQL.
        """
        self._connection.execute("begin")
        try:
            for name in self._order:
                sql = (changed.get(name) or model(name)).sql
                self._connection.execute(f"create table {name} as {sql}")
            return bool(differences(self._connection, self.case))
        finally:
            with contextlib.suppress(duckdb.Error):
                self._connection.execute("rollback")


@functools.cache
def prepared(name: str) -> Prepared:
    """Prepare the case of a name."""
    return Prepared(next(case for case in all_cases() if case.name == name))


_NO_SQL: Final = (
    duckdb.ParserException,
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.NotImplementedException,
    duckdb.SyntaxException,
)

# What says nothing of a mutant: the machine is short of something.
BROKEN: Final = (duckdb.OutOfMemoryException, duckdb.IOException, duckdb.InternalException)


def _cases_of(changed: Mapping[str, Model]) -> Iterable[Case]:
    return {case.name: case for name in changed for case in cases_of(name)}.values()


def is_noticed_by_cases(changed: Mapping[str, Model]) -> bool:
    """Say whether a case fails with changed models, or they are no SQL."""
    try:
        return any(prepared(case.name).notices(changed) for case in _cases_of(changed))
    except BROKEN:
        raise
    except duckdb.Error:
        return True


def try_mutant(mutant: Mutant) -> Outcome:
    """Run the cases of a mutant until one notices it, then what is pinned of its models."""
    try:
        changed = changed_models(mutant)
    except jinja2.TemplateError:
        return Outcome(mutant, "no SQL")
    cases = _cases_of(changed)
    for case in cases:
        try:
            if prepared(case.name).notices(changed):
                return Outcome(mutant, "killed", case.name)
        except _NO_SQL:
            return Outcome(mutant, "no SQL")
        except BROKEN:
            raise
        except duckdb.Error:  # a number out of range, a row where one is expected: noticed
            return Outcome(mutant, "killed", case.name)
    for name in sorted(changed.keys() & pinned().keys()):
        for key, made in pinned()[name].items():
            try:
                if made_of(name, key, changed[name].sql) != made:
                    return Outcome(mutant, "killed", f"{MADE}{name}, {key}")
            except _NO_SQL:
                return Outcome(mutant, "no SQL")
            except BROKEN:
                raise
            except duckdb.Error:
                return Outcome(mutant, "killed", f"{MADE}{name}, {key}")
    return Outcome(mutant, "survived" if cases else "untested")


def try_all(chosen: Iterable[Mutant]) -> Iterator[Outcome]:
    """Try mutants, those of a file together."""
    for mutant in sorted(chosen, key=lambda each: (each.file, each.line_number, each.after)):
        yield try_mutant(mutant)


def summarise(outcomes: Sequence[Outcome]) -> dict[Fate, int]:
    """Count fates."""
    fates: tuple[Fate, ...] = ("killed", "survived", "no SQL", "untested")
    return {fate: sum(each.fate == fate for each in outcomes) for fate in fates}

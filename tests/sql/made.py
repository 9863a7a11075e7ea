"""What the models of checks make of the corpus: rows that are reviewed, digests that are pinned.

`python -m tests.sql.made` writes both anew, and prints every row that the SQL of the last commit
makes otherwise: what is to be reviewed like code.
"""

from __future__ import annotations

import functools
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import duckdb

from tests.conftest import REPOSITORY
from tests.sql.corpus import modelled
from tests.sql.perturbing import (
    PERTURBATIONS,
    connection,
    digest,
    models_of_checks,
    perturb,
    turn_to,
)
from tests.sql.project import model, model_paths, render

CHECKS: Final = REPOSITORY / "tests" / "golden" / "checks.txt"
DIGESTS: Final = Path(__file__).parent / "made.txt"

_ROWS_SHOWN: Final = 5


def checks() -> str:
    """Write what became of the corpus's checks: report, identity, status, reason, how many."""
    rows = modelled().execute(
        "select file_name, invariant_id, checks.status, coalesce(reason_code, ''), count(*)"
        " from fct_invariant_checks as checks inner join int_reports_published using (report_id)"
        " group by all order by all"
    )
    return "".join("\t".join(map(str, row)).rstrip() + "\n" for row in rows.fetchall())


def made_of(name: str, number: int, sql: str) -> str:
    """Say what SQL makes of one perturbation; that it fails on some row is an answer too."""
    try:
        return digest(name, number, sql)
    except (duckdb.ConversionException, duckdb.OutOfRangeException, duckdb.InvalidInputException):
        return "fails"


def digests(name: str, sql: str) -> Iterator[str]:
    """Say, perturbation by perturbation, what SQL makes of what a model reads."""
    for number in range(PERTURBATIONS + 1):
        yield made_of(name, number, sql)


@functools.cache
def pinned() -> dict[str, list[str]]:
    """Read the digests that are pinned, by model."""
    lines = DIGESTS.read_text(encoding="utf-8").splitlines()
    return {line.split(": ")[0]: line.split(": ")[1].split(", ") for line in lines}


def _before(name: str) -> str | None:
    """Render a model as the last commit has it, with the macros of today."""
    path = model_paths()[name].relative_to(REPOSITORY).as_posix()
    done = subprocess.run(
        ["git", "show", f"HEAD:{path}"], cwd=REPOSITORY, capture_output=True, check=False
    )
    return render(name, done.stdout.decode()).sql if done.returncode == 0 else None


def _differences(name: str) -> Iterator[str]:
    before, now = _before(name), model(name).sql
    if before is None or before == now:
        return
    for number in range(PERTURBATIONS + 1):
        turn_to(perturb(name, number))
        for sign, one, other in (("-", before, now), ("+", now, before)):
            sql = f"(from ({one})) except all (from ({other}))"
            for row in connection().execute(f"{sql} limit {_ROWS_SHOWN}").fetchall():
                yield f"{name} {number} {sign} {row}"


def main() -> None:
    """Write the files, print what became of rows."""
    CHECKS.write_text(checks(), encoding="utf-8")
    lines = [
        f"{name}: {', '.join(digests(name, model(name).sql))}\n" for name in models_of_checks()
    ]
    DIGESTS.write_text("".join(lines), encoding="utf-8")
    for name in models_of_checks():
        for line in _differences(name):
            print(line)


if __name__ == "__main__":
    main()

"""What the models of checks make of the corpus: rows that are reviewed, digests that are pinned.

`python -m tests.sql.made` writes both anew, and prints every row that the SQL of the last commit
makes otherwise: what is to be reviewed like code.
"""

from __future__ import annotations

import functools
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import duckdb

from tests.conftest import REPOSITORY
from tests.sql.corpus import modelled
from tests.sql.perturbing import (
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
_GROUP: Final = (
    "coalesce(nullif(regexp_extract(file_name, '^(slipped|trait|form|told|listed|final)-', 1), ''),"
    " file_name)"
)


def checks() -> str:
    """Write what became of the corpus's checks: report, identity, status, reason, how many.

    Reports that are no fixtures of their own are told by what they are made for.
    """
    rows = modelled().execute(
        f"select {_GROUP} as group_name, invariant_id, checks.status, coalesce(reason_code, ''),"
        " count(*)"
        " from fct_invariant_checks as checks inner join int_reports_published using (report_id)"
        " group by all order by all"
    )
    return "".join("\t".join(map(str, row)).rstrip() + "\n" for row in rows.fetchall())


def made_of(name: str, key: str, sql: str) -> str:
    """Say what SQL makes of one perturbation; that it fails on some row is an answer too."""
    try:
        return digest(name, key, sql)
    except (duckdb.ConversionException, duckdb.OutOfRangeException, duckdb.InvalidInputException):
        return "fails"


def digests(name: str, sql: str) -> dict[str, str]:
    """Say, perturbation by perturbation, what SQL makes of what a model reads."""
    return {key: made_of(name, key, sql) for key in pinned()[name]}


@functools.cache
def pinned() -> dict[str, dict[str, str]]:
    """Read the digests that are pinned: model → perturbation → digest."""
    found: dict[str, dict[str, str]] = {}
    for line in DIGESTS.read_text(encoding="utf-8").splitlines():
        name, _, words = line.partition(": ")
        pairs = [word.partition("=") for word in words.split(", ")]
        found[name] = {key: made for key, _, made in pairs}
    return found


def pin(digests_by_model: Mapping[str, Mapping[str, str]]) -> None:
    """Write digests, those of the corpus as it is ("0") first."""
    DIGESTS.write_text(
        "".join(
            f"{name}: {', '.join(f'{key}={made}' for key, made in found.items())}\n"
            for name, found in digests_by_model.items()
        ),
        encoding="utf-8",
    )


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
    for key in pinned()[name]:
        turn_to(perturb(name, key))
        try:
            both = ", ".join(each for each in _columns(before) if each in _columns(now))
        except duckdb.BinderException:
            yield f"{name} {key}: what it was reads columns that are gone"
            continue
        for sign, one, other in (("-", before, now), ("+", now, before)):
            sql = f"(select {both} from ({one})) except all (select {both} from ({other}))"
            for row in connection().execute(f"{sql} limit {_ROWS_SHOWN}").fetchall():
                yield f"{name} {key} {sign} {row}"


def _columns(sql: str) -> list[str]:
    return [f'"{name}"' for name, *_ in connection().execute(f"describe {sql}").fetchall()]


def main() -> None:
    """Write the files, print what became of rows."""
    CHECKS.write_text(checks(), encoding="utf-8")
    pin({name: digests(name, model(name).sql) for name in models_of_checks()})
    for name in models_of_checks():
        for line in _differences(name):
            print(line)


if __name__ == "__main__":
    main()

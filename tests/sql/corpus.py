"""A small corpus of readings on which every model runs.

It holds the shipped report and the fixtures, reports with odd traits, forms of many provinces and
what they say in words, departments in two years, and some of all these again with planted slips,
beside the correct ones. What was read of it stands in `corpus/`, one file per raw table, so that no
page is read to try SQL. `python -m tests.sql.corpus` reads the reports anew.
"""

from __future__ import annotations

import functools
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import duckdb

from ingest.contract.schema import FRAMES
from tests.conftest import REPOSITORY
from tests.provinces.forms import FORMS
from tests.provinces.headed import HEADED
from tests.provinces.models import model_reports
from tests.provinces.spent import PLACES
from tests.provinces.told import TOLD, told
from tests.sql.project import create_sources, in_order, model, model_paths
from tests.traits import sheets
from tests.traits.bench import TRAITS
from tests.typesetting.layouts import make_report
from tests.typesetting.press import typeset

FOLDER: Final = Path(__file__).parent / "corpus"

# What no model of checks reads.
_LEFT_OUT: Final = frozenset({"cells", "paragraphs"})


# The same department in years that follow each other: layout, seed, year.
_YEARS: Final = (("listed", 1, 2023), ("listed", 1, 2024), ("final", 2, 2023), ("final", 2, 2024))
# One report in so many is there a second time, with slips.
_SLIPPED: Final = 3

# What a copy is told apart by.
_COPY: Final = "left(md5(report_id), 16)"
_COPIED: Final = {
    "report_id": _COPY,
    "sha256": "sha256(report_id)",
    "file_name": "'slipped-' || file_name",
    "file_path": "'slipped-' || file_path",
    **{
        each: f"{_COPY} || substr({each}, 17)"
        for each in ("figure_id", "claim_id", "target_figure_id", "weight_figure_id")
    },
}
# What slips in a copy: here and there the last digit, a power of ten, a sign, a cell left blank.
_FIGURE: Final = "hash(figure_id) % 80"
_CLAIM: Final = "hash(claim_id) % 16"
_SLIPS: Final = {
    "raw_figures": {
        each: f"case {_FIGURE} when 0 then {each} + coalesce({each} / nullif(value, 0), 0)"
        f" / power(10, decimals) when 1 then {each} * 10 when 2 then -{each} when 3 then null"
        f" else {each} end"
        for each in ("value", "amount_yuan")
    },
    "raw_claims": {
        "amount_yuan": f"case {_CLAIM} when 0 then amount_yuan + 100 when 1 then amount_yuan * 10"
        " else amount_yuan end",
        "direction": f"case when {_CLAIM} <> 2 then direction"
        " when direction = 'increase' then 'decrease'"
        " when direction = 'decrease' then 'increase' else direction end",
        "claim_year": f"if({_CLAIM} = 3, claim_year - 1, claim_year)",
    },
    "raw_lines": {
        "row_code": "if(hash(report_id, table_number, row_number) % 40 = 0,"
        " left(row_code, length(row_code) - 1) || '9', row_code)",
    },
}


def _documents() -> Iterator[tuple[str, bytes]]:
    for path in sorted(
        [*REPOSITORY.glob("tests/golden/*/*.pdf"), *REPOSITORY.glob("data/reports/*.pdf")]
    ):
        yield f"{path.parent.name}-{path.name}", path.read_bytes()
    for layout, seed, year in _YEARS:
        yield f"{layout}-{year}", typeset(make_report(layout, seed, year))
    for number, (name, trait) in enumerate(TRAITS.items()):
        rng = random.Random(name)
        style = sheets.draw_style(rng)
        yield f"trait-{name}", typeset(sheets.make_report(style, number, trait(rng, style)))
    for form in (*FORMS, *HEADED[::8], *PLACES[::3]):
        yield f"form-{form.__name__}", typeset(form()[0])
    for number, name in enumerate(TOLD):
        yield f"told-{number}", typeset(told(name, with_tables=number % 2 == 0))


def write() -> None:
    """Read the reports and write what was read."""
    FOLDER.mkdir(exist_ok=True)
    names = [*(f"raw_{each}" for each in FRAMES if each not in _LEFT_OUT), "raw_report_files"]
    with model_reports(dict(_documents()), ()) as connection:
        _plant_slips(connection, names)
        for name in names:
            target = (FOLDER / f"{name}.parquet").as_posix()
            connection.execute(
                f"copy (from {name} order by all) to '{target}' (format parquet, compression zstd)"
            )


def _plant_slips(connection: duckdb.DuckDBPyConnection, names: Sequence[str]) -> None:
    """Copy some reports, with amounts, signs, codes, years and directions other than they were."""
    connection.execute(
        "create temp table slipped as select report_id from raw_report_files"
        f" qualify (row_number() over (order by file_name) - 1) % {_SLIPPED} = 0"
    )
    for name in names:
        columns = [row[0] for row in connection.execute(f"describe {name}").fetchall()]
        slips = {**_COPIED, **_SLIPS.get(name, {})}
        changed = ", ".join(f'{slips[each]} as "{each}"' for each in columns if each in slips)
        connection.execute(
            f"insert into {name} select * replace ({changed}) from {name}"
            " where report_id in (from slipped)"
        )


@functools.cache
def modelled() -> duckdb.DuckDBPyConnection:
    """Run all models but the views in Chinese on the corpus, in memory; rows in a fixed order."""
    connection = duckdb.connect(config={"threads": 1})
    create_sources(connection)
    for path in sorted(FOLDER.glob("*.parquet")):
        connection.execute(f"insert into {path.stem} by name from read_parquet(?)", [str(path)])
    for name in in_order():
        if "zh" not in model_paths()[name].parts:
            connection.execute(f"create table {name} as from ({model(name).sql}) order by all")
    return connection


if __name__ == "__main__":
    write()

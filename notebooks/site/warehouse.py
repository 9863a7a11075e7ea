"""Ask the published warehouse, read-only, and make what it says fit to be shown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import duckdb

from ingest.contract.keys import report_and_key
from ingest.errors import IngestError

Row = dict[str, Any]

# What a report's pages are made of: a report is rebuilt when any of its rows here changes.
_RELATIONS_SIGNED: Final = (
    "marts.dim_reports",
    "marts.fct_acknowledgements",
    "marts.fct_balances",
    "marts.fct_economic_expenditures",
    "marts.fct_figures",
    "marts.fct_findings",
    "marts.fct_function_expenditures",
    "marts.fct_function_revenues",
    "marts.fct_invariant_checks",
    "marts.fct_invariant_terms",
    "marts.fct_narrative_claims",
    "marts.fct_project_amounts",
    "marts.fct_project_expenditures",
    "marts.fct_tables",
    "marts.fct_three_public",
    "raw.cells",
    "raw.columns",
    "raw.figures",
    "raw.lines",
    "raw.pages",
    "raw.report_files",
)

# Views over those: they say which figures the facts add up. Signing them would cost a second of
# every ten reports' build, and what they say changes only with the facts above.
_VIEWS_ASKED: Final = (
    "intermediate.int_coded_rows_chosen",
    "intermediate.int_coded_tables_chosen",
    "intermediate.int_figures_described",
    "intermediate.int_reports_addressed",
)

# More would only compete with the other processes that build the site.
_THREADS: Final = 1


class SiteError(IngestError):
    """The site cannot be built; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount and the printed figures that it is the sum of.

    Attributes:
        yuan: None where nothing is printed.
        figures: Their ids without the report's own part (`002-0004-003`), in order.
        is_derived: Summed here from parts, because the report prints no total.
    """

    yuan: Decimal | None = None
    figures: tuple[str, ...] = ()
    is_derived: bool = False

    def __add__(self, other: Amount) -> Amount:
        """Add up what is printed; nothing plus nothing stays nothing."""
        if self.yuan is None or other.yuan is None:
            return other if self.yuan is None else self
        return Amount(self.yuan + other.yuan, self.figures + other.figures)


NOTHING: Final = Amount()


def visible_text(text: str) -> str:
    r"""Show control characters and invisible marks of a text as signs.

    HTML has no place for them, and a right-to-left mark would turn the page around it.

    >>> visible_text("水利局\x07\n\u202e")
    '水利局␇␊\\u202e'
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _sign(ord(char)) for char in text)


def _sign(number: int) -> str:
    if number < 0x20:
        return chr(0x2400 + number)
    return " " if number in (0xA0, 0x3000) else f"\\u{number:04x}"


@contextmanager
def open_warehouse(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a published warehouse.

    Raises:
        SiteError: there is none, or it was built by an older version.
    """
    if not path.is_file():
        raise SiteError(f"there is no warehouse {path} (尚无仓库); run `make build` first")
    try:
        connection = duckdb.connect(str(path), read_only=True, config={"threads": _THREADS})
    except duckdb.Error as error:
        raise SiteError(f"{path} cannot be opened: {error}") from error
    with connection:
        connection.execute("set enable_progress_bar = false")
        found = {
            f"{schema}.{name}"
            for schema, name in connection.execute(
                "select table_schema, table_name from information_schema.tables"
            ).fetchall()
        }
        asked = (*_RELATIONS_SIGNED, *_VIEWS_ASKED)
        missing = [name for name in asked if name not in found]
        if missing:
            raise SiteError(
                f"{path} lacks {', '.join(missing)}: it was built by another version;"
                " run `make build` again"
            )
        yield connection


def ask(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[object] = ()
) -> list[Row]:
    """Run one query; texts come back fit to be shown."""
    result = connection.execute(sql, list(parameters))
    names = [column[0] for column in result.description or ()]
    return [
        {name: _shown(value) for name, value in zip(names, row, strict=True)}
        for row in result.fetchall()
    ]


def _shown(value: object) -> object:
    if isinstance(value, str):
        return visible_text(value)
    if isinstance(value, list):
        return [_shown(each) for each in value]
    return value


def group_by_report(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Part rows by their `report_id`, their order kept."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row["report_id"], []).append(row)
    return groups


def read_signatures(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Sign what the warehouse says of each report: equal signatures, equal pages."""
    parts: dict[str, list[str]] = {}
    for name in _RELATIONS_SIGNED:
        sums = connection.execute(
            # the sum, unlike exclusive or, tells one row from three
            f"select report_id, sum(hash(relation)), count(*) from {name} as relation"
            " where report_id is not null group by report_id"
        ).fetchall()
        for report_id, total, count in sums:
            parts.setdefault(report_id, []).append(f"{name}:{total}:{count}")
    return {
        report_id: hashlib.sha256("|".join(signed).encode()).hexdigest()
        for report_id, signed in parts.items()
    }


def short_key(figure_id: str) -> str:
    """Drop the report's part of a figure's id.

    >>> short_key("0a2c5055842f73b9-002-0004-003")
    '002-0004-003'
    """
    return report_and_key(figure_id)[1]

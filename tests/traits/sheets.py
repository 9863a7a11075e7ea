"""What traits are printed with: a style (unit, digits, zeros, grouping) and tables of rows."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from tests.typesetting.amounts import Print, amount_printer
from tests.typesetting.body import columns, table_pages
from tests.typesetting.code_names import FUNCTIONS
from tests.typesetting.layouts import street_name
from tests.typesetting.report import Page, Paragraph, Report, Row, Table

ZERO: Final = Decimal(0)
_PLACE: Final = "重庆市潼南区"


@dataclass(frozen=True, slots=True)
class Style:
    """How one report prints.

    Attributes:
        unit: 元 or 万元.
        quantum: the smallest amount that it prints exactly, in yuan.
        show: prints an amount.
        year: of the budget.
    """

    unit: str
    quantum: Decimal
    show: Print
    year: int


@dataclass(frozen=True, slots=True)
class Told:
    """Tables, and paragraphs that speak of them."""

    tables: tuple[Table, ...]
    paragraphs: tuple[str, ...] = ()


def draw_style(rng: random.Random) -> Style:
    """Draw a style."""
    unit, unit_yuan, decimals = rng.choice([("万元", 10_000, 2), ("元", 1, 2), ("元", 1, 0)])
    show = amount_printer(
        unit_yuan, decimals, grouped=rng.random() < 0.5, zero=rng.choice(["", None])
    )
    return Style(unit, Decimal(unit_yuan).scaleb(-decimals), show, rng.choice([2022, 2024, 2025]))


def draw_amount(rng: random.Random, style: Style, low: int = 1, high: int = 900) -> Decimal:
    """Draw an amount between `low` and `high` 万元 that the style prints exactly."""
    yuan = Decimal(rng.randint(low * 10_000, high * 10_000))
    return yuan - yuan % style.quantum


def split_amount(rng: random.Random, style: Style, whole: Decimal, count: int) -> list[Decimal]:
    """Split an amount into parts that add up to it."""
    steps = int(whole / style.quantum)
    cuts = sorted(rng.sample(range(1, steps), count - 1))
    return [style.quantum * (high - low) for low, high in pairwise([0, *cuts, steps])]


def draw_codes(rng: random.Random, count: int) -> list[str]:
    """Draw functional 项 in the order of their codes."""
    items = [code for code in FUNCTIONS if len(code) == 7]
    return sorted(rng.sample(items, min(count, len(items))))


def make_sheet(
    style: Style,
    kind: str,
    title: str,
    roles: str,
    header: tuple[Row, ...],
    rows: Sequence[Row],
    *,
    order: int,
    block_starts: tuple[int, ...] = (),
) -> Table:
    """Make one table; label columns are wider than figures."""
    wide = set("nPUFt")
    return Table(
        kind=kind,
        title=f"{style.year}年{title}",
        unit=style.unit,
        columns=columns(
            roles,
            [5.0 if role in wide else 2.6 for role in roles],
            style.unit,
            block_starts=block_starts,
        ),
        header_rows=header,
        rows=tuple(rows),
        annex_label=f"表{order}",
        unit_line=f"单位：{style.unit}",
        text_size_pt=7.0,
        row_padding_pt=2.0,
    )


def make_report(style: Style, number: int, told: Told | Sequence[Table]) -> Report:
    """Make a report of tables on wide pages of their own, broken where they are long."""
    tables = told.tables if isinstance(told, Told) else tuple(told)
    paragraphs = told.paragraphs if isinstance(told, Told) else ()
    name = f"{_PLACE}{street_name(number)}街道办事处"
    title = f"{style.year}年{name}部门预算"
    body = f"{name}{style.year}年部门预算由本级和所属单位预算组成。"
    pages: list[Page] = [
        Page((Paragraph(title, "cover"),)),
        Page(
            (
                Paragraph("一、部门基本情况", "heading"),
                Paragraph(body),
                *(Paragraph(text) for text in paragraphs),
            ),
            margin_pt=70.0,
        ),
    ]
    for place, table in enumerate(tables):
        breaks = [22] * (len(table.rows) // 22)
        pages += table_pages(place, table, breaks, landscape=True, repeat="header")
    return Report(
        title=title,
        department=name,
        place=_PLACE,
        year=style.year,
        report_kind="budget",
        tables=tuple(tables),
        pages=tuple(pages),
    )

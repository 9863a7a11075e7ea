"""One small department budget (临江县水务局, 2024) in typst, every part of it open to change.

A variant replaces what stands above or below a table, texts of cells, rules, page breaks, or the
bytes of the finished file. Unless it says otherwise, it must be read as the plain report is: the
same figures, kinds and yuan.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

import typst

DEPARTMENT: Final = "临江县水务局"
UNIT: Final = "万元"
_BLANK: Final = "box(height: 7pt)"
_FONTS: Final = Path(__file__).parents[2] / "notebooks" / "fonts"
_TIMESTAMP: Final = 1_704_067_200

Cell = tuple[str, int, int]  # text, rows, columns


@dataclass(frozen=True)
class Table:
    """A table's words."""

    title: str
    shares: tuple[int, ...]
    header: tuple[tuple[Cell | None, ...], ...]  # None where a cell is merged into another
    rows: tuple[tuple[str, ...], ...]
    labels: tuple[int, ...]  # columns of text


def _heads(*texts: str) -> tuple[Cell, ...]:
    return tuple((text, 1, 1) for text in texts)


def _spending(title: str, other: tuple[str, str]) -> Table:
    whole, project = other
    water = "1,534.28" if project == "700.00" else "1,434.28"
    return Table(
        title,
        (2, 6, 3, 3, 3),
        (_heads("科目编码", "科目名称", "合计", "基本支出", "项目支出"),),
        (
            ("", "合计", whole, "1,053.54", project),
            ("208", "社会保障和就业支出", "120.50", "120.50", ""),
            ("20805", "行政事业单位养老支出", "120.50", "120.50", ""),
            ("2080505", "机关事业单位基本养老保险缴费支出", "120.50", "120.50", ""),
            ("213", "农林水支出", water, "834.28", project),
            ("21303", "水利", water, "834.28", project),
            ("2130301", "行政运行", "834.28", "834.28", ""),
            ("2130306", "水利工程运行与维护", project, "", project),
            ("221", "住房保障支出", "98.76", "98.76", ""),
            ("22102", "住房改革支出", "98.76", "98.76", ""),
            ("2210201", "住房公积金", "98.76", "98.76", ""),
        ),
        (0, 1),
    )


TABLES: Final = (
    Table(
        "部门收支总表",
        (6, 3, 6, 3),
        (
            (("收入", 1, 2), None, ("支出", 1, 2), None),
            _heads("项目", "预算数", "项目", "预算数"),
        ),
        (
            ("一、一般公共预算拨款收入", "1,653.54", "一、社会保障和就业支出", "120.50"),
            ("二、政府性基金预算拨款收入", "", "二、农林水支出", "1,534.28"),
            ("三、事业收入", "100.00", "三、住房保障支出", "98.76"),
            ("本年收入合计", "1,753.54", "本年支出合计", "1,753.54"),
            ("上年结转", "", "结转下年", ""),
            ("收入总计", "1,753.54", "支出总计", "1,753.54"),
        ),
        (0, 2),
    ),
    _spending("部门支出总表", ("1,753.54", "700.00")),
    _spending("一般公共预算支出表", ("1,653.54", "600.00")),
    Table(
        "一般公共预算“三公”经费支出表",
        (3, 3, 3, 3, 3, 3),
        (
            (
                ("合计", 2, 1),
                ("因公出国（境）费", 2, 1),
                ("公务用车购置及运行费", 1, 3),
                None,
                None,
                ("公务接待费", 2, 1),
            ),
            (None, None, ("小计", 1, 1), ("公务用车购置费", 1, 1), ("公务用车运行费", 1, 1), None),
        ),
        (("15.60", "", "12.40", "", "12.40", "3.20"),),
        (),
    ),
)
PROSE: Final = (
    "第一部分 部门概况",
    f"一、主要职责。{DEPARTMENT}负责全县水资源的统一管理。",
    "二、收支总体情况。2024年收入预算1753.54万元，其中：一般公共预算拨款收入1653.54万元，"
    "事业收入100.00万元。支出预算1753.54万元，其中：基本支出1053.54万元，项目支出700.00万元。",
)


@dataclass(frozen=True)
class Look:
    """How the report is printed.

    Attributes:
        above: lines over the grid of a table, by its number (1…) and title, in typst.
        below: lines under it.
        cells: (table, row of the body, column) → text instead; rows from 0.
        header: (table, row, column) → text instead.
        stroke: of the grids, in typst.
        table_options: more arguments of typst's table.
        grid: writes the whole of a table instead: several pages, say.
        page: typst's arguments of every page.
        behind: content of each table's page before anything else.
        after: content of each table's page after everything else.
        prose: paragraphs of the page before the tables.
        preamble: typst before everything.
        rework: what is done to the finished file.
    """

    above: Callable[[int, str], str] | None = None
    below: Callable[[int], str] | None = None
    cells: Mapping[tuple[int, int, int], str] = field(default_factory=dict)
    header: Mapping[tuple[int, int, int], str] = field(default_factory=dict)
    stroke: str = "0.5pt"
    table_options: str = ""
    grid: Callable[[int, Look], str] | None = None
    page: str = ""
    behind: str = ""
    after: str = ""
    prose: Sequence[str] = PROSE
    preamble: str = ""
    rework: Callable[[bytes], bytes] | None = None


def sides(left: str, right: str) -> str:
    """Set two texts at the two ends of a line."""
    return f"#grid(columns: (1fr, auto), [#{quote(left)}], [#{quote(right)}])"


def line(text: str, align: str = "center", size: float = 10) -> str:
    """Set a line; line breaks stay."""
    return f"#align({align}, text(size: {size}pt, {quote(text)}))"


def heading(
    number: int,
    title: str,
    *,
    unit: str = f"单位：{UNIT}",
    department: str = f"部门：{DEPARTMENT}",
    more: Sequence[str] = (),
) -> str:
    """Write the usual lines above a grid, with some more between title and unit."""
    return "\n".join(
        [line(f"表{number}", "left"), line(title, size=16), *more, sides(department, unit)]
    )


def quote(text: str) -> str:
    """Quote a text as a typst expression; line breaks become `linebreak()`."""
    parts = [part.replace("\\", "\\\\").replace('"', '\\"') for part in text.split("\n")]
    return "(" + " + linebreak() + ".join(f'"{part}"' for part in parts) + ")"


def _spread(texts: Sequence[str], wide: int) -> list[tuple[str, int, int]]:
    """Spread few cells over a table's columns; the last one takes what is left."""
    each = max(1, wide // len(texts))
    last = len(texts) - 1
    return [
        (text, i * each, wide - last * each if i == last else each) for i, text in enumerate(texts)
    ]


def grid_of(
    number: int,
    look: Look,
    *,
    header: tuple[int, int] | None = None,
    rows: tuple[int, int] | None = None,
    columns: Sequence[int] | None = None,
    over: Sequence[Sequence[str]] = (),
    under: Sequence[Sequence[str]] = (),
) -> str:
    """Write a table or a part of it: rows of its header, rows of its body, columns.

    `over` are further ruled rows above the header, of few cells; `under` of one cell per column
    below it.
    """
    table = TABLES[number - 1]
    head = header or (0, len(table.header))
    body = rows or (0, len(table.rows))
    kept = list(columns) if columns is not None else list(range(len(table.shares)))
    cells = [
        f"table.cell(x: {x}, y: {y}, colspan: {wide}, {quote(text) if text else _BLANK})"
        for y, texts in enumerate(over)
        for text, x, wide in _spread(texts, len(kept))
    ]
    y = len(over)
    for row in range(*head):
        for column, cell in enumerate(table.header[row]):
            if cell is None or column not in kept:
                continue
            text, high, wide = cell
            spans = f"rowspan: {min(high, head[1] - row)}, colspan: {wide}, "
            words = quote(look.header.get((number, row, column), text))
            cells.append(
                f"table.cell(x: {kept.index(column)}, y: {y}, {spans}align: center + horizon, "
                f"{words})"
            )
        y += 1
    for texts in under:
        cells += [
            f"table.cell(x: {x}, y: {y}, align: center, {quote(text) if text else _BLANK})"
            for x, text in enumerate(texts)
        ]
        y += 1
    for row in range(*body):
        for place, column in enumerate(kept):
            text = look.cells.get((number, row, column), table.rows[row][column])
            align = "left" if column in table.labels else "right"
            words = quote(text) if text else _BLANK
            cells.append(f"table.cell(x: {place}, y: {y}, align: {align} + horizon, {words})")
        y += 1
    shares = ", ".join(f"{table.shares[column]}fr" for column in kept)
    return (
        f"#table(columns: ({shares},), stroke: {look.stroke}, inset: (x: 3pt, y: 5pt), "
        f"{look.table_options}\n  " + ",\n  ".join(cells) + ")"
    )


def source(look: Look) -> str:
    """Write the report as typst."""
    pages = [
        "#v(9em)\n" + line(f"{DEPARTMENT}\n2024年部门预算公开", size=22),
        "\n\n".join(f"#par({quote(text)})" for text in look.prose),
    ]
    for number, table in enumerate(TABLES, 1):
        above = (look.above or heading)(number, table.title)
        grid = (look.grid or grid_of)(number, look)
        below = look.below(number) if look.below else ""
        pages.append("\n".join([look.behind, above, grid, below, look.after]))
    head = (
        f'#set page(paper: "a4", margin: 60pt, {look.page})\n'
        '#set text(font: "AR PL SungtiL GB", lang: "zh", size: 9pt, cjk-latin-spacing: none)\n'
        f"{look.preamble}\n"
    )
    return head + "\n#pagebreak()\n".join(pages)


def print_report(look: Look | None = None) -> bytes:
    """Typeset the report."""
    look = look or Look()
    made = bytes(
        typst.compile(
            source(look).encode(),
            format="pdf",
            font_paths=_fonts(),
            timestamp=_TIMESTAMP,
            pdf_tags=False,
        )
    )
    return look.rework(made) if look.rework else made


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_FONTS)]
    )

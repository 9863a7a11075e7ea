"""Tables of codes of a department with units: trees below names, again, or without their sum."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Final

from tests.provinces.forms import Made
from tests.provinces.sheets import (
    CODED_KINDS,
    expected,
    make,
    report,
    share_of,
    sheet,
    show,
    standard_set,
)
from tests.typesetting.department import ZERO, Department, ThreePublic, function_tree
from tests.typesetting.prose_text import basic_of, project_of, total_of
from tests.typesetting.report import Row

_NATURE: Final = (total_of, basic_of, project_of)
_COSTS: Final = ("overseas", "purchase", "running", "reception")


def split(d: Department, *shares: str) -> list[Department]:
    """Split a department's money over units; the last takes what is left."""
    parts = [share_of(d, Decimal(share)) for share in shares]

    def left(whole: Decimal, *taken: Decimal) -> Decimal:
        return whole - sum(taken, ZERO)

    functions = tuple(
        replace(
            line,
            basic=left(line.basic, *(p.functions[n].basic for p in parts)),
            project=left(line.project, *(p.functions[n].project for p in parts)),
        )
        for n, line in enumerate(d.functions)
    )
    year = d.three_public
    spent = ThreePublic(
        *(left(getattr(year, k), *(getattr(p.three_public, k) for p in parts)) for k in _COSTS)
    )
    return [*parts, replace(d, functions=functions, three_public=spent)]


def trees(first: str | None) -> Made:
    """Print a tree for each unit below its name, after the department's below `first`, if any."""
    d, name = make(570 + len(first or ""), 2024), "蚌埠市体育局"
    units = list(
        zip(
            (f"{name}本级", "蚌埠市体育运动学校", "蚌埠市体育馆"),
            split(d, "0.6", "0.3"),
            strict=True,
        )
    )
    tables = standard_set(d, name)
    for kind, funds in CODED_KINDS:
        if kind == "government_fund" and first is None:
            continue  # one code for each unit is a list, no tree
        rows: list[Row] = []
        for unit, own in (*(((first, d),) if first else ()), *units):
            rows.append(("", unit, *(show(own.total(m, *funds)) for m in _NATURE)))
            rows += [
                (line.code, line.name, *map(show, line.sums))
                for line in function_tree(own.lines(*funds), *_NATURE)
            ]
        header = (("科目编码", "科目名称", "合计", "基本支出", "项目支出"),)
        tables[kind] = sheet(kind, tables[kind].title, "cnRRR", header, rows)
    return report(d, name, list(tables.values()), rows_per_page=24), expected(d)


def _named(name: str, first: str | None) -> partial[Made]:
    form = partial(trees, first)
    form.__name__ = name  # type: ignore[attr-defined]
    return form


UNITWISE: Final = (
    _named("whole_and_units", "合计"),
    _named("department_and_units", "蚌埠市体育局"),
    _named("units_without_whole", None),
)

"""What publishers say, held against one set of tables: read once, however many say something.

The tables of `told.py` without the pages between: the prose is a list of paragraphs, so that a
further wording costs milliseconds.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import duckdb
import polars as pl
import yaml

from ingest.contract.schema import FRAMES
from ingest.reading.prose.model import Paragraph
from ingest.reading.prose.read import frames_of_paragraphs
from ingest.reading.report import read_report
from tests.provinces.models import model_frames
from tests.provinces.sheets import beside, make, report, sheet, show, standard_set
from tests.provinces.told import KINDS, as_account, carry, say_all
from tests.typesetting.amounts import chinese_number
from tests.typesetting.department import ZERO, Department, Fund, function_tree
from tests.typesetting.press import typeset
from tests.typesetting.prose_text import total_of
from tests.typesetting.report import Row, Table

_TOGETHER: Final = 5


def _forms(file_name: str) -> list[dict[str, Any]]:
    text = (Path(__file__).parent / file_name).read_text(encoding="utf-8")
    forms: list[dict[str, Any]] = yaml.load(text, yaml.CSafeLoader)
    return forms


def _packed(forms: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Put forms of one kind into one report: each has headings of its own."""

    def key(form: dict[str, Any]) -> tuple[str, bool]:
        return form["kind"], form.get("is_carried", False)

    for _, of_kind in groupby(sorted(forms, key=key), key=key):
        listed = list(of_kind)
        for start in range(0, len(listed), _TOGETHER):
            together = listed[start : start + _TOGETHER]
            names, texts = ([one[name] for one in together] for name in ("form", "sentences"))
            yield {**together[0], "form": ", ".join(names), "sentences": "".join(texts)}


SAID: Final[dict[str, dict[str, Any]]] = {
    form["form"]: form for form in (*_forms("said.yml"), *_packed(_forms("said_more.yml")))
}
_NAME: Final = "滁州市审计局"
_SEED: Final = 7
_MARKED: Final = re.compile(r"\[\[(.*?)\]\]")
_LABEL: Final = re.compile(r"〔(?P<title>[^〕]+)〕(?P<label>.+)")
_LAST_DIGIT: Final = re.compile(r"\d(?=\.\d)")
_ORDINALS: Final = "甲乙丙丁戊己庚辛壬癸"


@dataclass(frozen=True)
class Identity:
    """What sentences are understood against."""

    budget_year: int | None
    report_kind: str
    level: str | None
    department_name: str | None


@functools.cache
def _printed(kind: str, year: int, *, is_carried: bool) -> dict[str, pl.DataFrame]:
    """Read the tables of a department without prose."""
    d = make(_SEED, year)
    tables = list(standard_set(d, _NAME).values())
    if is_carried:
        tables[0] = carry(tables[0], d)
    if kind == "final_account":
        tables = [as_account(table) for table in tables]
    tables.append(_appropriation(d, kind))
    return read_report(typeset(report(d, _NAME, tables, [], KINDS[kind])), "tables.pdf")


def _appropriation(d: Department, kind: str) -> Table:
    funds: tuple[Fund, ...] = ("general", "government_fund")
    word = "决算数" if kind == "final_account" else "预算数"
    general, fund = (d.total(total_of, each) for each in funds)
    classes: dict[str, tuple[str, dict[str, Decimal]]] = {}
    for each in funds:
        for line in function_tree(d.lines(each), total_of):
            if len(line.code) == 3:
                classes.setdefault(line.code, (line.name, {}))[1][each] = line.sums[0]
    left: list[Row] = [
        ("一、一般公共预算财政拨款", show(general)),
        ("二、政府性基金预算财政拨款", show(fund)),
        ("三、国有资本经营预算财政拨款", ""),
        ("本年收入合计", show(general + fund)),
        ("年初财政拨款结转和结余", ""),
        ("总计", show(general + fund)),
    ]
    right: list[Row] = [
        (f"{chinese_number(n)}、{name}", *map(show, _summed(parts, funds)))
        for n, (name, parts) in enumerate((classes[code] for code in sorted(classes)), start=1)
    ]
    whole = tuple(map(show, (general + fund, general, fund)))
    right += [("本年支出合计", *whole), ("年末财政拨款结转和结余", "", "", ""), ("总计", *whole)]
    header = (
        ("收入", "", "支出", "", "", ""),
        ("项目", word, "项目", "合计", "一般公共预算财政拨款", "政府性基金预算财政拨款"),
    )
    title = "财政拨款收入支出决算总表" if kind == "final_account" else "财政拨款收支总表"
    return sheet("appropriation", title, "nRnRRR", header, beside(left, right), block_starts=(2,))


def _summed(parts: Mapping[str, Decimal], funds: Sequence[str]) -> tuple[Decimal, ...]:
    amounts = [parts.get(fund, ZERO) for fund in funds]
    return (sum(amounts, ZERO), *amounts)


def paragraphs(
    name_of_form: str, *, is_slipped: bool = False, is_marked: bool = False
) -> list[str]:
    """Give the paragraphs of a form; slipped, each number in [[…]] has a wrong digit."""
    form = SAID[name_of_form]
    d = make(_SEED, form.get("year", 2024))
    words = say_all(d, _SEED) | {"year": d.year, "last": d.year - 1, "name": _NAME}
    general, fund = words["general_project"], words["fund_project"]
    words["fiscal_project"] = replace(
        general,
        now=general.now + fund.now,
        before=general.before + fund.before,
        planned=general.planned + fund.planned,
    )
    words["basic_personnel"] = replace(
        words["basic"], now=words["basic"].now - words["operating"].now
    )
    said = [line.format(**words) for line in form["sentences"].splitlines() if line]
    if is_marked:
        return said
    return [_slip(line) if is_slipped else _MARKED.sub(r"\1", line) for line in said]


def _slip(line: str) -> str:
    """Print another digit before the point of the number in each pair of brackets."""
    return _MARKED.sub(lambda hit: _LAST_DIGIT.sub(_other_digit, hit[1], count=1), line)


def _other_digit(hit: re.Match[str]) -> str:
    return str((int(hit[0]) + 3) % 10)


def slipped_numbers(name_of_form: str) -> list[tuple[str, str]]:
    """Give the sentence's paragraph and the wrong number of each slip."""
    numbers = []
    for whole in paragraphs(name_of_form, is_marked=True):
        for hit in _MARKED.finditer(whole):
            wrong = _LAST_DIGIT.sub(_other_digit, hit[1], count=1)
            number = re.search(r"\d+\.\d+", wrong)
            assert number is not None, hit[1]
            numbers.append((_slip(whole), number[0]))
    return numbers


def model_said(
    said: Mapping[str, tuple[str, Sequence[str]]], wanted: Sequence[str]
) -> duckdb.DuckDBPyConnection:
    """Run the models over reports of a form's tables and of some paragraphs.

    Args:
        said: key of the report → name of its form, its paragraphs.
        wanted: the models.
    """
    frames: dict[str, list[pl.DataFrame]] = {name: [] for name in FRAMES}
    for number, (key, (name_of_form, texts)) in enumerate(said.items()):
        form = SAID[name_of_form]
        printed = _printed(
            form["kind"], form.get("year", 2024), is_carried=form.get("is_carried", False)
        )
        row = printed["reports"].row(0, named=True)
        report_id = report_id_of(key)
        own = f"滁州市{''.join(_ORDINALS[int(digit)] for digit in f'{number:03}')}局"
        changed = {row["report_id"]: report_id, _NAME: own}
        identity = Identity(row["budget_year"], row["report_kind"], row["level"], own)
        prose = frames_of_paragraphs(
            tuple(_paragraph(text.replace(_NAME, own)) for text in texts),
            report_id=report_id,
            identity=identity,
        )
        for name in FRAMES:
            frames[name].append(prose.get(name, _renamed(printed[name], changed)))
    return model_frames({name: pl.concat(parts) for name, parts in frames.items()}, said, wanted)


def _paragraph(text: str) -> Paragraph:
    """Make a paragraph, or a label of the chart whose title stands before it in 〔…〕."""
    label = _LABEL.fullmatch(text)
    if label is None:
        return Paragraph(text, ((0, 1),))
    return Paragraph(label["label"], ((0, 1),), chart=label["title"])


def report_id_of(key: str) -> str:
    """Give the report_id of what is called so."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def _renamed(frame: pl.DataFrame, changed: Mapping[str, str]) -> pl.DataFrame:
    texts = [column for column, dtype in frame.schema.items() if dtype == pl.String]
    for old, new in changed.items():
        frame = frame.with_columns(
            pl.col(column).str.replace_all(old, new, literal=True) for column in texts
        )
    return frame

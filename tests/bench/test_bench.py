"""The corpus is the same each time and consistent across years; tables and sections of results."""

from __future__ import annotations

import io
import itertools
import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdf
import pytest

from ingest.reading.pdf.model import Box, PrintedNumber
from tests.bench.asking import Asked, asking_table, read_questions
from tests.bench.census import census_table, count_report
from tests.bench.corpus import read_manifest, typeset_corpus
from tests.bench.document import with_section
from tests.bench.families import make_planned, plan_corpus
from tests.bench.peak import Cost
from tests.bench.readers import FLOOR, Way
from tests.bench.reading import Sample, measure_reading, reading_table
from tests.bench.rebuilding import Event, batch_seconds, reading_seconds
from tests.bench.scaling import Size, scaling_table
from tests.bench.scans import compare_page
from tests.bench.unruled import Unruled, compare, unruled_table
from tests.bench.witness import compare_number, exchange_digits
from tests.conftest import REPOSITORY
from tests.typesetting.report import Report, Table
from tests.unit.reading.pdf.drawing import DrawnPage, pdf_of


def _tell(done: int, total: int) -> None:
    assert 0 < done <= total


def _table(report: Report, kind: str) -> Table:
    (table,) = (each for each in report.tables if each.kind == kind)
    return table


def _column(table: Table, label: int, column: int) -> dict[str, Decimal]:
    texts = {row[label]: row[column].replace(",", "") for row in table.rows}
    return {name: Decimal(text) for name, text in texts.items() if name and text}


def test_corpus__same_seed__same_files_and_manifest(tmp_path: Path) -> None:
    for name in ("one", "other"):
        typeset_corpus(tmp_path / name, 4, 5, 2, _tell)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert len(files) == 5
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()
    assert [entry["file"] for entry in read_manifest(tmp_path / "one")] == files[:4]


def test_corpus__manifest__names_the_slipped_cell_as_printed(tmp_path: Path) -> None:
    typeset_corpus(tmp_path, 7, 5, 2, _tell)
    (entry,) = [entry for entry in read_manifest(tmp_path) if entry["slip"]]
    (plan,) = [plan for plan in plan_corpus(7, 5) if plan.file_name == entry["file"]]
    report = make_planned(plan, 5)
    assert entry["slip"]["cells"]
    for cell in entry["slip"]["cells"]:
        row = report.tables[cell["table_number"] - 1].rows[cell["row_number"] - 1]
        assert row[cell["column_number"] - 1] == cell["right"] != cell["printed"]
    assert json.dumps(entry["slip"]["words"])


def test_corpus__plans__mix_layouts_kinds_years_and_slips() -> None:
    plans = plan_corpus(1000, 1)
    assert len({plan.file_name for plan in plans}) == 1000
    assert {plan.layout for plan in plans} == {
        *("chongqing", "shanghai", "sixdecimals", "final", "quirks")
    }
    assert {plan.report_kind for plan in plans} == {"budget", "final_account"}
    assert 40 <= sum(plan.slip_kind is not None for plan in plans) <= 150
    years = defaultdict(set)
    for plan in plans:
        if plan.report_kind == "budget" and plan.department < plans[-1].department:
            years[plan.department].add(plan.year)
    assert {max(each) - min(each) + 1 for each in years.values()} == {4}
    assert plans[:50] == plan_corpus(1000, 1)[:50]


def test_corpus__slips__are_in_figures_that_no_other_report_repeats() -> None:
    plans = plan_corpus(500, 1)
    for plan in plans:
        if plan.slip_kind:
            later = [
                each
                for each in plans
                if each.department == plan.department
                and each.report_kind == plan.report_kind
                and each.year > plan.year
            ]
            assert later == []
            assert plan.level == "department"


@pytest.mark.parametrize("department", [0, 3, 6])
def test_family__last_years_column__is_last_years_budget(department: int) -> None:
    budgets = [
        make_planned(plan, 1)
        for plan in plan_corpus(60, 1)
        if plan.department == department and plan.layout == "chongqing"
    ]
    assert len(budgets) == 4
    for before, after in itertools.pairwise(budgets):
        prior = _column(_table(after, "general_budget"), 0, 2)
        assert prior == _column(_table(before, "general_budget"), 0, 3)
        assert prior


def test_family__initial_column__is_the_years_budget() -> None:
    plans = [plan for plan in plan_corpus(20, 1) if plan.department == 0]
    for year in sorted({plan.year for plan in plans})[:-1]:
        reports = {plan.layout: make_planned(plan, 1) for plan in plans if plan.year == year}
        initial = _column(_table(reports["final"], "summary"), 0, 2)["总计"]
        budget = _column(_table(reports["chongqing"], "summary"), 0, 1)
        assert initial == max(budget.values())


def test_reading__ways__are_rated_by_the_floor() -> None:
    content = (REPOSITORY / "tests" / "golden" / "quirks" / "report.pdf").read_bytes()
    ways = (
        FLOOR,
        Way("finds two", lambda _, pages: 2),
        Way("absent", lambda _, pages: 1, package="no_such_package"),
        Way("slow", lambda _, pages: len(pages), is_slow=True),
    )
    measured = measure_reading([Sample(content, 11)], _tell, ways, rounds=1)
    assert [(each.name, each.page_count, each.table_count) for each in measured] == [
        (FLOOR.name, 11, None),
        ("finds two", 11, 2),
        ("slow", 1, 1),
    ]
    assert measured[0].ratio == 1
    assert measured[1].ratio < 1
    assert reading_table(measured).count("\n") == 4


def test_rebuilding__events__give_reading_and_batches() -> None:
    events = [
        Event("reading", 0, 2, 1.0),
        Event("reading", 2, 2, 3.5),
        Event("loading", 0, 2, 4.0),
        Event("loading", 1, 2, 6.0),
        Event("checking", 0, 0, 9.0),
    ]
    assert reading_seconds(events) == 2.5
    assert batch_seconds(events, 12.0) == (2.0, 3.0)


def test_scaling__table__says_what_a_report_costs_of_the_larger() -> None:
    mib = 2**20
    small, large = (
        Size(n, Cost(10.0 * n, 500, 1.5, 2), {"reading": 2.0 * n**power}, n * mib, n * mib, n,
             Cost(9, 300, 1, 2), (70.0, 90.0))
        for n, power in ((10, 1), (100, 2))
    )  # fmt: skip
    lines = scaling_table([small, large]).splitlines()
    assert lines[0] == "| | 10 reports | 100 reports | a report, last : first |"
    assert "| reading | 20.0 s | 20,000 s | 100.00 |" in lines
    assert "| publishing | 0.0 s | 0.0 s | 0.00 |" in lines
    assert "| processor | 150 s | 1,500 s | 1.00 |" in lines
    assert "| slowest question of sql.md | 90.0 ms | 90.0 ms |  |" in lines


def test_asking__questions__are_at_least_twenty_with_a_query_each() -> None:
    questions = read_questions((REPOSITORY / "docs" / "sql.md").read_text(encoding="utf-8"))
    assert len(questions) >= 20
    assert all(sql.lstrip().lower().startswith(("select", "with")) for _, sql in questions)


def test_asking__table__ends_with_the_slowest() -> None:
    table = asking_table([Asked("a", 3.2, 1), Asked("b", 41.0, 7)])
    assert table.splitlines()[-1] == "| **slowest of 2** | **41** | |"


def test_document__a_part_measured_again__replaces_its_section_only() -> None:
    both = with_section(with_section("", "reading", "old"), "queries", "kept")
    again = with_section(both, "reading", "new")
    assert "new" in again
    assert "old" not in again
    assert "kept" in again
    assert with_section(again, "reading", "new") == again


@pytest.mark.parametrize("name", ["chongqing", "quirks", "shanghai_polygon"])
def test_census__typeset_reports__both_readers_agree(name: str) -> None:
    census = count_report(REPOSITORY / "tests" / "golden" / name / "report.pdf")
    assert census.differing == ()
    assert min(census.total("tables"), census.total("prose"), census.total("furniture")) > 0
    assert census.total("printed") > 100


def test_census__what_one_reader_lacks__is_listed_by_page(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    clipped = DrawnPage().text(60, 700, "12.34")
    clipped.operators.append("q 10 10 50 50 re W n BT /F1 10 Tf 1 0 0 1 60 600 Tm (9.99) Tj ET Q")
    aslant = DrawnPage().text(0, 0, "56.78", matrix="0.7 0.7 -0.7 0.7 90 300")
    for line in range(9):
        aslant.text(60, 700 - 20 * line, "upright words")
    path.write_bytes(pdf_of(clipped, aslant))
    census = count_report(path)
    assert [(page.unseen, page.lost, page.added) for page in census.pages] == [
        (1, (), ()),
        (0, ("56.78",), ()),  # a watermark: printed, and no figure of the report
    ]
    assert "a p.2: lost 56.78; added –" in census_table([census])


def test_unruled__a_typeset_report__is_placed_or_held_back() -> None:
    result = compare(REPOSITORY / "tests" / "golden" / "sixdecimals" / "report.pdf", "across")
    assert result.figures > 100
    assert result.recognised >= 0.97 * result.figures
    assert result.placed <= result.recognised


def test_unruled__table__sums_each_way_and_lists_what_is_misread() -> None:
    good = Unruled("a", "none", 100, 99, 98, "partial", 90, 0)
    bad = Unruled("b", "none", 100, 100, 95, "proven", 100, 5)
    lines = unruled_table([good, bad]).splitlines()
    assert lines[2] == "| none | 200 | 99.5% | 96.5% | 190 | 5 |"
    assert lines[4:] == ["* b, none: proven, 95 of 100 placed, 5 wrong"]


def test_scans__figures__are_found_by_their_place() -> None:
    def figure(x: float, y: float, value: int | None, status: str = "proven") -> dict[str, Any]:
        box = {"x0": x, "x1": x + 40, "y0": y, "y1": y + 10}
        return {**box, "value": value, "reading_status": status}

    printed = [figure(100, 700, 1), figure(100, 680, 2), figure(100, 660, 3), figure(200, 660, 4)]
    read = [figure(103, 702, 1), figure(97, 679, 7), figure(100, 661, None, "unread")]
    assert compare_page(printed, read) == {
        **{"printed": 4, "right": 1, "wrong": 1, "wrong and certain": 1},
        **{"unread": 1, "missing": 1, "proven": 2},
    }


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("1,234.50", ("123450", "seen")),
        ("1，234.50元", ("123450", "seen")),
        ("1,284.50", ("128450", "other")),
        ("234.50", ("23450", "other")),
        ("合计", ("", "unseen")),
        ("", ("", "unseen")),
    ],
)
def test_witness__number__is_looked_for_where_it_stands(
    shown: str, expected: tuple[str, str]
) -> None:
    number = PrintedNumber("1,234.50", Box(100, 200, 148, 210), 1)
    marks = [(text, Box(100 + 6 * i, 201, 106 + 6 * i, 209)) for i, text in enumerate(shown)]
    elsewhere = [("9", Box(100, 220, 106, 228)), ("9", Box(180, 201, 186, 209))]
    assert compare_number(number, [*elsewhere, *marks]) == expected


def test_witness__digits_exchanged_in_a_map__are_those_alone() -> None:
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(9, 9)
    stream = pypdf.generic.StreamObject()
    maps = b"begincmap\n3 beginbfchar\n<0001> <0033>\n<0033> <0038>\n<0002> <0039>\nendbfchar"
    stream.set_data(maps)
    name = pypdf.generic.NameObject("/ToUnicode")
    page[name] = writer._add_object(stream)  # of a font, were there one
    written = io.BytesIO()
    writer.write(written)
    exchanged = pypdf.PdfReader(io.BytesIO(exchange_digits(written.getvalue(), "3", "8")))
    read = exchanged.pages[0][name].get_object()
    assert isinstance(read, pypdf.generic.StreamObject)
    data = read.get_data()
    assert data.split(b"\n")[2:5] == [b"<0001> <0038>", b"<0033> <0033>", b"<0002> <0039>"]
    with pytest.raises(AssertionError, match="one by one"):
        exchange_digits(written.getvalue(), "5", "6")

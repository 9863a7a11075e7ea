"""Tables that a page break parts: in the header, in a row, sideways, or not at all."""

from __future__ import annotations

from tests.unit.reading.tables.grids import make_grid, make_page, recognise, values

HEADING = ("部门支出总表", "单位：万元")
HEADER = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]


def test_header_cut_by_a_page_break__is_one_table() -> None:
    upper = make_grid([[("收入", 1, 1), "支出"]], top_pt=120, edges_pt=(50, 170, 290))
    lower = make_grid(
        [["项目", "预算数", "项目", "预算数"], ["一、财政拨款收入", "5", "一、国防支出", "5"]],
        page=2,
        edges_pt=(50, 110, 170, 230, 290),
    )
    frames = recognise(
        make_page(1, [upper], above=["部门收支总表", "单位：万元"]), make_page(2, [lower])
    ).frames
    assert values(frames["tables"], "table_kind", "figure_count", "is_nil") == [
        ("summary", 2, False)
    ]
    assert values(frames["columns"], "column_path", "side") == [
        ("收入 / 项目", "revenue"),
        ("收入 / 预算数", "revenue"),
        ("支出 / 项目", "expenditure"),
        ("支出 / 预算数", "expenditure"),
    ]


def test_nil_table__with_its_header_only__takes_no_later_grid() -> None:
    nil = make_grid([HEADER])
    other = make_grid([["姓名", "电话"], ["王某", "12345"]], page=2, edges_pt=(50, 200, 410))
    tables = recognise(make_page(1, [nil], above=HEADING), make_page(2, [other])).frames["tables"]
    assert tables.height == 2


def test_row_cut_between_code_and_figures__is_one_row() -> None:
    first = make_grid(
        [
            HEADER,
            ["", "合计", "9", "9", ""],
            ["208", "社会保障", "5", "5", ""],
            ["20805", "养老支出", "5", "5", ""],
            ["2080505", "机关事业单位基本养老", "", "", ""],
        ]
    )
    second = make_grid(
        [["", "保险缴费支出", "5", "5", ""], ["221", "住房保障", "4", "4", ""]], page=2
    )
    frames = recognise(make_page(1, [first], above=HEADING), make_page(2, [second])).frames
    assert values(frames["lines"], "row_code", "row_label")[3:] == [
        ("2080505", "机关事业单位基本养老保险缴费支出"),
        ("221", "住房保障"),
    ]
    rows = frames["figures"].filter(page_number=2)["row_number"].to_list()
    assert rows == [4, 4, 5, 5]


def test_class_without_figures_at_the_foot__is_a_row_of_its_own() -> None:
    first = make_grid([HEADER, ["208", "社会保障", "", "", ""], ["20805", "养老支出", "", "", ""]])
    second = make_grid([["", "合计", "5", "5", ""], ["221", "住房", "4", "4", ""]], page=2)
    lines = recognise(make_page(1, [first], above=HEADING), make_page(2, [second])).frames["lines"]
    assert lines.height == 4


def test_table_continued_sideways__is_one_table() -> None:
    left = make_grid([HEADER[:3], ["", "合计", "9"], ["208", "社会保障", "9"]])
    right = make_grid([HEADER[3:], ["5", "4"], ["5", "4"]], page=2)
    frames = recognise(make_page(1, [left], above=HEADING), make_page(2, [right])).frames
    assert values(frames["tables"], "table_kind", "column_count", "row_count", "last_page") == [
        ("expenditure", 5, 2, 2)
    ]
    assert values(frames["columns"].filter(role="figure"), "measure") == [
        ("total",),
        ("basic",),
        ("project",),
    ]
    figures = values(frames["figures"], "row_number", "column_number", "value", "page_number")
    assert [(r, c, int(v), p) for r, c, v, p in figures] == [
        (1, 3, 9, 1), (1, 4, 5, 2), (1, 5, 4, 2), (2, 3, 9, 1), (2, 4, 5, 2), (2, 5, 4, 2),
    ]  # fmt: skip


def test_table_continued_sideways_and_downward__in_either_order() -> None:
    top, bottom = (
        [HEADER[:3], ["", "合计", "9"], ["208", "社会保障", "9"]],
        [
            ["20805", "养老", "9"],
            ["2080505", "养老保险", "9"],
            ["2080506", "职业年金", "0"],
        ],
    )
    right_top, right_bottom = (
        [HEADER[3:], ["5", "4"], ["5", "4"]],
        [
            ["5", "4"],
            ["5", "4"],
            ["0", "0"],
        ],
    )
    for order in ((top, right_top, bottom, right_bottom), (top, bottom, right_top, right_bottom)):
        pages = [
            make_page(n, [make_grid(rows, page=n)], above=HEADING if n == 1 else ())
            for n, rows in enumerate(order, start=1)
        ]
        frames = recognise(*pages).frames
        assert values(frames["tables"], "column_count", "row_count") == [(5, 5)]
        sums = frames["figures"].group_by("row_number").agg(values=frames["figures"]["value"].sum())
        assert sums.height == 5
        by_row = {
            row: [int(v) for v in group["value"]]
            for (row,), group in frames["figures"].sort("column_number").group_by("row_number")
        }
        assert by_row == {1: [9, 5, 4], 2: [9, 5, 4], 3: [9, 5, 4], 4: [9, 5, 4], 5: [0, 0, 0]}


def test_grid_that_names_its_rows__is_no_sideways_continuation() -> None:
    left = make_grid([HEADER[:3], ["", "合计", "9"], ["208", "社会保障", "9"]])
    right = make_grid([["项目名称", "金额"], ["甲", "4"], ["乙", "4"]], page=2)
    tables = recognise(make_page(1, [left], above=HEADING), make_page(2, [right])).frames["tables"]
    assert tables.height == 2


def test_equal_headers_and_totals_of_their_own__are_two_tables() -> None:
    first = make_grid([HEADER, ["", "合计", "9", "5", "4"], ["208", "社会保障", "9", "5", "4"]])
    second = make_grid([HEADER, ["", "合计", "8", "5", "3"], ["208", "社会保障", "8", "5", "3"]], 2)
    tables = recognise(make_page(1, [first], above=HEADING), make_page(2, [second])).frames[
        "tables"
    ]
    assert tables["figure_count"].to_list() == [6, 6]


def test_total_row_repeated_with_the_header__is_one_table() -> None:
    rows = [HEADER, ["", "合计", "9", "5", "4"], ["208", "社会保障", "9", "5", "4"]]
    pages = [make_page(1, [make_grid(rows)], above=HEADING), make_page(2, [make_grid(rows, 2)])]
    assert recognise(*pages).frames["tables"].height == 1


def test_long_list__text_cut_out_of_its_cells_stands_between() -> None:
    header = ["项目名称", "金额", "目标", "指标甲", "指标乙", "备注"]
    first = make_grid([header, ["修路", "5", "通车", "里程", "10", "无"]])
    second = make_grid([["", "", "", "工期", "12", "无"]], page=2)
    # inside a merged cell the left columns have no rules
    third = make_grid(
        [["里程", "3", "无", "", ""]], page=3, edges_pt=(170, 230, 290, 350, 380, 410)
    )
    cut = ["目标一：道路建成通车。", "目标二：", "车辆可以通行；", "等等"]
    pages = [
        make_page(1, [first], above=["项目支出明细表", "单位：万元"], below=cut),
        make_page(2, [second], above=cut, below=cut),
    ]
    assert recognise(*pages).frames["tables"]["last_page"].to_list() == [2]
    assert recognise(*pages, make_page(3, [third])).frames["tables"].height == 2


def test_page_that_repeats_a_header_without_words_over_its_codes__goes_on_downward() -> None:
    header = ["", "", *HEADER[2:]]
    first = make_grid([header, ["", "合计", "9", "5", "4"], ["208", "社会保障", "5", "5", ""]])
    second = make_grid(
        [header, ["221", "住房", "4", "", "4"], ["22102", "改革", "4", "", "4"]], page=2
    )
    frames = recognise(make_page(1, [first], above=HEADING), make_page(2, [second])).frames
    assert frames["columns"].height == len(header)
    assert values(frames["lines"], "row_code") == [(None,), ("208",), ("221",), ("22102",)]

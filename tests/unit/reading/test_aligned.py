"""Amounts that stand where none is read hold their table back."""

from __future__ import annotations

import polars as pl
import pytest

from ingest.reading.aligned import _has_doubtful_codes, _has_sparse_names
from ingest.reading.misplaced import doubt_stray, doubt_wordy


def _doubts(role: str, text: str, kind: str = "summary") -> dict[int, str]:
    tables = pl.DataFrame({"table_number": [1], "table_kind": [kind]})
    cells = pl.DataFrame({"table_number": [1], "role": [role], "printed_text": [text]})
    return doubt_stray(tables, cells)


@pytest.mark.parametrize(
    ("role", "text"),
    [
        ("label", "1,234.50"),
        ("header", "72.00"),
        ("header", "小计\n12.40"),
        # a figure that overflowed its cell to the left
        ("label", "一般公共预算拨款59,498,000.00"),
        ("label", "其他收入（含利息） 12.50"),
    ],
)
def test_doubt_stray__amount_that_is_no_figure__holds_its_table_back(role: str, text: str) -> None:
    assert text in _doubts(role, text)[1]
    assert _doubts(role, text, "project_performance") == {}


@pytest.mark.parametrize(
    ("role", "text"),
    [
        ("figure", "1,234.50"),
        ("code", "208.05"),
        ("label", "版本2.0"),
        ("label", "2023年预算数"),
        ("text", "其中设备购置59,498,000.00"),
    ],
)
def test_doubt_stray__what_is_read_or_no_amount__is_none(role: str, text: str) -> None:
    assert _doubts(role, text) == {}


@pytest.mark.parametrize(
    ("rows", "is_doubtful"),
    [
        # one name in the middle of the three rows that it stands for
        ([("", "小计"), ("一般公共预算资金", "财政拨款"), ("", "专项收入")], True),
        ([("甲局", "小计"), ("乙局", "小计")], False),
        ([("", "小计"), ("", "财政拨款")], False),
    ],
)
def test_doubt_aligned__names_in_the_middle_of_their_rows__are_doubtful(
    rows: list[tuple[str, str]], is_doubtful: bool
) -> None:
    printed = [
        (number, column, "label")
        for number, texts in enumerate(rows)
        for column, text in enumerate(texts)
        if text
    ]
    printed += [(number, 2, "figure") for number in range(len(rows))]
    cells = pl.DataFrame(printed, ["row_number", "column_number", "role"], orient="row")
    assert _has_sparse_names(cells) == is_doubtful


@pytest.mark.parametrize(
    ("texts", "is_doubtful"),
    [
        (["A.B", "CD.E"], True),
        (["本表无数据", "本表无数据"], False),
        (["详见附件"], False),
        ([], False),
    ],
)
def test_doubt_wordy__texts_in_place_of_all_amounts__hold_their_table_back(
    texts: list[str], is_doubtful: bool
) -> None:
    tables = pl.DataFrame({"table_number": [1], "table_kind": ["summary"], "figure_count": [0]})
    columns = pl.DataFrame({"table_number": [1], "column_number": [2], "is_money": [True]})
    cells = pl.DataFrame(
        [(1, row, 2, "text", text) for row, text in enumerate(texts)],
        {
            "table_number": pl.Int64,
            "row_number": pl.Int64,
            "column_number": pl.Int64,
            "role": pl.String,
            "printed_text": pl.String,
        },
        orient="row",
    )
    assert bool(doubt_wordy(tables, cells, columns)) == is_doubtful


def test_doubt_aligned__a_row_that_numbers_columns_above_a_total__is_doubtful() -> None:
    lines = pl.DataFrame({"row_code": [None], "row_label": ["栏次合计"], "row_role": ["total"]})
    assert _has_doubtful_codes(lines.cast({"row_code": pl.String}))

"""Which tables print amounts or texts where none are read: what they stand in was misunderstood."""

from __future__ import annotations

from typing import Final

import polars as pl

_FEWEST_ROWS: Final = 3
_FEWEST_TEXTS: Final = 2  # different ones
_NAMELESS: Final = [
    *("title", "unit", "header", "repeated_header", "column_number", "figure", "nil", "note"),
]
_NAMES: Final = ["row_code", "row_label", "unit_name", "project_name", "function_name"]
_AMOUNT_ENDS: Final = r"-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{2,6}$"
_AMOUNT: Final = rf"^{_AMOUNT_ENDS}"
_AMOUNT_LINE: Final = rf"(?m){_AMOUNT}"  # a head and the amount below it in one cell
# A name with an amount run into it: a figure that overflowed its cell to the left.
_RUN_INTO: Final = rf"[\u4e00-\u9fff）)]\s*{_AMOUNT_ENDS}"
_CODE_IN_PARTS: Final = r"^\s*[235]\d\d\.\d\d(?:\.\d\d)?\s*$"  # 208.05


def doubt_unnamed(
    tables: pl.DataFrame, lines: pl.DataFrame, figures: pl.DataFrame, cells: pl.DataFrame
) -> dict[int, str]:
    """Say which tables print figures in rows that nothing names: a part of a table that was split.

    Args:
        tables: `schema.FRAMES["tables"]`; forms name their fields, not their rows.
        lines: `schema.FRAMES["lines"]`.
        figures: `schema.FRAMES["figures"]`.
        cells: `schema.FRAMES["cells"]`.

    Returns:
        table_number → why it is held back.
    """
    keys = ["table_number", "row_number", "block"]
    listed = tables.filter(~pl.col("table_kind").str.ends_with("performance"))
    own = lines.join(listed.select("table_number"), on="table_number", how="semi")
    filled = own.join(figures.filter("is_money").select(keys).unique(), on=keys, how="semi")
    is_bare = pl.all_horizontal(pl.col(_NAMES).is_null())
    # 2021, 变化: what is neither amount nor head names a row too
    named = set(cells.filter(~pl.col("role").is_in(_NAMELESS))["table_number"])
    by_table = filled.group_by("table_number").agg(
        bare=is_bare.sum(),
        rows=pl.len(),
        amounts=pl.col("row_label").fill_null("").str.contains(_AMOUNT).sum(),
    )
    doubts = {}
    for number, bare, rows, amounts in by_table.sort("table_number").iter_rows():
        if rows >= _FEWEST_ROWS and bare == rows and number not in named:
            doubts[number] = (
                "its rows have no names (各行无名称): a part of another table, it seems"
            )
        elif amounts:
            doubts[number] = "amounts stand where rows are named (行名处为金额)"
    return doubts


def doubt_stray(tables: pl.DataFrame, cells: pl.DataFrame) -> dict[int, str]:
    """Say which tables print amounts that are no figures: what they stand in was misunderstood.

    Forms and lists of indicators quote amounts in their sentences. In any other table an amount in
    a head, a label or a code's place is one that would be lost without a word.

    Args:
        tables: `schema.FRAMES["tables"]`.
        cells: `schema.FRAMES["cells"]`.

    Returns:
        table_number → why it is held back.
    """
    listed = tables.filter(~pl.col("table_kind").str.ends_with("performance"))
    text, role = pl.col("printed_text").str.strip_chars(), pl.col("role")
    stray = cells.filter(
        ~role.is_in(["figure", "unread"])  # those are told as what they are
        & ~((role == "code") & text.str.contains(_CODE_IN_PARTS))
        & (
            text.str.contains(_AMOUNT)
            | (role.is_in(["header", "label"]) & text.str.contains(_AMOUNT_LINE))
            | ((role == "label") & text.str.contains(_RUN_INTO))
        )
    ).join(listed.select("table_number"), on="table_number", how="semi")
    return {
        number: f"amounts that are no figures (金额未作数字读取): {texts[0]}"
        for number, texts in stray.group_by("table_number", maintain_order=True)
        .agg("printed_text")
        .sort("table_number")
        .iter_rows()
    }


def doubt_wordy(tables: pl.DataFrame, cells: pl.DataFrame, columns: pl.DataFrame) -> dict[int, str]:
    """Say which tables print no figure at all, but texts in their columns of money.

    A font whose map takes digits for letters or for nothing leaves a table that seems nil. A date
    or a word among figures is text; words of one meaning (无, 本表无数据) say that it is nil.

    Args:
        tables: `schema.FRAMES["tables"]`.
        cells: `schema.FRAMES["cells"]`.
        columns: `schema.FRAMES["columns"]`.

    Returns:
        table_number → why it is held back.
    """
    bare = tables.filter(
        ~pl.col("table_kind").str.ends_with("performance") & (pl.col("figure_count") == 0)
    ).select("table_number")
    money = columns.filter("is_money").join(bare, on="table_number", how="semi")
    texts = cells.filter(
        (pl.col("role") == "text")
        & pl.col("row_number").is_not_null()
        & (pl.col("printed_text").str.strip_chars() != "")
    ).join(money, on=["table_number", "column_number"], how="semi")
    told = texts.group_by("table_number", maintain_order=True).agg(
        pl.col("printed_text").n_unique().alias("kinds"), pl.col("printed_text").first()
    )
    return {
        number: f"texts where amounts stand, and no number (金额栏中无数字): {text}"
        for number, kinds, text in told.sort("table_number").iter_rows()
        if kinds >= _FEWEST_TEXTS
    }

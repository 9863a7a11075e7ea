"""The landed frames: what reading a report leaves behind, and what `raw.*` holds.

One frame per Parquet file in `landing/<report_id>/<reader_version>/`, one `raw` table per
frame, the same columns in both. This module is the only place where they are defined: the
reader builds frames with it, the loader derives its DDL from it, dbt reads what it describes.

Rules that hold for every frame:

* money and numbers are `Decimal`, never float; a blank cell has no figure row at all;
* boxes are PDF points of the page *as displayed* (after `/Rotate`), origin bottom left;
* pages, tables, rows and columns count from 1;
* rows are sorted by their key before writing, so that equal input gives equal bytes.
"""

from __future__ import annotations

from typing import Final

import polars as pl

TEXT: Final = pl.String()
COUNT: Final = pl.Int32()
FLAG: Final = pl.Boolean()
POINT: Final = pl.Float64()  # a coordinate on paper, not money
NUMBER: Final = pl.Decimal(22, 6)
YUAN: Final = pl.Decimal(22, 4)
TEXTS: Final = pl.List(pl.String())

_BOX: Final[dict[str, pl.DataType]] = {"x0": POINT, "y0": POINT, "x1": POINT, "y1": POINT}

FRAMES: Final[dict[str, dict[str, pl.DataType]]] = {
    # one row per report: who, when, what, as its content says; and whether the reading is proven
    "reports": {
        "report_id": TEXT,
        "sha256": TEXT,
        "page_count": COUNT,
        "report_title": TEXT,  # cover title as printed, NULL where there is none
        "place_name": TEXT,
        "division_code": TEXT,  # GB/T 2260, six digits
        "department_code": TEXT,
        "department_name": TEXT,
        "department_key": TEXT,  # place and body in the one form that all forms of the name share
        "budget_year": COUNT,
        "report_kind": TEXT,  # concepts.REPORT_KINDS
        "level": TEXT,  # concepts.LEVELS
        "status": TEXT,  # concepts.STATUSES
        "status_reason": TEXT,  # English with the Chinese term; NULL when proven without remark
        "number_count": COUNT,  # numbers in the text layer within table areas
        "conserved_count": COUNT,  # of those, in exactly one landed cell
        "reader_version": TEXT,
        "producer": TEXT,
        # pages of the same file that are reports of their own (合订本): "21-40"; NULL where none
        "bound_pages": TEXTS,
    },
    # one row per page
    "pages": {
        "report_id": TEXT,
        "page_number": COUNT,
        "width_pt": POINT,
        "height_pt": POINT,
        "rotation": COUNT,
        "page_role": TEXT,  # table | prose | contents | blank | image | unread
        "character_count": COUNT,
        "grid_count": COUNT,
        "number_count": COUNT,
        "conserved_count": COUNT,
        "missing_numbers": TEXTS,  # in the text layer inside a table area, in no landed cell
        "invented_numbers": TEXTS,  # landed, but not on the page at that place
        "reading": TEXT,  # which reading was taken (vector, raster, …)
        "reading_reason": TEXT,  # and why
        "skew_degrees": POINT,  # of a scan: how far it was turned counter-clockwise to be read
    },
    # one row per stitched table
    "tables": {
        "report_id": TEXT,
        "table_number": COUNT,
        "table_kind": TEXT,  # concepts.TABLE_KINDS
        "table_title": TEXT,
        "annex_label": TEXT,  # 附件1, 表三, 预算公开01表 … as printed near the title
        "first_page": COUNT,
        "last_page": COUNT,
        "unit": TEXT,  # 元, 万元 … the table's own unit
        "row_count": COUNT,
        "column_count": COUNT,
        "figure_count": COUNT,
        "is_nil": FLAG,  # no figure at all, or zeros only
        "note": TEXT,  # 备注/注/说明 below (or inside the grid's foot)
        "recognition": TEXT,  # which words decided the kind; for `other`, what was not understood
        "roles_status": TEXT,  # concepts.ROLES_STATUSES: do the sums bear the roles out
        "row_sums_held": COUNT,  # sums over rows that the roles ask for, in all columns: that hold
        "row_sums_tried": COUNT,  # … and that could be tried
        "column_sums_held": COUNT,  # the same of sums over columns, in all rows
        "column_sums_tried": COUNT,
        "status": TEXT,  # concepts.TABLE_STATUSES: a table held back is in no fact and no check
        "status_reason": TEXT,  # why it is held back
    },
    # one row per leaf column of a stitched table
    "columns": {
        "report_id": TEXT,
        "table_number": COUNT,
        "column_number": COUNT,
        "block": COUNT,  # 1…: which side-by-side block (each has its own label columns)
        "side": TEXT,  # concepts.SIDES for two-sided tables, else NULL
        "column_path": TEXT,  # header path joined by ' / '
        "role": TEXT,  # concepts.COLUMN_ROLES
        "measure": TEXT,  # concepts.MEASURES, NULL for label columns and unknown headers
        "stage": TEXT,  # concepts.STAGES, NULL for label columns
        "year": COUNT,  # the year that the figures of the column speak of
        "unit": TEXT,
        "is_money": FLAG,
        "sum_role": TEXT,  # concepts.COLUMN_SUM_ROLES, NULL where the column holds no figures
        "whole_column": COUNT,  # column_number of the column that contains it
        "is_leaf": FLAG,  # an amount to be added: contains no column, no memo, no repetition
        "fund": TEXT,  # concepts.FUNDS, by the whole header path, else the title
        "nature": TEXT,  # concepts.NATURES, likewise
    },
    # one row per body row × block: what the row is about
    "lines": {
        "report_id": TEXT,
        "table_number": COUNT,
        "row_number": COUNT,
        "block": COUNT,
        "page_number": COUNT,
        "row_code": TEXT,  # digits without separators; the codes of split columns joined
        "row_label": TEXT,  # white space inside Chinese text removed
        "row_role": TEXT,  # concepts.ROW_ROLES
        "line_concept": TEXT,  # concepts.LINE_CONCEPTS for two-sided tables, else NULL
        "line_source": TEXT,  # concepts.MEASURES: which fund or source the line names, else NULL
        "ordinal": TEXT,  # 一、 （一） 1. as printed, taken off row_label
        "depth": COUNT,  # 1 for 一、 2 for （一） 3 for 1. …; for codes 1 类 2 款 3 项
        "unit_code": TEXT,  # 预算单位编码 where the row names one
        "unit_name": TEXT,
        "project_code": TEXT,
        "project_name": TEXT,
        "function_code": TEXT,  # in tables whose rows are not codes (projects, by unit)
        "function_name": TEXT,
        "sum_role": TEXT,  # concepts.SUM_ROLES
        "parent_row": COUNT,  # row_number, same block, of the row whose amount contains this one's
        "is_leaf": FLAG,  # an amount to be added: nothing is part of it; no total, memo, repetition
        "is_code_inferred": FLAG,  # row_code is not printed: found by name in the list of codes
    },
    # one row per printed cell that holds text, header cells included
    "cells": {
        "report_id": TEXT,
        "table_number": COUNT,
        "page_number": COUNT,
        "cell_number": COUNT,  # 1… on the page's grids in reading order, unique in the table × page
        "row_number": COUNT,  # NULL outside the body
        "column_number": COUNT,  # first leaf column that the cell covers
        "column_span": COUNT,
        "role": TEXT,  # concepts.CELL_ROLES
        "printed_text": TEXT,  # lines joined by '\n'
        **_BOX,
    },
    # one row per printed number in a table body
    "figures": {
        "figure_id": TEXT,  # <report_id>-<table:03>-<row:04>-<column:03>
        "report_id": TEXT,
        "table_number": COUNT,
        "row_number": COUNT,
        "column_number": COUNT,
        "block": COUNT,
        "page_number": COUNT,
        "printed_text": TEXT,
        "value": NUMBER,  # NULL only where the cell could not be read: `is_unread`
        "unit": TEXT,
        "decimals": COUNT,
        "is_money": FLAG,
        "is_unread": FLAG,
        "amount_yuan": YUAN,
        "locator": TEXT,  # where a person finds it: page and box, 表1!B12, table/row/column
        "stored_text": TEXT,  # the number that a workbook's cell holds, where it shows fewer digits
        "reading_status": TEXT,  # concepts.READING_STATUSES; NULL where the page has text
        "first_reading": TEXT,  # of a scan: what its cell, cut out, was read as
        "second_reading": TEXT,  # of a scan: what was read there in the whole page
        **_BOX,
    },
    # one row per head field of a form (整体绩效目标表, 项目绩效目标表)
    "form_fields": {
        "report_id": TEXT,
        "table_number": COUNT,
        "row_number": COUNT,
        "field": TEXT,  # concepts.FORM_FIELDS
        "field_label": TEXT,
        "value_text": TEXT,
        "value": NUMBER,
        "amount_yuan": YUAN,
        "figure_id": TEXT,
        "page_number": COUNT,
    },
    # one row per performance indicator
    "indicators": {
        "report_id": TEXT,
        "table_number": COUNT,
        "row_number": COUNT,
        "scope": TEXT,  # department | project
        "level_1": TEXT,
        "level_2": TEXT,
        "level_3": TEXT,
        "operator": TEXT,  # ≥ = ≤ 定性 无 … as printed
        "target_text": TEXT,
        "target_value": NUMBER,
        "unit": TEXT,
        "weight": NUMBER,  # 9% → 9, 10 → 10
        "target_figure_id": TEXT,
        "weight_figure_id": TEXT,
        "page_number": COUNT,
    },
    # one row per paragraph of prose
    "paragraphs": {
        "report_id": TEXT,
        "paragraph_number": COUNT,
        "page_number": COUNT,
        "section": TEXT,  # heading path joined by ' / '
        "role": TEXT,  # heading | body
        "text": TEXT,
    },
    # one row per sentence of prose
    "sentences": {
        "report_id": TEXT,
        "sentence_number": COUNT,
        "paragraph_number": COUNT,
        "page_number": COUNT,
        "section": TEXT,
        "sentence": TEXT,
    },
    # one row per amount, share or rate that prose states
    "claims": {
        "claim_id": TEXT,  # <report_id>-n<claim:04>
        "report_id": TEXT,
        "sentence_number": COUNT,
        "position": COUNT,  # 1… in the sentence
        "page_number": COUNT,
        "section": TEXT,
        "sentence": TEXT,
        "subject": TEXT,  # as worded: 基本支出, 社会保障和就业支出（类）…
        "subject_concept": TEXT,  # concepts.CLAIM_CONCEPTS where understood, else NULL
        "function_name": TEXT,  # 类/款/项 path joined by ' / ' where the subject is one
        "source": TEXT,  # concepts.MEASURES: the fund, source or kind of spending it names
        "measure": TEXT,  # amount | increase | decrease | share | rate | count (辆, 平方米)
        "claimed_text": TEXT,
        "claimed_value": NUMBER,
        "decimals": COUNT,
        "unit": TEXT,
        "amount_yuan": YUAN,  # NULL where not money
        "direction": TEXT,  # increase | decrease | flat | NULL
        "claim_year": COUNT,
        "compared_year": COUNT,
        "stage": TEXT,  # concepts.STAGES; of a change: the stage it is measured against
        "part_of": COUNT,  # position of the whole in this sentence (其中：…), else NULL
        "scope": TEXT,  # the unit that it is confined to by heading or clause; NULL: the report
        "base_concept": TEXT,  # of a share: what it says it is a share of, or unknown; else NULL
        "is_in_reason": FLAG,  # given as the reason for a change, maybe only a piece of its subject
        "is_ambiguous": FLAG,  # it may be of the last item of a list or of the whole list
    },
    # one row per plain fact of the prose (staffing 编制, vehicles 车辆, contact 联系人 …)
    "facts": {
        "report_id": TEXT,
        "fact_number": COUNT,
        "fact": TEXT,
        "holder": TEXT,  # whose staff it is, where the sentence says so
        "value": TEXT,
        "value_number": NUMBER,
        "unit": TEXT,
        "page_number": COUNT,
        "sentence": TEXT,
    },
}

KEYS: Final[dict[str, tuple[str, ...]]] = {
    "reports": ("report_id",),
    "pages": ("report_id", "page_number"),
    "tables": ("report_id", "table_number"),
    "columns": ("report_id", "table_number", "column_number"),
    "lines": ("report_id", "table_number", "row_number", "block"),
    "cells": ("report_id", "table_number", "page_number", "cell_number"),
    "figures": ("report_id", "table_number", "row_number", "column_number"),
    "form_fields": ("report_id", "table_number", "row_number", "field_label"),
    "indicators": ("report_id", "table_number", "row_number"),
    "paragraphs": ("report_id", "paragraph_number"),
    "sentences": ("report_id", "sentence_number"),
    "claims": ("report_id", "claim_id"),
    "facts": ("report_id", "fact_number"),
}

# What the catalogue knows of files, outside the landing: a file's name is not its content.
# raw.report_files, one row per file ever seen under the reports folder.
REPORT_FILES: Final[dict[str, pl.DataType]] = {
    "report_id": TEXT,
    "sha256": TEXT,
    "file_name": TEXT,  # base name
    "file_path": TEXT,  # relative to the reports folder, '/'-separated
    "byte_count": pl.Int64(),
    "is_present": FLAG,  # still in the folder at this build
    "is_primary": FLAG,  # first path (sorted) of this content; the others are copies
    "first_seen": COUNT,  # number of the build (1, 2, …) that first saw this content at this path
}

# history.codes_printed: what the reports outside a batch print, for the dimensions of codes; the
# columns of the dbt model int_codes_printed.
CODES_PRINTED: Final[dict[str, pl.DataType]] = {
    "report_id": TEXT,
    "budget_year": COUNT,
    "code": TEXT,
    "name": TEXT,
    "classification": TEXT,
}

_DUCKDB: Final[dict[str, str]] = {
    "String": "VARCHAR",
    "Int32": "INTEGER",
    "Int64": "BIGINT",
    "Boolean": "BOOLEAN",
    "Float64": "DOUBLE",
}


def duckdb_type(dtype: pl.DataType) -> str:
    """Name the DuckDB type that holds a landed polars dtype.

    >>> duckdb_type(YUAN), duckdb_type(TEXTS), duckdb_type(COUNT)
    ('DECIMAL(22,4)', 'VARCHAR[]', 'INTEGER')
    """
    if isinstance(dtype, pl.Decimal):
        return f"DECIMAL({dtype.precision},{dtype.scale})"
    if isinstance(dtype, pl.List):
        return f"{_DUCKDB[str(dtype.inner)]}[]"
    return _DUCKDB[str(dtype)]

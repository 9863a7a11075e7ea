"""Expenditures under the field names of 预算管理一体化, the integrated system of finance bureaus.

The names are those of the 预算管理一体化系统技术标准 (Ministry of Finance), so that a bureau joins
published figures to its own system. Names only: a code is there where the paper prints it, and
blank where the paper prints no such code (fund types), or where it was found by its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from notebooks.exports.tables import fetched, write_rows

FILE: Final = "integrated-expenditures.csv"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the file.

    Attributes:
        name: theirs where they have one, else ours.
        zh: what it is called there.
        ours: the column of ours that it is, "" where papers print none.
        meaning: what stands in it, in both languages.
        sql: the expression that fills it.
    """

    name: str
    zh: str
    ours: str
    meaning: str
    sql: str


# What a paper says of its money, in the words of the 政府预算.
FUND_NAMES: Final = {
    "all": "全部资金",
    "general_budget": "一般公共预算资金",
    "government_fund": "政府性基金预算资金",
    "state_capital": "国有资本经营预算资金",
    "fiscal_account": "财政专户管理资金",
    "operation": "事业收入资金",
    "superior_subsidy": "上级补助收入资金",
    "affiliate_remittance": "附属单位上缴收入资金",
    "business": "事业单位经营收入资金",
    "other": "其他收入资金",
    "unit_funds": "单位资金",
    "carried_over": "上年结转结余资金",
    "fiscal_appropriation": "财政拨款",
}

_FUND_SQL: Final = " ".join(f"when '{key}' then '{zh}'" for key, zh in FUND_NAMES.items())

FIELDS: Final = (
    Field(
        "mof_div_code", "财政区划代码", "",
        "blank: papers print none; dim_reports has place_name and the GB/T 2260"
        " division_code", "null::varchar",
    ),
    Field("fiscal_year", "预算年度", "fct_expenditures.year", "year of the amount", "e.year"),
    Field(
        "agency_code", "单位代码", "dim_units.unit_code, dim_reports.department_code",
        "where the paper prints it",
        "if(e.unit_name is null, r.department_code, u.unit_code)",
    ),
    Field(
        "agency_name", "单位名称", "unit_name, department_name",
        "the unit that the row is about, else the department",
        "coalesce(e.unit_name, r.department_name)",
    ),
    Field(
        "exp_func_code", "支出功能分类科目代码", "fct_expenditures.function_code",
        "where the paper prints it", "if(e.is_code_inferred, null, e.function_code)",
    ),
    Field(
        "exp_func_name", "支出功能分类科目名称", "dim_functions.function_name",
        "name of the function", "f.function_name",
    ),
    Field(
        "dep_bgt_eco_code", "部门支出经济分类科目代码", "fct_expenditures.economic_code",
        "where the paper prints it", "if(e.is_code_inferred, null, e.economic_code)",
    ),
    Field(
        "gov_bgt_eco_code", "政府支出经济分类科目代码",
        "fct_expenditures.government_economic_code", "where the paper prints it",
        "if(e.is_code_inferred, null, e.government_economic_code)",
    ),
    Field(
        "fund_type_code", "资金性质代码", "",
        "blank: papers print none; fund_type_name says it in words", "null::varchar",
    ),
    Field(
        "fund_type_name", "资金性质名称", "fct_expenditures.fund",
        "what the money is, 全部资金 where the table adds up all",
        f"case e.fund {_FUND_SQL} else e.fund end",
    ),
    Field(
        "pro_code", "项目代码", "dim_projects.project_code", "where the paper prints it",
        "p.project_code",
    ),
    Field("pro_name", "项目名称", "dim_projects.project_name", "name of the project",
          "p.project_name"),
    Field("row_label", "行名称", "fct_expenditures.row_label", "label of the row as printed",
          "e.row_label"),
    Field("table_kind", "表类型", "fct_expenditures.table_kind",
          "tables say the same money in several classifications: add up one kind of a report",
          "e.table_kind"),
    Field("nature", "支出性质", "fct_expenditures.nature",
          "total, basic 基本支出, project 项目支出, …", "e.nature"),
    Field("stage", "阶段", "fct_expenditures.stage",
          "budget, prior_budget, initial_budget, final 决算", "e.stage"),
    Field("is_leaf", "是否末级", "fct_expenditures.is_leaf",
          "true rows of one table add up to its total", "e.is_leaf"),
    Field("amount_yuan", "金额（元）", "fct_expenditures.amount_yuan", "amount in yuan",
          "e.amount_yuan"),
    Field("report_id", "报告编号", "report_id", "the report", "e.report_id"),
    Field("figure_id", "数字编号", "figure_id", "the printed number: page and box in"
          " fct_figures", "e.figure_id"),
)  # fmt: skip

# A unit or a function has one row per name and time; one of them is the row's.
_ROWS_SQL: Final = """
select {columns}
from marts.fct_expenditures as e
inner join marts.dim_reports as r using (report_id)
left join (
    select department_name, unit_name, max(unit_code) as unit_code
    from marts.dim_units group by all having count(distinct unit_code) = 1
) as u on r.department_name = u.department_name and e.unit_name = u.unit_name
left join (
    select function_code, max_by(function_name, last_year) as function_name
    from marts.dim_functions where is_latest group by all
) as f on e.function_code = f.function_code
left join marts.dim_projects as p on e.project_key = p.project_key
where r.is_current and not e.is_undisclosed
order by e.report_id, e.table_number, e.row_number, e.column_number, e.expenditure_id
"""


def write_integrated(connection: duckdb.DuckDBPyConnection, folder: Path) -> Path:
    """Write the expenditures of all current reports, one row per printed amount."""
    columns = ",\n    ".join(f"{field.sql} as {field.name}" for field in FIELDS)
    rows = fetched(connection.execute(_ROWS_SQL.format(columns=columns)))
    write_rows(
        folder / "integrated-fields.csv",
        ["field", "name_zh", "our_column", "meaning"],
        ((field.name, field.zh, field.ours, field.meaning) for field in FIELDS),
    )
    return write_rows(folder / FILE, [field.name for field in FIELDS], rows)

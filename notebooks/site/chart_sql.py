"""The SQL beside each chart: what to type into `make sql` to get the same numbers."""

from __future__ import annotations

from typing import Final

# `{report_id}` is the report of the page; each query runs on the published warehouse as it is.
_CHART_SQL: Final = {
    "departments": """
select d.place_name, d.department_name, d.level, t.expenditure_total_yuan, t.basic_yuan,
    t.project_yuan, t.three_public_yuan, t.staff_count, t.expenditure_total_from
from marts.fct_disclosure_totals as t
inner join marts.dim_disclosures as d using (disclosure_id)
where d.is_current and d.budget_year = {year} and d.report_kind = '{kind}'
order by t.expenditure_total_yuan desc""",
    "functions-overview": """
select disclosure_id, table_kind, left(function_code, 3) as code, sum(total_yuan) as yuan
from marts.fct_function_expenditures
where is_leaf and budget_year = {year} and table_kind in ('expenditure', 'general_budget')
group by disclosure_id, table_kind, left(function_code, 3)
qualify table_kind = min(table_kind) over (partition by disclosure_id)
order by yuan desc""",
    "changes": """
select d.place_name, d.department_name, d.budget_year, y.measure, y.base_yuan, y.amount_yuan,
    y.change_yuan, y.change_rate, y.base_from, y.amount_from, y.base_id
from marts.fct_year_on_year as y
inner join marts.dim_disclosures as d using (disclosure_id)
where d.is_current and d.budget_year = {year} and d.report_kind = '{kind}'
order by abs(y.change_yuan) desc""",
    "three-public-overview": """
select d.place_name, d.department_name, d.budget_year, y.base_yuan, y.amount_yuan, y.base_from
from marts.fct_year_on_year as y
inner join marts.dim_disclosures as d using (disclosure_id)
where d.is_current and y.measure = 'three_public'
order by y.amount_yuan desc""",
    "line": """
select d.budget_year, d.report_kind, d.level, t.*
from marts.fct_disclosure_totals as t
inner join marts.dim_disclosures as d using (disclosure_id)
where d.is_current and d.department_name = '{department}'
order by d.budget_year, d.report_kind""",
    "flow": """
select side, line_label, fund, amount_yuan
from marts.fct_balances
where report_id = '{report_id}' and table_kind = 'summary'
order by side, line_number""",
    "tree": """
select function_code, function_name, level, is_leaf, total_yuan, basic_yuan, project_yuan
from marts.fct_function_expenditures
where report_id = '{report_id}'
order by table_kind, function_code""",
    "economics": """
select economic_code, economic_name, level, is_leaf, total_yuan, personnel_yuan, operating_yuan
from marts.fct_economic_expenditures
where report_id = '{report_id}'
order by economic_code""",
    "projects": """
select project_code, project_name, unit_name, function_code, total_yuan
from marts.fct_project_expenditures
where report_id = '{report_id}'
order by total_yuan desc""",
    "three-public": """
select year, unit_name, total_yuan, overseas_yuan, vehicle_yuan, vehicle_purchase_yuan,
    vehicle_running_yuan, reception_yuan, operating_cost_yuan
from marts.fct_three_public
where report_id = '{report_id}'
order by year, unit_name""",
    "against_prior": """
select function_code, function_name, prior_year_total_yuan, total_yuan,
    total_yuan - prior_year_total_yuan as change_yuan
from marts.fct_function_expenditures
where report_id = '{report_id}'
order by table_kind, function_code""",
    "against_final": """
select function_code, function_name, total_yuan, final_total_yuan
from marts.fct_function_expenditures
where report_id = '{report_id}'
order by table_kind, function_code""",
}

CHARTS: Final = tuple(_CHART_SQL)


def chart_sql(chart: str, **values: object) -> str:
    """Write the query of a chart; a quote in a name is doubled, as SQL wants it.

    >>> chart_sql("line", department="a'b").splitlines()[3]
    "where d.is_current and d.department_name = 'a''b'"
    """
    escaped = {name: str(value).replace("'", "''") for name, value in values.items()}
    return _CHART_SQL[chart].strip().format(**escaped) + ";"

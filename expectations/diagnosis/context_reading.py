"""What a report and last year's print beside the sums → contexts. Reads; never writes."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Final

import duckdb

from expectations.diagnosis.context import Context
from expectations.diagnosis.templates import find_template_notes

# What this report prints as last year's, and what last year's report of the same department does.
_PRIOR_SQL: Final = """
    with reports as (
        select report_id, department_name, report_kind, level, budget_year
        from marts.dim_reports
        where is_current and department_name is not null
    ),
    own as (
        select distinct report_id, abs(amount_yuan) as amount_yuan
        from intermediate.int_figures_situated
        where starts_with(stage, 'prior') and amount_yuan <> 0
    ),
    last_year as (
        select distinct reports.report_id, abs(figures.amount_yuan) as amount_yuan
        from reports
        inner join reports as before
            on reports.department_name = before.department_name
            and reports.report_kind = before.report_kind
            and reports.level = before.level
            and reports.budget_year = before.budget_year + 1
        inner join marts.fct_figures as figures on before.report_id = figures.report_id
        where figures.amount_yuan <> 0
    )
    select report_id, amount_yuan from own
    union
    select report_id, amount_yuan from last_year
"""
# 涉密项目未列入本表; 因涉密不予公开的部分. That secrets were looked for (保密审查) says nothing.
_WITHHELD_SQL: Final = """
    select report_id, page_number, sentence
    from staging.stg_sentences
    where regexp_matches(
        sentence,
        '(涉密|国家秘密|保密).{0,30}(不予公开|不公开|未公开|不宜公开|未列|不列|不体现|未体现|不反映|未反映|不含|剔除|扣除|隐去)'
        || '|(不予公开|不公开|未公开|不宜公开|未列|不含|剔除|扣除|隐去).{0,30}(涉密|国家秘密|保密)'
    )
    and regexp_matches(sentence, '项目|支出|资金|预算|经费|科目|金额|数据')
    order by report_id, sentence_number
"""
# Sentences that may hold what is left of a template; find_template_notes decides.
_TEMPLATES_SQL: Final = """
    select report_id, page_number, sentence
    from staging.stg_sentences
    where regexp_matches(
        sentence,
        '删除|删去|填写|填列|填入|补充完整|据实|自行|删减|[XxＸｘ×✕╳*○_＿]|[（(/或](减少|下降|降低)[）)]?0'
    )
    order by report_id, sentence_number
"""
_CONFIRMED_SQL: Final = """
    select report_id, count(distinct left_yuan)
    from marts.fct_invariant_checks
    where invariant_id in ('N1', 'N6') and status = 'holds' and left_yuan <> 0
    group by report_id
"""


def read_contexts(connection: duckdb.DuckDBPyConnection) -> dict[str, Context]:
    """Read the context of each report that has one, by report_id."""
    prior: dict[str, set[Decimal]] = defaultdict(set)
    for report_id, amount in connection.execute(_PRIOR_SQL).fetchall():
        prior[report_id].add(amount)
    withheld: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for report_id, page, sentence in connection.execute(_WITHHELD_SQL).fetchall():
        withheld[report_id].append((page, sentence))
    said: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for report_id, page, sentence in connection.execute(_TEMPLATES_SQL).fetchall():
        said[report_id].append((page, sentence))
    confirmed = dict(connection.execute(_CONFIRMED_SQL).fetchall())
    return {
        report_id: Context(
            frozenset(prior[report_id]),
            tuple(withheld[report_id]),
            confirmed.get(report_id, 0),
            find_template_notes(said[report_id]),
        )
        for report_id in sorted({*prior, *withheld, *confirmed, *said})
    }

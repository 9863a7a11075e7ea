-- What must be seen in the warehouse of the shipped report: one row per value, 万元 where it is money.
-- Run by .ci/run and by tests/integration/test_shipped.py.
with
figures as (
    select *, amount_yuan / 10000 as amount_wan from marts.fct_figures
),
totals as (
    select * from figures where row_label in ('合计', '总计') and row_code is null
),
golden (what, expected, found) as (
    select 'reports proven', '1', (select count(*)::varchar from marts.dim_reports where status = 'proven')
    union all
    select 'numbers conserved', '1.0000',
        (select conserved_share::decimal(5, 4)::varchar from marts.dim_reports)
    union all
    select kind || ': functional codes', '19',
        (select count(distinct row_code)::varchar from figures where table_kind = kind)
    from (values ('general_budget'), ('revenue'), ('expenditure')) as kinds (kind)
    union all
    select kind || ': total row', '1',
        (select count(distinct row_number)::varchar from totals where table_kind = kind)
    from (values ('general_budget'), ('revenue'), ('expenditure')) as kinds (kind)
    union all
    select 'economic codes', '34',
        (select count(distinct economic_code)::varchar from marts.fct_economic_expenditures)
    union all
    select 'projects', '10', (select count(*)::varchar from marts.fct_project_expenditures)
    union all
    select 'projects: total', '1183.13',
        (select (sum(total_yuan) / 10000)::decimal(12, 2)::varchar from marts.fct_project_expenditures)
    union all
    select 'projects: initial targeted', '371.00',
        (select (sum(initial_targeted_yuan) / 10000)::decimal(12, 2)::varchar from marts.fct_project_expenditures)
    union all
    select 'projects: superior special', '812.13',
        (select (sum(superior_special_yuan) / 10000)::decimal(12, 2)::varchar from marts.fct_project_expenditures)
    union all
    select kind || ' ' || which || ': grand total', '2506.79',
        (
            select max(amount_yuan / 10000)::decimal(12, 2)::varchar
            from marts.fct_balances
            where table_kind = kind and side = which
        )
    from (values ('summary'), ('appropriation')) as kinds (kind)
    cross join (values ('revenue'), ('expenditure')) as sides (which)
    union all
    select 'expenditure: basic', '1323.67',
        (
            select amount_wan::decimal(12, 2)::varchar from totals
            where table_kind = 'expenditure' and column_path like '%基本支出%'
        )
    union all
    select 'basic by economic: personnel', '1060.57',
        (
            select amount_wan::decimal(12, 2)::varchar from totals
            where table_kind = 'basic_by_economic' and column_path like '%人员经费%'
        )
    union all
    select 'basic by economic: operating', '263.10',
        (
            select amount_wan::decimal(12, 2)::varchar from totals
            where table_kind = 'basic_by_economic' and column_path like '%公用经费%'
        )
    union all
    select 'nil tables', 'government_fund procurement',
        (
            select string_agg(table_kind, ' ' order by table_kind) from marts.fct_tables
            where is_nil and table_kind in ('government_fund', 'procurement')
        )
    union all
    select 'indicators of the department', '10',
        (select count(*)::varchar from marts.fct_performance_indicators where scope = 'department')
    union all
    select 'project forms', '10',
        (select count(*)::varchar from marts.fct_tables where table_kind = 'project_performance')
    union all
    select 'what the prose says wrongly: two changes and their sum', '3',
        (
            select count(*)::varchar from marts.fct_invariant_checks
            where status = 'violated' and invariant_id = 'N2'
        )
    union all
    select 'other checks violated outside the 2022 column', '0',
        (
            select count(*)::varchar from marts.fct_invariant_checks as c
            where
                c.status = 'violated'
                and c.invariant_id <> 'N2'
                and not exists (
                    select 1 from figures as f
                    where list_contains(c.figure_ids, f.figure_id) and f.column_path like '%2022%'
                )
        )
    union all
    select 'the 2022 column violates', 'true',
        (
            select (count(*) > 5)::varchar from marts.fct_invariant_checks
            where status = 'violated' and table_kind = 'general_budget' and invariant_id in ('C1', 'C2')
        )
    union all
    select 'findings', 'narrative, narrative, row_shift',
        (select string_agg(kind, ', ' order by kind) from marts.fct_findings)
    union all
    select 'the row shift heals', '8',
        (
            select string_agg(len(checks_explained)::varchar, ', ') from marts.fct_findings
            where kind = 'row_shift' and checks_broken = 0
        )
    union all
    select 'errored expectations', '0',
        (select count(*)::varchar from marts.fct_expectation_results where status = 'errored')
)
select what, expected, found, expected is not distinct from found as is_right
from golden
order by is_right, what

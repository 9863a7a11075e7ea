{# H1, H2, X15, K3 and the orphans and childless parents of C1: codes and their names. #}
with

lines as (

    select * from {{ ref('int_lines_situated') }}

),

nested as (

    select * from {{ ref('int_codes_nested') }}

),

figures as (

    select * from {{ ref('int_figures_situated') }}

),

-- a table's classification is what most of its codes are of; a purchase list may print both beside
-- each other, each in columns of its own
domains as (

    select
        report_id,
        table_number,
        block,
        case
            when count(*) filter (where row_code like '2%') >= count(*) filter (where row_code not like '2%')
                then 'functional'
            when count(*) filter (where row_code like '5%') > count(*) filter (where row_code like '3%')
                then 'government_economic'
            else 'economic'
        end as domain,
        max(length(row_code)) as deepest_length,
        if(domain = 'functional', 7, 5) as full_length,
    from lines
    where row_role = 'code' and row_code is not null
    group by report_id, table_number, block

),

coded as (

    select
        lines.*,
        lines.row_code as code,
        lines.row_label as name,
        lines.row_name as compared_name,
        domains.domain,
    from lines
    inner join domains using (report_id, table_number, block)
    where
        lines.row_role = 'code'
        and lines.row_code is not null
        and lines.table_kind in (
            'revenue', 'expenditure', 'general_budget', 'government_fund', 'state_capital', 'basic_by_economic'
        )
    union all
    select
        *,
        function_code as code,
        function_name as name,
        {{ normalised_name('function_name') }} as compared_name,
        'functional' as domain,
    from lines
    where function_code is not null and row_role <> 'code' and table_kind = 'projects'

),

-- H1, one row per code and table: the same misprint on two rows is two misprints. The classes are 201–299,
-- 301–399 and 501–599, with 款 and 项 below the functional ones, 款 alone below the others; a place may
-- add a level of its own.
formed as (

    select
        *,
        case domain when 'functional' then '2' when 'economic' then '3' else '5' end as first_digit,
        if(domain = 'functional', 2, 1) as lower_levels,
        code >= first_digit || '01'
        and regexp_full_match(code, first_digit || '[0-9]{2}([0-9]{2}){0,' || lower_levels || '}') as is_formed,
        regexp_full_match(code, first_digit || '[0-9]{' || 4 + 2 * lower_levels || '}') as is_local,
    from coded

),

h1 as (

    select
        {{ stated_check(
            'H1',
            "printf('t%03d-r%04d-b%d', table_number, row_number, block)",
            table_kind_zh('table_kind') ~ " || '（表' || table_number || '）第' || row_number || '行编码' || code",
            "case when is_formed then null when is_local then 'code_of_the_place' else 'code_malformed' end",
            reason_parameters='[code]'
        ) }},
    from formed

),

code_list as (

    {{ listed_codes() }}

),

compared as (

    select
        coded.report_id,
        any_value(coded.table_kind order by coded.table_number, coded.row_number) as table_kind,
        coded.code,
        coded.domain,
        coded.compared_name,
        any_value(coded.name order by coded.table_number, coded.row_number) as name,
        any_value(code_list.name) as listed_name,
        any_value(code_list.document_count) as document_count,
        bool_or(list_contains(code_list.compared_names, coded.compared_name)) as is_listed,
        -- one name within the other is a short form, not another subject
        bool_or(
            contains(coded.compared_name, code_list.compared_name)
            or contains(code_list.compared_name, coded.compared_name)
            or jaccard(coded.compared_name, code_list.compared_name) >= 0.5
        ) as is_alike,
        any_value(reports.budget_year) as budget_year,
    from coded
    inner join {{ ref('stg_reports') }} as reports using (report_id)
    left join code_list using (domain, code)
    where coded.compared_name <> ''
    group by coded.report_id, coded.code, coded.domain, coded.compared_name

),

-- names that one code of its length bears in the list: a code beside it is that one misprinted
borne as (

    select
        domain,
        compared_name,
        length(code) as code_length,
        any_value(code) as code,
    from code_list
    group by domain, compared_name, length(code)
    having count(*) = 1 and max(document_count) >= 2

),

misprinted as (

    select
        compared.*,
        case
            when compared.listed_name is null and hamming(compared.code, borne.code) = 1 then borne.code
        end as meant_code,
    from compared
    left join borne
        on
            compared.domain = borne.domain
            and compared.compared_name = borne.compared_name
            and length(compared.code) = borne.code_length

),

{# The list was observed in reports of 2026. The classification was last renamed throughout for
   2020 and 2021 (20805 行政事业单位离退休 → 养老支出, 215 资源勘探信息 → 资源勘探工业信息): an
   older name is not an error. A code that few documents print may itself be misread in the list. #}
judged as (

    select
        *,
        case
            when meant_code is not null then 'code_misprinted'
            when listed_name is null then 'code_unlisted'
            when is_listed then null
            when budget_year is null or budget_year < 2021 then 'list_of_other_years'
            when document_count < 5 then 'code_rare'
            when is_alike then 'name_alike'
            else 'name_of_another_code'
        end as reason_code,
    from misprinted

),

h2 as (

    select
        {{ stated_check(
            'H2',
            "code || '-' || substr(md5(compared_name), 1, 8)",
            "code || ' ' || name",
            'reason_code',
            reason_parameters='[code, coalesce(meant_code, listed_name)]'
        ) }},
    from judged

),

naming as (

    select
        report_id,
        any_value(table_kind order by table_number, row_number) as table_kind,
        code,
        count(*) as line_count,
        list_sort(list(distinct compared_name)) as compared_names,
        list_sort(list(distinct name)) as names,
        arg_min(compared_name, (-length(compared_name), compared_name)) as longest_name,
        -- a name that its cell cut short is the beginning of the name, not another
        len(list_filter(compared_names, lambda each: not contains(longest_name, each))) = 0 as is_alike,
    from coded
    where compared_name <> ''
    group by report_id, code
    having count(*) > 1

),

x15 as (

    select
        {{ stated_check(
            'X15',
            'code',
            "'编码' || code || '在本报告中的' || line_count || '处名称'",
            "case when len(compared_names) = 1 then null when is_alike then 'name_cut_short' else 'names_differ' end",
            reason_parameters='list_prepend(code, names)'
        ) }},
    from naming

),

-- classes of which the list knows 项 (functional), 款 (economic)
detailed as (

    select distinct
        domain,
        left(code, 3) as class_code,
    from code_list
    where length(code) >= if(domain = 'functional', 7, 5)

),

amounts as (

    select
        report_id,
        table_number,
        row_number,
        block,
        list(figure_id order by figure_id) as figure_ids,
    from figures
    where stage in (main_stage, '') and amount_yuan <> 0
    group by report_id, table_number, row_number, block

),

leaves as (

    select
        nested.*,
        domains.domain,
        domains.deepest_length,
        amounts.figure_ids,
        length(nested.row_code) < domains.full_length
        -- a row above its details is one whatever unit these were read under
        and not exists (
            select 1
            from lines
            where
                lines.report_id = nested.report_id
                and lines.table_number = nested.table_number
                and length(lines.row_code) > length(nested.row_code)
                and starts_with(lines.row_code, nested.row_code)
        )
        -- 219 and others have no 项: the list of codes says which classes go that deep
        and left(nested.row_code, 3) in (
            select detailed.class_code from detailed where detailed.domain = domains.domain
        ) as is_shallow,
    from nested
    inner join domains using (report_id, table_number, block)
    inner join amounts using (report_id, table_number, row_number, block)
    where nested.is_leaf

),

depths as (

    select
        report_id,
        table_kind,
        table_number,
        any_value(domain order by row_number, block) as domain,
        string_agg(row_code, '、' order by row_number) filter (where is_shallow) as shallow_codes,
        coalesce(list(figure_ids order by row_number) filter (where is_shallow), []) as shallow_figure_ids,
        count(*) filter (where is_shallow) as shallow_count,
        count(*) as leaf_count,
    from leaves
    where
        -- a table of revenue need not reach 项, but one that does leaves none out
        (table_kind not in ('revenue', {{ further_table_kinds() }}) or (table_kind = 'revenue' and deepest_length = 7))
        -- a name that no list knows has no code: what stands above it need not be the deepest printed
        and (report_id, table_number) not in (
            select (inferred.report_id, inferred.table_number) from lines as inferred
            where inferred.is_code_inferred
        )
    group by report_id, table_kind, table_number

),

k3 as (

    select
        {{ stated_check(
            'K3',
            "printf('t%03d', table_number)",
            table_kind_zh('table_kind') ~ " || '（表' || table_number || '）科目细化程度'",
            "case when shallow_codes is null then null when shallow_count * 2 > leaf_count then 'mostly_not_detailed'
            else 'not_detailed' end",
            reason_parameters="[shallow_codes, case domain when 'functional' then '项' else '款' end,
            cast(leaf_count as varchar), cast(shallow_count as varchar),
            " ~ table_kind_zh('table_kind') ~ " || '（表' || table_number || '）']",
            figure_ids='flatten(shallow_figure_ids)'
        ) }},
    from depths

),

-- rows below 类, by classification and length: whether the row above them is printed
placed as (

    select
        nested.*,
        domains.domain,
        left(nested.row_code, length(nested.row_code) - 2) as wanted_code,
        length(nested.row_code) = domains.full_length + 2 as is_local,
        coalesce(length(nested.parent_code), 0) = length(nested.row_code) - 2 as has_parent,
        -- a row whose code was not told from its name is there all the same
        exists(
            select 1
            from lines
            where
                lines.report_id = nested.report_id
                and lines.table_number = nested.table_number
                and lines.row_code is null
                and regexp_matches(
                    coalesce(lines.row_label, ''),
                    '(^|[^0-9])' || left(nested.row_code, length(nested.row_code) - 2) || '([^0-9]|$)'
                )
        ) as is_parent_unread,
        coalesce(amounts.figure_ids, []) as figure_ids,
    from nested
    inner join domains using (report_id, table_number, block)
    left join amounts using (report_id, table_number, row_number, block)
    where length(nested.row_code) > 3

),

{# Lists of leaves only (项 × economic class), purchase lists with both classifications: a table
   that prints one 款 among 45 项 has a row of its own there, and no orphans. Of 1,627 findings of
   252 unseen reports 876 were such rows. #}
orphaned as (

    select
        report_id,
        any_value(table_kind) as table_kind,
        table_number,
        domain,
        length(row_code) as code_length,
        count(*) as row_count,
        count(*) filter (where has_parent) as parented_count,
        bool_and(is_local or is_parent_unread) filter (where not has_parent) as is_unsure,
        string_agg(distinct row_code, '、' order by row_code) filter (where not has_parent) as orphan_codes,
        string_agg(distinct wanted_code, '、' order by wanted_code) filter (where not has_parent) as wanted_codes,
        coalesce(
            flatten(list(figure_ids order by row_number, block) filter (where not has_parent)), []
        ) as figure_ids,
    from placed
    group by report_id, table_number, domain, length(row_code)
    -- a table that prints no row of the level above has no orphans
    having count(*) filter (where not has_parent) > 0 and count(*) filter (where has_parent) > 0

),

c1_orphans as (

    select
        {{ stated_check(
            'C1',
            "printf('t%03d-%s%d-orphan', table_number, domain[1], code_length)",
            table_kind_zh('table_kind') ~ " || '（表' || table_number || '）' || orphan_codes || '：上级科目'",
            "case when parented_count * 2 <= row_count then 'parents_rare' when is_unsure then 'parent_row_unclear'
            else 'parent_row_lacking' end",
            reason_parameters="[cast(table_number as varchar), orphan_codes, wanted_codes,
            cast(row_count as varchar), cast(parented_count as varchar)]",
            figure_ids='figure_ids'
        ) }},
    from orphaned

),

c1_childless as (

    select
        {{ stated_check(
            'C1',
            "printf('t%03d-r%04d-b%d-childless', table_number, row_number, block)",
            table_kind_zh('table_kind')
            ~ " || '（表' || table_number || '）' || row_code || ' ' || coalesce(row_label, '') || '＝下级科目之和'",
            "'lower_rows_lacking'",
            figure_ids='figure_ids'
        ) }},
    from leaves
    where is_shallow

)

{% for checks in ['h1', 'h2', 'x15', 'k3', 'c1_orphans', 'c1_childless'] %}
    select * from {{ checks }}
    {% if not loop.last %}union all{% endif %}
{% endfor %}

{#
    Terms of sums → one row per identity instance.

    `terms` is a relation with one row per term: report_id, invariant_id, table_kind,
    instance_key (unique within report and identity), subject, relation ('=' or '<='),
    side ('left' or 'right'), sign (1 or -1; 2 where a
    list prints two levels that each sum to the total), figure_id (NULL where the cell is blank, an exact
    zero), amount_yuan, half_unit_yuan, is_unread, cell_label, gate_status, gate_reason.

    Instances whose printed terms are all blank say nothing and are left out here; a table that
    never yields an instance gets a row in int_checks_gated.
#}
{% macro settled_terms(terms) %}
    select
        report_id,
        invariant_id,
        any_value(table_kind) as table_kind,
        instance_key,
        min(subject) as subject,
        any_value(relation) as relation,
        coalesce(sum(amount_yuan * sign) filter (where side = 'left'), 0) as left_yuan,
        coalesce(sum(amount_yuan * sign) filter (where side = 'right'), 0) as right_yuan,
        coalesce(sum(half_unit_yuan * abs(sign)), 0) as tolerance_yuan,
        max(gate_status) as gate_status,
        max(gate_reason) as gate_reason,
        string_agg(distinct cell_label, '、') filter (where is_unread) as unread_cells,
        list(figure_id order by figure_id) filter (where figure_id is not null) as figure_ids,
        list(figure_id order by figure_id) filter (where figure_id is not null and (side = 'left') = (sign > 0))
            as plus_figure_ids,
        list(figure_id order by figure_id) filter (where figure_id is not null and (side = 'left') <> (sign > 0))
            as minus_figure_ids,
    from {{ terms }}
    group by report_id, invariant_id, instance_key
    having count(figure_id) > 0
{% endmacro %}


{# Settled instances → checks: status and reason. #}
{% macro judged_instances(instances) %}
    select
        report_id || '-' || invariant_id || '-' || instance_key as check_id,
        report_id,
        invariant_id,
        table_kind,
        subject,
        cast(left_yuan as decimal(22, 4)) as left_yuan,
        cast(right_yuan as decimal(22, 4)) as right_yuan,
        cast(left_yuan - right_yuan as decimal(22, 4)) as difference_yuan,
        cast(tolerance_yuan as decimal(22, 4)) as tolerance_yuan,
        case
            when gate_status is not null then gate_status
            when unread_cells is not null then 'not_checkable'
            when relation = '<=' and left_yuan - right_yuan <= tolerance_yuan then 'holds'
            when relation = '=' and abs(left_yuan - right_yuan) <= tolerance_yuan then 'holds'
            else 'violated'
        end as status,
        case
            when gate_status is not null then gate_reason
            when unread_cells is not null then '单元格未能读出：' || unread_cells
            when relation = '<=' and left_yuan - right_yuan > tolerance_yuan then '部分大于全部'
            when relation = '=' and abs(left_yuan - right_yuan) > tolerance_yuan then '两边相差超过尾数允许的范围'
            when left_yuan <> right_yuan and relation = '=' then '相差在尾数允许的范围内'
        end as reason,
        figure_ids,
        -- the equation itself, for whoever looks for its culprit: Σ plus − Σ minus (=, <=) 0
        relation,
        coalesce(plus_figure_ids, []) as plus_figure_ids,
        coalesce(minus_figure_ids, []) as minus_figure_ids,
    from {{ instances }}
{% endmacro %}

{#
    How far a printed figure may be from the number behind it, in yuan: half of its last printed
    digit. 万元 with two decimals → 50 yuan, 元 without decimals → 0.5 yuan. NULL where not money.
    Amounts are held in ten-thousandths of a yuan: of 元 with six decimals (万元 under a misprinted
    unit) no more is known.
#}
{% macro half_unit_yuan(decimals, unit) %}
    cast(
        cast(
            '0.'
            || repeat('0', if({{ unit }} = '元', least({{ decimals }}, 4), {{ decimals }}))
            || '5' as decimal(28, 12)
        )
        * case {{ unit }}
            when '元' then 1
            when '百元' then 100
            when '千元' then 1000
            when '万元' then 10000
            when '十万元' then 100000
            when '百万元' then 1000000
            when '千万元' then 10000000
            when '亿元' then 100000000
        end
        as decimal(28, 12)
    )
{% endmacro %}

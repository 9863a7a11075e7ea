{#
    A name as it is compared: brackets, spaces, punctuation, ordinals and a trailing 支出 do not
    tell two names apart (X2, X4, X12, X15, H2).
#}
{% macro normalised_name(name) %}
    regexp_replace(
        regexp_replace(
            replace(
                regexp_replace(
                    nfc_normalize(translate({{ name }}, '（）〔〕［］【】“”＂', '()()()()""""')),
                    '^\s*([(][一二三四五六七八九十百]+[)]|[一二三四五六七八九十百]+、|[(]?[0-9]+[)、.．])',
                    ''
                ),
                '其它',
                '其他'
            ),
            '[\s"、，,。．.:：;；·()/／－—-]',
            '',
            'g'
        ),
        '支出$',
        ''
    )
{% endmacro %}

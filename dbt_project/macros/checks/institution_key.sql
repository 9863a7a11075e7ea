{#
    The name of a department or unit as it is compared between reports: brackets and spaces do not
    tell two names apart, nor does 本级 (which of the two reports is said by the report's level).
#}
{% macro institution_key(name) %}
    regexp_replace(
        translate(nfc_normalize({{ name }}), '（）', '()'),
        '[(](机关)?本(级|部)(机关)?[)]|(机关)?本级([(]机关[)])?$|[(]机关[)]|[()\s]',
        '',
        'g'
    )
{% endmacro %}

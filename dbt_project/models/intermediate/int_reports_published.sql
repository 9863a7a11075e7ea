{# Reports whose figures are published: their file is present and they were read. #}
select
    report_id,
    file_name,
    department_name,
    budget_year,
    report_kind,
    status,
    status = 'proven' as is_proven,
from {{ ref('int_reports_seen') }}
where is_present and status in ('proven', 'quarantined')

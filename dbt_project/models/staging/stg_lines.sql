select *
from {{ ref('stg_lines_printed') }}
where {{ of_proven_tables() }}

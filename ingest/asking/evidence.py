"""Search a warehouse, ask it read-only SQL, and say where a figure is printed: for an assistant.

Every answer leads to a page and a box, or says that it does not.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import duckdb

from ingest.asking.sql import open_warehouse
from ingest.errors import UsageError

Record = dict[str, Any]

# An assistant reads a page, not a table of thousands.
_ROWS_SHOWN: Final = 200
_FOUND_SHOWN: Final = 50
_SECONDS: Final = 30.0
_MEMORY: Final = "1GB"

_SEARCH_SQL: Final = """
with found as (
    select 'department' as kind, d.disclosure_id as id, null::varchar as report_id,
        concat_ws(' ', d.place_name, d.department_name, d.budget_year, d.report_kind) as words,
        null::int as page_number, 1 as rank
    from marts.dim_disclosures as d where d.is_current
    union all
    select 'finding', f.finding_id, f.report_id, f.message_zh || ' ' || f.message_en, null, 2
    from marts.fct_findings as f
    union all
    select 'project', p.project_key, null, concat_ws(' ', p.department_name, p.project_name),
        null, 3
    from marts.dim_projects as p
    union all
    select 'figure', f.figure_id, f.report_id,
        concat_ws(' ', r.department_name, r.budget_year, f.table_title, f.row_code, f.row_label,
            f.column_path, f.printed_text || coalesce(f.unit, '')), f.page_number, 4
    from marts.fct_figures as f
    inner join marts.dim_reports as r using (report_id) where r.is_current
    union all
    select 'sentence', c.claim_id, c.report_id,
        concat_ws(' ', r.department_name, r.budget_year, c.sentence), c.page_number, 5
    from marts.fct_narrative_claims as c
    inner join marts.dim_reports as r using (report_id) where r.is_current
)
select kind, id, report_id, page_number, words as text from found
where list_bool_and([contains(lower(words), lower(word)) for word in $words])
order by rank, length(words), id
limit $limit
"""
_FIGURE_SQL: Final = """
select f.figure_id, f.report_id, r.department_name, r.place_name, r.budget_year, r.report_kind,
    f.file_name, r.sha256, f.page_number, f.x0, f.y0, f.x1, f.y1, f.locator, f.table_number,
    f.table_title, f.row_code, f.row_label, f.column_path, f.printed_text, f.unit, f.amount_yuan,
    f.fact, f.fact_reason, r.is_current
from marts.fct_figures as f inner join marts.dim_reports as r using (report_id)
where f.figure_id = $id
"""
_CLAIM_SQL: Final = """
select c.claim_id, c.report_id, r.department_name, r.place_name, r.budget_year, r.report_kind,
    r.file_name, r.sha256, c.page_number, c.sentence, c.subject, c.claimed_text, c.amount_yuan,
    c.status, c.matched_figure_id, r.is_current
from marts.fct_narrative_claims as c inner join marts.dim_reports as r using (report_id)
where c.claim_id = $id
"""
_FINDING_SQL: Final = """
select f.*, r.department_name, r.budget_year, r.file_name
from marts.fct_findings as f inner join marts.dim_reports as r using (report_id)
where f.finding_id = $id
"""
_CHECKS_SQL: Final = """
select distinct c.check_id, c.invariant_id, c.subject, c.status, c.left_yuan, c.right_yuan,
    c.difference_yuan, c.tolerance_yuan
from marts.fct_invariant_terms as t
inner join marts.fct_invariant_checks as c using (check_id)
where (t.figure_id = $id or t.claim_id = $id) and c.status in ('holds', 'violated')
order by c.status desc, c.invariant_id, c.check_id
limit 50
"""
_FINDINGS_OF_SQL: Final = """
select finding_id, kind, severity, message_zh, message_en from marts.fct_findings
where list_contains(culprit_figure_ids, $id) or list_contains(
    list_transform(checks_explained, lambda named: starts_with(named, $id)), true
)
"""
_MARTS_SQL: Final = """
select t.table_name as name, t.comment as meaning,
    list(c.column_name || ' ' || c.data_type order by c.column_index) as columns
from duckdb_tables() as t
inner join duckdb_columns() as c using (schema_name, table_name)
where t.schema_name = 'marts' group by all order by all
"""


class Evidence:
    """A published warehouse, open for questions and for nothing else.

    Args:
        warehouse: the published file.

    Raises:
        UsageError: it cannot be read.
    """

    def __init__(self, warehouse: Path) -> None:
        self._connection = open_warehouse(warehouse)
        self._turn = threading.Lock()  # one question at a time
        # a question reads no other file, fetches nothing and changes no setting
        for setting in ("enable_external_access = false", f"memory_limit = '{_MEMORY}'"):
            self._connection.execute(f"set {setting}")
        self._connection.execute("set lock_configuration = true")

    def tables(self) -> list[Record]:
        """List the marts: name, meaning, columns."""
        return self._ask(_MARTS_SQL)

    def search(self, words: str, limit: int = 20) -> list[Record]:
        """Find departments, findings, projects, figures and sentences that hold all the words."""
        parts = words.split()
        if not parts:
            raise UsageError("say at least one word to look for")
        return self._ask(_SEARCH_SQL, {"words": parts, "limit": max(1, min(limit, _FOUND_SHOWN))})

    def sql(self, query: str) -> Record:
        """Answer one statement that reads.

        Returns:
            The columns, up to 200 rows, and whether there are more.

        Raises:
            UsageError: it is no single query, or DuckDB refuses it.
        """
        try:
            statements = self._connection.extract_statements(query)
        except duckdb.Error as error:
            raise UsageError(str(error)) from error
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise UsageError("one select statement at a time; the warehouse is read-only")
        text = statements[0].query.strip().rstrip(";")
        rows = self._ask(f"from ({text}\n) limit {_ROWS_SHOWN + 1}")
        return {
            "rows": rows[:_ROWS_SHOWN],
            "has_more": len(rows) > _ROWS_SHOWN,
        }

    def evidence(self, identifier: str) -> Record:
        """Say where a figure, a claim or a finding is printed, and what it is checked against.

        Raises:
            UsageError: nothing is called so.
        """
        for kind, sql in (("figure", _FIGURE_SQL), ("claim", _CLAIM_SQL)):
            if found := self._ask(sql, {"id": identifier}):
                return {
                    kind: found[0],
                    "identities": self._ask(_CHECKS_SQL, {"id": identifier}),
                    "findings": self._ask(_FINDINGS_OF_SQL, {"id": identifier}),
                }
        if found := self._ask(_FINDING_SQL, {"id": identifier}):
            cells = [
                self._ask(_FIGURE_SQL, {"id": each})[0]
                for each in (found[0]["culprit_figure_ids"] or ())[:_FOUND_SHOWN]
            ]
            return {"finding": found[0], "cells": cells}
        raise UsageError(f"nothing is called {identifier}: figure_id, claim_id or finding_id")

    def _ask(self, sql: str, parameters: Record | None = None) -> list[Record]:
        """Run a query in the time that there is; each row as JSON knows it."""
        timer = threading.Timer(_SECONDS, self._connection.interrupt)
        try:
            with self._turn:
                timer.start()
                rows: Sequence[tuple[str]] = self._connection.execute(
                    f"with answer as ({sql}\n) select to_json(answer)::varchar from answer",
                    parameters or {},
                ).fetchall()
        except duckdb.InterruptException as error:
            raise UsageError(f"no answer within {_SECONDS:.0f} seconds") from error
        except duckdb.Error as error:
            raise UsageError(str(error)) from error
        finally:
            timer.cancel()
        return [json.loads(text) for (text,) in rows]

"""The survey: what a maintainer reads after dropping in a new city's reports.

One line per report, the totals, and the headers and titles that no vocabulary knows. It reads and
checks the reports and publishes nothing: findings, expectations and Data Docs are a build's. What
was read is kept in a folder of its own, or beside the warehouse that WAREHOUSE= names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from ingest.building.trying import try_reports
from ingest.engines.timing import read_seconds
from ingest.processes.text import escape_controls
from ingest.settings import DEFAULT_WAREHOUSE, Listener, Settings

_REPORTS_SQL: Final = """
with
kinds as (
    select report_id, string_agg(table_kind || '×' || n, ' ' order by table_kind) as kinds,
        sum(n)::int as tables
    from (select report_id, table_kind, count(*) as n from raw.tables group by all)
    group by report_id
),
readings as (
    select report_id, string_agg(reading || '×' || n, ' ' order by n desc, reading) as readings
    from (
        select report_id, reading, count(*) as n from raw.pages
        where page_role = 'table' group by all
    )
    group by report_id
),
figures as (select report_id, count(*) as figures from raw.figures group by all),
checks as (
    select report_id,
        count(*) filter (where status = 'holds') as holds,
        count(*) filter (where status = 'violated') as violated,
        count(*) filter (where status = 'not_checkable') as not_checkable
    from marts.fct_invariant_checks group by all
)
select
    f.file_path, r.report_id, r.sha256, r.status, r.status_reason, r.place_name,
    r.department_name, r.budget_year, r.report_kind, r.level, r.page_count,
    coalesce(k.tables, 0) as tables, k.kinds, coalesce(g.figures, 0) as figures,
    r.number_count, r.conserved_count, d.readings,
    coalesce(c.holds, 0) as holds, coalesce(c.violated, 0) as violated,
    coalesce(c.not_checkable, 0) as not_checkable
from raw.report_files as f
inner join raw.reports as r using (report_id)
left join kinds as k using (report_id)
left join readings as d using (report_id)
left join figures as g using (report_id)
left join checks as c using (report_id)
where f.is_present and f.is_primary
"""
_HEADERS_SQL: Final = """
select column_path, count(*) as occurrences, count(distinct report_id) as reports
from raw.columns
where role in ('figure', 'text') and measure is null and column_path is not null
    and (is_money or role = 'text')
    and (report_id, table_number) not in (
        select (report_id, table_number) from raw.tables
        where table_kind in ('other', 'department_performance', 'project_performance')
    )
group by all
"""
_TITLES_SQL: Final = """
select coalesce(table_title, '(no title)'), count(*) as occurrences,
    count(distinct report_id) as reports
from raw.tables where table_kind = 'other'
group by all
"""
_DOUBTS_SQL: Final = """
select f.file_path, c.invariant_id, c.doubt_code, count(*) as occurrences,
    first(c.subject || '：' || c.reason order by c.check_id) as example
from marts.fct_invariant_checks as c
inner join raw.report_files as f using (report_id)
where c.is_doubt and f.is_present and f.is_primary
group by all
"""

_QUESTIONS: Final = {
    "reports": _REPORTS_SQL,
    "headers": _HEADERS_SQL,
    "titles": _TITLES_SQL,
    "doubts": _DOUBTS_SQL,
}
_REPORT_COLUMNS: Final = (
    *("file_path", "report_id", "sha256", "status", "status_reason", "place_name"),
    *("department_name", "budget_year", "report_kind", "level", "page_count", "tables", "kinds"),
    *("figures", "number_count", "conserved_count", "readings"),
    *("holds", "violated", "not_checkable"),
)


def survey(settings: Settings, listen: Listener) -> str:
    """Read and check a folder of reports and describe how well each was read.

    Raises:
        BuildError: no report can be read.
    """
    if settings.warehouse == DEFAULT_WAREHOUSE:
        own = DEFAULT_WAREHOUSE.parent / ".cache" / "survey" / "survey.duckdb"
        settings = replace(settings, warehouse=own)
    answers, catalogue = try_reports(settings, listen, _QUESTIONS)
    rows = [dict(zip(_REPORT_COLUMNS, row, strict=True)) for row in sorted(answers["reports"])]
    seconds = read_seconds(settings.seconds_path)
    lines = [line for row in rows for line in _report_lines(row, seconds.get(row["sha256"]))]
    lines += [f"✗ {path}  rejected: {reason}" for path, reason in catalogue.unreadable]
    lines += ["", *_total_lines(rows, seconds)]
    lines += [
        "",
        *_word_lines("headers that no vocabulary knows (未识别的表头)", answers["headers"]),
    ]
    lines += ["", *_word_lines("titles that no vocabulary knows (未识别的表名)", answers["titles"])]
    lines += ["", *_doubt_lines(sorted(answers["doubts"]))]
    return "\n".join(escape_controls(line) for line in lines)


_SIGNS: Final = {"proven": "✓", "partial": "~", "quarantined": "!", "rejected": "✗"}


def _report_lines(row: dict[str, Any], seconds: float | None) -> list[str]:
    sign = _SIGNS.get(row["status"], "?")
    if row["status"] == "rejected":
        return [f"{sign} {row['file_path']}  rejected: {row['status_reason']}"]
    who = [row["place_name"], row["department_name"], row["budget_year"], row["report_kind"]]
    parts = [
        " ".join(str(part or "?") for part in [*who, row["level"]]),
        f"{row['page_count']} pages",
        f"{row['tables']} tables ({row['kinds'] or 'none'})",
        f"{row['figures']} figures",
        f"conserved {_share(row['conserved_count'], row['number_count'])}",
        f"read by {row['readings'] or 'nothing'}",
        f"checks {row['holds']} hold {row['violated']} violated "
        f"{row['not_checkable']} not checkable",
        f"{seconds:.1f} s" if seconds is not None else "",
    ]
    lines = [f"{sign} " + " · ".join(part for part in parts if part), f"    {row['file_path']}"]
    if row["status_reason"]:
        lines.append(f"    {row['status']}: {row['status_reason']}")
    return lines


def _total_lines(rows: list[dict[str, Any]], seconds: dict[str, float]) -> list[str]:
    def total(name: str) -> int:
        return sum(row[name] or 0 for row in rows)

    by_status = {
        s: sum(row["status"] == s for row in rows) for s in ("proven", "partial", "quarantined")
    }
    tried = total("holds") + total("violated")
    spent = sum(seconds.get(row["sha256"], 0.0) for row in rows)
    return [
        f"total: {len(rows)} reports, {by_status['proven']} proven, "
        f"{by_status['partial']} partial, {by_status['quarantined']} quarantined, "
        f"{len(rows) - sum(by_status.values())} rejected",
        f"  {total('page_count'):,} pages · {total('tables'):,} tables · "
        f"{total('figures'):,} figures · conserved "
        f"{_share(total('conserved_count'), total('number_count'))}",
        f"  {tried:,} checks tried: {_share(total('holds'), tried)} hold, "
        f"{total('violated'):,} violated; {total('not_checkable'):,} not checkable",
        f"  {spent:.1f} s of reading",
    ]


def _word_lines(title: str, words: Sequence[Sequence[Any]]) -> list[str]:
    """List words, the most frequent first.

    Args:
        title: what they are.
        words: word, occurrences, reports; once for each batch of reports that has it.

    >>> _word_lines("new", [["a", 1, 1], ["b", 1, 1], ["a", 3, 2]])
    ['new:', '      4 × in 3 reports  a', '      1 × in 1 reports  b']
    """
    if not words:
        return [f"{title}: none"]
    occurrences: Counter[str] = Counter()
    reports: Counter[str] = Counter()
    for word, occurrence_count, report_count in words:
        occurrences[word] += occurrence_count
        reports[word] += report_count
    ordered = sorted(occurrences, key=lambda word: (-occurrences[word], word))
    return [f"{title}:"] + [
        f"  {occurrences[word]:>5} × in {reports[word]} reports  {word}" for word in ordered
    ]


def _doubt_lines(doubts: Sequence[Sequence[Any]]) -> list[str]:
    """List where the rules of a paper and our reading of it do not go together."""
    if not doubts:
        return ["doubts about the reading (存疑): none"]
    return ["doubts about the reading (存疑):"] + [
        f"  {occurrences:>5} × {invariant} {code}  {path}: {example}"
        for path, invariant, code, occurrences, example in doubts
    ]


def _share(part: int | None, whole: int | None) -> str:
    """Say a share to the figure; a share of nothing is none.

    >>> _share(199, 200), _share(1, 1), _share(0, 0)
    ('99.50 %', '100 %', 'nothing to count')
    """
    if not whole:
        return "nothing to count"
    return "100 %" if part == whole else f"{100 * (part or 0) / whole:.2f} %"

"""Build the site: what changed is written anew, the rest stays as it is."""

from __future__ import annotations

import hashlib
import json
import math
import multiprocessing
import shutil
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from ingest import connecting
from ingest.archives import source_exists
from ingest.reading.pdf import passages, pictures
from ingest.settings import Settings
from notebooks.site.about import write_about
from notebooks.site.code_names import english_name
from notebooks.site.comparison import Counterpart
from notebooks.site.data_tables import write_data
from notebooks.site.disclosures import read_money
from notebooks.site.evidence import read_evidence
from notebooks.site.facts import ReportFacts, read_facts
from notebooks.site.findings import findings_by_figure, read_findings
from notebooks.site.images import (
    PICTURE_VERSION,
    ImageChoice,
    draw_missing,
    find_source,
    locate_claims,
    pages_cited,
)
from notebooks.site.overview import read_totals, write_overview
from notebooks.site.query import write_query
from notebooks.site.questions import write_questions
from notebooks.site.render import script_json, write_if_changed
from notebooks.site.report_pages import ReportBundle, write_report
from notebooks.site.reports import Report, counterpart_of, read_reports, siblings_of
from notebooks.site.search_index import write_search
from notebooks.site.takeaway import write_files
from notebooks.site.warehouse import Row, ask, group_by_report, open_warehouse, read_signatures
from notebooks.site.words import Word, read_words

_HERE: Final = Path(__file__).parent
_ASSETS: Final = ("app.js", "charts.js", "cite.js", "compare.js", "data.js", "department.js",
                  "echarts.min.js", "evidence.js", "findings.js", "overview.js", "query.js",
                  "report.js", "search.js",
                  "site.css", "LICENSES.txt")  # fmt: skip

# Reports that one task of the pool builds at most. The warehouse's views cost the same for one
# report as for many (6 s over 1,000 reports), and 64 reports take 200 MB.
_REPORTS_IN_A_TASK: Final = 64

_STATE_NAME: Final = ".site.json"

_COUNTS_SQL: Final = """
select report_id, invariant_id, status, count(*) as instances
from marts.fct_invariant_checks where report_id in (select unnest(?)) group by all
"""

_NAMES_SQL: Final = """
select function_code as code, any_value(function_name order by last_year desc) as name
from marts.dim_functions where is_listed group by all
union all
select economic_code, any_value(economic_name order by last_year desc)
from marts.dim_economic_classes where is_listed group by all
order by all
"""

_FILES_SQL: Final = """
select report_id, sha256, file_path from raw.report_files
where is_present and report_id in (select unnest(?)) order by is_primary desc, file_path
"""

# told: how many reports are done, of how many
Listener = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class SiteBuilt:
    """What a build did.

    Attributes:
        without_source_count: Reports whose file is not in the reports folder: their pages are
            drawn from coordinates.
    """

    index: Path
    report_count: int
    rebuilt_count: int
    picture_count: int
    without_source_count: int


@dataclass(frozen=True, slots=True)
class _Task:
    """Some reports for one process, with all reports to find their relations in."""

    settings: Settings
    site: Path
    images: ImageChoice
    reports: Sequence[Report]
    all_reports: Sequence[Report]


def site_dir(settings: Settings) -> Path:
    """The site's folder: beside the warehouse."""
    return settings.folder / "site"


def build_site(
    settings: Settings, images: ImageChoice = "all", listener: Listener = lambda _done, _all: None
) -> SiteBuilt:
    """Build or refresh the site of a published warehouse.

    Args:
        settings: Where the warehouse and the reports are; nothing but `<folder>/site` is written.
        images: Draw every page with a figure, or only the pages of findings.
        listener: Told after each group of reports.

    Raises:
        SiteError: there is no warehouse that this version can read.
    """
    site = site_dir(settings)
    with open_warehouse(settings.warehouse) as connection:
        reports = read_reports(connection)
        files = group_by_report(ask(connection, _FILES_SQL, [[report.id for report in reports]]))
        present = {r.id for r in reports if _is_there(settings, files.get(r.id, ()))}
        names = _read_names(connection)
        signatures = _sign(reports, read_signatures(connection), present, names, images)
        totals = read_totals(connection)
        money = read_money(connection, reports)
    known = _read_state(site)
    waiting = [
        report
        for report in reports
        if known.get(report.id) != signatures[report.id]
        or not (site / "reports" / report.id / "index.html").is_file()
    ]
    _write_assets(site)
    _forget_others(site, {report.id for report in reports})
    share = min(_REPORTS_IN_A_TASK, max(1, math.ceil(len(waiting) / settings.worker_count)))
    tasks = [
        _Task(settings, site, images, waiting[start : start + share], reports)
        for start in range(0, len(waiting), share)
    ]
    done = 0
    for count in _run(tasks, settings.worker_count):
        done += count
        listener(done, len(waiting))
    words = {code: Word(zh, english_name(_list_of(code), code) or zh) for code, zh in names.items()}
    write_overview(site, reports, totals, money, words)
    made_of = hashlib.sha256("|".join(sorted(signatures.values())).encode()).hexdigest()
    with open_warehouse(settings.warehouse) as connection:
        write_search(connection, site, reports, money, words)
        write_data(connection, site, made_of)
        write_questions(connection, site)
    write_query(settings, site, made_of)
    write_files(site, settings, reports, {d.department_key for d in money.disclosures})
    write_about(site, settings, reports)
    state = {report.id: signatures[report.id] for report in reports}
    write_if_changed(site / _STATE_NAME, json.dumps(state, indent=0, sort_keys=True) + "\n")
    return SiteBuilt(
        index=site / "index.html",
        report_count=len(reports),
        rebuilt_count=len(waiting),
        picture_count=sum(1 for _ in site.glob("reports/*/pages/*.webp")),
        without_source_count=len(reports) - len(present),
    )


def _list_of(code: str) -> str:
    """Say which classification a code is of: functions are 2…, economic classes 3… and 5…."""
    return "function" if code.startswith("2") else "economic"


def _run(tasks: Sequence[_Task], worker_count: int) -> Iterable[int]:
    """Build reports, in this process where there are few, else in several."""
    if len(tasks) <= 1 or worker_count == 1:
        yield from map(_build_some, tasks)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(worker_count, len(tasks)), mp_context=context) as pool:
        yield from pool.map(_build_some, tasks)


def _build_some(task: _Task) -> int:
    """Build the pages of some reports; runs in a process of its own."""
    relations = {report.id: siblings_of(report, task.all_reports) for report in task.reports}
    pairs = {report.id: _counterparts(report, relations[report.id]) for report in task.reports}
    ids = [report.id for report in task.reports]
    others = {other.id for pair in pairs.values() for other in pair if other is not None}
    wanted = sorted({*ids, *others})
    with open_warehouse(task.settings.warehouse) as connection:
        facts = read_facts(connection, wanted)
        evidence = read_evidence(connection, wanted)
        findings = read_findings(connection, wanted, evidence)
        counts = _read_counts(connection, ids)
        names = _read_names(connection)
        files = group_by_report(ask(connection, _FILES_SQL, [ids]))
    for report in task.reports:
        source = find_source(task.settings.reports_dir, files.get(report.id, ()))
        bundle = ReportBundle(
            report=report,
            siblings=relations[report.id],
            facts=facts[report.id],
            evidence=evidence[report.id],
            findings=findings[report.id],
            last_year=_counterpart(pairs[report.id][0], facts),
            other_kind=_counterpart(pairs[report.id][1], facts),
            other_suspects={each: findings_by_figure(findings[each]) for each in sorted(others)},
            check_counts=counts.get(report.id, {}),
            claim_boxes=locate_claims(evidence[report.id].claims, source),
            names=names,
        )
        folder = task.site / "reports" / report.id
        pages = pages_cited(task.images, bundle.evidence, bundle.findings)
        write_report(folder, bundle, draw_missing(folder, pages, bundle.evidence, source))
    return len(task.reports)


def _counterpart(other: Report | None, facts: Mapping[str, ReportFacts]) -> Counterpart | None:
    return Counterpart(other.id, facts[other.id]) if other is not None else None


def _counterparts(
    report: Report, siblings: Sequence[Report]
) -> tuple[Report | None, Report | None]:
    """Last year's report of the same kind, and this year's of the other kind."""
    other_kind = "budget" if report.kind == "final_account" else "final_account"
    year = report.year
    return (
        counterpart_of(report, siblings, kind=report.kind, year=year and year - 1),
        counterpart_of(report, siblings, kind=other_kind, year=year),
    )


def _read_counts(
    connection: duckdb.DuckDBPyConnection, report_ids: Sequence[str]
) -> dict[str, dict[str, dict[str, int]]]:
    counts: dict[str, dict[str, dict[str, int]]] = {}
    for row in ask(connection, _COUNTS_SQL, [list(report_ids)]):
        of_report = counts.setdefault(row["report_id"], {})
        of_report.setdefault(row["invariant_id"], {})[row["status"]] = row["instances"]
    return counts


def _read_names(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return {row["code"]: row["name"] for row in ask(connection, _NAMES_SQL)}


def _sign(
    reports: Sequence[Report],
    signatures: Mapping[str, str],
    present: Collection[str],
    names: Mapping[str, str],
    images: ImageChoice,
) -> dict[str, str]:
    """Sign each report with all that its pages depend on: data, kin, pictures, this code."""
    common = f"{_code_version()}|{images}|{PICTURE_VERSION}|{sorted(names.items())}"
    signed = {}
    for report in reports:
        kin = [signatures.get(other.id, "") for other in siblings_of(report, reports)]
        parts = (common, signatures.get(report.id, ""), *kin, str(report.id in present))
        signed[report.id] = hashlib.sha256("|".join(parts).encode()).hexdigest()
    return signed


def _is_there(settings: Settings, files: Iterable[Row]) -> bool:
    """Whether the PDF lies where it was: with it come the pictures."""
    return any(source_exists(settings.reports_dir / str(file["file_path"])) for file in files)


def _code_version() -> str:
    """Name the code that makes pages: a hash over its sources."""
    digest = hashlib.sha256()
    sources = [p for p in sorted(_HERE.rglob("*")) if p.is_file() and "__pycache__" not in p.parts]
    sources += [Path(str(module.__file__)) for module in (pictures, passages, connecting)]
    for path in sources:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _read_state(site: Path) -> dict[str, str]:
    """Read what the last build signed; a state that cannot be read costs a rebuild only."""
    try:
        state = json.loads((site / _STATE_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in state.items()} if isinstance(state, dict) else {}


def _write_assets(site: Path) -> None:
    for name in _ASSETS:
        write_if_changed(site / "assets" / name, (_HERE / "assets" / name).read_bytes())
    words = f"window.WORDS={script_json(read_words())};\n"
    write_if_changed(site / "assets" / "words.js", words)


def _forget_others(site: Path, kept: set[str]) -> None:
    """Remove the folders of reports that the warehouse no longer has."""
    folder = site / "reports"
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        # only what this program makes: a folder named by a report's id, with its page inside
        if path.name not in kept and path.is_dir() and (path / "evidence.js").is_file():
            shutil.rmtree(path)

"""Write the pages of one report: itself, its evidence, its findings, and what compare reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ingest.reading.pdf.model import Box
from notebooks.site.comparison import Comparison, Counterpart, compare_final, compare_prior
from notebooks.site.evidence import Evidence
from notebooks.site.evidence_data import pack_checks, pack_evidence, pack_heads
from notebooks.site.facts import CodeRow, ReportFacts
from notebooks.site.findings import Finding, findings_by_figure
from notebooks.site.findings_view import FindingsView
from notebooks.site.flow import Flow, draw_flow
from notebooks.site.render import render, write_if_changed, write_script
from notebooks.site.report_view import (
    MEASURE_WORDS,
    CodeSection,
    ThreePublic,
    comparison_bars,
    economic_bars,
    economic_section,
    flow_data,
    function_section,
    half_unit_yuan,
    headline_tiles,
    project_bars,
    show_three_public,
    tree_data,
)
from notebooks.site.reports import Report
from notebooks.site.warehouse import NOTHING, Amount, short_key
from notebooks.site.words import Word, word

FACTS_PREFIX: Final = "(window.FACTS=window.FACTS||{})"
_ROOT: Final = "../../"
_STATUSES: Final = ("holds", "violated", "not_applicable", "not_checkable")


@dataclass(frozen=True, slots=True)
class ReportBundle:
    """All that the pages of one report are made of.

    Attributes:
        siblings: Other reports on the same department.
        last_year: Last year's report of the same kind, where it is loaded.
        other_kind: The final account of a budget's year, or the budget of a final account's.
        check_counts: Identity → status → instances.
        claim_boxes: Claim → where it stands on its page, where that was found.
        names: What the listed classifications call a code.
    """

    report: Report
    siblings: Sequence[Report]
    facts: ReportFacts
    evidence: Evidence
    findings: Sequence[Finding]
    last_year: Counterpart | None
    other_kind: Counterpart | None
    other_suspects: Mapping[str, Mapping[str, object]]
    check_counts: Mapping[str, Mapping[str, int]]
    claim_boxes: Mapping[str, Sequence[Box]]
    names: Mapping[str, str]


def write_report(
    folder: Path, bundle: ReportBundle, pictured: Mapping[int, tuple[int, int]]
) -> None:
    """Write the folder of one report.

    Args:
        folder: `reports/<report_id>` of the site.
        bundle: The data.
        pictured: The pages that have a picture.
    """
    _write_main(folder, bundle)
    _write_evidence(folder, bundle, pictured)
    _write_findings(folder, bundle, pictured)


def _write_main(folder: Path, bundle: ReportBundle) -> None:
    report, facts = bundle.report, bundle.facts
    half_unit = half_unit_yuan(bundle.evidence.figures)
    functions = function_section(facts, bundle.names, half_unit)
    economics = economic_section(facts, bundle.names, half_unit)
    flow = draw_flow(facts, bundle.names, half_unit)
    three_public = show_three_public(facts.three_public)
    comparisons = _comparisons(bundle)
    bars: dict[str, Any] = {}
    if economics:
        bars["economics"] = economic_bars(economics)
    if facts.projects:
        bars["projects"] = project_bars(facts.projects)
    if three_public:
        bars["three-public"] = three_public.bars()
    bars |= {each.key: comparison_bars(each) for each in comparisons}
    text = render(
        "report.html",
        root=_ROOT,
        active="report",
        title=report.title,
        report=_shown(report),
        siblings=bundle.siblings,
        findings=bundle.findings,
        finding_kinds=_by_kind(bundle.findings),
        suspects=findings_by_figure(bundle.findings),
        tiles=headline_tiles(facts, functions),
        flow=flow,
        flow_whole=sum((li.amount.yuan or 0 for li in flow.links if li.target == "hub"), 0) or None,
        labels={node.key: node for node in flow.nodes},
        tree=functions,
        economics=economics,
        projects=facts.projects,
        projects_whole=sum((p["amount"].yuan or 0 for p in facts.projects), 0) or None,
        three_public=three_public,
        comparisons=[_comparison_values(each, bundle) for each in comparisons],
        tables=bundle.evidence.tables,
        claims=bundle.evidence.claims,
        checks=sorted(bundle.check_counts.items(), key=_check_order),
        statuses=_STATUSES,
        measure_words=MEASURE_WORDS,
        pages=_pages_of_charts(
            bundle,
            comparisons,
            flow=flow,
            functions=functions,
            economics=economics,
            three_public=three_public,
        ),
        cite=_cited(report),
        bars=bars,
        chart_data={
            "flow": flow_data(flow),
            "tree": tree_data(functions) if functions else None,
            "bars": bars,
        },
    )
    write_if_changed(folder / "index.html", text)
    packed = {
        "functions": _packed_table(functions),
        "economics": _packed_table(economics),
        "total": _packed(functions.total.amount("total")) if functions else None,
    }
    write_script(folder / "facts.js", f'{FACTS_PREFIX}["{report.id}"]', packed)


def _cited(report: Report) -> dict[str, Any]:
    """Say what a citation says of the report."""
    return {"who": report.name, "year": report.year, "file": report.file_name, "id": report.id}


def _pages_of_charts(
    bundle: ReportBundle,
    comparisons: Sequence[Comparison],
    *,
    flow: Flow,
    functions: CodeSection | None,
    economics: CodeSection | None,
    three_public: ThreePublic | None,
) -> dict[str, str]:
    """Say on which pages the figures of each chart stand; nothing where a report has no pages."""
    amounts: dict[str, Iterable[Amount]] = {
        "flow": [link.amount for link in flow.links],
        "tree": [row.amount("total") for row in functions.rows] if functions else (),
        "economics": [row.amount("total") for row in economics.rows] if economics else (),
        "projects": [project["amount"] for project in bundle.facts.projects],
        "three-public": [a for _, row in three_public.rows for a in row] if three_public else (),
    }
    for each in comparisons:
        amounts[each.key] = [row.now for row in each.rows if not each.now_id]
    pages = {short_key(f["figure_id"]): f["page_number"] for f in bundle.evidence.figures}
    return {
        chart: spell_pages({pages.get(key) or 0 for amount in found for key in amount.figures})
        for chart, found in amounts.items()
    }


def spell_pages(pages: Iterable[int]) -> str:
    """Write pages as a citation does: neighbours as a range.

    >>> spell_pages([9, 7, 8, 12, 0])
    '7–9, 12'
    """
    runs: list[list[int]] = []
    for page in sorted({page for page in pages if page}):
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return ", ".join(f"{a}–{b}" if a != b else f"{a}" for a, b in runs)


def _by_kind(findings: Sequence[Finding]) -> dict[str, list[str]]:
    """List the findings' ids by kind, gravest kind first."""
    kinds: dict[str, list[str]] = {}
    for finding in findings:
        kinds.setdefault(finding.row["kind"], []).append(finding.row["finding_id"])
    return kinds


def _shown(report: Report) -> dict[str, Any]:
    coverage = "" if report.coverage is None else f"{100 * report.coverage:.1f}"
    return {
        "id": report.id,
        "name": report.name,
        "place": report.place,
        "year": report.year,
        "kind": report.kind,
        "level": report.level,
        "status": report.status,
        "status_reason": report.status_reason,
        "file_name": report.file_name,
        "page_count": report.page_count,
        "coverage": coverage,
    }


def _check_order(item: tuple[str, object]) -> tuple[int, int]:
    """Order identities as the catalogue does, R1 to R9 before R10 and C1."""
    return "RCBXNYDKH".find(item[0][0]), int(item[0][1:] or 0)


def _comparisons(bundle: ReportBundle) -> list[Comparison]:
    found = [
        compare_prior(bundle.facts, bundle.last_year),
        compare_final(
            bundle.facts,
            is_final=bundle.report.kind == "final_account",
            other=bundle.other_kind,
        ),
    ]
    return [each for each in found if each is not None and each.rows]


def _comparison_values(comparison: Comparison, bundle: ReportBundle) -> dict[str, Any]:
    own = findings_by_figure(bundle.findings)
    others = bundle.other_suspects
    return {
        "key": comparison.key,
        "kind": comparison.kind,
        "note": comparison.note,
        "rows": comparison.rows,
        "before_word": comparison.before_word,
        "now_word": comparison.now_word,
        "before_base": comparison.before_base,
        "now_base": comparison.now_base,
        "suspects_before": others.get(comparison.before_id, {}) if comparison.before_id else own,
        "suspects_now": others.get(comparison.now_id, {}) if comparison.now_id else own,
    }


def _packed_table(section: CodeSection | None) -> dict[str, Any] | None:
    """Pack a table by code for the compare page."""
    if section is None:
        return None
    return {
        "kind": section.kind,
        "whole": section.whole,
        "rows": [
            [shown.code, shown.name, *_packed_measures(section, shown.row)]
            for shown in section.rows
            if shown.code
        ],
    }


def _packed_measures(section: CodeSection, row: CodeRow) -> list[list[Any]]:
    parts = ("basic", "project")
    if section.kind == "basic_by_economic":
        parts = ("personnel", "operating")
    return [_packed(row.amount(measure)) for measure in ("total", *parts)]


def _packed(amount: Amount = NOTHING) -> list[Any]:
    return [amount.yuan, list(amount.figures)]


def _write_evidence(
    folder: Path, bundle: ReportBundle, pictured: Mapping[int, tuple[int, int]]
) -> None:
    report = bundle.report
    text = render(
        "evidence.html",
        root=_ROOT,
        active="report",
        title=_titled(report, "ui.evidence"),
        report=_shown(report),
    )
    write_if_changed(folder / "evidence.html", text)
    packed = pack_evidence(
        report.id,
        bundle.evidence,
        findings_by_figure=findings_by_figure(bundle.findings),
        kinds={finding.row["finding_id"]: finding.row["kind"] for finding in bundle.findings},
        claim_boxes=bundle.claim_boxes,
        pictured=pictured,
    )
    write_script(folder / "evidence.js", "window.EVIDENCE", packed)
    write_script(folder / "heads.js", "window.HEADS", pack_heads(bundle.evidence))
    parts = pack_checks(report.id, bundle.evidence.checks)
    for number, part in enumerate(parts):
        write_script(folder / f"checks-{number}.js", f"window.CHECKS[{number}]", part)
    for old in folder.glob("checks-*.js"):
        if int(old.stem.partition("-")[2]) >= len(parts):
            old.unlink()


def _write_findings(
    folder: Path, bundle: ReportBundle, pictured: Mapping[int, tuple[int, int]]
) -> None:
    view = FindingsView(bundle.report.id, bundle.evidence, bundle.claim_boxes, pictured)
    text = render(
        "report_findings.html",
        root=_ROOT,
        active="findings",
        title=_titled(bundle.report, "ui.findings"),
        report=_shown(bundle.report),
        findings=bundle.findings,
        **view.answers(),
    )
    write_if_changed(folder / "findings.html", text)


def _titled(report: Report, path: str) -> Word:
    said = word(path)
    return Word(f"{said.zh} · {report.title.zh}", f"{said.en} · {report.title.en}")

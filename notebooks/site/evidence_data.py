"""Pack a report's evidence for the evidence page: small arrays, the checks in parts.

The page loads the figures at once and the parts of the checks when they are asked for, as plain
scripts: a page opened from the file system may not fetch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from ingest.reading.pdf.model import Box
from notebooks.site.evidence import (
    Check,
    Evidence,
    as_number,
    box_of,
    group_same_quantities,
    local_key,
)
from notebooks.site.warehouse import Row

# Checks in one part: about 120 kB.
CHECKS_PER_PART: Final = 400


def pack_evidence(
    report_id: str,
    evidence: Evidence,
    *,
    findings_by_figure: Mapping[str, list[str]],
    kinds: Mapping[str, str],
    claim_boxes: Mapping[str, Sequence[Box]],
    pictured: Mapping[int, tuple[int, int]],
) -> dict[str, Any]:
    """Pack what the evidence page needs at once.

    Args:
        report_id: The report.
        evidence: What is known of it.
        findings_by_figure: Short key → findings that the figure is part of.
        kinds: Finding → its kind.
        claim_boxes: Claim → its boxes.
        pictured: Page → size in pixels of its picture, where it has one.
    """
    groups = group_same_quantities(evidence)
    group_of = {key: number for number, group in enumerate(groups) for key in group}
    witnesses: dict[str, list[int]] = {}
    for number, check in enumerate(evidence.checks):
        for figure_id in check.figure_ids:
            witnesses.setdefault(figure_id, []).append(number)
    rows = {
        f"{f['table_number']}.{f['row_number']}.{f['block']}": [f["row_code"], f["row_label"]]
        for f in evidence.figures
    }
    columns = {
        f"{f['table_number']}.{f['column_number']}": f["column_path"] for f in evidence.figures
    }
    return {
        "id": report_id,
        "pages": {
            page["page_number"]: [
                round(page["width_pt"], 2),
                round(page["height_pt"], 2),
                int(page["page_number"] in pictured),
            ]
            for page in evidence.pages
            if page["width_pt"] and page["height_pt"]
        },
        "places": evidence.places(),
        "tables": {
            t["table_number"]: [t["table_kind"], t["table_title"], t["unit"]]
            for t in evidence.tables
        },
        "rows": rows,
        "columns": columns,
        "figures": [
            _pack_figure(figure, report_id, witnesses, group_of) for figure in evidence.figures
        ],
        "groups": [[local_key(key, report_id) for key in group] for group in groups],
        "claims": _pack_claims(report_id, evidence, claim_boxes),
        "findings": {
            key: [[name, kinds[name]] for name in names]
            for key, names in sorted(findings_by_figure.items())
        },
        "part": CHECKS_PER_PART,
    }


def pack_checks(report_id: str, checks: Iterable[Check]) -> list[list[list[Any]]]:
    """Pack the checks in parts, in the order that `pack_evidence` counts them."""
    packed = [_pack_check(check, report_id) for check in checks]
    return [
        packed[start : start + CHECKS_PER_PART] for start in range(0, len(packed), CHECKS_PER_PART)
    ]


def _pack_figure(
    figure: Row,
    report_id: str,
    witnesses: Mapping[str, list[int]],
    group_of: Mapping[str, int],
) -> list[Any]:
    figure_id = figure["figure_id"]
    # the address of a cell, where it is no place on a page
    locator = [figure["locator"]] if figure["locator"] else []
    return [
        local_key(figure_id, report_id),
        figure["table_number"],
        figure["row_number"],
        figure["column_number"],
        figure["block"],
        figure["page_number"],
        figure["printed_text"],
        figure["unit"],
        as_number(figure["amount_yuan"]),
        as_number(figure["value"]),
        box_of(figure),
        sorted(set(witnesses.get(figure_id, ()))),
        group_of.get(figure_id, -1),
        int(bool(figure["is_unread"])),
        *locator,
    ]


def pack_heads(evidence: Evidence) -> list[list[Any]]:
    """Pack the boxes of headers and row labels of the tables that print figures.

    They are only drawn around a chosen figure, so the page loads them after everything else.
    """
    tables = {figure["table_number"] for figure in evidence.figures}
    named = {
        (head["table_number"], head["row_number"], head["block"])
        for head in evidence.heads
        if head["role"] in ("label", "code")
    }
    return [
        _pack_head(head)
        for head in evidence.heads
        if head["table_number"] in tables
        # other text of a row names it only where nothing else does
        and not (
            head["role"] == "text"
            and (head["table_number"], head["row_number"], head["block"]) in named
        )
    ]


def _pack_head(head: Row) -> list[Any]:
    is_header = head["role"] in ("header", "repeated_header")
    return [
        head["table_number"],
        head["page_number"],
        0 if is_header else head["row_number"] or 0,
        head["column_number"],
        head["column_span"] or 1,
        head["block"] or 0,
        box_of(head),
    ]


def _pack_claims(
    report_id: str, evidence: Evidence, claim_boxes: Mapping[str, Sequence[Box]]
) -> dict[str, list[Any]]:
    witnesses: dict[str, list[int]] = {}
    for number, check in enumerate(evidence.checks):
        for claim_id in check.row["claim_ids"] or ():
            witnesses.setdefault(claim_id, []).append(number)
    return {
        local_key(claim["claim_id"], report_id): [
            claim["page_number"],
            claim["sentence"],
            claim["claimed_text"],
            claim["subject"] or claim["function_name"] or "",
            claim["matched_figure_id"] and local_key(claim["matched_figure_id"], report_id),
            [[round(side, 2) for side in box] for box in claim_boxes.get(claim["claim_id"], ())],
            sorted(set(witnesses.get(claim["claim_id"], ()))),
        ]
        for claim in evidence.claims
    }


def _pack_check(check: Check, report_id: str) -> list[Any]:
    row = check.row
    is_money = row["left_yuan"] is not None
    left, right = ("left_yuan", "right_yuan") if is_money else ("left_value", "right_value")
    return [
        row["invariant_id"],
        int(row["status"] == "holds"),
        row["subject"],
        [local_key(key, report_id) for key in check.left],
        [local_key(key, report_id) for key in check.right],
        [local_key(key, report_id) for key in check.others],
        as_number(row[left]),
        as_number(row[right]),
        as_number(row["tolerance_yuan"]),
        int(is_money),
        [local_key(key, report_id) for key in row["claim_ids"] or ()],
        row["relation"] or "=",
        row["reason"] if row["status"] == "violated" else None,
    ]

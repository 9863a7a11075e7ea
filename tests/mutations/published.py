"""Slips in published reports: one in each, planted where it was read, built again and judged.

Typeset reports obey the rules that this program knows; published ones obey their own. A slip is
planted into the pages as they were read (`pages.py`), so that recognising, gates, diagnosis and
messages meet it as they would meet a misprint, and 49 reports take a minute, not the time of
reading them.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from ingest.contract.versions import page_reader_version
from ingest.landing.folder import FolderPages
from ingest.reading.kept_pages import pack_document, unpack_document
from tests.mutations.bases import build_folder
from tests.mutations.drawing import PUBLISHED_KINDS, PublishedSlip, draw_slip
from tests.mutations.readings import Readings, read_readings

_SET_NAMED: Final = 3
_DRAWS: Final = 60
_FINDINGS_SQL: Final = """
    select file_path, kind, severity, culprit_cells, are_alternatives, message_zh
    from marts.fct_findings inner join marts.dim_reports using (report_id)
    order by all
"""
_VIOLATED_SQL: Final = """
    select file_path, substr(check_id, length(checks.report_id) + 2)
    from marts.fct_invariant_checks as checks inner join marts.dim_reports using (report_id)
    where checks.status = 'violated'
"""


@dataclass(frozen=True, slots=True)
class PublishedVerdict:
    """How a slip in a published report fared.

    Attributes:
        is_seen: it violates a check, or stands in an amount that a tried check reads.
        is_detected: there is a finding that the report did not have before.
        is_named: such a finding names what was changed, in a set of at most three.
        severity: of the finding that names it.
        extra: further findings that the report did not have before.
    """

    file_name: str
    slip: PublishedSlip
    is_seen: bool
    is_detected: bool
    is_named: bool
    severity: str
    extra: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    kind: str
    severity: str
    cells: frozenset[str]
    are_alternatives: bool
    message: str


def run_published(reports: Path, folder: Path, seed: int, before: Path) -> list[PublishedVerdict]:
    """Plant a slip into each report of a folder, the kinds in turn, and judge.

    Args:
        reports: the published PDFs.
        folder: for what is made.
        seed: of the draws.
        before: a warehouse of these reports that was built by this code.
    """
    slips = plant_published(reports, before, folder / "reports", folder / "landing", seed)
    after = build_folder(folder / "reports", folder / "after.duckdb", may_reject=True)
    return judge_published(before, after, slips)


def plant_published(
    reports: Path, before: Path, target: Path, landing: Path, seed: int
) -> dict[str, PublishedSlip]:
    """Write copies of reports whose kept pages have one slip each; file → slip."""
    rng = random.Random(seed)
    readings = read_readings(before)
    version = page_reader_version()
    kept, planted = FolderPages(before.parent / "landing", version), FolderPages(landing, version)
    slips: dict[str, PublishedSlip] = {}
    for number, (name, reading) in enumerate(sorted(readings.items()), start=seed):
        packed = kept.read(reading.report_id)
        document = None if packed is None else unpack_document(packed)
        if document is None:
            continue
        for draw in range(_DRAWS):
            # a kind that this report gives no chance for gives way to the next
            kind = PUBLISHED_KINDS[(number + draw // 12) % len(PUBLISHED_KINDS)]
            slip = draw_slip(reading, document, kind, rng)
            if slip is None:
                continue
            content = (reports / name).read_bytes() + b"\n% slip\n"
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(content)
            planted.write(Readings.id_of(content), pack_document(slip.document))
            slips[name] = slip
            break
    return slips


def judge_published(
    before: Path, after: Path, slips: Mapping[str, PublishedSlip]
) -> list[PublishedVerdict]:
    """Compare what two builds found."""
    known, found = _findings(before), _findings(after)
    old, new = _violated(before), _violated(after)
    return [
        _judge(name, slip, known[name], found[name], is_violated=bool(new[name] - old[name]))
        for name, slip in slips.items()
    ]


def _findings(warehouse: Path) -> dict[str, list[_Found]]:
    found: dict[str, list[_Found]] = defaultdict(list)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for name, kind, severity, cells, alternatives, zh in connection.execute(
            _FINDINGS_SQL
        ).fetchall():
            found[name].append(_Found(kind, severity, frozenset(cells), alternatives, zh))
    return found


def _violated(warehouse: Path) -> dict[str, set[str]]:
    violated: dict[str, set[str]] = defaultdict(set)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for name, check in connection.execute(_VIOLATED_SQL).fetchall():
            violated[name].add(check)
    return violated


def _judge(
    name: str,
    slip: PublishedSlip,
    known: Sequence[_Found],
    found: Sequence[_Found],
    *,
    is_violated: bool,
) -> PublishedVerdict:
    old = {each.message for each in known}
    new = [each for each in found if each.message not in old]
    named = [each for each in new if _names(slip, each)]
    covered = {cell for each in named for cell in each.cells}
    return PublishedVerdict(
        name,
        slip,
        is_violated or slip.is_witnessed,
        bool(new),
        bool(named) and slip.cells <= covered,
        min((each.severity for each in named), key=_GRAVITY.index, default=""),
        tuple(f"{each.severity}: {each.message[:90]}" for each in new if each not in named),
    )


_GRAVITY: Final = ("error", "minor", "doubt")


def _names(slip: PublishedSlip, found: _Found) -> bool:
    if slip.words:
        return any(word in found.message for word in slip.words)
    tables = {cell[:4] for cell in found.cells}
    if slip.finding_kind:
        return found.kind == slip.finding_kind and f"t{slip.table:03d}" in tables
    if found.are_alternatives and len(found.cells) > max(_SET_NAMED, len(slip.cells)):
        return False
    return bool(slip.cells & found.cells)


def published_table(verdicts: Sequence[PublishedVerdict]) -> str:
    """Write the table: one line per kind of slip, one for all."""
    lines = [
        f"{'kind':<17}{'planted':>8}{'unseen':>8}{'detected':>10}{'named':>7}{'as error':>10}"
        f"{'extra':>7}"
    ]
    for kind in (*PUBLISHED_KINDS, "all"):
        chosen = [each for each in verdicts if kind in ("all", each.slip.kind)]
        seen = [each for each in chosen if each.is_seen]
        lines.append(
            f"{kind:<17}{len(chosen):>8}{len(chosen) - len(seen):>8}"
            f"{sum(each.is_detected for each in seen):>10}{sum(each.is_named for each in seen):>7}"
            f"{sum(each.is_named and each.severity == 'error' for each in seen):>10}"
            f"{sum(len(each.extra) for each in seen):>7}"
        )
    return "\n".join(lines)


def missed_published(verdicts: Iterable[PublishedVerdict]) -> str:
    """List the slips that were not named as errors, and what was said instead."""
    lines = []
    for each in verdicts:
        if each.is_named and each.severity == "error" and not each.extra:
            continue
        fate = Counter(
            {
                "unseen": not each.is_seen,
                "undetected": not each.is_detected,
                "unnamed": not each.is_named,
            }
        )
        word = next((name for name, holds in fate.items() if holds), each.severity)
        lines.append(f"{word} {each.slip.kind} {each.file_name}: {each.slip.told}")
        lines += [f"    {said}" for said in each.extra]
    return "\n".join(lines)

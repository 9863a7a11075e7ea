"""A small slice of the benches, with a fixed seed: every kind, two layouts, every trait twice.

All in one real build: of the reports with odd traits, as of those without a slip, nothing may be
called an error.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from expectations.diagnosis.system import System
from ingest.reading.kept_pages import pack_document
from ingest.reading.pdf import read_document
from ingest.reading.report import read_report
from tests.mutations.bases import build_folder, count_findings, read_bases, write_bases
from tests.mutations.bench import Verdict, run_bench, shares, table_text
from tests.mutations.drawing import PUBLISHED_KINDS, draw_slip
from tests.mutations.planting import KINDS
from tests.mutations.printed import (
    PrintedVerdict,
    judge_printed,
    missed_text,
    plant_printed,
)
from tests.mutations.readings import read_readings
from tests.traits.bench import TRAITS, count_checks, read_findings, write_traits

# Kinds that change a PDF in ways of their own; the others differ in one text only.
ON_PAPER = (
    *("digit", "row_shift", "missing_row", "doubled_row", "unit_line", "prose", "code"),
    "copied_unit_slip",
)
# The prose of these layouts states no rates, and its changes are drawn as its amounts are.
PLANTED_IN_PAGES = sorted(set(PUBLISHED_KINDS) - {"prose_change", "prose_rate"})
_DRAWS = 60


@dataclass(frozen=True, slots=True)
class Built:
    """Correct reports of two layouts and years, such with odd traits, and with one slip on paper.

    Attributes:
        bases: the systems of correct reports without a trait, by file name.
        findings: how many of each file, of all of them.
        odd: file, severity and message of each finding about a report with a trait.
        compared: how many checks compared something, by trait.
    """

    bases: Mapping[str, System]
    findings: Mapping[str, int]
    folder: Path
    printed: list[PrintedVerdict]
    odd: list[tuple[str, str, str]]
    compared: Mapping[str, int]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder: Path = tmp_path_factory.mktemp("mutations")
    write_bases(folder / "reports", (3,), ("chongqing", "shanghai"), (2023, 2024))
    slips = plant_printed(folder / "reports", len(ON_PAPER), seed=5, kinds=ON_PAPER)
    write_traits(folder / "odd", 2 * len(TRAITS), seed=3)
    odd = {path.name for path in (folder / "odd").iterdir()}
    for name in odd:
        (folder / "odd" / name).rename(folder / "reports" / name)
    warehouse = build_folder(folder / "reports", folder / "warehouse.duckdb")
    correct = {
        name: each
        for name, each in read_bases(warehouse).items()
        if name not in slips and name not in odd
    }
    return Built(
        correct,
        count_findings(warehouse),
        folder,
        judge_printed(warehouse, slips),
        [each for each in read_findings(warehouse) if each[0] in odd],
        count_checks(warehouse),
    )


@pytest.fixture(scope="module")
def verdicts(built: Built) -> list[Verdict]:
    return [verdict for _, verdict in run_bench(built.bases, 10, seed=7)]


def test_mutations__correct_reports_of_two_years__have_no_findings(built: Built) -> None:
    assert len(built.bases) == 4
    assert {name: built.findings.get(name, 0) for name in built.bases} == dict.fromkeys(
        built.bases, 0
    )


def test_traits__nothing_is_called_an_error(built: Built) -> None:
    assert [each for each in built.odd if each[1] == "error"] == []


def test_traits__each_is_read_and_compared(built: Built) -> None:
    assert {name: built.compared.get(name, 0) > 0 for name in TRAITS} == dict.fromkeys(TRAITS, True)


def test_mutations__every_kind__was_planted(verdicts: list[Verdict]) -> None:
    assert {verdict.kind for verdict in verdicts if verdict.is_seen} == set(KINDS)


def test_mutations__slips__are_detected_named_and_restored(verdicts: list[Verdict]) -> None:
    reached = shares(verdicts)
    assert reached["detected"] >= 0.99, table_text(verdicts)
    assert reached["named"] >= 0.95, table_text(verdicts)
    assert reached["restored"] >= 0.9, table_text(verdicts)


@pytest.mark.parametrize("kind", PLANTED_IN_PAGES)
def test_mutations__slip_into_what_was_read__is_read_as_printed(built: Built, kind: str) -> None:
    """Both readings of a page are changed alike: nothing is missing and nothing invented."""
    rng = random.Random(3)
    for name, reading in sorted(read_readings(built.folder / "warehouse.duckdb").items()):
        path = built.folder / "reports" / name
        document = read_document(path.read_bytes(), name)
        slips = (draw_slip(reading, document, kind, rng) for _ in range(_DRAWS))
        slip = next((each for each in slips if each is not None), None)
        if slip is None:
            continue
        frames = [
            read_report(path.read_bytes(), name, _Kept(pack_document(pages)))
            for pages in (document, slip.document)
        ]
        assert frames[1]["reports"]["status"].to_list() == ["proven"]
        shown = "sentences" if kind.startswith("prose") else "cells"
        assert not frames[0][shown].equals(frames[1][shown])
        return
    pytest.fail(f"no report gives a chance for {kind}")


@dataclass(frozen=True)
class _Kept:
    """Pages that have been read."""

    packed: bytes

    def read(self, report_id: str) -> bytes | None:
        return self.packed

    def write(self, report_id: str, packed: bytes, part: str = "") -> None:
        raise AssertionError("these pages are kept already")


def test_mutations__slips_on_paper__are_found_by_a_build(built: Built) -> None:
    assert {each.slip.kind for each in built.printed} == set(ON_PAPER)
    seen = [each for each in built.printed if each.is_seen]
    assert len(seen) == len(ON_PAPER)
    assert [each.file_name for each in seen if not each.is_detected] == []
    assert all(each.is_named and not each.extra for each in seen), missed_text(seen)

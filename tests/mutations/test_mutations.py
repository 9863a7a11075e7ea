"""A small slice of the bench, with a fixed seed: every kind, two layouts, one real build."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest

from expectations.diagnosis.system import System
from tests.mutations.bases import build_folder, count_findings, read_bases, write_bases
from tests.mutations.bench import Verdict, run_bench, shares, table_text
from tests.mutations.planting import KINDS
from tests.mutations.printed import (
    PrintedVerdict,
    judge_printed,
    missed_text,
    plant_printed,
)
from tests.mutations.published import misprint_one, witnessed_figures

# Kinds that change a PDF in ways of their own; the others differ in one text only.
ON_PAPER = (
    *("digit", "row_shift", "missing_row", "doubled_row", "unit_line", "prose", "code"),
    "copied_unit_slip",
)


@dataclass(frozen=True, slots=True)
class Built:
    """Correct reports of two layouts and years, and reports with one slip on paper each."""

    bases: Mapping[str, System]
    findings: Mapping[str, int]
    folder: Path
    printed: list[PrintedVerdict]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder: Path = tmp_path_factory.mktemp("mutations")
    write_bases(folder / "reports", (3,), ("chongqing", "shanghai"), (2023, 2024))
    slips = plant_printed(folder / "reports", len(ON_PAPER), seed=5, kinds=ON_PAPER)
    warehouse = build_folder(folder / "reports", folder / "warehouse.duckdb")
    correct = {name: each for name, each in read_bases(warehouse).items() if name not in slips}
    return Built(correct, count_findings(warehouse), folder, judge_printed(warehouse, slips))


@pytest.fixture(scope="module")
def verdicts(built: Built) -> list[Verdict]:
    return [verdict for _, verdict in run_bench(built.bases, 10, seed=7)]


def test_mutations__correct_reports_of_two_years__have_no_findings(built: Built) -> None:
    assert len(built.bases) == 4
    assert {name: built.findings.get(name, 0) for name in built.bases} == dict.fromkeys(
        built.bases, 0
    )


def test_mutations__every_kind__was_planted(verdicts: list[Verdict]) -> None:
    assert {verdict.kind for verdict in verdicts if verdict.is_seen} == set(KINDS)


def test_mutations__slips__are_detected_named_and_restored(verdicts: list[Verdict]) -> None:
    reached = shares(verdicts)
    assert reached["detected"] >= 0.99, table_text(verdicts)
    assert reached["named"] >= 0.95, table_text(verdicts)
    assert reached["restored"] >= 0.9, table_text(verdicts)


def test_mutations__digit_of_a_page__reads_as_changed(built: Built) -> None:
    """What is planted into published reports is in their text, and nowhere else."""
    name = sorted(built.bases)[0]
    figures = witnessed_figures(built.folder / "warehouse.duckdb")[name]
    misprint = misprint_one(built.folder / "reports" / name, figures, random.Random(3))
    assert misprint is not None
    texts = [
        pdfium.PdfDocument(content)[misprint.figure.page - 1].get_textpage().get_text_range()
        for content in ((built.folder / "reports" / name).read_bytes(), misprint.content)
    ]
    assert texts[0].count(misprint.figure.text) == texts[1].count(misprint.figure.text) + 1
    assert texts[1].count(misprint.printed) == texts[0].count(misprint.printed) + 1


def test_mutations__slips_on_paper__are_found_by_a_build(built: Built) -> None:
    assert {each.slip.kind for each in built.printed} == set(ON_PAPER)
    seen = [each for each in built.printed if each.is_seen]
    assert len(seen) == len(ON_PAPER)
    assert [each.file_name for each in seen if not each.is_detected] == []
    assert all(each.is_named and not each.extra for each in seen), missed_text(seen)

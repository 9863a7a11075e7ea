"""A small slice of the bench, with a fixed seed: every kind, every layout, a real build."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from expectations.diagnosis.system import System
from tests.mutations.bases import build_folder, count_findings, read_bases, typeset_bases
from tests.mutations.bench import Verdict, run_bench, table_text
from tests.mutations.planting import KINDS
from tests.mutations.printed import PrintedVerdict, judge_printed, plant_printed
from tests.typesetting.layouts import LAYOUTS

_CORRECT = tuple(LAYOUTS)
_PRINTED = 10


@dataclass(frozen=True)
class Built:
    """One build of correct reports and of reports with a slip printed in each."""

    bases: Mapping[str, System]
    findings: Mapping[str, int]
    printed: list[PrintedVerdict]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    reports = tmp_path_factory.mktemp("mutations")
    slips = plant_printed(reports, _PRINTED, seed=11)
    typeset_bases(reports, (3,), _CORRECT)
    warehouse = build_folder(reports, tmp_path_factory.mktemp("mutated") / "warehouse.duckdb")
    slipped = {slip.file_name for slip in slips}
    bases = {name: base for name, base in read_bases(warehouse).items() if name not in slipped}
    return Built(bases, count_findings(warehouse), list(judge_printed(warehouse, slips)))


@pytest.fixture(scope="module")
def verdicts(built: Built) -> list[Verdict]:
    return [verdict for _, verdict in run_bench(built.bases, 10, seed=7)]


def test_mutations__correct_reports__have_no_findings(built: Built) -> None:
    assert len(built.bases) == len(_CORRECT)
    assert [name for name in built.findings if name in built.bases] == []


def test_mutations__printed_slips__are_found_where_a_witness_is(built: Built) -> None:
    assert len(built.printed) == _PRINTED
    assert all(verdict.is_read for verdict in built.printed)
    witnessed = [verdict for verdict in built.printed if verdict.is_witnessed]
    assert len(witnessed) >= _PRINTED - 2
    assert [verdict.slip for verdict in witnessed if not verdict.is_named] == []


def test_mutations__every_kind__was_planted(verdicts: list[Verdict]) -> None:
    assert {verdict.kind for verdict in verdicts if verdict.is_seen} == set(KINDS)


def test_mutations__slips__are_detected_named_and_restored(verdicts: list[Verdict]) -> None:
    seen = [verdict for verdict in verdicts if verdict.is_seen]
    detected = [verdict for verdict in seen if verdict.is_detected]
    determined = [verdict for verdict in detected if verdict.is_determined]
    table = table_text(verdicts)
    assert len(detected) >= 0.99 * len(seen), table
    assert sum(verdict.is_named for verdict in detected) >= 0.95 * len(detected), table
    assert sum(verdict.is_restored for verdict in determined) >= 0.9 * len(determined), table

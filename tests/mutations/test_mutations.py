"""A small slice of the bench, with a fixed seed: every kind, two layouts, a real build."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from expectations.diagnosis.explain import explain
from expectations.diagnosis.system import System
from tests.mutations.bases import build_bases, read_bases
from tests.mutations.bench import Verdict, run_bench, table_text
from tests.mutations.planting import KINDS


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, System]:
    folder = tmp_path_factory.mktemp("mutations")
    return read_bases(build_bases(folder, (3,), ("chongqing", "shanghai")))


@pytest.fixture(scope="module")
def verdicts(bases: Mapping[str, System]) -> list[Verdict]:
    return [verdict for _, verdict in run_bench(bases, 10, seed=7)]


def test_mutations__unmutated_reports__have_no_findings(bases: Mapping[str, System]) -> None:
    for name, system in bases.items():
        explanation = explain(system)
        assert not explanation.edits, name
        assert not explanation.unexplained, name


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

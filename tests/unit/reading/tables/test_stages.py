"""Which year and stage a header speaks of."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ingest.reading.tables.stages import read_stage


@pytest.mark.parametrize(
    ("path", "stage"),
    [
        # 预算 in the name of a fund is no stage
        (("决算数", "一般公共预算财政拨款"), "final"),
        (("本年支出", "一般公共预算财政拨款"), "final"),
        (("国有资本经营预算财政拨款",), "final"),
        (("政府性基金预算",), "final"),
        (("一般公共预算", "预算数"), "initial_budget"),
        (("年初预算数", "一般公共预算"), "initial_budget"),
        (("政府性基金预算数",), "initial_budget"),
        (("决算数",), "final"),
    ],
)
def test_read_stage__of_a_final_account(path: tuple[str, ...], stage: str) -> None:
    context = SimpleNamespace(budget_year=2023, report_kind="final_account")
    assert read_stage(path, context, "appropriation", has_final=True) == (stage, 2023)


def test_read_stage__of_a_budget() -> None:
    context = SimpleNamespace(budget_year=2026, report_kind="budget")
    assert read_stage(("一般公共预算",), context, "revenue", has_final=False) == ("budget", 2026)
    prior = read_stage(("上年预算数", "一般公共预算"), context, "revenue", has_final=False)
    assert prior == ("prior_budget", 2025)

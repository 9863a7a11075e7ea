"""The suites through great-expectations: good data passes, one fault turns one rule red."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from expectations import runner
from expectations.counting import count_all, count_alone, find_bare
from expectations.outcomes import ExpectationOutcome, ExpectationRun, result_rows
from expectations.results import RESULT_COLUMNS, expectation_results
from expectations.rules import NOTHING_COMPARED
from expectations.runner import run_expectations
from expectations.suites import build_suites
from tests.unit.expectations.small_warehouse import DEPARTMENT, GATE, build_small_warehouse

_BROKEN = (
    # violated: one instance of C1 in one table
    "update marts.fct_invariant_checks set status = 'violated', left_yuan = 1234567.89,"
    " difference_yuan = 234567.89, subject = '20103 <b>办公厅</b>'"
    " where invariant_id = 'C1' and table_kind = 'general_budget'",
    # an identity that never ran where its table is present
    "delete from marts.fct_invariant_checks where invariant_id = 'B1' and table_kind = 'summary'",
    # a fault of the program: a column that a rule reads is gone
    "alter table marts.dim_projects drop column end_year",
    # a table that landed but brought no facts
    "delete from marts.fct_three_public",
    # a fault of the program: a mart is gone
    "drop table marts.fct_procurements",
)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A warehouse that agrees in everything, and its bytes before anything looked at it."""
    path = build_small_warehouse(tmp_path_factory.mktemp("good") / "w.duckdb")
    return path, path.read_bytes()


@pytest.fixture(scope="module")
def good(warehouse: tuple[Path, bytes]) -> ExpectationRun:
    """A run into a folder of docs in which other things lie."""
    docs = warehouse[0].parent / "quality"
    docs.mkdir()
    (docs / "notes.txt").write_text("mine")
    (docs / "index.html").write_text("old")
    return run_expectations(warehouse[0], docs)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> ExpectationRun:
    folder = tmp_path_factory.mktemp("broken 坏")
    return run_expectations(build_small_warehouse(folder / "w.duckdb", _BROKEN), folder / "质量")


def _find(run: ExpectationRun, suite: str, rule: str) -> ExpectationOutcome:
    return next(each for each in run.outcomes if (each.suite, each.rule_name) == (suite, rule))


def test_run__good_data_is_green(good: ExpectationRun) -> None:
    assert [(each.suite, each.rule_name, each.message) for each in good.failed] == []
    assert good.errored == ()
    assert good.red_suites == ()
    assert good.count("held") > 100


def test_run__one_outcome_for_each_rule(good: ExpectationRun) -> None:
    assert len(good.outcomes) == sum(len(suite.rules) for suite in good.suites)


def test_run__held_says_how_many_rows_were_compared(good: ExpectationRun) -> None:
    held = [each for each in good.outcomes if each.status == "held"]

    assert all(each.compared_count for each in held)


def test_run__not_applicable_is_not_run_and_says_why(good: ExpectationRun) -> None:
    outcome = _find(good, "summary", "R9")

    assert outcome.status == "not_run"
    assert GATE in outcome.message


def test_run__nil_kind_is_not_run(good: ExpectationRun) -> None:
    suite = next(each for each in good.suites if each.name == "state_capital")

    assert good.suite_status(suite) == "not_run"
    assert {each.status for each in good.outcomes if each.suite == "state_capital"} == {"not_run"}


def test_run__one_fault_turns_the_right_rule_red(broken: ExpectationRun) -> None:
    assert {(each.suite, each.rule_name) for each in broken.failed} == {
        ("general_budget", "C1"),
        # the sides that it now states are not what its terms add up to
        ("general_budget", "逐项重算"),
        ("summary", "B1"),
        ("three_public", "事实齐全"),
        ("three_public", "年度"),
    }
    assert broken.red_suites == (
        *("summary", "general_budget", "three_public", "procurement", "projects"),
    )


def test_run__failed_shows_the_offending_row(broken: ExpectationRun) -> None:
    outcome = _find(broken, "general_budget", "C1")

    assert (outcome.compared_count, outcome.offending_count) == (1, 1)
    assert outcome.sample[0]["left_yuan"] == "1234567.8900"


def test_run__missing_column_is_errored_and_not_failed(broken: ExpectationRun) -> None:
    outcome = _find(broken, "projects", "起止年度")

    assert [each for each in broken.errored if each.suite != "procurement"] == [outcome]
    assert "end_year" in outcome.message
    assert outcome.compared_count is None


@pytest.mark.parametrize(("suite", "rule"), [("summary", "B1"), ("three_public", "年度")])
def test_run__zero_rows_compared_fails(broken: ExpectationRun, suite: str, rule: str) -> None:
    outcome = _find(broken, suite, rule)

    assert (outcome.status, outcome.compared_count) == ("failed", 0)
    assert outcome.message == NOTHING_COMPARED


def test_run__missing_mart_is_errored(broken: ExpectationRun) -> None:
    suite = next(each for each in broken.suites if each.name == "procurement")
    errored = [each for each in broken.errored if each.suite == "procurement"]
    assert {each.rule_name for each in errored} >= {"年度", "类别", "不为负"}
    assert all("fct_procurements" in each.message for each in errored)
    assert broken.suite_status(suite) == "red"
    assert _find(broken, "summary", "年度").status == "held"


def test_run__no_warehouse(tmp_path: Path) -> None:
    with pytest.raises(duckdb.Error):
        run_expectations(tmp_path / "nowhere.duckdb", tmp_path / "quality")


def test_run__leaves_the_warehouse_as_it_was(
    good: ExpectationRun, warehouse: tuple[Path, bytes]
) -> None:
    assert good.outcomes
    assert warehouse[0].read_bytes() == warehouse[1]


def test_results__frame_has_a_row_for_each_outcome(broken: ExpectationRun) -> None:
    frame = expectation_results(result_rows(broken))

    assert dict(frame.schema) == RESULT_COLUMNS
    assert frame.height == len(broken.outcomes)
    row = frame.filter(suite="summary", expectation="B1").row(0, named=True)
    assert (row["invariant_id"], row["status"], row["compared_count"]) == ("B1", "failed", 0)


def test_docs__nothing_loads_from_outside(broken: ExpectationRun) -> None:
    pages = list(broken.index_path.parent.rglob("*.html"))

    assert len(pages) > 25
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for loader in ('src="http', "url('http", 'url("http', "url(http"):
            assert loader not in text, (page.name, loader)
        for line in text.splitlines():
            assert not ("<link" in line and 'href="http' in line), (page.name, line)


def test_docs__every_local_asset_is_there(broken: ExpectationRun) -> None:
    folder = broken.index_path.parent
    for page in folder.rglob("*.html"):
        for asset in _local_assets(page.read_text(encoding="utf-8")):
            assert (page.parent / asset).is_file(), (page.name, asset)


def _local_assets(text: str) -> list[str]:
    return [
        part.split('"', 1)[0]
        for mark in ('<script src="', '<link rel="stylesheet" href="')
        for part in text.split(mark)[1:]
    ]


def test_docs__index_leads_to_the_findings_and_back(broken: ExpectationRun) -> None:
    assert 'href="findings.html"' in broken.index_path.read_text(encoding="utf-8")
    assert 'href="index.html"' in broken.findings_path.read_text(encoding="utf-8")


def test_docs__reads_in_chinese(broken: ExpectationRun) -> None:
    index = broken.index_path.read_text(encoding="utf-8")

    assert "05 一般公共预算支出表 general_budget" in index
    assert '<html lang="zh-CN">' in index


@pytest.mark.parametrize("tag", ["<script>alert", "<b>办公厅", "<i>人员"])
def test_docs__what_a_report_prints_stays_text(broken: ExpectationRun, tag: str) -> None:
    for page in broken.index_path.parent.rglob("*.html"):
        assert tag not in page.read_text(encoding="utf-8"), page.name


def test_findings__name_both_sides_difference_and_pages(broken: ExpectationRun) -> None:
    text = broken.findings_path.read_text(encoding="utf-8")

    assert DEPARTMENT.replace("<", "&lt;").replace(">", "&gt;") in text
    for part in ("1,234,567.89", "1,000,000.00", "234,567.89", "20103 &lt;b&gt;办公厅", "2023预算"):
        assert part in text
    assert "程序错误" in text


def test_docs__what_is_not_ours_in_the_folder_stays(good: ExpectationRun) -> None:
    assert (good.index_path.parent / "notes.txt").read_text() == "mine"
    assert good.index_path.read_text(encoding="utf-8") != "old"


def test_great_expectations__imported__leaves_out_what_no_suite_needs_until_it_is_asked_for() -> (
    None
):
    code = (
        "import sys\n"
        "from expectations.light_import import import_great_expectations\n"
        "assert import_great_expectations().ExpectationSuite\n"
        "assert 'altair.vegalite' not in sys.modules, 'altair'\n"
        "assert 'scipy.stats._stats_py' not in sys.modules, 'scipy.stats'\n"
        "from great_expectations.expectations.core import (\n"
        "    expect_column_kl_divergence_to_be_less_than as divergence,\n"
        ")\n"
        "assert divergence.alt.Chart.__name__ == 'Chart'\n"
        "assert divergence.stats.norm.cdf(0) == 0.5\n"
        "import altair, scipy.stats\n"
        "assert altair.__file__ and scipy.stats.norm\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("heavy", ["great_expectations", "sqlalchemy", "pandas"])
def test_runner__importing_it_is_cheap(heavy: str) -> None:
    code = f"import sys, expectations.runner; sys.exit('{heavy}' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_findings_page__causes_and_coverage__come_first_and_stay_text(good: ExpectationRun) -> None:
    page = good.findings_path.read_text(encoding="utf-8")
    assert page.index('id="causes"') < page.index('id="coverage"') < page.index("总览")
    assert "应为1&lt;b&gt;" in page
    assert "已确认" in page
    # the first row of each table has no witness in the small warehouse
    assert "表1 summary（第1页）: 1" in page
    assert "<script>" not in page


@pytest.mark.parametrize("is_broken", [False, True])
def test_counts__known_and_grouped__are_those_of_each_rule_alone(
    warehouse: tuple[Path, bytes], broken: ExpectationRun, is_broken: bool
) -> None:
    path = broken.index_path.parent.parent / "w.duckdb" if is_broken else warehouse[0]
    with duckdb.connect(str(path), read_only=True) as connection:
        observed = runner._read_observed(connection)
        suites = build_suites(observed, runner._read_presence(connection))
        bare = find_bare(connection, suites, observed)
        counted = count_all(connection, suites, bare)
        for suite in suites:
            alone = [replace(suite, rules=(rule,)) for rule in suite.rules]
            found = dict(pair for one in alone for pair in count_alone(connection, one))
            assert found == {key: counted[key] for key in found}
    assert bare
    assert "general_budget" not in bare


@pytest.mark.parametrize(
    "fact",
    [
        "insert into marts.fct_figures by name select * replace ('meeting_training' as table_kind)"
        " from marts.fct_figures limit 1",
        "insert into marts.fct_function_expenditures by name"
        " select * replace ('state_capital' as table_kind)"
        " from marts.fct_function_expenditures limit 1",
    ],
)
def test_counts__kind_without_a_table_that_has_facts__is_not_bare(
    warehouse: tuple[Path, bytes], tmp_path: Path, fact: str
) -> None:
    path = tmp_path / "w.duckdb"
    path.write_bytes(warehouse[1])
    with duckdb.connect(str(path)) as connection:
        observed, presence = runner._read_observed(connection), runner._read_presence(connection)
        suites = build_suites(observed, presence)
        before = find_bare(connection, suites, observed)
        connection.execute(fact)
        assert len(before - find_bare(connection, suites, observed)) == 1

"""What an assistant may ask: it reads the warehouse, and nothing else."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.asking.evidence import Evidence
from ingest.errors import UsageError
from tests.conftest import REPOSITORY, build_environment

_TABLES = """
create schema marts;
create table marts.dim_reports as select 'r1' as report_id, '某局' as department_name,
    '某市' as place_name, 2024 as budget_year, 'budget' as report_kind, 'a.pdf' as file_name,
    'ab' as sha256, true as is_current, 'd1' as disclosure_id;
create table marts.dim_disclosures as select 'd1' as disclosure_id, '某市' as place_name,
    '某局' as department_name, 2024 as budget_year, 'budget' as report_kind, true as is_current;
create table marts.dim_projects as select 'p1' as project_key, '某局' as department_name,
    '视频会议系统' as project_name;
create table marts.fct_figures as select * from (values
    ('f1', 'r1', 7, 1.0, 2.0, 3.0, 4.0, 'p.7', 2, '支出表', '201', '一般公共服务支出', '合计',
        '12.50', '万元', 125000::decimal(22, 4), 'fct_expenditures', null, 'a.pdf'),
    ('f2', 'r1', 8, 1.0, 2.0, 3.0, 4.0, 'p.8', 2, '支出表', '208', '社会保障', '合计',
        '7.50', '万元', 75000::decimal(22, 4), 'fct_expenditures', null, 'a.pdf')
) as t (figure_id, report_id, page_number, x0, y0, x1, y1, locator, table_number, table_title,
    row_code, row_label, column_path, printed_text, unit, amount_yuan, fact, fact_reason,
    file_name);
create table marts.fct_narrative_claims as select 'c1' as claim_id, 'r1' as report_id,
    2 as page_number, '公务接待费0.5万元。' as sentence, '公务接待费' as subject,
    '0.5万元' as claimed_text, 5000::decimal(22, 4) as amount_yuan, 'matched' as status,
    null::varchar as matched_figure_id;
create table marts.fct_findings as select 'x1' as finding_id, 'r1' as report_id,
    'digit' as kind, 'error' as severity, '印作12.50' as message_zh, 'prints' as message_en,
    ['f1'] as culprit_figure_ids, ['k1'] as checks_explained;
create table marts.fct_invariant_checks as select * from (values
    ('k1', 'C1', '合计＝各行之和', 'violated', 1::decimal(22, 4), 2::decimal(22, 4),
        -1::decimal(22, 4), 0.5::decimal(22, 4)),
    ('k2', 'R3', '合计＝分项', 'holds', 1::decimal(22, 4), 1::decimal(22, 4),
        0::decimal(22, 4), 0.5::decimal(22, 4)),
    ('k3', 'X1', '别处', 'not_checkable', null, null, null, null)
) as t (check_id, invariant_id, subject, status, left_yuan, right_yuan, difference_yuan,
    tolerance_yuan);
create table marts.fct_invariant_terms as
    select unnest(['k1', 'k2', 'k3']) as check_id, 'f1' as figure_id, null::varchar as claim_id;
"""


def _run(talk: Coroutine[Any, Any, None]) -> None:
    """Run a conversation in a thread of its own: a browser's tests keep a loop in the main one."""
    with ThreadPoolExecutor(1) as executor:
        executor.submit(asyncio.run, talk).result()


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("asked") / "w.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(_TABLES)
    return path


@pytest.fixture(scope="module")
def asked(warehouse: Path) -> Evidence:
    return Evidence(warehouse)


def test_evidence__figure__has_page_box_identities_and_findings(asked: Evidence) -> None:
    told = asked.evidence("f1")
    figure = told["figure"]
    assert (figure["page_number"], figure["x0"], figure["y1"]) == (7, 1.0, 4.0)
    assert (figure["department_name"], figure["file_name"]) == ("某局", "a.pdf")
    assert [each["check_id"] for each in told["identities"]] == ["k1", "k2"]
    assert [each["finding_id"] for each in told["findings"]] == ["x1"]


def test_evidence__claim_and_finding__lead_to_their_places(asked: Evidence) -> None:
    assert asked.evidence("c1")["claim"]["page_number"] == 2
    told = asked.evidence("x1")
    assert told["finding"]["message_zh"] == "印作12.50"
    assert [cell["figure_id"] for cell in told["cells"]] == ["f1"]
    with pytest.raises(UsageError, match="nothing is called nope"):
        asked.evidence("nope")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("一般公共服务 合计", [("figure", "f1")]),
        (
            "某局 2024",
            [("department", "d1"), ("figure", "f2"), ("figure", "f1"), ("sentence", "c1")],
        ),
        ("视频会议", [("project", "p1")]),
        ("接待费", [("sentence", "c1")]),
        ("PRINTS", [("finding", "x1")]),
        ("没有的词", []),
        ("%", []),
    ],
)
def test_search__all_words__what_is_asked_for_first(
    asked: Evidence, words: str, found: list[tuple[str, str]]
) -> None:
    assert [(each["kind"], each["id"]) for each in asked.search(words)] == found


def test_sql__reads__at_most_200_rows(asked: Evidence) -> None:
    assert asked.sql("select sum(amount_yuan) as yuan from fct_figures;") == {
        "rows": [{"yuan": 200000}],
        "has_more": False,
    }
    many = asked.sql("select range as n from range(300) order by n")
    assert [row["n"] for row in many["rows"]] == list(range(200))
    assert many["has_more"]


@pytest.mark.parametrize(
    "query",
    [
        "drop table marts.fct_figures",
        "select 1; select 2",
        "copy (select 1) to 'x.csv'",
        "attach 'other.duckdb'",
        "set memory_limit = '9GB'",
        "select * from read_csv('/etc/passwd')",
        "from '/etc/passwd'",
        "select 1) to 'x.csv' --",
        "selec",
        "",
    ],
)
def test_sql__anything_else__is_refused(
    asked: Evidence, query: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        asked.sql(query)
    assert list(tmp_path.iterdir()) == []


def test_sql__without_end__is_interrupted(asked: Evidence, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.asking.evidence._SECONDS", 0.5)
    with pytest.raises(UsageError, match="no answer within"):
        asked.sql(
            "select * from range(100000000) a, range(10000000) b where a.range * b.range = -1"
        )
    assert asked.sql("select 1 as one")["rows"] == [{"one": 1}]


def _said(result: Any) -> Any:
    assert not result.is_error, result.content
    return json.loads(result.content[0].text)


def test_assistant__tools__answer_over_the_protocol(warehouse: Path, tmp_path: Path) -> None:
    # within a process DuckDB opens a file once, and `asked` has locked its settings
    copied = shutil.copy(warehouse, tmp_path)

    async def talk() -> None:
        from mcp import Client  # noqa: PLC0415 - dear, and of these tests alone

        from ingest.asking.assistant import make_server  # noqa: PLC0415

        async with Client(make_server(Path(copied))) as client:
            listed = (await client.list_tools()).tools
            assert {tool.name for tool in listed} == {"tables", "search", "sql", "evidence"}
            assert all(tool.description for tool in listed)
            told = _said(await client.call_tool("evidence", {"identifier": "f2"}))
            assert told["figure"]["page_number"] == 8
            refused = await client.call_tool("sql", {"query": "drop table marts.fct_figures"})
            assert refused.is_error
            assert "read-only" in refused.content[0].text

    _run(talk())


def test_command__ask__speaks_over_standard_input_and_output(warehouse: Path) -> None:
    async def talk() -> None:
        from mcp import Client, StdioServerParameters  # noqa: PLC0415

        server = StdioServerParameters(
            command=sys.executable,
            args=["-m", "ingest", "ask", "--warehouse", str(warehouse)],
            cwd=str(REPOSITORY),
            env=build_environment(),
        )
        async with Client(server) as client:
            told = _said(await client.call_tool("sql", {"query": "select 6 * 7 as n"}))
            assert told["rows"] == [{"n": 42}]

    _run(talk())

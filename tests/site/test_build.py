"""Building the site: what is written, what is written again, and what a missing PDF costs."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from notebooks.site.chart_sql import CHARTS, chart_sql
from notebooks.site.questions import QUESTIONS, read_questions
from tests.site.conftest import Site, run_site
from tests.site.links import dead_links, is_dead

_PAGE_BYTES = 1_000_000
_ROUNDING_YUAN = 500  # ten terms in 万元 with two decimals


def _hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        # the stamp says when, which two builds need not share; DuckDB writes no file twice alike
        if path.is_file() and path.name not in ("build.js", "marts.js")
    }


# what a report without tables has no rows of
_OF_FIGURES = (
    *("marts.fct_figures", "raw.figures", "marts.fct_disclosure_totals", "marts.fct_year_on_year"),
    *("marts.fct_project_expenditures", "marts.fct_three_public", "marts.fct_balances"),
    *("intermediate.int_coded_rows_chosen", "marts.fct_tables", "marts.fct_invariant_terms"),
    "marts.fct_invariant_checks where len(figure_ids) > 0",
    "marts.fct_findings where len(culprit_figure_ids) > 0",
)


class _Links(HTMLParser):
    """Collects what a page loads and links to, and the cells of amounts."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.targets += [value or "" for name, value in attrs if name in ("href", "src")]


def _targets(path: Path) -> list[str]:
    parser = _Links()
    parser.feed(path.read_text(encoding="utf-8"))
    return parser.targets


@pytest.fixture(scope="module")
def twin(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The same warehouse somewhere else, without its PDF."""
    folder = tmp_path_factory.mktemp("twin")
    warehouse = folder / "warehouse.duckdb"
    shutil.copy(site.warehouse, warehouse)
    (folder / "empty").mkdir()
    done = run_site(warehouse, folder / "empty")
    assert done.returncode == 0, done.stderr
    assert "REPORTS=" in done.stderr
    return Site(folder / "site", warehouse, folder / "empty", site.report_id)


def test_site__links__all_lead_somewhere_and_none_outside(site: Site) -> None:
    assert len(list(site.folder.rglob("*.html"))) >= 6
    assert not list(dead_links(site.folder))


def test_site__links__a_dead_one_is_noticed(site: Site) -> None:
    page = site.report.resolve() / "index.html"
    for dead in ("gone.html", "#gone", "evidence.html#999-0001-001", "//elsewhere.example/"):
        assert is_dead(page, dead), dead
    for live in ("findings.html", "#s-functions", "evidence.html#p=7"):
        assert not is_dead(page, live), live


def test_site__report_without_figures__has_its_page(site: Site, tmp_path: Path) -> None:
    """A report of prose only has findings; whoever follows one must arrive."""
    warehouse = tmp_path / "warehouse.duckdb"
    shutil.copy(site.warehouse, warehouse)
    with duckdb.connect(str(warehouse)) as connection:
        for name in _OF_FIGURES:
            connection.execute(f"delete from {name}")
        connection.execute("update marts.fct_narrative_claims set matched_figure_id = null")
        ((count,),) = connection.execute("select count(*) from marts.fct_findings").fetchall()
    assert count
    assert run_site(warehouse, site.reports).returncode == 0
    assert not list(dead_links(tmp_path / "site"))
    page = tmp_path / "site" / "reports" / site.report_id / "findings.html"
    assert page.read_text(encoding="utf-8").count("<article") == count


def test_site__amounts__add_up_to_the_figures_that_they_link_to(site: Site) -> None:
    cell = re.compile(r'<td class="n[^"]*" data-v="([^"]+)"><a href="evidence.html#([^"]+)"')
    text = (site.report / "index.html").read_text(encoding="utf-8")
    linked = cell.findall(text)
    assert len(linked) > 150
    printed = dict(site.ask("select figure_id, amount_yuan from marts.fct_figures"))
    for yuan, keys in linked:
        whole = sum(printed[f"{site.report_id}-{key}"] for key in keys.split("+"))
        assert float(yuan) == float(whole), keys


def test_site__amounts__without_a_link_are_differences_only(site: Site) -> None:
    """Only what the site itself computes (changes) may lead nowhere."""
    text = (site.report / "index.html").read_text(encoding="utf-8")
    bare = re.findall(r'<td class="(n[^"]*)" data-v="[^"]+">[^<]', text)
    assert set(bare) == {"n derived"}


def test_site__sizes__every_page_stays_below_a_megabyte(site: Site) -> None:
    shared = sum(path.stat().st_size for path in (site.folder / "assets").iterdir())
    assert shared < _PAGE_BYTES
    for page in site.folder.rglob("*.html"):
        own = [
            page.parent / target.partition("#")[0]
            for target in _targets(page)
            if target.endswith(".js") and "assets/" not in target
        ]
        assert page.stat().st_size + sum(path.stat().st_size for path in own) < _PAGE_BYTES


def test_site__sql_of_charts__runs_and_says_something(site: Site) -> None:
    values = {"year": 2023, "kind": "budget", "report_id": site.report_id}
    ((department,),) = site.ask("select department_name from marts.dim_disclosures")
    for chart in CHARTS:
        if chart != "against_final":  # the shipped report is a budget without its account
            assert site.ask(chart_sql(chart, department=department, **values)), chart


def test_site__questions__are_answered(site: Site) -> None:
    text = (site.folder / "questions.html").read_text(encoding="utf-8")
    questions = read_questions(QUESTIONS.read_text(encoding="utf-8"))
    assert len(questions) >= 30
    assert text.count('<details class="question"') == len(questions)
    assert "11,831,300" in text


def test_site__downloads__are_the_marts(site: Site) -> None:
    for name in ("fct_figures", "fct_disclosure_totals"):
        file = site.folder / "downloads" / f"{name}.parquet"
        ((ours,),) = site.ask(f"select count(*) from '{file}'")
        assert [(ours,)] == site.ask(f"select count(*) from marts.{name}")


def test_site__made_files__lie_beside_the_report(site: Site, tmp_path: Path) -> None:
    shutil.copy(site.warehouse, tmp_path / "warehouse.duckdb")
    made = tmp_path / "exports" / "workbooks" / f"某局_2023_预算_{site.report_id}.xlsx"
    made.parent.mkdir(parents=True)
    made.write_bytes(b"a workbook")
    done = run_site(tmp_path / "warehouse.duckdb", site.reports, "--images", "findings")
    assert done.returncode == 0
    folder = tmp_path / "site" / "reports" / site.report_id
    assert (folder / "workbook.xlsx").read_bytes() == b"a workbook"
    assert '"workbook.xlsx","workbook"' in (folder / "files.js").read_text(encoding="utf-8")


def test_site__rerun__writes_nothing(site: Site) -> None:
    before = {path: path.stat().st_mtime_ns for path in site.folder.rglob("*") if path.is_file()}
    done = run_site(site.warehouse, site.reports)
    assert "0 rebuilt" in done.stdout
    assert {p: p.stat().st_mtime_ns for p in site.folder.rglob("*") if p.is_file()} == before


def test_site__missing_pdf__pages_are_drawn_from_coordinates(site: Site, twin: Site) -> None:
    assert not list(twin.folder.rglob("*.webp"))
    text = (twin.report / "findings.html").read_text(encoding="utf-8")
    assert 'class="sheet crop drawn"' in text
    assert "3218.12</text>" in text
    same = [name for name in _hashes(site.folder) if name.endswith(("/facts.js", "index.html"))]
    assert len(same) == 3
    assert {n: _hashes(site.folder)[n] for n in same} == {n: _hashes(twin.folder)[n] for n in same}


def test_site__pdf_comes_back__pictures_appear_and_all_is_as_if_new(site: Site, twin: Site) -> None:
    done = run_site(twin.warehouse, site.reports)
    assert "1 rebuilt" in done.stdout
    ours, theirs = _hashes(site.folder), _hashes(twin.folder)
    assert ours == theirs


def test_site__changed_data__rebuilds_that_report(site: Site, tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    shutil.copy(site.warehouse, warehouse)
    shutil.copytree(site.folder, tmp_path / "site")
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("update marts.dim_reports set department_name = '某某局'")
    done = run_site(warehouse, site.reports)
    assert "1 rebuilt" in done.stdout
    page = tmp_path / "site" / "reports" / site.report_id / "index.html"
    assert "<title>某某局 2023 预算</title>" in page.read_text(encoding="utf-8")


def test_site__report_gone__its_folder_goes_too(site: Site, tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    shutil.copy(site.warehouse, warehouse)
    shutil.copytree(site.folder, tmp_path / "site")
    (tmp_path / "site" / "reports" / "mine").mkdir()
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("delete from marts.dim_reports")
    assert run_site(warehouse, site.reports).returncode == 0
    left = [path.name for path in (tmp_path / "site" / "reports").iterdir()]
    assert left == ["mine"]


def test_site__images__only_of_findings_where_asked(site: Site, tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    shutil.copy(site.warehouse, warehouse)
    done = run_site(warehouse, site.reports, "--images", "findings")
    assert done.returncode == 0
    pictures = {path.stem for path in (tmp_path / "site").rglob("*.webp")}
    assert pictures == {"2", "7"}  # the prose, and the column that slipped


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--images", "some"), "IMAGES=some"),
        (("--warehouse", "nowhere/x.duckdb"), "make build"),
    ],
)
def test_site__misuse__is_told_in_one_line(
    site: Site, arguments: tuple[str, ...], said: str
) -> None:
    done = run_site(site.warehouse, site.reports, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_site__flow__gives_out_what_it_takes_in(site: Site) -> None:
    text = (site.report / "index.html").read_text(encoding="utf-8")
    match = re.search(r"window\.REPORT = (\{.*\});$", text, re.M)
    assert match is not None
    flow = json.loads(match[1])["flow"]
    depths = {node["key"]: node["depth"] for node in flow["nodes"]}
    assert set(depths.values()) == {0, 1, 2, 3, 4}
    for key, depth in depths.items():
        taken = sum(link["yuan"] for link in flow["links"] if link["target"] == key)
        given = sum(link["yuan"] for link in flow["links"] if link["source"] == key)
        if 0 < depth < 4 and given:
            assert taken == pytest.approx(given, abs=_ROUNDING_YUAN), key

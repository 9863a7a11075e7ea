"""The site in a browser, from the file system: what a reader clicks, types and links to."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.site.conftest import HOSTILE_LABEL, HOSTILE_NAME, TURNED_PAGE, Site, Tab

OpenTab = Callable[..., Tab]
PHONE = {"viewport": {"width": 390, "height": 844}}

_BOX_SQL = """
select figure.x0, figure.y0, figure.x1, figure.y1, page.width_pt, page.height_pt
from marts.fct_figures as figure join raw.pages as page using (report_id, page_number)
where figure.figure_id = ?
"""
SITE_PAGES = {
    *("index.html", "search.html", "findings.html", "compare.html", "data.html"),
    *("questions.html", "query.html", "about.html", "evidence.html"),
}
# Charts that are wider than their box, or that the screen cuts.
_CLIPPED = """[...document.querySelectorAll('.chart svg')].filter(
    svg => svg.getBoundingClientRect().right > innerWidth + 1).map(svg => svg.parentNode.id)"""
# Boxes that scroll up and down inside the page.
_NESTED = """[...document.querySelectorAll('main *')].filter(box =>
    /auto|scroll/.test(getComputedStyle(box).overflowY) && box.scrollHeight > box.clientHeight + 1
    && box.clientHeight && !/^(PRE|SELECT)$/.test(box.tagName)).map(box => box.className)"""
_MARGIN_PT = 2  # what the mark stands off the digits


def _marked_box(page: Any, selector: str) -> list[float]:
    """The box of a mark in points, origin bottom left, its margin taken off."""
    x, y, width, height, page_height = page.eval_on_selector(
        selector,
        "r => [...['x', 'y', 'width', 'height'].map(n => Number(r.getAttribute(n))),"
        " r.ownerSVGElement.viewBox.baseVal.height]",
    )
    x0, y0 = x + _MARGIN_PT, page_height - y - height + _MARGIN_PT
    return [x0, y0, x0 + width - 2 * _MARGIN_PT, y0 + height - 2 * _MARGIN_PT]


def _is_at(site: Site, page: Any, figure_id: str, selector: str = "#sheet rect.on") -> None:
    """The mark is where the warehouse says, on the picture as it is shown."""
    ((*box, width, height),) = site.ask(_BOX_SQL, figure_id)
    assert _marked_box(page, selector) == pytest.approx(box, abs=0.02)
    shown = page.locator(selector).first.bounding_box()
    sheet = page.locator(selector).first.evaluate_handle("r => r.ownerSVGElement").as_element()
    frame = sheet.bounding_box()
    scale = frame["width"] / width
    assert shown["x"] - frame["x"] == pytest.approx((box[0] - _MARGIN_PT) * scale, abs=2)
    top = (height - box[3] - _MARGIN_PT) * scale
    assert shown["y"] - frame["y"] == pytest.approx(top, abs=2)


@pytest.mark.parametrize("options", [PHONE, {"color_scheme": "dark"}], ids=["phone", "dark"])
def test_site__every_page__loads_without_errors(
    site: Site, open_tab: OpenTab, options: dict[str, Any]
) -> None:
    tab = open_tab(**options)
    pages = sorted(site.folder.rglob("*.html"))
    departments = [path for path in pages if path.parent.name == "departments"]
    assert {path.name for path in pages if path not in departments} == SITE_PAGES
    assert len(departments) == 1
    for path in pages:
        page = tab.go(path)
        assert page.locator("h1").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.evaluate(_CLIPPED) == [], path
        assert page.evaluate(_NESTED) == [], path
    flow = tab.go(site.report / "index.html").locator("#flow svg path, #flow .row")
    assert flow.count() >= 10
    assert tab.page.locator("#tree svg path").count() > 10


def test_site__number_clicked__shows_its_box_and_its_words(site: Site, open_tab: OpenTab) -> None:
    page = open_tab().go(site.report / "index.html")
    row = page.locator("#s-functions tbody tr", has_text="2010301").first
    assert row.locator("td.n").first.inner_text() == "701.01"
    row.locator("td.n a").first.click()
    page.wait_for_selector("#witnesses details")
    figure_id = f"{site.report_id}-{page.url.partition('#')[2]}"
    ((text, label, column, number),) = site.ask(
        "select printed_text, row_label, column_path, page_number from marts.fct_figures"
        " where figure_id = ?",
        figure_id,
    )
    assert page.locator("#printed").inner_text() == f"{text} 万元"
    assert f"2010301 {label}" in page.locator("#panel").inner_text()
    assert column in page.locator("#panel").inner_text()
    assert page.locator("#sheet img").get_attribute("src") == f"pages/{number}.webp"
    assert page.locator("#sheet img").evaluate("i => i.complete && i.naturalWidth") > 800
    _is_at(site, page, figure_id)


def test_site__evidence__spells_out_identities_and_other_places(
    site: Site, open_tab: OpenTab
) -> None:
    page = open_tab().go(site.report / "evidence.html", "#002-0001-004")
    page.wait_for_selector("#witnesses details")
    others = page.locator("#same > li > a").all_inner_texts()
    assert len(others) >= 8
    assert {re.sub(r"[^\d.]", "", other) for other in others} == {"2506.79"}
    ((tried,),) = site.ask(
        "select count(*) from marts.fct_invariant_checks where status in ('holds', 'violated')"
        " and list_contains(figure_ids, ?)",
        f"{site.report_id}-002-0001-004",
    )
    assert page.locator("#witnesses > details").count() == tried
    first = page.locator("#witnesses > details", has_text="R2").first
    first.evaluate("d => { d.open = true; }")
    assert "1,323.67" in first.inner_text()
    assert "1,183.13" in first.inner_text()


def test_site__turned_page__box_lies_on_the_upright_picture(
    site: Site, hostile_site: Site, open_tab: OpenTab
) -> None:
    picture = f"pages/{TURNED_PAGE}.webp"
    assert (hostile_site.report / picture).read_bytes() == (site.report / picture).read_bytes()
    page = open_tab().go(hostile_site.report / "evidence.html", "#002-0003-003")
    page.wait_for_selector("#sheet rect.on")
    _is_at(hostile_site, page, f"{site.report_id}-002-0003-003")


def test_site__keyboard__walks_the_table_and_turns_pages(site: Site, open_tab: OpenTab) -> None:
    page = open_tab().go(site.report / "evidence.html", "#002-0002-003")
    for key, address in (
        ("ArrowDown", "#002-0003-003"),
        ("ArrowRight", "#002-0003-004"),
        ("ArrowUp", "#002-0002-004"),
        ("ArrowLeft", "#002-0002-003"),
        ("PageDown", f"#p={TURNED_PAGE + 1}"),
    ):
        page.keyboard.press(key)
        page.wait_for_url(f"**{address}")
    page = open_tab().go(site.folder / "index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"


def test_site__box_clicked__is_chosen(site: Site, open_tab: OpenTab) -> None:
    page = open_tab().go(site.report / "evidence.html", f"#p={TURNED_PAGE}")
    page.locator('#sheet rect[data-figure="002-0005-004"]').click()
    page.wait_for_url("**#002-0005-004")
    assert page.locator("#printed").inner_text() == "1,183.13 万元"


def test_site__language__switches_and_stays(site: Site, open_tab: OpenTab) -> None:
    page = open_tab().go(site.report / "index.html")
    assert page.locator("h2").first.inner_text() == "钱从哪里来，到哪里去"
    page.locator("#language").click()
    assert page.locator("h2").first.inner_text() == "Where the money comes from and goes"
    assert page.evaluate("document.documentElement.lang") == "en"
    page.locator("nav a").first.click()
    page.wait_for_selector("text=Spending by department")
    assert "lang=en" in page.url
    page.locator("#language").click()
    assert page.locator("nav a").first.inner_text() == "总览"
    # a link carries the language to somebody who has never been here
    other = open_tab().go(site.folder / "findings.html", "?lang=en")
    assert other.locator("h1").inner_text().startswith("Findings")


def test_site__finding_link__shows_cells_marked_and_both_values(
    site: Site, open_tab: OpenTab
) -> None:
    ((finding_id, culprits, explained),) = site.ask(
        "select finding_id, culprit_figure_ids, checks_explained from marts.fct_findings"
        " where kind = 'row_shift'"
    )
    page = open_tab().go(site.report / "findings.html", f"#{finding_id}")
    finding = page.locator("article:target")
    assert finding.get_attribute("id") == finding_id
    assert finding.locator("rect.on").count() == len(culprits)
    for figure_id in culprits[:3]:
        key = figure_id.partition("-")[2]
        _is_at(site, page, figure_id, f'article:target rect[data-figure="{key}"]')
    first = finding.locator("tbody tr").first
    assert first.locator("td").all_inner_texts()[-2:] == ["3218.12 万元", "2,962.43"]
    assert finding.locator("details.identity").count() == len(explained)
    page.locator("#language").click()
    assert "printed 1 row too far down" in finding.locator(".message").inner_text()


def test_site__prose_finding__marks_the_sentence(site: Site, open_tab: OpenTab) -> None:
    page = open_tab().go(site.report / "findings.html")
    prose = page.locator("article", has_text="711.33")
    # the change and the amount that it is held against are both marked
    assert prose.locator("mark", has_text="711.31").count() >= 1
    assert prose.locator("rect.on").count() >= 2
    prose.locator("blockquote a").first.click()
    page.wait_for_selector("#sheet rect.on")
    assert "711.31" in page.locator("#printed").inner_text()


def test_site__table__sorts_switches_unit_and_copies(site: Site, open_tab: OpenTab) -> None:
    page = open_tab().go(site.report / "index.html")
    table = page.locator("#s-projects .table")
    cells = "[...document.querySelectorAll('#s-projects td[data-v]')]"
    amounts = f"{cells}.map(cell => Number(cell.dataset.v))"
    table.locator("th", has_text="金额").locator("button").click()
    assert page.evaluate(amounts) == sorted(page.evaluate(amounts), reverse=True)
    table.locator("th", has_text="金额").locator("button").click()
    assert page.evaluate(amounts) == sorted(page.evaluate(amounts))
    csv = "Site.tableAsCsv(document.querySelector('#s-projects table'))"
    assert '"金额 (元)"' in page.evaluate(csv).splitlines()[0]
    assert '"8121300"' in page.evaluate(csv)
    page.locator("#unit").click()
    assert table.locator("tbody tr td.n").last.is_visible()
    assert "8,121,300.00" in table.inner_text()


def test_site__hostile_names__stay_text(hostile_site: Site, open_tab: OpenTab) -> None:
    tab = open_tab()
    shown = HOSTILE_NAME.replace("\x07", "␇")
    for path in sorted(hostile_site.folder.rglob("*.html")):
        page = tab.go(path)
        assert page.locator("img[src=x]").count() == 0
        if path.is_relative_to(hostile_site.report):
            assert shown in page.locator("h1").text_content()
            assert shown in page.title()
    page = tab.go(hostile_site.report / "evidence.html", "#002-0002-003")
    assert HOSTILE_LABEL in page.locator("#panel").inner_text()
    page = tab.go(hostile_site.report / "index.html")
    lines = page.evaluate("Site.tableAsCsv(document.querySelector('#s-functions table'))")
    (line,) = [each for each in lines.splitlines() if each.startswith('"201"')]
    assert line.split(",")[1].startswith("\"'=cmd")
    page = tab.go(hostile_site.folder / "compare.html", f"#r={hostile_site.report_id}&code=201")
    page.wait_for_selector("#code-table td")
    assert HOSTILE_LABEL in page.locator("#side-by-side").inner_text()


def test_site__compare__keeps_what_is_chosen_in_the_address(site: Site, open_tab: OpenTab) -> None:
    page = open_tab().go(site.folder / "compare.html")
    page.locator("#pick input").first.check()
    page.wait_for_selector("#side-by-side td.code")
    assert site.report_id in page.url
    page.locator("#by").select_option("economics")
    page.wait_for_selector("#side-by-side td.code >> text=301")
    page.locator("#side-by-side a", has_text="981.38").first.click()
    page.wait_for_selector("#sheet rect.on")
    assert page.locator("#printed").inner_text().startswith("981.38")


def test_site__phone__shows_the_flow_as_lists_and_tables_as_cards(
    site: Site, open_tab: OpenTab
) -> None:
    page = open_tab(**PHONE).go(site.report / "index.html")
    assert page.locator("#flow .step").count() == 4
    assert page.locator("#flow svg").count() == 0
    page.set_viewport_size({"width": 844, "height": 390})  # turned: the chart is drawn anew
    page.wait_for_selector("#flow svg")
    assert page.evaluate(_CLIPPED) == []
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_selector("#flow .step")
    assert page.evaluate(_CLIPPED) == []
    page = open_tab(**PHONE).go(site.folder / "findings.html")
    beyond = """[...document.querySelectorAll('#all td')].filter(cell =>
        cell.getBoundingClientRect().right > innerWidth).length"""
    assert page.evaluate(beyond) == 0


def test_site__zoom__keeps_the_marked_cell(site: Site, open_tab: OpenTab) -> None:
    for options in ({}, PHONE):
        page = open_tab(**options).go(site.report / "evidence.html", "#002-0003-004")
        page.wait_for_selector("#sheet rect.on")
        page.locator("#zoom").click()
        box, screen = page.locator("#sheet rect.on").bounding_box(), page.viewport_size
        assert 0 <= box["x"] <= screen["width"] - box["width"]
        assert 0 <= box["y"] <= screen["height"] - box["height"]


def test_site__overview__begins_with_money(site: Site, open_tab: OpenTab) -> None:
    ((spent,),) = site.ask("select expenditure_total_yuan from marts.fct_disclosure_totals")
    page = open_tab().go(site.folder / "index.html")
    whole = page.locator("#department-table tbody td[data-v]").first
    assert float(whole.get_attribute("data-v")) == float(spent)
    assert page.locator("#functions-overview svg text", has_text="2,177万").count() == 1
    functions = page.evaluate(
        "[...document.querySelectorAll('#function-table tbody tr td[data-v]')]"
        ".reduce((sum, cell) => sum + Number(cell.dataset.v), 0)"
    )
    assert functions == pytest.approx(float(spent), abs=500)
    page.locator("#language").click()
    assert page.locator("#function-table", has_text="General public services").count() == 1
    report = open_tab().go(site.report / "index.html", "?lang=en")
    assert "Basic wages" in report.locator("#s-economics table").inner_text()
    page.locator("#department-table tbody a").first.click()
    page.wait_for_selector("#line svg")
    assert page.locator("h1").inner_text() == "重庆市潼南区人民政府办公室"


def test_site__search__finds_names_prose_and_amounts(site: Site, open_tab: OpenTab) -> None:
    page = open_tab().go(site.folder / "search.html")
    for asked, found in (
        ("一般公共服务", "compare.html#code=201"),
        ("general public services", "compare.html#code=201"),
        ("1183.13万", f"reports/{site.report_id}/evidence.html#"),
        ("11831300元", f"reports/{site.report_id}/evidence.html#"),
        ("公务接待费", f"reports/{site.report_id}/evidence.html#p="),
        ("潼南区人民政府办公室", "departments/"),
    ):
        page.locator("#q").fill(asked)
        page.wait_for_selector(f'#found a[href*="{found}"]')
    page.locator("#q").fill("9876543.21")
    page.wait_for_selector("#found:empty", state="attached")
    assert "没有" in page.locator("#said").inner_text()


def test_site__data__filters_sorts_and_keeps_it_in_the_address(
    site: Site, open_tab: OpenTab
) -> None:
    page = open_tab().go(
        site.folder / "data.html", "#t=fct_function_expenditures&f.code_level=类&sort=total_yuan"
    )
    page.wait_for_selector("#fact-table tbody tr")
    codes = page.locator("#fact-table tbody tr").all_inner_texts()
    assert codes
    assert all(re.search(r"\b\d{3}\b", row) for row in codes)
    page.locator("#facets select").last.select_option("项")
    page.wait_for_selector("#fact-table td.code >> text=2010302")
    assert "f.code_level=" in page.url
    with page.expect_download() as saved:
        page.locator("#fact-table .save").click()
    text = Path(saved.value.path()).read_text(encoding="utf-8-sig")
    assert text.splitlines()[0].startswith('"place_name"')


def test_site__report__gives_its_figures_and_charts_away(site: Site, open_tab: OpenTab) -> None:
    page = open_tab().go(site.report / "index.html")
    with page.expect_download() as saved:
        page.locator("#figures-csv").click()
    lines = Path(saved.value.path()).read_text(encoding="utf-8-sig").splitlines()
    ((count,),) = site.ask("select count(*) from marts.fct_figures")
    assert len(lines) == count + 1
    with page.expect_download() as saved:
        page.locator('[data-tools="economics"] .save-svg').click()
    assert Path(saved.value.path()).read_text(encoding="utf-8").startswith("<svg")


def test_site__findings__are_chosen_by_severity(site: Site, open_tab: OpenTab) -> None:
    page = open_tab().go(site.folder / "findings.html", "#severity=doubt")
    assert page.locator("#all tbody tr:visible").count() == 0
    assert page.locator("#all-empty").is_visible()
    page.locator("#by-severity").select_option("error")
    assert page.locator("#all tbody tr:visible").count() == 3


def test_site__print__holds_everything_open(site: Site, open_tab: OpenTab, tmp_path: Path) -> None:
    page = open_tab().go(site.report / "index.html")
    content = page.pdf(path=str(tmp_path / "report.pdf"), prefer_css_page_size=True)
    assert content.startswith(b"%PDF")
    assert page.locator("#s-flow > details[open]").count() == 1

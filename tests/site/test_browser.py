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
    sheet = page.locator(selector).first.evaluate_handle("r => r.closest('.sheet')").as_element()
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
    assert len(pages) == 6
    for path in pages:
        page = tab.go(path)
        assert page.locator("h1").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert tab.go(site.report / "index.html").locator("#flow svg path").count() > 10
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
    page.wait_for_selector("text=Findings by kind")
    assert "lang=en" in page.url
    page.locator("#language").click()
    assert page.locator("nav a").first.inner_text() == "总览"
    # a link carries the language to somebody who has never been here
    other = open_tab().go(site.folder / "findings.html", "?lang=en")
    assert other.locator("h1").inner_text() == "Findings"


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


def test_site__print__holds_everything_open(site: Site, open_tab: OpenTab, tmp_path: Path) -> None:
    page = open_tab().go(site.report / "index.html")
    content = page.pdf(path=str(tmp_path / "report.pdf"), prefer_css_page_size=True)
    assert content.startswith(b"%PDF")
    assert page.locator("#s-flow details[open]").count() == 1

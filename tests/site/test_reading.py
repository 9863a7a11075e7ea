"""What a reader takes along and is spoken to in: language, citation, embedding, links."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.site.conftest import Site, Tab

OpenTab = Callable[..., Tab]


@pytest.mark.parametrize(
    ("locale", "heading"), [("zh-TW", "支出"), ("en-GB", "Spending by department")]
)
def test_language__is_the_browsers_own(
    site: Site, open_tab: OpenTab, locale: str, heading: str
) -> None:
    page = open_tab(locale=locale).go(site.folder / "index.html")
    assert heading in page.locator("h2").first.inner_text()
    assert "lang=" not in page.url


def test_language__chosen__is_remembered_and_keeps_the_place(site: Site, open_tab: OpenTab) -> None:
    page = open_tab(locale="en-GB").go(site.report / "index.html")
    page.locator("#s-projects h2").evaluate("h => scrollTo(0, h.getBoundingClientRect().top - 120)")
    top = "document.querySelector('#s-projects h2').getBoundingClientRect().top"
    before = page.evaluate(top)
    # clicked by script: the driver scrolls to what it clicks
    page.locator("#language").evaluate("button => button.click()")
    assert page.locator("#s-projects h2").inner_text() == "项目支出，由大到小"
    assert page.evaluate(top) == pytest.approx(before, abs=2)
    # a page without a word about it in its address
    page.goto((site.folder / "questions.html").absolute().as_uri())
    assert page.locator("h1").inner_text() == "问题"
    assert page.locator("#q1 summary").inner_text().startswith("1. 各部门")


def test_charts__are_named_in_the_language(site: Site, open_tab: OpenTab) -> None:
    page = open_tab().go(site.report / "index.html")
    names = "[...document.querySelectorAll('.chart')].map(c => c.getAttribute('aria-label'))"
    chinese = page.evaluate(names)
    page.locator("#language").click()
    english = page.evaluate(names)
    assert len(chinese) == len(english) >= 5
    assert not set(chinese) & set(english)


def test_chart__is_cited_with_report_pages_and_date(site: Site, open_tab: OpenTab) -> None:
    page = open_tab(permissions=["clipboard-read"]).go(site.report / "index.html")
    cite = page.locator('[data-tools="tree"] details.cite')
    cite.locator("summary").click()
    link, text, bibtex, frame = cite.locator("pre").all_inner_texts()
    ((name, file_name),) = site.ask("select department_name, file_name from marts.dim_reports")
    pages = site.ask(
        "select distinct page_number from marts.fct_figures where table_kind = 'expenditure'"
    )
    day = page.evaluate("window.BUILD.date.slice(0, 10)")
    assert link.endswith("index.html?lang=zh#s-functions")
    assert text.startswith(f"{name}：《{file_name.removesuffix('.pdf')}》，第{pages[0][0]}")
    assert f"建于{day}" in text
    assert text.endswith(link)
    assert bibtex.startswith(f"@misc{{{site.report_id}-tree,\n  author = {{{{{name}}}}},")
    assert f"urldate = {{{day}}}" in bibtex
    # what the code embeds is the chart alone
    address = frame.partition('src="')[2].partition('"')[0].replace("&amp;", "&")
    page.goto(address)
    page.wait_for_selector("#tree svg path")
    shown = "[...document.querySelectorAll('body *')].filter(e => e.offsetHeight).map(e => e.id)"
    assert "tree" in page.evaluate(shown)
    for hidden in ("flow", "s-projects", "language"):
        assert hidden not in page.evaluate(shown)
    assert name in page.locator("section.kept .note.kept").inner_text()


def test_view__filtered__has_a_link_and_codes_are_found(site: Site, open_tab: OpenTab) -> None:
    page = open_tab(permissions=["clipboard-read"]).go(site.folder / "findings.html")
    page.locator("#by-severity").select_option("error")
    page.locator("button.share").click()
    page.wait_for_selector(".toast")
    assert page.evaluate("navigator.clipboard.readText()").endswith("findings.html#severity=error")
    page = open_tab().go(site.folder / "search.html", "#q=30103")
    code = page.locator("#found a", has_text="30103 奖金")
    code.click()
    page.wait_for_selector("#code-table tbody tr")
    assert (
        "2,348,300" in page.locator("#code-table").inner_text()
        or "234.83" in page.locator("#code-table").inner_text()
    )


def test_sql__beside_a_chart__opens_on_the_query_page(site: Site, open_tab: OpenTab) -> None:
    page = open_tab().go(site.report / "index.html")
    tools = page.locator('[data-tools="projects"]')
    tools.locator("summary", has_text="SQL").click()
    sql = tools.locator("details:not(.cite) pre").inner_text()
    tools.locator("a.run-sql").click()
    page.wait_for_url("**/query.html#sql=*")
    assert page.locator("#sql").input_value() == sql

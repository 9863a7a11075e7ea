"""A word of a scan, misread by one character, is the word of the vocabulary it looks like."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.reading.pdf.model import DocumentRead, PageRead
from ingest.reading.scans.likeness import load_likeness, match_scans, match_words
from ingest.reading.tables.titles import classify_heading
from ingest.reading.tables.totals import is_subtotal, is_total
from ingest.reading.tables.units import find_unit
from ingest.reading.vocabulary.loading import find_concept, load_rules, load_vocabulary
from tests.unit.reading.tables.grids import make_grid, make_page, recognise, values

MISREAD = [
    ["科日编码", "科目名称", "合汁", "其本支出", "项日支出"],
    ["201", "一般公共服务支出", "30.00", "10.00", "20.00"],
    ["205", "教育支出", "7.50", "7.50", ""],
    ["", "合汁", "37.50", "17.50", "20.00"],
]


def scanned() -> PageRead:
    page = make_page(1, [make_grid(MISREAD)], ["一股公共预算支出预算表", "单位：方元"])
    return replace(page, reading="scanned", reading_reason="a picture")


def test_likeness__misread_words__are_the_vocabularys() -> None:
    tables = recognise(*match_scans(DocumentRead((scanned(),), None)).pages).frames
    assert values(tables["tables"], "table_title", "table_kind", "unit", "roles_status") == [
        ("一般公共预算支出预算表", "general_budget", "万元", "supported")
    ]
    assert [role or measure for role, measure in values(tables["columns"], "role", "measure")]
    assert values(tables["columns"], "column_path") == [
        ("科目编码",),
        ("科目名称",),
        ("合计",),
        ("基本支出",),
        ("项目支出",),
    ]
    assert values(tables["lines"], "row_label")[-1] == ("合计",)


def test_likeness__what_was_read__stays_on_record() -> None:
    (page,) = match_scans(DocumentRead((scanned(),), None)).pages
    assert "'合汁' as '合计'" in page.reading_reason
    assert "'单位：方元' as '单位：万元'" in page.reading_reason
    assert "按字形近似取词" in page.remarks[0]


def test_likeness__page_with_text__is_the_publishers() -> None:
    document = DocumentRead((replace(scanned(), reading="vector"),), None)
    assert match_scans(document) is document
    # of a picture over text the lines may be of the text; its cells are the picture's
    (page,) = match_scans(DocumentRead((replace(scanned(), has_text=True),), None)).pages
    assert [line.text for line in page.lines] == ["一股公共预算支出预算表", "单位：方元"]
    assert page.grids[0].cells[2].text == "合计"


@pytest.mark.parametrize(
    "text",
    # near words; words within words; codes and amounts; a unit that is none
    [
        "水电费",
        "邮电费",
        "上年结余",
        "会计",
        "全额",
        "合汁师",
        "2010301",
        "1,234.50",
        "O1",
        "单位：无",
        "单位：个",
    ],
)
def test_likeness__other_words__are_left_alone(text: str) -> None:
    assert match_words(text, load_likeness()) == text


def test_likeness__every_word__is_known_to_the_vocabularies() -> None:
    """What nobody would understand need not be told."""
    sections = [
        load_rules(name, section)
        for name in ("headers", "lines", "titles")
        for section, rules in load_vocabulary(name).items()
        if isinstance(rules, list) and isinstance(rules[0], dict)
    ]
    unknown = [
        word
        for word in load_vocabulary("likeness")["words"]
        if not (is_total(word) or is_subtotal(word) or find_unit(word) or classify_heading(word))
        and not any(find_concept(rules, word) for rules in sections)
    ]
    assert sorted(unknown) == []

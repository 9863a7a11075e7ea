from __future__ import annotations

import pytest

from ingest.reading.prose.scopes import drop_own_name, find_scope

_DEPARTMENT = "江州市水务局"


@pytest.mark.parametrize(
    ("heading", "scope"),
    [
        ("二、江州市水文水质中心", "江州市水文水质中心"),
        ("（一）江州市水务局（本级）", "江州市水务局（本级）"),
        ("3.江州市水务局本级预算情况", "江州市水务局本级"),
        ("三、江州市河道管理处2026年单位预算", "江州市河道管理处"),
        ("江州市水利规划设计院", "江州市水利规划设计院"),
        ("（二）江州市第一中学收支情况说明", "江州市第一中学"),
        ("江州市水务局2026年部门预算说明", None),
        ("市水务局预算情况", None),
        ("二、收入预算情况说明", None),
        ("五、一般公共预算“三公”经费支出情况", None),
        ("（三）机关运行经费安排情况", None),
        ("六、政府采购情况", None),
        ("七、预算绩效管理情况", None),
        ("一、主要职责", None),
    ],
)
def test_scope__of_headings(heading: str, scope: str | None) -> None:
    section = ("第三部分部门预算支出具体情况", heading)
    assert find_scope(section, "公用经费", _DEPARTMENT) == scope


def test_scope__nearest_heading_wins__and_deeper_topics_keep_it() -> None:
    section = ("二、江州市水文水质中心", "（二）公用经费")
    assert find_scope(section, "", _DEPARTMENT) == "江州市水文水质中心"


@pytest.mark.parametrize(
    ("clause", "scope"),
    [
        ("江州市水文水质中心预算", "江州市水文水质中心"),
        ("其中：江州市河道管理处一般公共预算支出", "江州市河道管理处"),
        ("江州市水务局2026年收入预算", None),
        ("市水务局财政拨款支出", None),
        ("基本支出", None),
        ("机关运行经费", None),
    ],
)
def test_scope__of_clauses(clause: str, scope: str | None) -> None:
    assert find_scope((), clause, _DEPARTMENT) == scope


def test_scope__own_office_of_a_units_report__is_all_of_it() -> None:
    assert find_scope(("江州市水务局（本级）",), "", _DEPARTMENT, is_unit=True) is None


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("市水务局一般公共预算支出", "一般公共预算支出"),
        ("江州市水务局支出", "支出"),
        ("江州市水文局支出", "江州市水文局支出"),
        ("公安支出", "公安支出"),
    ],
)
def test_own_name__in_full_or_short__is_dropped(text: str, rest: str) -> None:
    assert drop_own_name(text, _DEPARTMENT) == rest

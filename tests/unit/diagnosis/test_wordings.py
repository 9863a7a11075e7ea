"""What findings say of codes, notes and rows: plain sentences, in both languages."""

from __future__ import annotations

from decimal import Decimal

import pytest

from expectations.diagnosis.quoted import Claimed, StatedCheck
from expectations.diagnosis.said import Page
from expectations.diagnosis.wordings import describe_stated


def check(invariant_id: str, reason_code: str, subject: str, *parameters: str) -> StatedCheck:
    return StatedCheck(
        f"r-{subject}",
        "r",
        invariant_id,
        subject,
        "",
        (),
        None,
        Decimal(2_453_500),
        is_money=True,
        reason_code=reason_code,
        parameters=parameters,
        claims=_claims(subject) if reason_code == "spoken_code_differs" else (),
    )


def _claims(subject: str) -> tuple[Claimed, ...]:
    return (Claimed("c", int(subject[1]), "", "amount", "", None),)


SAID = {
    "a code": (
        [
            check("X15", "spoken_code_differs", f"第{n}页", "2013201", "行政运行", "2013301")
            for n in (7, 8)
        ],
        "文字第7、8页写“行政运行”的编码为2013201，而表中同一金额的“行政运行”编码是2013301，两者不符。",
        "The prose on pages 7 and 8 gives code 2013201 for “行政运行”, but the tables print it,"
        " with the same amount, under 2013301.",
    ),
    "a note": (
        [check("X11", "note_says_empty", "x", "注：本表为空表。", "“三公”经费表（表9）")],
        "“三公”经费表（表9）的表注说该表为空表（“注：本表为空表”），而表内印有数，两者不符。",
        "The note below “三公”经费表（表9） says that the table is empty (“注：本表为空表”),"
        " but it prints figures.",
    ),
    "a note of another fund": (
        [check("X11", "note_of_another_fund", "x", "注：无政府性基金。", "表7")],
        "表7是空表，其表注说的却是另一种资金：“注：无政府性基金”。",
        "表7 is empty, but the note below it speaks of another fund: “注：无政府性基金”.",
    ),
    "detail": (
        [
            check("K3", "not_detailed", f"{table}科目细化程度", "21298", "项", table)
            for table in ("部门支出总表（表3）", "政府性基金预算支出表（表7）")
        ],
        "部门支出总表（表3）、政府性基金预算支出表（表7）中21298有金额，却没有下级明细，而同表其他科目"
        "都有，疑似漏印一行或数行。",
        "21298 has an amount but no rows below in 部门支出总表（表3）, 政府性基金预算支出表（表7）,"
        " where the other codes have some: a row, or several, seems to be missing.",
    ),
    "a printed change": (
        [check("N2", "printed_change_differs", "x", "9", "业务费", "1535.82", "1290.47", "+425.5")],
        "文字第9页“业务费”的增减印作+425.5，而1535.82－1290.47为245.35万元，两者不符；所列其他各项的"
        "增减都是两数之差。",
        "The prose on page 9 prints +425.5 as the change of “业务费”, but 1535.82 less 1290.47 is"
        " 245.35 万元; the other changes listed there are the differences of their amounts.",
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_wordings__are_plain_sentences(name: str) -> None:
    checks, zh, en = SAID[name]
    said = describe_stated(checks)
    assert (said.zh, said.en) == (zh, en)


@pytest.mark.parametrize(("name", "page"), [("a printed change", 9), ("a code", 7)])
def test_wordings__name_the_first_page_of_the_prose_as_a_value(name: str, page: int) -> None:
    checks, *_ = SAID[name]
    assert describe_stated(checks).pages == (Page(page),)

"""The flow and the tree: what parts leave open becomes an item of its own."""

from __future__ import annotations

from decimal import Decimal

import pytest

from notebooks.site.comparison import compare_final, compare_prior
from notebooks.site.facts import CodeRow, CodeTable, ReportFacts
from notebooks.site.flow import EMPTY, draw_flow
from notebooks.site.render import script_json
from notebooks.site.report_view import show_codes
from notebooks.site.tree import grow_tree
from notebooks.site.warehouse import Amount, Row, visible_text

HALF = Decimal(50)
NAMES = {"201": "一般公共服务支出", "20103": "政府办公厅（室）及相关机构事务"}


def _row(code: str, **amounts: int) -> CodeRow:
    figures = {name: Amount(Decimal(yuan), (f"002-{code}-1",)) for name, yuan in amounts.items()}
    return CodeRow(code, f"科目{code}", figures)


def _table(*rows: CodeRow, kind: str = "expenditure", **total: int) -> CodeTable:
    return CodeTable(kind, rows, _row("", **total) if total else CodeRow("", "", {}))


def _line(concept: str, yuan: int, side: str = "revenue") -> Row:
    return {
        "side": side,
        "line_concept": concept,
        "line_source": "general_budget" if concept == "source" else None,
        "line_label": "一般公共预算",
        "amount": Amount(Decimal(yuan), ("001-0001-002",)),
    }


def _facts(*tables: CodeTable, lines: tuple[Row, ...] = ()) -> ReportFacts:
    return ReportFacts({table.kind: table for table in tables}, lines, (), ())


def _spent(basic: int = 10_000) -> CodeTable:
    return _table(_row("201", total=10_000, basic=basic))


def _open_links(facts: ReportFacts) -> dict[str, Decimal | None]:
    flow = draw_flow(facts, NAMES, HALF)
    shown = {node.key for node in flow.nodes if node.is_open}
    return {
        next(key for key in (link.source, link.target) if key in shown): link.amount.yuan
        for link in flow.links
        if {link.source, link.target} & shown
    }


def test_flow__no_expenditure__is_empty() -> None:
    assert draw_flow(_facts(), NAMES, HALF) == EMPTY


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (_facts(_spent(), lines=(_line("source", 10_000),)), {}),
        (
            _facts(_spent(basic=7_000), lines=(_line("source", 10_000),)),
            {"unlisted_nature": 3_000},
        ),
        (
            _facts(_spent(), lines=(_line("source", 9_000),)),
            {"unlisted_source": 1_000},
        ),
        (
            _facts(_spent(), lines=(_line("source", 12_000),)),
            {"unlisted_use": 2_000},
        ),
        (
            _facts(
                _spent(),
                lines=(
                    _line("source", 12_000),
                    _line("carried_over_out", 2_000, side="expenditure"),
                ),
            ),
            {},
        ),
        (
            _facts(
                _spent(),
                _table(_row("301", total=6_000), kind="basic_by_economic"),
                lines=(_line("source", 10_000),),
            ),
            {"unlisted_economic": 4_000},
        ),
        (_facts(_spent(basic=9_960), lines=(_line("source", 10_040),)), {}),
    ],
    ids=["whole", "nature", "source", "use", "carried over", "economic", "rounding"],
)  # fmt: skip
def test_flow__what_is_left_open__is_shown(facts: ReportFacts, expected: dict[str, int]) -> None:
    assert _open_links(facts) == expected


def test_tree__missing_classes__are_summed_and_said_to_be() -> None:
    table = _table(_row("2010301", total=600), _row("2010302", total=400), total=1_000)
    total, tops, gap = grow_tree(table, NAMES, Decimal(0))
    assert (total.amount("total").yuan, gap) == (1000, None)
    assert [(top.row.code, top.row.name) for top in tops] == [("201", NAMES["201"])]
    amount = tops[0].row.amount("total")
    assert (amount.yuan, amount.is_derived, len(amount.figures)) == (1000, True, 2)


def test_tree__parts_that_do_not_add_up__leave_a_row_or_a_remark() -> None:
    short = show_codes(_table(_row("201", total=700), total=1_000), NAMES, Decimal(0), ("total",))
    assert [(row.kind, row.amount("total").yuan) for row in short.rows] == [
        ("whole", 1000),
        ("", 700),
        ("gap", 300),
    ]
    over = show_codes(_table(_row("201", total=1_300), total=1_000), NAMES, Decimal(0), ("total",))
    assert over.excesses == (("", Decimal(300)),)


def test_comparison__own_column__comes_before_another_report() -> None:
    facts = _facts(_table(_row("201", total=900, prior=1_000), kind="general_budget"))
    compared = compare_prior(facts, None)
    assert compared is not None
    assert [row.change.yuan for row in compared.rows] == [-100]
    assert compare_final(facts, is_final=False, other=None) is None


def test_script_json__cannot_end_its_script() -> None:
    text = script_json({"a": "</script><!-- \u2028 &", "b": Decimal("1.50"), "c": Decimal("2.00")})
    assert not set("<>&\u2028") & set(text)
    assert text.endswith('"b":1.5,"c":2}')


def test_visible_text__control_and_direction_marks__become_signs() -> None:
    assert visible_text("水利局") == "水利局"
    assert visible_text("a\x00b\x1b\u202ec\u3000d") == "a␀b␛\\u202ec d"

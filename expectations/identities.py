"""The identities of the catalogue as the suites name them, and the rules that assert them.

The identities are computed in SQL (dbt_project/models/checks). Here they are asserted twice over:
a row of `marts.fct_invariant_checks` that says `violated` offends, and what a row says of sums is
added up again from the printed figures (`readded_rule`), so that no status is taken on trust.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from expectations.facts import YUAN_PER_UNIT_SQL
from expectations.rules import Rule

ACROSS: Final = "across"
READING: Final = "reading"

_FUNCTIONAL: Final = ("expenditure", "general_budget", "government_fund", "state_capital")
_TWO_SIDED: Final = ("summary", "appropriation")


@dataclass(frozen=True)
class Identity:
    """One line of the catalogue.

    Args:
        invariant_id: R1 … H2.
        zh: The identity in Chinese.
        en: The identity in English.
        suites: Where it belongs: table kinds, `across` or `reading`. An identity that the
            warehouse reports for another kind of table is asserted in that kind's suite too.
    """

    invariant_id: str
    zh: str
    en: str
    suites: tuple[str, ...]


CATALOGUE: Final = (
    Identity("R1", "逐行：合计＝基本＋项目（及其他各栏）", "row total = basic + project + …",
             ("expenditure",)),
    Identity("R2", "逐行：合计＝基本支出＋项目支出", "row total = basic + project",
             ("general_budget", "government_fund", "state_capital")),
    Identity("R3", "逐行：合计＝各收入来源之和", "row total = sum of sources", ("revenue",)),
    Identity("R4", "逐行：合计＝一般公共预算＋政府性基金＋国有资本经营预算",
             "row total = general + fund + state capital", ("appropriation",)),
    Identity("R5", "逐行：合计＝人员经费＋公用经费", "row total = personnel + operating",
             ("basic_by_economic",)),
    Identity("R6", "逐行：“三公”合计＝出国＋公务用车＋接待；用车＝购置＋运行",
             "total = overseas + vehicles + reception; vehicles = purchase + running",
             ("three_public",)),
    Identity("R7", "逐行：合计＝各组小计之和，小计＝各栏之和",
             "row total = group subtotals = their columns", ("projects",)),
    Identity("R8", "逐行：合计＝各资金来源之和", "row total = sum of fund columns",
             ("procurement",)),
    Identity("R9", "逐行：合计＝人员＋公用＋项目", "row total = sum of its parts", ("summary",)),
    Identity("C1", "各金额栏：款＝项之和，类＝款之和，合计＝类之和",
             "every money column adds up the code tree",
             (*_FUNCTIONAL, "revenue", "basic_by_economic")),
    Identity("C2", "各金额栏：合计＝末级科目之和", "grand total = sum of the leaves",
             (*_FUNCTIONAL, "revenue", "basic_by_economic")),
    Identity("C3", "公用经费合计＝各类公用经费之和", "operating total = sum over the classes",
             ("basic_by_economic",)),
    Identity("C4", "合计行＝各行之和，逐栏", "total row = sum of rows, every column",
             ("projects", "procurement", "three_public")),
    Identity("C5", "本年收入／支出＝各项之和，分项归于上项",
             "current revenue and expenditure = sum of their lines", _TWO_SIDED),
    Identity("B1", "收入总计＝支出总计", "revenue grand total = expenditure grand total",
             _TWO_SIDED),
    Identity("B2", "总计＝本年＋上年结转（结转下年）", "grand total = current year + carry-over",
             _TWO_SIDED),
    Identity("X1", "收支总表本年收入、支出＝收入总表、支出总表合计",
             "summary totals = revenue and expenditure totals", (ACROSS,)),
    Identity("X2", "收支总表各类支出＝支出总表同类", "summary classes = expenditure classes",
             (ACROSS,)),
    Identity("X3", "财政拨款各资金栏合计＝各资金表合计", "fund columns = the funds' own tables",
             (ACROSS,)),
    Identity("X4", "财政拨款各类（一般公共预算）＝一般公共预算表同类",
             "appropriation classes = general budget classes", (ACROSS,)),
    Identity("X5", "支出总表＝各资金支出之和（合计与逐科目）",
             "expenditure = sum over the funds, whole and by code", (ACROSS,)),
    Identity("X6", "收入总表＝支出总表，逐科目", "revenue = expenditure by code", (ACROSS,)),
    Identity("X7", "一般公共预算基本支出＝经济分类表合计",
             "general budget basic = basic by economic class", (ACROSS,)),
    Identity("X8", "项目支出明细之和＝一般公共预算项目支出",
             "sum of projects = project expenditure", (ACROSS,)),
    Identity("X9", "同一笔钱两种分类相等（养老、年金、公积金）",
             "same money under two classifications", (ACROSS,)),
    Identity("X10", "部分不大于整体（经济分类与“三公”）", "part is no more than the whole",
             (ACROSS,)),
    Identity("X11", "资金栏为空 ⇔ 该资金表为空", "a nil fund column means a nil fund table",
             (ACROSS,)),
    Identity("X12", "每个项目都有一张金额相同的绩效目标表",
             "every project has one form with its amount", (ACROSS,)),
    Identity("X13", "整体绩效目标表的支出＝支出总表", "department targets = expenditure",
             (ACROSS,)),
    Identity("X14", "各表指标权重之和一致", "indicator weights sum to one constant", (ACROSS,)),
    Identity("X15", "同一编码同一名称", "same code, same name", (ACROSS,)),
    Identity("N1", "文字所述金额＝表中金额", "amounts in prose = amounts in tables", (ACROSS,)),
    Identity("N2", "所述增减＝前后之差", "stated changes = recomputed differences", (ACROSS,)),
    Identity("N3", "“其中”各项之和＝所述整体", "stated parts sum to the stated whole", (ACROSS,)),
    Identity("N4", "所述占比、完成率＝重算结果", "stated shares = recomputed shares", (ACROSS,)),
    Identity("N5", "同一指标两处所述一致", "an indicator stated twice agrees", (ACROSS,)),
    Identity("N6", "“三公”与运行经费文字＝表", "three-public prose = its table", (ACROSS,)),
    Identity("N7", "增减方向与数字不矛盾", "direction words agree with numbers", (ACROSS,)),
    Identity("Y1", "上年栏＝上年报告，逐格", "prior-year column = last year's report", (ACROSS,)),
    Identity("Y2", "决算的年初预算数＝当年预算报告",
             "initial budget of a final account = that year's budget", (ACROSS,)),
    Identity("Y3", "上年结转＝上年决算年末结转", "carried over = last year's closing balance",
             (ACROSS,)),
    Identity("D1", "部门数不小于所属单位数，齐全时等于其和",
             "a department is at least each unit, and their sum", (ACROSS,)),
    Identity("K1", "目录与附件编号所列各表俱在", "every promised table is present", (ACROSS,)),
    Identity("K2", "表内数字守恒：每个印出的数字恰在一格",
             "conservation: every printed number is in exactly one cell", (READING,)),
    Identity("K3", "功能科目列至项级，经济科目列至款级",
             "functional detail reaches 项, economic detail 款", (ACROSS,)),
    Identity("H1", "编码位数与范围正确", "code length and domain", (ACROSS,)),
    Identity("H2", "编码与名称相符", "code–name pairs agree with the list", (ACROSS,)),
)  # fmt: skip


# One row per check: what its terms add up to.
_READDED_SQL: Final = (
    "select check_id,"
    " coalesce(sum(weight * amount_yuan) filter (where side = 'left'), 0) as added_left_yuan,"
    " coalesce(sum(weight * amount_yuan) filter (where side = 'right'), 0) as added_right_yuan,"
    " coalesce(sum(abs(weight) * half_unit_yuan), 0) as added_tolerance_yuan"
    " from (select term.check_id, term.side, term.sign * term.level_weight as weight,"
    " coalesce(figure.amount_yuan, term.amount_yuan) as amount_yuan,"
    " coalesce(cast(cast('0.' || repeat('0', figure.decimals) || '5' as decimal(28, 12))"
    f" * {YUAN_PER_UNIT_SQL} as decimal(28, 12)), term.half_unit_yuan) as half_unit_yuan"
    " from marts.fct_invariant_terms as term"
    " left join marts.fct_figures as figure using (figure_id)"
    " where term.invariant_id in ({ids})) as term group by check_id"
)


@dataclass(frozen=True)
class CheckCounts:
    """How the instances of one identity in one table kind came out.

    Args:
        tried_count: `holds` and `violated`.
        not_applicable_count: The gate says that it does not bind.
        not_checkable_count: Something that it needs is not in the document.
        reasons: The commonest reasons of the last two, most frequent first.
    """

    tried_count: int
    not_applicable_count: int
    not_checkable_count: int
    reasons: tuple[str, ...]


# (invariant_id, table_kind) → counts, as marts.fct_invariant_checks has them
Observed = Mapping[tuple[str, str | None], CheckCounts]


def identity_rules(suite: str, observed: Observed, *, is_kind_present: bool) -> tuple[Rule, ...]:
    """Write the rules that assert a suite's identities.

    Args:
        suite: A table kind, `across` or `reading`.
        observed: What the warehouse says of each identity.
        is_kind_present: Whether the warehouse holds a table of the suite's kind that is not nil;
            then an identity of the kind that has no instance at all fails.

    Returns:
        One rule per identity, in the catalogue's order.
    """
    rules = []
    for identity in CATALOGUE:
        kinds = _kinds_in_suite(identity, suite, observed)
        if kinds is not None:
            rules.append(_identity_rule(identity, suite, kinds, observed, is_kind_present))
    return tuple(rules)


def readded_rule(suite: str) -> Rule:
    """Write the rule that adds up a suite's sums again, from the figures as they are printed.

    Each tried sum is the sum of its terms; amount and last digit come from `marts.fct_figures`
    (of a form's indicator, which stands in no money column, and of a claim from the term). Both
    sides, the tolerance and the verdict must be those that the warehouse states.

    Args:
        suite: A table kind, `across` or `reading`.
    """
    ids = ", ".join(f"'{each.invariant_id}'" for each in CATALOGUE if _is_of(each, suite))
    kind = "" if suite in (ACROSS, READING) else f" and table_kind = '{suite}'"
    return Rule(
        name="逐项重算",
        zh="各和式由印出的数字逐项重加：两边、尾差允许和结论都与库中所载一致",
        en="every sum is added up again from the printed figures: sides, tolerance and verdict",
        compared=(
            "select tried.*, added.* exclude (check_id) from ("
            f"select * from marts.fct_invariant_checks where invariant_id in ({ids}){kind}"
            " and status in ('holds', 'violated') and relation is not null) as tried"
            f" left join ({_READDED_SQL.format(ids=ids)}) as added using (check_id)"
        ),
        must=(
            "left_yuan = added_left_yuan and right_yuan = added_right_yuan"
            " and abs(tolerance_yuan - added_tolerance_yuan) <= 0.0001"
            " and (status = 'holds') = (case relation when '=' then abs(added_left_yuan"
            " - added_right_yuan) else added_left_yuan - added_right_yuan end"
            " <= added_tolerance_yuan)"
        ),
        is_optional=True,
    )


def _is_of(identity: Identity, suite: str) -> bool:
    if suite in (ACROSS, READING):
        return suite in identity.suites
    return identity.suites[0] not in (ACROSS, READING)


def _kinds_in_suite(
    identity: Identity, suite: str, observed: Observed
) -> frozenset[str | None] | None:
    """Say which table kinds' instances of an identity a suite asserts, None for not at all.

    Across tables an identity is asserted once, whatever kinds its instances name, but for the
    kinds whose own suite lists it; a kind's suite asserts the instances of its kind.
    """
    seen = {kind for (invariant_id, kind) in observed if invariant_id == identity.invariant_id}
    if suite in (ACROSS, READING):
        return frozenset(seen) if suite in identity.suites else None
    if identity.suites[0] in (ACROSS, READING):
        return None
    if suite in identity.suites or suite in seen:
        return frozenset({suite})
    return None


def _identity_rule(
    identity: Identity,
    suite: str,
    kinds: frozenset[str | None],
    observed: Observed,
    is_kind_present: bool,
) -> Rule:
    counts = [
        observed[key] for kind in sorted(kinds, key=str)
        if (key := (identity.invariant_id, kind)) in observed
    ]  # fmt: skip
    condition = f"invariant_id = '{identity.invariant_id}'"
    if suite not in (ACROSS, READING):
        condition += f" and table_kind = '{suite}'"
    return Rule(
        name=identity.invariant_id,
        zh=identity.zh,
        en=identity.en,
        compared=(
            f"select * from marts.fct_invariant_checks where {condition}"
            " and status in ('holds', 'violated')"
        ),
        must="status = 'holds'",
        invariant_id=identity.invariant_id,
        not_run_reason=_not_run_reason(suite, counts, is_kind_present),
    )


def _not_run_reason(suite: str, counts: list[CheckCounts], is_kind_present: bool) -> str | None:
    """Say why an identity cannot be asserted; None where it can, or where its silence fails."""
    if any(each.tried_count for each in counts):
        return None
    not_applicable = sum(each.not_applicable_count for each in counts)
    not_checkable = sum(each.not_checkable_count for each in counts)
    if not_applicable or not_checkable:
        reasons = tuple(dict.fromkeys(_flat(each.reasons for each in counts)))[:3]
        return (
            f"不适用 not applicable {not_applicable}，无法检验 not checkable {not_checkable}："
            + "；".join(reasons)
        )
    if suite in (ACROSS, READING):
        return "本库没有这一恒等式的检查 · no instance of this identity in this warehouse"
    if not is_kind_present:
        return "本库没有非空的这类表 · no table of this kind with figures in this warehouse"
    return None


def _flat(groups: Iterable[tuple[str, ...]]) -> Iterable[str]:
    return (each for group in groups for each in group)

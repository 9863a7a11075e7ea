"""Title and header concepts → table kind. Titles first; table numbers never."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ingest.reading.tables.units import header_words
from ingest.reading.tables.words import matchable
from ingest.reading.vocabulary.loading import find_concept, find_rule, load_rules

# 项目支出表（政府性基金） lists the projects of a fund
_MAY_LIST_PROJECTS: Final = frozenset(
    {"other", "projects_by_code", "government_fund", "state_capital", "fiscal_account"}
)


def names_kind(title: str) -> bool:
    """Say whether a title names a kind of table, be it one that is not modelled.

    >>> names_kind("部门收支总表"), names_kind("财决批复01表")
    (True, False)
    """
    return find_rule(load_rules("titles", "kind"), matchable(title)) is not None


def recognise_kind(
    title: str | None, paths: Sequence[tuple[str, ...]], *, is_form: bool
) -> tuple[str, str]:
    """Name the kind of a table and the words that decided.

    Args:
        title: the table's title, None where it has none.
        paths: its header paths.
        is_form: it has no header but label–value pairs.

    >>> recognise_kind("2025年部门收入预算总表", [], is_form=False)[0]
    'revenue'
    """
    if title is not None:
        hit = find_rule(load_rules("titles", "kind"), matchable(title))
        if hit is None:
            kind, words = ("other", "") if is_form else _recognise_by_header(paths)
            return kind, f"title not known: {title}" + (f"; {words}" if kind != "other" else "")
        kind, words = hit
        if kind in _MAY_LIST_PROJECTS and _lists_projects(title, paths):
            return "projects", "title: 项目支出; header: 项目名称"
        if kind not in {"other", "projects_by_code"}:
            return kind, f"title: {words}"
        said = "title" if kind != "other" else "title of a kind that is not modelled"
        return kind, f"{said}: {words}"
    if is_form:
        return "other", "form without a title"
    return _recognise_by_header(paths)


def _lists_projects(title: str, paths: Sequence[tuple[str, ...]]) -> bool:
    """Tell 一般公共预算项目支出表 by project from the same money by code."""
    words = matchable(title)
    if "项目支出" not in words or any(other in words for other in ("经济", "功能", "基本支出")):
        return False
    leaves = [header_words(path[-1]) for path in paths if path]
    return "project_name" in {find_concept(load_rules("headers", "role"), leaf) for leaf in leaves}


def _recognise_by_header(paths: Sequence[tuple[str, ...]]) -> tuple[str, str]:
    """Name a kind by header concepts where they leave no choice."""
    leaves = [header_words(path[-1]) for path in paths if path]
    measures = {find_concept(load_rules("headers", "measure"), leaf) for leaf in leaves}
    roles = {find_concept(load_rules("headers", "role"), leaf) for leaf in leaves}
    joined = matchable("".join(text for path in paths for text in path))
    if {"overseas", "reception", "vehicle_running"} <= measures:
        return "three_public", "header: 因公出国, 公务接待, 运行"
    if "经济" in joined and {"personnel", "operating"} <= measures and "政府" not in joined:
        return "basic_by_economic", "header: 经济分类, 人员经费, 公用经费"
    sources = {"operation", "business", "superior_subsidy", "affiliate_remittance", "other"}
    if len(sources & measures) >= 3 and roles & {"code", "code_class", "unit_name"}:
        return "revenue", "header: 事业收入, 经营收入, 上级补助收入 …"
    printed = [matchable(path[-1]) for path in paths if path]
    words = ", ".join(leaf for leaf in printed if leaf)
    return "other", f"no title; header: {words}" if words else "no title, no header"


def demote_whole_fund(kinds: Sequence[str], titles: Sequence[str | None]) -> list[str]:
    """Keep 财政拨款基本支出 apart where a 一般公共预算基本支出 table says the same of one fund.

    Some places print both; only the second one is the general budget's.
    """
    general = any(
        kind == "basic_by_economic" and "一般公共预算" in (title or "")
        for kind, title in zip(kinds, titles, strict=True)
    )
    return [
        "basic_expenditure"
        if kind == "basic_by_economic" and general and "一般公共预算" not in (title or "")
        else kind
        for kind, title in zip(kinds, titles, strict=True)
    ]

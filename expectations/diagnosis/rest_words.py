"""The words of what no edit explains: which sum does not add up, what it prints, by how much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from expectations.diagnosis.atlas import Atlas, cell_en, cell_zh, row_words
from expectations.diagnosis.explain import Unexplained
from expectations.diagnosis.said import Page, Said
from expectations.diagnosis.system import Identity, Place, System
from expectations.diagnosis.versions import OddTable

_PARTS_LISTED: Final = 4
_PLACES_LISTED: Final = 5


def describe_rest(
    system: System, atlas: Atlas, rest: Unexplained, residuals: Sequence[int]
) -> Said:
    """Write the message of violated identities that share cells, or that fail across a table."""
    lead = min(
        rest.identities,
        key=lambda number: (
            -abs(residuals[number]),
            len(system.identities[number].terms),
            number,
        ),
    )
    first = describe_identity(system, atlas, system.identities[lead], residuals[lead])
    if rest.odd_table is not None:
        return _odd_table(atlas, rest, rest.odd_table, first)
    if rest.is_custom:
        return _custom(first, rest)
    if rest.is_column:
        return _column(first, rest)
    others = [number for number in sorted(rest.identities) if number != lead]
    if not others:
        return first
    return _with_others(system, atlas, rest, others, first)


def _odd_table(atlas: Atlas, rest: Unexplained, odd: OddTable, first: Said) -> Said:
    table, count = odd.table, len(rest.identities)
    page = atlas.tables[table].first_page
    pages = (Page(page, table), *first.pages)
    if odd.is_blank:
        return Said(
            f"{atlas.table_zh(table)}第{page}页全表空白或为零，而其他表有相应的数。{first.zh}",
            f"{_capital(atlas.table_en(table))}, page {page}, is blank or zero throughout, but"
            f" other tables have its figures. {first.en}",
            pages,
        )
    return Said(
        f"{atlas.table_zh(table)}第{page}页表内自相平衡，却与其他表有{count}处不符，疑似出自另一版本"
        f"的数据。例如{first.zh}",
        f"{_capital(atlas.table_en(table))}, page {page}, adds up in itself but contradicts the"
        f" other tables in {count} places: its figures seem to be of another version."
        f" For one: {first.en}",
        pages,
    )


def _custom(first: Said, rest: Unexplained) -> Said:
    fails, holds = len(rest.identities), rest.support.rule_holds
    return Said(
        f"{first.zh}同表这一关系{fails}处不符、{holds}处相符，可能是识读有误或该表另有口径，请对照原表。",
        f"{first.en} In this table the rule fails {fails} times and holds {holds} times: it may"
        " have been misread, or the table follows another rule; compare it with the page.",
        first.pages,
    )


def _column(first: Said, rest: Unexplained) -> Said:
    count = len(rest.identities)
    return Said(
        f"{first.zh}该栏共{count}行如此，而同表其他栏的这一关系有{rest.support.rule_holds}处成立，"
        "疑似整栏填错。",
        f"{first.en} So do {count} rows of this column, while the rule holds"
        f" {rest.support.rule_holds} times in the other columns: the whole column seems to be"
        " filled in wrongly.",
        first.pages,
    )


def _with_others(
    system: System, atlas: Atlas, rest: Unexplained, others: list[int], first: Said
) -> Said:
    told = []
    for number in others[:_PLACES_LISTED]:
        cells = [cell for cell, _ in system.identities[number].terms]
        printed = [cell for cell in cells if system.cells[cell].amount is not None]
        whole = system.cells[(printed or cells)[0]].place
        told.append((whole, row_words(system, atlas, whole)))
    zh = "；".join(f"表{place[0]}第{atlas.page(place)}页“{words}”行" for place, words in told)
    en = "; ".join(
        f"table {place[0]}, page {atlas.page(place)}, row “{words}”" for place, words in told
    )
    more = len(others) - len(told)
    rest_zh = f"等{len(others)}处" if more > 0 else ""
    rest_en = f" and {more} more" if more > 0 else ""
    return Said(
        f"{first.zh}与之相连的另有{len(others)}项也不符（{zh}{rest_zh}），没有单一的更正能使其全部成立。",
        f"{first.en} {len(others)} more that share figures with it do not hold either ({en}"
        f"{rest_en}); no single correction mends them all.",
        (*first.pages, *(atlas.page_of_table(place) for place, _ in told)),
    )


def describe_identity(system: System, atlas: Atlas, identity: Identity, residual: int) -> Said:
    """Write one identity that does not hold: both sides with their amounts, and the difference."""
    printed = [(cell, sign) for cell, sign in identity.terms if system.cells[cell].amount]
    printed = printed or list(identity.terms)
    wholes = [cell for cell, sign in printed if sign > 0]
    parts = [cell for cell, sign in printed if sign < 0]
    if not wholes or not parts:
        return _one_sided(system, atlas, identity, residual)
    place = system.cells[wholes[0]].place
    left = sum(sign * (system.cells[cell].amount or 0) for cell, sign in printed if sign > 0)
    right = left - residual
    if len(wholes) == 1 and len(parts) == 1:
        return _pair(system, atlas, wholes[0], parts[0], residual, is_bound=identity.is_bound)
    said = _side(system, atlas, wholes, left, place)
    summed = _side(system, atlas, parts, right, place)
    gap = atlas.money(place, abs(residual))
    # an amount too small, or one too large: the whole is named first
    how_zh, how_en = ("多", "more") if residual > 0 else ("少", "less")
    return Said(
        f"{said.zh}，而{summed.zh}，前者{how_zh}{gap[0]}。",
        f"{_capital(said.en)}, but {summed.en}: {gap[1]} {how_en}.",
        (*said.pages, *summed.pages),
    )


def _pair(
    system: System, atlas: Atlas, one: int, other: int, residual: int, *, is_bound: bool
) -> Said:
    here, there = system.cells[one], system.cells[other]
    gap = atlas.money(here.place, abs(residual))
    first, second = atlas.money(here.place, here.amount), atlas.money(there.place, there.amount)
    must_zh = "不应大于后者" if is_bound else "两者应相等"
    must_en = "the first should not exceed the second" if is_bound else "the two should be equal"
    return Said(
        f"{cell_zh(system, atlas, here.place)}印作{first[0]}，而"
        f"{cell_zh(system, atlas, there.place)}印作{second[0]}，{must_zh}，相差{gap[0]}。",
        f"{_capital(cell_en(system, atlas, here.place))} prints {first[1]}, but"
        f" {cell_en(system, atlas, there.place)} prints {second[1]}: {must_en}, the difference is"
        f" {gap[1]}.",
        (atlas.page_of_table(here.place), atlas.page_of_table(there.place)),
    )


def _side(system: System, atlas: Atlas, cells: Sequence[int], amount: int, beside: Place) -> Said:
    """Write one side of an identity: a cell and what it prints, or a sum of cells."""
    if len(cells) == 1:
        place = system.cells[cells[0]].place
        money = atlas.money(place, amount)
        return Said(
            f"{cell_zh(system, atlas, place)}印作{money[0]}",
            f"{cell_en(system, atlas, place)} prints {money[1]}",
            (atlas.page_of_table(place),),
        )
    places = [system.cells[cell].place for cell in cells]
    money = atlas.money(beside, amount)
    listed = places[:_PARTS_LISTED]
    more = f"等{len(places)}项" if len(places) > len(listed) else f"{len(places)}项"
    more_en = f" and {len(places) - len(listed)} more" if len(places) > len(listed) else ""
    if all(place[:2] == places[0][:2] for place in places):
        names = "、".join(f"“{atlas.column(place)}”" for place in listed)
        names_en = ", ".join(f"“{atlas.column(place)}”" for place in listed)
        same = places[0][:2] == beside[:2]
        where_zh = "同行" if same else _row_zh(system, atlas, places[0])
        where_en = "of the same row" if same else f"of {_row_en(system, atlas, places[0])}"
        return Said(
            f"{where_zh}{names}{more}之和为{money[0]}",
            f"the sum of {names_en}{more_en} {where_en} is {money[1]}",
            () if same else (atlas.page_of_table(places[0]),),
        )
    names = "、".join(f"“{row_words(system, atlas, place)}”" for place in listed)
    names_en = ", ".join(f"“{row_words(system, atlas, place)}”" for place in listed)
    tables = sorted({place[0] for place in places})
    pages = sorted({atlas.page(place) for place in places})
    named: tuple[Page, ...]
    if tables == [beside[0]] and places[0][2] == beside[2]:
        where_zh, where_en, named = "其各组成行", "its parts", ()
    else:
        where_zh = f"{'、'.join(f'表{table}' for table in tables)}第{_span(pages)}页"
        where_en = f"table{'s' if len(tables) > 1 else ''} {', '.join(map(str, tables))}, page"
        where_en += f"{'s' if len(pages) > 1 else ''} {_span(pages, '–')},"
        named = (Page(pages[0], tables[0]),)
    return Said(
        f"{where_zh}{names}{more}之和为{money[0]}",
        f"{where_en} {names_en}{more_en} add up to {money[1]}",
        named,
    )


def _one_sided(system: System, atlas: Atlas, identity: Identity, residual: int) -> Said:
    """Write an identity one of whose sides prints nothing: a total without parts, for one."""
    printed = [cell for cell, _ in identity.terms if system.cells[cell].amount]
    first = system.cells[(printed or [identity.terms[0][0]])[0]]
    blank = [cell for cell, _ in identity.terms if cell not in printed]
    other = system.cells[blank[0]].place if blank else None
    amount = atlas.money(first.place, abs(residual))
    against_zh = f"（{cell_zh(system, atlas, other)}等）" if other else ""
    against_en = f" ({cell_en(system, atlas, other)} and the like)" if other else ""
    return Said(
        f"{cell_zh(system, atlas, first.place)}印作{atlas.money(first.place, first.amount)[0]}，"
        f"而应与之相等的各格为空或零{against_zh}，相差{amount[0]}。",
        f"{_capital(cell_en(system, atlas, first.place))} prints"
        f" {atlas.money(first.place, first.amount)[1]}, but what should equal it is blank or zero"
        f"{against_en}: the difference is {amount[1]}.",
        tuple(atlas.page_of_table(each) for each in (first.place, other) if each),
    )


def _row_zh(system: System, atlas: Atlas, place: Place) -> str:
    return f"表{place[0]}第{atlas.page(place)}页“{row_words(system, atlas, place)}”行"


def _row_en(system: System, atlas: Atlas, place: Place) -> str:
    return f"table {place[0]}, page {atlas.page(place)}, row “{row_words(system, atlas, place)}”"


def _span(pages: Sequence[int], dash: str = "至") -> str:
    return str(pages[0]) if len(pages) == 1 else f"{pages[0]}{dash}{pages[-1]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

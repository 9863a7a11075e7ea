"""The words of a finding, in Chinese and in English."""

from __future__ import annotations

from typing import Final

from expectations.diagnosis.atlas import Atlas, cell_en, cell_zh, row_words
from expectations.diagnosis.edits import Edit
from expectations.diagnosis.said import NOTHING, Page, Said
from expectations.diagnosis.system import System
from ingest.contract.concepts import YUAN_PER_UNIT

Words = tuple[str, str]

_SLIPS: Final[dict[str, Words]] = {
    "digit": ("疑似错印一位数字", "one digit looks misprinted"),
    "transposition": ("疑似相邻两位数字颠倒", "two neighbouring digits look transposed"),
    "lost_digit": ("疑似漏印或多印一位数字", "a digit looks lost or doubled"),
    "decimal_point": ("疑似小数点错位", "the decimal point looks moved"),
    "unit_slip": ("疑似“元”与“万元”混用", "元 and 万元 look mixed up"),
    "sign": ("疑似正负号印反", "the sign looks reversed"),
    "other_scope": (
        "所印与本报告另一合计数相同，疑似误用其他口径的合计",
        "what is printed equals another total of the report: a total of another scope, it seems",
    ),
}
_CELLS_LISTED: Final = 6
_TIMES: Final = {3: "一千", 4: "一万", 8: "一亿"}


def finding_kind(system: System, edit: Edit) -> str:
    """Give the kind of a finding: a replaced total may be the total of another scope."""
    changed = list(edit.changes)
    if edit.kind == "cell" and changed and not edit.alternatives:
        if all(_is_other_total(system, cell, edit) for cell in changed):
            return "other_scope"
    elif edit.shape == "cell" and _is_other_total(system, edit.culprits[0], edit):
        return "other_scope"
    return edit.kind


def _is_other_total(system: System, cell: int, edit: Edit) -> bool:
    here = system.cells[cell]
    name = system.rows.get((here.table, here.row))
    if not here.amount or name is None or not name.is_total:
        return False
    for number, other in enumerate(system.cells):
        if number in edit.changes or other.amount != here.amount:
            continue
        total = system.rows.get((other.table, other.row))
        if (other.table, other.row) != (here.table, here.row) and total and total.is_total:
            return True
    return False


def describe_fault(system: System, atlas: Atlas, edit: Edit, kind: str) -> Said:
    """Say what an edit takes to be wrong, in whole sentences."""
    if edit.shape == "row_shift":
        words = _shift(system, atlas, edit)
    elif edit.shape == "unit":
        words = _unit(system, atlas, edit)
    elif edit.shape == "swapped_cells":
        words = _swap(system, atlas, edit)
    elif edit.shape == "missing_row":
        words = _missing_row(system, atlas, edit)
    elif edit.shape == "doubled_row":
        words = _doubled_row(system, atlas, edit)
    elif edit.shape == "code":
        words = _code(system, atlas, edit)
    elif edit.alternatives:
        words = _one_of(system, atlas, edit, kind)
    elif len(edit.changes) == 1:
        words = _cell(system, atlas, edit, kind)
    else:
        words = _cells(system, atlas, edit, kind)
    return words


def describe_healed(edit: Edit) -> Words:
    """Say what an edit mends, a sentence that follows what is wrong."""
    count = len(edit.healed)
    return (
        f"如此更正，{count}项不符的勾稽关系全部成立，其他关系不受影响。",
        f" So corrected, {count} violated"
        f" identit{'y holds' if count == 1 else 'ies hold'} and none that holds now is broken.",
    )


def _slip(kind: str) -> Words:
    zh, en = _SLIPS.get(kind, ("", ""))
    return (f"（{zh}）", f" ({en})") if zh else ("", "")


def _cell(system: System, atlas: Atlas, edit: Edit, kind: str) -> Said:
    (cell, amount), *_ = edit.changes.items()
    here = system.cells[cell]
    old, new = atlas.money(here.place, here.amount), atlas.money(here.place, amount)
    slip = _slip(kind)
    printed = (
        ("未印数字", "is blank") if here.amount is None else (f"印作{old[0]}", f"prints {old[1]}")
    )
    return Said(
        f"{cell_zh(system, atlas, here.place)}{printed[0]}，按勾稽关系应为{new[0]}{slip[0]}。",
        f"{_capital(cell_en(system, atlas, here.place))} {printed[1]}; by the sums it should be"
        f" {new[1]}{slip[1]}.",
        (atlas.page_of_table(here.place),),
    )


def _one_of(system: System, atlas: Atlas, edit: Edit, kind: str) -> Said:
    options = [(cell, amount) for cell, amount in edit.changes.items()]
    options += [(cell, amount) for cell, amount, _ in edit.alternatives]
    listed_zh, listed_en, named = [], [], []
    for cell, amount in options[:_CELLS_LISTED]:
        here = system.cells[cell]
        old, new = atlas.money(here.place, here.amount), atlas.money(here.place, amount)
        listed_zh.append(f"{cell_zh(system, atlas, here.place)}（{old[0]}→{new[0]}）")
        listed_en.append(f"{cell_en(system, atlas, here.place)} ({old[1]} → {new[1]})")
        named.append(atlas.page_of_table(here.place))
    more = len(options) - len(listed_zh)
    first_zh, first_en = _SLIPS.get(kind, ("", ""))
    hint_zh = f"（若为首项，{first_zh}）" if first_zh else ""
    hint_en = f" If it is the first, {first_en}." if first_en else ""
    return Said(
        f"以下{len(options)}个数字中有一个有误，仅凭勾稽关系无法再分辨，依可能性排列："
        f"{'；'.join(listed_zh)}{'等' if more else ''}{hint_zh}。",
        f"One of these {len(options)} figures is wrong, the likeliest first; the sums cannot tell"
        f" which: {'; '.join(listed_en)}{f' and {more} more' if more else ''}.{hint_en}",
        tuple(named),
    )


def _cells(system: System, atlas: Atlas, edit: Edit, kind: str) -> Said:
    listed_zh, listed_en, named = [], [], []
    for cell, amount in sorted(edit.changes.items()):
        here = system.cells[cell]
        old, new = atlas.money(here.place, here.amount), atlas.money(here.place, amount)
        listed_zh.append(f"{cell_zh(system, atlas, here.place)}{old[0]}应为{new[0]}")
        listed_en.append(f"{cell_en(system, atlas, here.place)}: {old[1]} should be {new[1]}")
        named.append(atlas.page_of_table(here.place))
    slip = _slip(kind)
    return Said(
        f"以下{len(edit.changes)}个数字须一并更正{slip[0]}：{'；'.join(listed_zh)}。",
        f"These {len(edit.changes)} figures must change together{slip[1]}: {'; '.join(listed_en)}.",
        tuple(named),
    )


def _shift(system: System, atlas: Atlas, edit: Edit) -> Said:
    first, last = (system.cells[cell].place for cell in (edit.culprits[0], edit.culprits[-1]))
    zh, en = ("下", "down") if edit.shift > 0 else ("上", "up")
    count = abs(edit.shift)
    row_first, row_last = row_words(system, atlas, first), row_words(system, atlas, last)
    pages = sorted({atlas.page(first), atlas.page(last)})
    page_zh = "至".join(map(str, pages))
    page_en = "–".join(map(str, pages))
    example = system.cells[next(iter(sorted(edit.changes)))]
    example_row = row_words(system, atlas, example.place)
    old = atlas.money(example.place, example.amount)
    new = atlas.money(example.place, edit.changes[system.by_place[example.place]])
    return Said(
        f"{atlas.table_zh(first[0])}第{page_zh}页“{atlas.column(first)}”栏自“{row_first}”行起"
        f"整体{zh}移{_chinese(count)}行（至“{row_last}”行），如“{example_row}”行印作{old[0]}，"
        f"应为{new[0]}。",
        f"{_capital(atlas.table_en(first[0]))}, page {page_en}, column “{atlas.column(first)}”:"
        f" from row “{row_first}” to row “{row_last}” every figure is printed {count}"
        f" row{'' if count == 1 else 's'} too far {en}; row “{example_row}”, for one,"
        f" prints {old[1]} and should print {new[1]}.",
        (Page(pages[0], first[0]),),
    )


def _unit(system: System, atlas: Atlas, edit: Edit) -> Said:
    here = system.cells[edit.culprits[0]]
    old = atlas.money(here.place, here.amount)
    new = atlas.money(here.place, edit.changes[edit.culprits[0]])
    stated, meant = atlas.unit(here.place), _meant_unit(atlas.unit(here.place), edit.exponent)
    zh = f"应为“{meant}”" if meant else "与表内数字不符"
    en = f"but its figures are in {meant}" if meant else "which its figures contradict"
    row = row_words(system, atlas, here.place)
    return Said(
        f"{atlas.table_zh(here.table)}第{atlas.page(here.place)}页的计量单位标作“{stated}”，{zh}："
        f"全表数字与其他各表相差{_TIMES[abs(edit.exponent)]}倍，如“{row}”行“"
        f"{atlas.column(here.place)}”栏按所标单位为{old[0]}，按其他各表应为{new[0]}。",
        f"{_capital(atlas.table_en(here.table))}, page {atlas.page(here.place)}, states {stated} as"
        f" its unit, {en}: every figure is off by a factor of {10 ** abs(edit.exponent):,} against"
        f" the other tables; for one, row “{row}”, column “{atlas.column(here.place)}” reads"
        f" {old[1]} and should be {new[1]}.",
        (atlas.page_of_table(here.place),),
    )


def _meant_unit(stated: str, exponent: int) -> str:
    """Name the unit that a table should state.

    >>> _meant_unit("元", 4), _meant_unit("万元", -4), _meant_unit("元", -4)
    ('万元', '元', '')
    """
    wanted = (
        YUAN_PER_UNIT[stated] * 10**exponent
        if exponent > 0
        else (YUAN_PER_UNIT[stated] // 10**-exponent)
    )
    return next((unit for unit, yuan in YUAN_PER_UNIT.items() if yuan == wanted), "")


def _swap(system: System, atlas: Atlas, edit: Edit) -> Said:
    one, other = (system.cells[cell] for cell in edit.culprits)
    first, second = atlas.money(one.place, one.amount), atlas.money(other.place, other.amount)
    return Said(
        f"{cell_zh(system, atlas, one.place)}的{first[0]}与{cell_zh(system, atlas, other.place)}的"
        f"{second[0]}互换了位置。",
        f"{first[1]} in {cell_en(system, atlas, one.place)} and {second[1]} in"
        f" {cell_en(system, atlas, other.place)} have changed places.",
        (atlas.page_of_table(one.place), atlas.page_of_table(other.place)),
    )


def _missing_row(system: System, atlas: Atlas, edit: Edit) -> Said:
    whole = system.cells[edit.culprits[0]].place
    words = row_words(system, atlas, whole)
    parts_zh, parts_en = [], []
    for column, amount in edit.missing:
        place = (whole[0], whole[1], column)
        money = atlas.money(place, amount)
        parts_zh.append(f"“{atlas.column(place)}”{money[0]}")
        parts_en.append(f"{money[1]} in “{atlas.column(place)}”")
    twin = _told_elsewhere(system, atlas, edit, whole[0])
    return Said(
        f"{atlas.table_zh(whole[0])}第{atlas.page(whole)}页“{words}”行大于其下各行之和，"
        f"差额自成一行，疑似漏印一行或数行：{'，'.join(parts_zh)}{twin.zh}。",
        f"{_capital(atlas.table_en(whole[0]))}, page {atlas.page(whole)}: row “{words}” is more"
        f" than its parts by amounts that make a row of their own; a row, or several, seems to be"
        " missing:"
        f" {', '.join(parts_en)}{twin.en}.",
        (atlas.page_of_table(whole), *twin.pages),
    )


def _told_elsewhere(system: System, atlas: Atlas, edit: Edit, table: int) -> Said:
    """Name the row of another table that is more than its rows here by as much."""
    places = sorted(
        system.cells[cell].place
        for number in edit.healed
        for cell, _ in system.identities[number].terms
        if system.cells[cell].table != table
    )
    if not places:
        return NOTHING
    place = places[0]
    row = row_words(system, atlas, place)
    return Said(
        f"；{atlas.table_zh(place[0])}第{atlas.page(place)}页“{row}”行正多出这一数额",
        f"; {atlas.table_en(place[0])}, page {atlas.page(place)}, has as much more in row “{row}”",
        (atlas.page_of_table(place),),
    )


def _code(system: System, atlas: Atlas, edit: Edit) -> Said:
    first = system.cells[edit.culprits[0]]
    place, (printed, proposed) = first.place, edit.code
    amount = atlas.money(place, first.amount)
    label = row_words(system, atlas, place)
    return Said(
        f"{atlas.table_zh(place[0])}第{atlas.page(place)}页“{label}”行（{amount[0]}）的科目编码印作"
        f"{printed}，按上级科目的合计应为{proposed}。",
        f"{_capital(atlas.table_en(place[0]))}, page {atlas.page(place)}: row “{label}”"
        f" ({amount[1]}) prints the code {printed}; by the sum of the code above it, it should be"
        f" {proposed}.",
        (atlas.page_of_table(place),),
    )


def _doubled_row(system: System, atlas: Atlas, edit: Edit) -> Said:
    place = system.cells[edit.culprits[0]].place
    words = row_words(system, atlas, place)
    return Said(
        f"{atlas.table_zh(place[0])}第{atlas.page(place)}页“{words}”行（表内第{place[1]}行）"
        "重复印了一次，应删去。",
        f"{_capital(atlas.table_en(place[0]))}, page {atlas.page(place)}: row “{words}”"
        f" (row {place[1]} of the table) is printed twice and should be dropped.",
        (atlas.page_of_table(place),),
    )


def _chinese(count: int) -> str:
    return "零一二三四五六七八九"[count]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

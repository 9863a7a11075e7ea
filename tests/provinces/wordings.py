"""The standard set under headers that other publishers print, word by word."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import yaml

from tests.provinces.forms import Made
from tests.provinces.sheets import (
    CODED_KINDS,
    coded,
    costs,
    expected,
    make,
    report,
    sheet,
    show,
    standard_set,
)
from tests.typesetting.prose_text import basic_of, project_of, total_of

WORDS: Final[dict[str, list[str]]] = yaml.load(
    (Path(__file__).parent / "synonyms.yml").read_text(encoding="utf-8"), yaml.CSafeLoader
)


def worded(number: int) -> Made:
    """Print the standard set with the n-th word of each thing."""
    word = {thing: words[number] for thing, words in WORDS.items()}
    d, name = make(60 + number), "滁州市审计局"
    tables = standard_set(d, name)
    revenue = tables["revenue"]
    sources = (word["general"], word["fund"], word["operation"])
    tables["revenue"] = sheet(
        "revenue",
        "部门收入总表",
        "uURRRR",
        (("单位编码", "单位名称", "合计", *sources),),
        revenue.rows,
    )
    header = ((word["code"], word["name"], word["total"], word["basic"], word["project"]),)
    by_nature = (total_of, basic_of, project_of)
    for kind, funds in CODED_KINDS:
        title = tables[kind].title
        tables[kind] = coded(kind, title, d, funds, by_nature, header)
    economic = tables["basic_by_economic"]
    labels = (word["code"].replace("功能", "经济"), word["name"].replace("功能", "经济"))
    tables["basic_by_economic"] = sheet(
        "basic_by_economic",
        economic.title,
        "cnRRR",
        ((*labels, word["total"], word["personnel"], word["operating"]),),
        economic.rows,
    )
    cost_header = (
        ("单位名称", word["costs"], word["overseas"], word["vehicle"], "", "", word["reception"]),
        ("", "", "", "小计", word["purchase"], word["running"], ""),
    )
    tables["three_public"] = sheet(
        "three_public",
        tables["three_public"].title,
        "URRRRRR",
        cost_header,
        [(name, *map(show, costs(d.three_public)))],
    )
    return report(d, name, list(tables.values())), expected(d)


def _named(number: int) -> Callable[[], Made]:
    form = partial(worded, number)
    form.__name__ = f"worded_{number}"  # type: ignore[attr-defined]
    return form


WORDINGS: Final = tuple(_named(number) for number in range(len(WORDS["code"])))

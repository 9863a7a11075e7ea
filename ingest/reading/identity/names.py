"""Department names: where they stand, and how they are cleaned of what is not the name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ingest.reading.identity.model import Line
from ingest.reading.identity.reading import compact
from ingest.reading.pdf.model import DocumentRead, Grid
from ingest.reading.vocabulary.places import places_by_name


@dataclass(frozen=True, slots=True)
class NameFound:
    """A department name found somewhere: its weight in the vote and the most it may sum to."""

    name: str
    code: str | None
    weight: float
    source: str


_LABEL_WORDS: Final = (
    "预算主管部门|预算部门|预算单位|部门名称|单位名称|部门\\(单位\\)名称|单位\\(部门\\)名称"
    "|部门\\(单位\\)|编制部门|编制单位|填报单位|填报部门|公开部门|公开单位|部门|单位"
)
_LABEL: Final = re.compile(rf"(?:^|(?<=\s))(?:{_LABEL_WORDS}):\s*(?P<value>.+)")
_LABEL_CELL: Final = re.compile(
    r"^(部门名称|单位名称|部门\(单位\)名称|单位\(部门\)名称|部门\(单位\)|预算部门|填报单位):?$"
)
_CODE: Final = re.compile(r"^[\[(【]?(?P<code>\d{3,12})[\])】]?[-_—–:]*(?=\D)")
_BRACKETS: Final = re.compile(r"\((本级|本部|机关|部门|单位|汇总|公章|盖章|签章|全口径)\)")
_TAIL: Final = re.compile(
    r"(20\d\d年.*"
    r"|((区|市|省|县|州|本)级)?(部门|单位)?(综合)?(收支)?(预算|决算|预决算).*"
    r"|关于|(机关)?本级|\.pdf)$"
)
_INSTITUTION: Final = re.compile(
    r"(局|委|办|室|厅|部|院|会|中心|大学|学院|学校|中学|小学|幼儿园|处|队|所|馆|站|社|团|台|校|园"
    r"|政府|法院|检察院|公司|政协|人大|协会|联合会|办事处|管委会|银行|海关|基地|署|组|库|场)$"
)
_NO_NAME: Final = re.compile(
    r"^(本|我|各|该|全|其他|上级)(部门|单位|局|委|办|区|市|县|校)?$|[,。;:“”\"<>《》]|\d|[预决]算"
    r"|^(部门|单位|学校|预算|收支|财政|一般公共|政府性|国有资本|项目|整体|基本|附件|合计|万元|元)"
)
# digits that are part of a name: 第19中学, 12345政务服务热线中心, 8710部队
_NUMBERED: Final = re.compile(r"第\d{1,3}(?=[^\d年月号条章期批页])|\d{3,6}(?=政务|热线|部队|医院)")
_CONTENTS: Final = re.compile(
    r"^第[一二]部分:?(?P<name>.+?)(部门|单位)?(概况|基本情况)|"
    r"^(?P<duties>[^:,]{4,30}?)(主要职能|主要职责|机构设置)$"
)
_RUNNING: Final = re.compile(
    r"^(?P<name>[^:,]{3,40}?)20\d\d年度?((区|市|省|县)级)?(部门|单位)(综合)?[预决]算"
)
_TABLE_PREFIX: Final = re.compile(
    r"^(?P<name>\D{5,40}?)(20\d\d年度?)?(部门|单位)?(财政拨款|一般公共预算|政府性基金|国有资本经营"
    r"|收支|收入|支出|项目支出|整体)[^,。]{0,30}表(\(.*\))?$"
)
_BEING: Final = re.compile(
    r"^(?P<name>[^,。:]{4,30}?)(是|为)[^,。]{0,16}?(工作部门|组成部门|派出机关|直属机构|事业单位|工作机关)"
)


def clean_name(text: str) -> tuple[str | None, str | None]:
    """Take the department's name, and a code before it, out of a text that holds them.

    >>> clean_name("312-重庆市潼南区人民政府办公室2023年部门预算")
    ('重庆市潼南区人民政府办公室', '312')
    >>> clean_name("2026年深圳市统计局（本级）部门预算")
    ('深圳市统计局', None)
    >>> clean_name("福州市第19中学2024年单位预算")
    ('福州市第19中学', None)
    >>> clean_name("上海市2026年市级单位预算")
    (None, None)
    """
    bare, code = _strip(text)
    if len(bare) < 3 or _NO_NAME.search(_NUMBERED.sub("", bare)) or _is_place(bare):
        return None, None
    return bare, code


def odd_name(title: str) -> str | None:
    """Take a name off a cover title that holds what no name should: quotes, angles, digits.

    For reports that nothing else names: text is text, and a report without a department is lost to
    everyone who looks for it.

    >>> odd_name("<b>某市</b>统计局2025年部门预算"), odd_name("2025年部门预算")
    ('<b>某市</b>统计局', None)
    """
    bare, _ = _strip(title)
    return bare if _INSTITUTION.search(bare) and not _is_place(bare) else None


def _strip(text: str) -> tuple[str, str | None]:
    """Take off what is not the name: year, brackets, 部门预算; and the code before it."""
    bare = compact(text)
    bare = re.sub(r"^(附件|附表)\d*:?|^关于", "", bare)
    bare = re.sub(r"^20\d\d年度?", "", bare)
    coded = _CODE.match(bare)
    code = coded["code"] if coded else None
    if coded:
        bare = bare[coded.end() :]
    bare = _BRACKETS.sub("", bare)
    while (cut := _TAIL.sub("", bare)) != bare:
        bare = cut
    return re.sub(r"(?<=.{3})部门$", "", bare).strip("-—:.、"), code


def _is_place(text: str) -> bool:
    """Say whether a text is one or more place names and nothing else: 上海市普陀区."""
    names = places_by_name()
    return text in names or any(
        text[:cut] in names and _is_place(text[cut:]) for cut in range(2, len(text) - 1)
    )


def find_names(
    document: DocumentRead,
    lines: tuple[Line, ...],
    cover: tuple[Line, ...],
    title: str | None,
) -> Iterator[NameFound]:
    """Find every mention of the reporting department.

    The cover says most, then labelled lines; running headers, contents, table titles and the
    sentence that says what the department is add to it.
    """
    yield from _found(title or "", 10, "cover title")
    for line in cover:
        if _INSTITUTION.search(_BRACKETS.sub("", line.text)):
            yield from _found(line.text, 6, "cover line")
    on_cover = {id(line) for line in cover}
    for line in lines:
        label = _LABEL.search(unicodedata.normalize("NFKC", line.printed))
        if label:
            value = re.split(r"\s{2,}|金额|单位:", label["value"])[0]
            weight, source = (8, "cover label") if id(line) in on_cover else (1.5, "label")
            yield from _found(value, weight, source, need_institution=source == "label")
        for pattern, weight, source in (
            (_CONTENTS, 2.0, "heading"),
            (_RUNNING, 1.0, "running title"),
            (_TABLE_PREFIX, 1.0, "table title"),
            (_BEING, 2.0, "prose"),
        ):
            hit = pattern.match(line.text)
            if hit:
                name = next(filter(None, hit.groupdict().values()))
                yield from _found(name, weight, source, need_institution=True)
    for page in document.pages:
        for grid in page.grids:
            yield from _labelled_cells(grid)


def _labelled_cells(grid: Grid) -> Iterator[NameFound]:
    """Yield the names right of a label cell, as forms print them."""
    cells = grid.cells
    for cell, following in pairwise(cells):
        if cell.row == following.row and _LABEL_CELL.match(compact(cell.text)):
            yield from _found(following.text, 1.0, "form", need_institution=True)


def _found(
    text: str, weight: float, source: str, *, need_institution: bool = False
) -> Iterator[NameFound]:
    name, code = clean_name(text)
    if name and (not need_institution or _INSTITUTION.search(name)):
        yield NameFound(name, code, weight, source)

"""A department's name reduced to what all its forms have in common: one department, one key."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from ingest.reading.vocabulary.places import places_by_name

# What brackets say of a name (本级, 机关, 汇总) does not make another department of it.
_BRACKETED: Final = re.compile(r"\([^()]*\)|(?<=.)(机关)?本级$|(?<=.)本部$|(?<=..)机关$|\s|[“”\"]")
_AREA: Final = r"(?:[^委]{1,14}?(?:省|市|区|县|州|旗|盟)|全国|中央)?"
# Long and short forms of one body; the first that matches at the start is taken.
_FORMS: Final = (
    (re.compile(rf"^中国共产党({_AREA})委员会"), r"\1委"),
    (re.compile(rf"^中共({_AREA})委(?:员会)?"), r"\1委"),
    (re.compile(r"^(?:中国共产党|中共)"), ""),
    (re.compile(rf"^(?:中国人民政治协商会议|人民政协|政协)({_AREA})委员会"), r"\1政协"),
    (re.compile(rf"^(?:中国共产主义青年团|共青团)({_AREA})委(?:员会)?"), r"\1团委"),
)
# Forms within a name that say one thing.
_WORDS: Final = (
    (re.compile(r"人民代表大会(?:常务委员会)?|人大常委会|人大常务委员会"), "人大"),
    (re.compile(r"人民(?=政府|法院|检察院)"), ""),
    (re.compile(r"委员会"), "委"),
)
_LONGEST_PLACE: Final = max(map(len, places_by_name()))
_REMEMBERED: Final = 65536


@lru_cache(_REMEMBERED)
def department_key(name: str | None, place_name: str | None = None) -> str:
    """Reduce a name to its place and its body, each in one form.

    Args:
        name: as printed, of a department or of a unit.
        place_name: the division of the report that prints it, for names that leave it out
            (省检察院, 财政局).

    Returns:
        The last place and the body, joined by `|`; empty where there is no name.

    >>> department_key("中国共产党江苏省委员会办公厅"), department_key("江苏省委办公厅")
    ('江苏省|委办公厅', '江苏省|委办公厅')
    >>> department_key("省检察院", "江苏省"), department_key("江苏省人民检察院（本级）", "江苏省")
    ('江苏省|检察院', '江苏省|检察院')
    >>> department_key("上海市普陀区财政局"), department_key("区财政局", "上海市普陀区")
    ('普陀区|财政局', '普陀区|财政局')
    >>> department_key("某市统计局（本级）"), department_key(None)
    ('|某市统计局', '')
    """
    bare = unicodedata.normalize("NFKC", name or "")
    while (cut := _BRACKETED.sub("", bare)) != bare:
        bare = cut
    if not bare:
        return ""
    for form, said in _FORMS:
        if form.search(bare):
            bare = form.sub(said, bare, count=1)
            break
    for form, said in _WORDS:
        bare = form.sub(said, bare)
    given = _places_of(place_name or "")
    places, rest = _split(bare)
    if places or not given:
        return f"{places[-1] if places else ''}|{rest}"
    last = given[-1]
    # 省检察院 says of its place only what kind of place it is
    is_short = rest[0] in "省市区县州旗盟" and rest[0] == last[-1] and len(rest) > 2
    return f"{last}|{rest[1:] if is_short else rest}"


def _places_of(said: str) -> tuple[str, ...]:
    return _split(unicodedata.normalize("NFKC", said))[0]


def _split(said: str) -> tuple[tuple[str, ...], str]:
    """Take the places off the start of a name; never all of it."""
    names = places_by_name()
    found: list[str] = []
    while said:
        place = next(
            (
                said[:length]
                for length in range(min(_LONGEST_PLACE, len(said)), 1, -1)
                if said[:length] in names
            ),
            None,
        )
        if place is None:
            break
        found.append(place)
        said = said[len(place) :]
    return tuple(found), said


def is_template_name(name: str | None) -> bool:
    """Say whether a name is the blank of a template: XX局, ××部门, 某某单位.

    >>> is_template_name("XX局"), is_template_name("××单位"), is_template_name("某市统计局")
    (True, True, False)
    """
    return bool(re.search(r"[Xx×*]{2,}|某某", unicodedata.normalize("NFKC", name or "")))

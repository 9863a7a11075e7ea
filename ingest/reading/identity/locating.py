"""The division that a department belongs to, read off its name and the text around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ingest.reading.vocabulary.places import Place, load_places, places_by_name

# What may stand before the place in the name of a party, youth or consultative body.
_BEFORE: Final = re.compile(
    r"^(中共|中国共产党|共青团|中国共产主义青年团|政协|中国人民政治协商会议|民革|民盟|民建|民进"
    r"|农工党|致公党|九三学社|台盟|中国)"
)
# A city by its short form only in the name of a zone: 福州经济技术开发区, but not 北京大学.
_ZONE: Final = re.compile(
    r"^.{0,12}?(开发区|新区|园区|管委会|管理区|示范区|保税区|度假区|高新区|试验区)"
)
_UNIVERSITY: Final = re.compile(r"大学|学院$")
_CENTRAL: Final = re.compile(r"教育部直属|部直属|委直属|中央部门预算|中央级|国务院直属")
_OFFICIAL: Final = re.compile(
    r"([\u4e00-\u9fff]{2,12}?(?:省|市|区|县|州|旗|盟))(?=人民政府|政府|委员会|委[、,。办宣组统])"
)
_MENTIONS_NEEDED: Final = 2
_LONGEST_NAME: Final = max(map(len, places_by_name()))


@dataclass(frozen=True, slots=True)
class Located:
    """A division by a name that reads alone, and its code."""

    place_name: str
    division_code: str | None


def locate(name: str | None, title: str | None, text: str) -> Located | None:
    """Find the division of a department.

    Args:
        name: the department's clean name.
        title: the cover title.
        text: the whole document's compact text, which decides between places of one name.

    Returns:
        None where neither name nor title nor the text's mentions of a government name one. A
        university of a ministry lies in a city, but belongs to no division.
    """
    for said in (name, title):
        if said and (chain := _find_chain(said)):
            return _resolve(chain, text)
    if name and (zone := _find_short(name, text)):
        return _describe(zone)
    if name and _UNIVERSITY.search(name):
        return None
    return _locate_by_mentions(text)


def _find_chain(said: str) -> tuple[str, ...]:
    """Take the first run of place names: a county only at the start or after a larger place."""
    start = hit.end() if (hit := _BEFORE.match(said)) else 0
    chain: list[str] = []
    position = start
    while position < len(said):
        found = _name_at(said, position)
        if found and (chain or position == start or _is_large(found)):
            chain.append(found)
            position += len(found)
        elif chain:
            break
        else:
            position += 1
    return tuple(chain)


def _name_at(said: str, position: int) -> str | None:
    names = places_by_name()
    for length in range(_LONGEST_NAME, 1, -1):
        candidate = said[position : position + length]
        if len(candidate) == length and candidate in names:
            return candidate
    return next(
        (
            place.name
            for place in load_places().values()
            for form in place.short_forms
            if form[-1] in "县州旗" and len(form) > 2 and said.startswith(form, position)
        ),
        None,
    )


def _is_large(name: str) -> bool:
    return any(place.level != "county" for place in places_by_name()[name])


def _resolve(chain: tuple[str, ...], text: str) -> Located:
    """Choose among places of one name by the larger places that the chain or the text says."""
    candidates = places_by_name()[chain[-1]]
    scores = [(_support(place, chain[:-1], text), place) for place in candidates]
    best = max(score for score, _ in scores)
    winners = [place for score, place in scores if score == best]
    if len(winners) == 1:
        return _describe(winners[0])
    return Located(place_name="".join(chain), division_code=None)


def _support(place: Place, larger: tuple[str, ...], text: str) -> int:
    said = 0
    for ancestor in _ancestors(place):
        said += 1000 * (ancestor.name in larger) + text.count(ancestor.name)
    return said


def _ancestors(place: Place) -> tuple[Place, ...]:
    """Return the province and city above a place, largest first."""
    places = load_places()
    above = (place.code[:2] + "0000", place.code[:4] + "00")
    return tuple(places[code] for code in above if code in places and code != place.code)


def _describe(place: Place) -> Located:
    """Name a place so that the name reads alone: a county after its city.

    >>> _describe(load_places()["310107"])
    Located(place_name='上海市普陀区', division_code='310107')
    """
    above = _ancestors(place) if place.level == "county" else ()
    return Located((above[-1].name if above else "") + place.name, place.code)


def _find_short(name: str, text: str) -> Place | None:
    """Find the city whose short form opens the name of a zone, or of a school it runs itself."""
    for level in ("city", "province"):
        for place in load_places().values():
            if place.level != level:
                continue
            for form in place.short_forms:
                if not name.startswith(form):
                    continue
                if _ZONE.match(name[len(form) :]):
                    return place
                if _UNIVERSITY.search(name) and _is_run_by(place, text):
                    return place
    return None


def _is_run_by(place: Place, text: str) -> bool:
    return not _CENTRAL.search(text) and f"{place.name}人民政府" in text


def _locate_by_mentions(text: str) -> Located | None:
    """Take the place whose government the text names most, if it does so more than once."""
    names = places_by_name()
    counts: dict[str, int] = {}
    for said in _OFFICIAL.findall(text):
        ending = next((said[i:] for i in range(len(said)) if said[i:] in names), None)
        if ending:
            counts[ending] = counts.get(ending, 0) + 1
    if not counts:
        return None
    best = max(counts, key=lambda name: (counts[name], name))
    return _resolve((best,), text) if counts[best] >= _MENTIONS_NEEDED else None

"""Functional and economic subjects as prose words them."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import Final

from ingest.reading.prose.model import Subject
from ingest.reading.vocabulary.loading import load_vocabulary

_LEVELS: Final = {"类": "function_class", "款": "function_group", "项": "function_item"}
_MARKED: Final = re.compile(
    r"(?P<name>[^，。；：“”\"]+?)[（(]\s*\d{0,3}\s*(?P<level>[类款项])\s*[）)]"
)
_QUOTED: Final = re.compile(r"[“\"](?P<path>[^”\"]*[-—－–][^”\"]*)[”\"]\s*科目")
_QUOTED_NAME: Final = re.compile(r"[“\"](?P<name>[^”\"]+)[”\"]\s*科目")
_CODE_LAST: Final = re.compile(r"(?P<name>[^，。；：“”\"]+?)[（(](?P<code>\d{3}|\d{5}|\d{7})[）)]$")
_CODED: Final = re.compile(r"(?P<name>.+?)[（(](?P<code>\d{3}|\d{5}|\d{7})[）)]")
_CODE_FIRST: Final = re.compile(
    r"^(?P<code>\d{3}|\d{5}|\d{7})\s*[-—－–]?\s*(?P<name>[^\d，。；：]{2,})$"
)
_BY_LENGTH: Final = {3: "function_class", 5: "function_group", 7: "function_item"}


def find_function(wording: str, section: tuple[str, ...]) -> Subject | None:
    """Read a functional or economic subject: its path, or its code and name, or a class name.

    Args:
        wording: the subject as worded, ordinals taken off.
        section: headings above; a class heading completes a path that begins with its 款.
    """
    return (
        _from_marks(wording, section)
        or _from_quotes(wording)
        or _from_code(wording)
        or _from_class_name(wording)
    )


def _from_marks(wording: str, section: tuple[str, ...]) -> Subject | None:
    # 和 and 及 join two names in front; at the end they belong to the name (科学技术普及)
    marks = [
        (hit["name"].strip(" 、").lstrip("和及"), hit["level"]) for hit in _MARKED.finditer(wording)
    ]
    if not marks:
        return None
    levels = [level for _, level in marks]
    names = [name for name, _ in marks]
    tail = wording[list(_MARKED.finditer(wording))[-1].end() :]
    if levels == ["类"] and tail.startswith("支出") and not names[0].endswith("支出"):
        names[0] += "支出"
    if levels[0] != "类":
        for heading in reversed(section):
            above = [hit for hit in _MARKED.finditer(_bare(heading)) if hit["level"] == "类"]
            if above:
                names.insert(0, above[0]["name"])
                break
    return Subject(wording, _LEVELS[levels[-1]], " / ".join(names))


def _bare(heading: str) -> str:
    return re.sub(r"^([（(]?[一二三四五六七八九十\d]+[）)、.．])\s*", "", heading)


def _from_quotes(wording: str) -> Subject | None:
    hit = _QUOTED.search(wording)
    if hit:
        parts = [part for part in re.split(r"[-—－–]+", hit["path"]) if part]
        level = ("function_class", "function_group", "function_item")[min(len(parts), 3) - 1]
        return Subject(wording, level, " / ".join(parts))
    hit = _QUOTED_NAME.search(wording)
    return _from_class_name(hit["name"], wording) if hit else None


def _from_code(wording: str) -> Subject | None:
    hit = _CODE_LAST.search(wording) or _CODE_FIRST.search(wording)
    if hit is None:
        return None
    code, name = hit["code"], hit["name"]
    steps = list(_CODED.finditer(name + wording[hit.end("name") :]))
    if len(steps) > 1 and all(
        step["code"].startswith(above["code"]) for above, step in pairwise(steps)
    ):
        name = " / ".join(step["name"] for step in steps)  # 教育支出(205)培训支出(20508)
    if code[0] == "2":
        return Subject(wording, _BY_LENGTH[len(code)], name)
    if code[0] in "35":
        return Subject(wording, "economic_class")
    return None


def _from_class_name(name: str, wording: str | None = None) -> Subject | None:
    bare = re.sub(r"(?<=支出)预算(?=支出)|^用于", "", name)
    bare = re.sub(r"类?科目$|(年初|全年|调整)?(预算|决算)数?$", "", bare)
    if bare in _economic_classes():
        return Subject(wording or name, "economic_class")
    bare = re.sub(r"类支出$", "", bare)  # 教育支出类支出
    stem = re.sub(r"(支出)+$", "", bare)
    if stem in _function_classes():
        return Subject(wording or name, "function_class", bare)
    return None


@cache
def _function_classes() -> frozenset[str]:
    return frozenset(load_vocabulary("prose_subjects")["functions"]["classes"])


@cache
def _economic_classes() -> frozenset[str]:
    return frozenset(load_vocabulary("prose_subjects")["economic"]["classes"])

"""One department has one key, in whatever form its files name it."""

from __future__ import annotations

import pytest

from ingest.reading.identity.keys import department_key, is_template_name


@pytest.mark.parametrize(
    "names",
    [
        ("江苏省委办公厅", "中共江苏省委办公厅", "中国共产党江苏省委员会办公厅"),
        (
            "江苏省政协办公厅",
            "政协江苏省委员会办公厅",
            "中国人民政治协商会议江苏省委员会办公厅",
        ),
        ("江苏省人大常委会办公厅", "江苏省人民代表大会常务委员会办公厅"),
        ("江苏省人民检察院", "江苏省检察院", "省检察院", "江苏省人民检察院（本级）"),
        ("上海市普陀区财政局", "普陀区财政局", "区财政局"),
        ("共青团江苏省委员会", "中国共产主义青年团江苏省委员会", "共青团江苏省委"),
    ],
)
def test_key__forms_of_one_name__are_one(names: tuple[str, ...]) -> None:
    place = "上海市普陀区" if "普陀" in names[0] else "江苏省"
    assert len({department_key(name, place) for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("江苏省委办公厅", "江苏省政府办公厅"),
        ("江苏省人民检察院", "江苏省高级人民法院"),
        ("江苏省委宣传部", "江苏省委组织部"),
        ("南京市财政局", "苏州市财政局"),
        ("江苏省人大办公厅", "江苏省政协办公厅"),
    ],
)
def test_key__other_bodies_and_places__differ(one: str, other: str) -> None:
    assert department_key(one, "江苏省") != department_key(other, "江苏省")


def test_template_name__blanks_are_no_names() -> None:
    assert is_template_name("××局")
    assert not is_template_name("第2中学")
    assert not is_template_name(None)

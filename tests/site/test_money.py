"""Money over departments: nothing twice, names in English, parts of pages around what matters."""

from __future__ import annotations

import csv
from decimal import Decimal

from ingest.contract.concepts import FINDING_KINDS_ZH, SEVERITIES_ZH, TABLE_KINDS
from ingest.settings import DBT_PROJECT
from notebooks.site.code_names import read_english_names
from notebooks.site.disclosures import MEASURES, held_units
from notebooks.site.findings_view import Mark, crop_around, group_marks
from notebooks.site.warehouse import Row
from notebooks.site.words import read_words


def _disclosure(name: str, level: str, year: int = 2024, kind: str = "budget") -> Row:
    return {
        "disclosure_id": f"{name}-{level}-{year}-{kind}",
        "place_name": "某市",
        "department_name": name,
        "level": level,
        "budget_year": year,
        "report_kind": kind,
    }


def test_held_units__of_a_department_that_is_there__are_not_added() -> None:
    units = {"水利局": [{"unit_name": "水文站"}, {"unit_name": "水利局"}]}
    rows = [
        _disclosure("水利局", "department"),
        _disclosure("水利局", "unit"),  # 本级, under the department's own name
        _disclosure("水文站", "unit"),
        _disclosure("水文站", "unit", year=2023),  # no department of that year
        _disclosure("水文站", "unit", kind="final_account"),
        _disclosure("气象站", "unit"),  # of nobody that is loaded
    ]
    assert held_units(rows, units) == {"水利局-unit-2024-budget", "水文站-unit-2024-budget"}


def test_held_units__of_another_place__are_added() -> None:
    there = {**_disclosure("水文站", "unit"), "place_name": "别市"}
    rows = [_disclosure("水利局", "department"), there]
    assert held_units(rows, {"水利局": [{"unit_name": "水文站"}]}) == set()


def test_english_names__belong_to_listed_codes_and_cover_every_class() -> None:
    names = read_english_names()
    for kind, seed in (("function", "functional"), ("economic", "economic")):
        with (DBT_PROJECT / "seeds" / f"seed_{seed}_codes.csv").open(encoding="utf-8") as lines:
            listed = {row["code"] for row in csv.DictReader(lines)}
        ours = {code for of, code in names if of == kind}
        assert {code for code in listed if len(code) == 3} <= ours
        # the seeds are what reports printed: a 类 that none has printed yet may be translated too
        assert {code for code in ours if len(code) > 3} <= listed
    assert all(name == name.strip() and name for name in names.values())


def test_words__every_kind_of_table_has_its_name() -> None:
    words = read_words()
    assert set(TABLE_KINDS) <= set(words["table_kind"])
    assert set(MEASURES) <= set(words["measure"])
    assert set(words["finding_kind"]) == set(FINDING_KINDS_ZH) <= set(words["finding_lay"])
    assert set(words["severity"]) == set(SEVERITIES_ZH)
    assert set(words["term"]) == set(words["glossary"])


def _mark(x: float, y: float, width: float = 40, height: float = 10) -> Mark:
    return Mark(x, y, width, height, "", "#", "", None)


def test_group_marks__far_apart__are_shown_apart() -> None:
    near, below, far = _mark(300, 100), _mark(300, 180), _mark(300, 600)
    assert group_marks([far, near, below]) == [[near, below], [far]]


def test_crop_around__holds_the_marks_and_stays_on_the_page() -> None:
    for marks in ([_mark(2, 2)], [_mark(550, 830)], [_mark(10, 400), _mark(540, 420)]):
        for at_most in (595.0, 300.0):
            crop = crop_around(marks, 595.0, 842.0, at_most)
            assert crop.x >= 0
            assert crop.y >= 0
            assert crop.x + crop.width <= 595.0
            assert crop.y + crop.height <= 842.0
            assert min(mark.x for mark in marks) >= crop.x
            assert max(mark.x + mark.width for mark in marks) <= crop.x + crop.width
            assert Decimal(crop.height) < 200

from __future__ import annotations

from ingest.reading.vocabulary.places import load_places, places_by_name


def test_places__codes__are_six_digits_and_hang_together() -> None:
    places = load_places()
    assert len(places) > 3000
    for code, place in places.items():
        assert len(code) == 6
        assert code.isdigit()
        assert code[:2] + "0000" in places
        assert place.name


def test_places__same_name__is_kept_apart() -> None:
    assert [one.code for one in places_by_name()["普陀区"]] == ["310107", "330903"]

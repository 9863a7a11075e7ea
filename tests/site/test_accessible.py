"""Every page as a screen reader and weak eyes meet it: the rules of axe, contrast included."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.site.conftest import Site, Tab

WIDE_AND_LIGHT = {"color_scheme": "light"}
# what it would load again is in the page already
OPTIONS = {"resultTypes": ["violations"], "preload": False}
PHONE_AND_DARK = {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}}


@pytest.mark.parametrize("options", [WIDE_AND_LIGHT, PHONE_AND_DARK], ids=["wide", "phone"])
def test_page__offends_no_rule_of_axe(
    options: dict[str, object], site: Site, open_tab: Callable[..., Tab]
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    tab = open_tab(locale="en-GB", **options)
    pages = [*site.folder.glob("*.html"), *site.report.glob("*.html")]
    pages += list((site.folder / "departments").glob("*.html"))[:1]
    assert len(pages) >= 12
    offended = {}
    for path in pages:
        page = tab.go(path)
        page.wait_for_load_state("networkidle")
        found = axe.run(page, options=OPTIONS).response["violations"]
        if found:
            offended[path.name] = [(each["id"], each["nodes"][0]["html"][:200]) for each in found]
    assert offended == {}

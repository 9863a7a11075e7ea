"""Every link of a built site: does it lead to a page, and to a place on it?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

# Their fragment is what the reader chose, not a place.
_STATEFUL = ("compare.html", "search.html", "data.html", "findings.html")
_OUTSIDE = re.compile(r"(?:[a-z]+:)?//", re.IGNORECASE)


class _Page(HTMLParser):
    """Collects what a page loads and links to, and the places that it has."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.sources: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        found = [given[name] or "" for name in ("href", "src") if given.get(name)]
        if given.get("rel") == "external":
            self.sources += found  # where a report was published: the only way out
        else:
            self.targets += found
        if given.get("id"):
            self.ids.add(given["id"] or "")


@cache
def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


@cache
def _evidence_keys(path: Path) -> frozenset[str]:
    text = path.with_suffix(".js").read_text(encoding="utf-8")
    data = json.loads(text.partition("=")[2].rstrip(";\n"))
    pages = {f"p={number}" for number in data["pages"]}
    return frozenset({figure[0] for figure in data["figures"]} | set(data["claims"]) | pages)


def _is_place(path: Path, fragment: str) -> bool:
    if path.name == "evidence.html" and fragment not in _read(path).ids:
        return all(key in _evidence_keys(path) for key in fragment.split("+"))
    is_stateful = path.name in _STATEFUL and path.parent.parent.name != "reports"
    return is_stateful or fragment in _read(path).ids


def is_dead(page: Path, target: str) -> bool:
    """Say whether a link of a page leads nowhere."""
    if target.startswith(("data:", "blob:")):
        return False
    if _OUTSIDE.match(target):
        return True
    address, _, fragment = target.partition("#")
    address = unquote(address.partition("?")[0])
    path = (page.parent / address).resolve() if address else page
    if not path.is_file():
        return True
    return bool(fragment) and path.suffix == ".html" and not _is_place(path, unquote(fragment))


def dead_links(site: Path) -> Iterator[tuple[str, str]]:
    """List page and target of each link that leads nowhere, or outside."""
    for page in sorted(site.resolve().rglob("*.html")):
        for target in _read(page).targets:
            if is_dead(page, target):
                yield page.relative_to(site.resolve()).as_posix(), target

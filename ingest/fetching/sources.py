"""The list of sources: which report lies at which address, and what it should turn out to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit, urlunsplit

import yaml  # type: ignore[import-untyped]

from ingest.contract.concepts import REPORT_KINDS
from ingest.errors import UsageError

_SCHEMES: Final = ("http", "https")
_REQUIRED: Final = ("url", "department", "year")
_OPTIONAL: Final = ("place", "kind")
_YEARS: Final = range(2000, 2101)  # 部门预算公开 began in 2010


@dataclass(frozen=True, slots=True)
class Source:
    """A report to fetch, and what it is expected to be.

    Attributes:
        url: http or https, escaped so that it can go on the wire.
        department: 部门 or 单位, as the report should name itself.
        year: budget year.
        place: 行政区划, or None.
        kind: one of `concepts.REPORT_KINDS`, or None.
    """

    url: str
    department: str
    year: int
    place: str | None = None
    kind: str | None = None

    @property
    def host(self) -> str:
        """The host and port that answer, lower case."""
        return urlsplit(self.url).netloc.lower()


class SourcesError(UsageError):
    """The list of sources cannot be used; all that is wrong with it at once.

    Attributes:
        path: the list.
        problems: one line each.
    """

    def __init__(self, path: Path, problems: list[str]) -> None:
        self.path = path
        self.problems = problems
        super().__init__(f"{path} cannot be used:\n" + "\n".join(f"  {line}" for line in problems))


def read_sources(path: Path) -> tuple[Source, ...]:
    """Read the list of sources.

    Raises:
        SourcesError: the list is missing or faulty; every fault is named with its entry.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SourcesError(path, ["there is no such file"]) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SourcesError(path, [f"not YAML: {error}"]) from error
    if not isinstance(data, Mapping) or set(data) != {"sources"}:
        raise SourcesError(path, ["expected one key, `sources`, with a list below it"])
    entries = data["sources"] or []
    if not isinstance(entries, list):
        raise SourcesError(path, ["`sources` is not a list"])
    problems: list[str] = []
    sources: list[Source] = []
    for number, entry in enumerate(entries, 1):
        faults = _faults(entry)
        if faults:
            problems += [f"entry {number}: {fault}" for fault in faults]
            continue
        source = Source(**{**entry, "url": escape_url(entry["url"])})
        if source.url in {other.url for other in sources}:
            problems.append(f"entry {number}: {source.url} is listed twice")
        sources.append(source)
    if problems:
        raise SourcesError(path, problems)
    return tuple(sources)


def is_web_address(url: str) -> bool:
    """Say whether an address is http(s) and names a host, without user name or password.

    >>> is_web_address("https://example.org/预算.pdf"), is_web_address("file:///etc/passwd")
    (True, False)
    """
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises when it is no number
    except ValueError:
        return False
    return parts.scheme in _SCHEMES and bool(parts.hostname) and "@" not in parts.netloc


def escape_url(url: str) -> str:
    """Escape an address as a browser would: Chinese in the path goes as UTF-8, % stays.

    >>> escape_url("https://example.org/预算 1.pdf")
    'https://example.org/%E9%A2%84%E7%AE%97%201.pdf'
    """
    parts = urlsplit(url.strip())
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._") or "/"
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return urlunsplit((parts.scheme.lower(), host, path, query, ""))


def _faults(entry: Any) -> list[str]:
    if not isinstance(entry, Mapping):
        return ["not a mapping of url, department, year"]
    faults = [f"`{key}` is missing" for key in _REQUIRED if not entry.get(key)]
    faults += [
        f"`{key}` is not a key; known are {', '.join(_REQUIRED + _OPTIONAL)}"
        for key in entry
        if key not in _REQUIRED + _OPTIONAL
    ]
    url = entry.get("url")
    if url and not (isinstance(url, str) and is_web_address(url)):
        faults.append(f"url {url!r} is not an http(s) address without a password")
    year = entry.get("year")
    if year and (not isinstance(year, int) or year not in _YEARS):
        faults.append(f"year {year!r} is not a year such as 2025")
    faults += [
        f"{key} {entry[key]!r} is not text"
        for key in ("department", "place")
        if entry.get(key) and not isinstance(entry[key], str)
    ]
    kind = entry.get("kind")
    if kind is not None and kind not in REPORT_KINDS:
        faults.append(f"kind {kind!r} is none of {', '.join(REPORT_KINDS)}")
    return faults

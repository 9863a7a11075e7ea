"""The site's words in both languages, as data."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from expectations.catalogue import CATALOGUE

_WORDS_PATH: Final = Path(__file__).with_name("words.toml")


class Word(NamedTuple):
    """One thing said in Chinese and in English."""

    zh: str
    en: str


@lru_cache(maxsize=1)
def read_words() -> dict[str, dict[str, Word]]:
    """Read section → key → word, the identities of the catalogue among them."""
    tables = tomllib.loads(_WORDS_PATH.read_text(encoding="utf-8"))
    words = {
        section: {key: Word(*pair) for key, pair in entries.items()}
        for section, entries in tables.items()
    }
    words["identity"] = {each.invariant_id: Word(each.zh, each.en) for each in CATALOGUE}
    return words


def word(path: str) -> Word:
    """Look a word up; a key that is not there says itself, in both languages.

    Data may hold a kind that nobody has worded yet; the page must not fail on it.

    >>> word("check_status.holds").en
    'holds'
    >>> word("finding_kind.brand_new").zh
    'brand_new'
    """
    section, _, key = path.partition(".")
    return read_words().get(section, {}).get(key, Word(key, key))

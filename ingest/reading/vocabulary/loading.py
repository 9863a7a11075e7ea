"""Words as data: load one vocabulary file of this folder, once.

A vocabulary is a TOML file beside this module. It holds what varies between publishers: a new
city is a few lines there, never a branch in code.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

# Labels and headers repeat from page to page; each costs up to 40 patterns when it is new.
_CACHED_ANSWERS: Final = 65_536


@cache
def load_vocabulary(name: str) -> dict[str, Any]:
    """Load `<name>.toml` of this folder.

    Raises:
        FileNotFoundError: there is no such vocabulary.
        tomllib.TOMLDecodeError: the file is not TOML.
    """
    return tomllib.loads((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Rule:
    """One concept and the wordings that name it."""

    concept: str
    wording: re.Pattern[str]
    unless: re.Pattern[str] | None


@dataclass(frozen=True, eq=False, slots=True)
class Rules:
    """The ordered rules of one section; compared by identity, so that answers can be cached."""

    rules: tuple[Rule, ...]


@cache
def load_rules(name: str, section: str) -> Rules:
    """Load the ordered rules of one section: `[[section]] concept, words, unless`.

    `words` and `unless` are lists of regular expressions over text without white space.

    Raises:
        KeyError: the vocabulary has no such section.
        re.error: a wording is not a regular expression.
    """
    return Rules(
        tuple(
            Rule(
                concept=entry["concept"],
                wording=re.compile("|".join(entry["words"])),
                unless=re.compile("|".join(entry["unless"])) if entry.get("unless") else None,
            )
            for entry in load_vocabulary(name)[section]
        )
    )


@lru_cache(maxsize=_CACHED_ANSWERS)
def find_rule(rules: Rules, text: str) -> tuple[str, str] | None:
    """Find the first rule whose wording occurs in `text`; return concept and matched words."""
    for rule in rules.rules:
        hit = rule.wording.search(text)
        if hit is not None and (rule.unless is None or rule.unless.search(text) is None):
            return rule.concept, hit.group()
    return None


def find_concept(rules: Rules, text: str) -> str | None:
    """Find the concept of the first rule whose wording occurs in `text`."""
    hit = find_rule(rules, text)
    return hit[0] if hit else None

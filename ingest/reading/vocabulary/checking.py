"""What is wrong with the vocabulary files, found before any report is read.

A vocabulary is data that anybody may edit: a misspelt term would silently classify nothing, a
pattern that does not compile would reject every report. Each file, rule and word at fault is
named, all of them at once.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from importlib.resources import files
from typing import Any, Final

from ingest.contract import concepts

_LINE_TERMS: Final = (*concepts.LINE_CONCEPTS, *concepts.ROW_ROLES)

# What `concept`, or `fact`, may say, by file and section. A section of one question (is this a
# count?) has one answer, its own.
_TERMS: Final[Mapping[str, Mapping[str, Collection[str]]]] = {
    "forms": {
        "field": concepts.FORM_FIELDS,
        "indicator": concepts.INDICATOR_COLUMNS,
    },
    "headers": {
        "role": concepts.COLUMN_ROLES,
        "measure": concepts.MEASURES,
        "economic_class": concepts.MEASURES,
        "generic": concepts.MEASURES,
        "neutral": ("neutral",),
        "stage": concepts.STAGES,
        "previous_year": ("previous",),
        "count": ("count",),
    },
    "lines": {
        "line": concepts.LINE_CONCEPTS,
        "whole": concepts.SIDES,
        "source": concepts.MEASURES,
        "nature": _LINE_TERMS,
        "economic": _LINE_TERMS,
        "function_class": _LINE_TERMS,
        "cost": concepts.MEASURES,
        "category": _LINE_TERMS,
        "part_source": concepts.MEASURES,
    },
    "titles": {
        "kind": concepts.TABLE_KINDS,
        "heading": concepts.HEADINGS,
    },
    "prose_subjects": {
        "concepts": concepts.CLAIM_CONCEPTS,
        "sources": concepts.MEASURES,
    },
    "prose_facts": {
        "counts": concepts.COUNTED_FACTS,
        "patterns": concepts.TOLD_FACTS,
        "nil": concepts.NIL_FACTS,
    },
}

_RULE_KEYS: Final = frozenset({"concept", "words", "unless"})
_FACT_KEYS: Final[Mapping[str, frozenset[str]]] = {
    "counts": frozenset({"fact", "words", "units", "before"}),
    "patterns": frozenset({"fact", "pattern"}),
    "nil": frozenset({"fact", "words"}),
}


def find_faults(texts: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Find what is wrong with the vocabularies.

    Args:
        texts: name of a vocabulary → its text; the files of this folder where nothing is given.

    Returns:
        One sentence per fault, which names file, rule and word; empty where all is well.
    """
    folder = files(__package__)
    if texts is None:
        texts = {name: (folder / f"{name}.toml").read_text(encoding="utf-8") for name in _TERMS}
    return tuple(fault for name, text in texts.items() for fault in _faults_of(name, text))


def _faults_of(name: str, text: str) -> Iterator[str]:
    file = f"ingest/reading/vocabulary/{name}.toml"
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        yield f"{file}: no TOML: {error}"
        return
    terms = _TERMS[name]
    for section in terms.keys() - content.keys():
        yield f"{file}: the section [[{section}]] is missing"
    for section, entries in content.items():
        if section in terms:
            for number, entry in enumerate(entries, start=1):
                where = f"{file}: [[{section}]] rule {number}"
                if name == "prose_facts":
                    yield from _fact_faults(where, entry, terms[section], _FACT_KEYS[section])
                else:
                    yield from _rule_faults(where, entry, terms[section])
        elif isinstance(entries, list):
            for number, entry in enumerate(entries, start=1):
                if isinstance(entry, dict) and "pattern" in entry:
                    yield from _pattern_faults(
                        f"{file}: [[{section}]] rule {number}", "pattern", [entry["pattern"]]
                    )


def _rule_faults(where: str, entry: Mapping[str, Any], terms: Collection[str]) -> Iterator[str]:
    concept = entry.get("concept")
    where = f"{where} ({concept})"
    for key in sorted(entry.keys() - _RULE_KEYS):
        yield f"{where}: the key {key!r} means nothing; known are concept, words, unless"
    yield from _term_faults(where, concept, terms)
    if not entry.get("words"):
        yield f"{where}: no words"
    for key in ("words", "unless"):
        yield from _pattern_faults(where, key, entry.get(key) or [])


def _fact_faults(
    where: str, entry: Mapping[str, Any], terms: Collection[str], keys: Collection[str]
) -> Iterator[str]:
    where = f"{where} ({entry.get('fact')})"
    for key in sorted(entry.keys() - set(keys)):
        yield f"{where}: the key {key!r} means nothing; known are {', '.join(sorted(keys))}"
    yield from _term_faults(where, entry.get("fact"), terms)
    if "pattern" in keys:
        yield from _pattern_faults(where, "pattern", [entry.get("pattern")])
    elif not entry.get("words"):
        yield f"{where}: no words"


def _term_faults(where: str, term: Any, terms: Collection[str]) -> Iterator[str]:
    if term not in terms:
        near = get_close_matches(str(term), list(terms), n=1)
        meant = f"; did you mean {near[0]!r}?" if near else ""
        yield f"{where}: the term {term!r} is not known (未知的概念){meant}"


def _pattern_faults(where: str, key: str, words: Sequence[Any]) -> Iterator[str]:
    if not isinstance(words, list):
        yield f"{where}: {key} is no list"
        return
    for word in words:
        if not isinstance(word, str):
            yield f"{where}: {key}: {word!r} is no text"
            continue
        try:
            re.compile(word)
        except re.error as error:
            yield f"{where}: {key}: {word!r} is no regular expression (表达式有误): {error}"

"""How a command was called: what of the call is mistyped, and how to call the next one.

Pure. `settings.py` reads the call from the environment.
"""

from __future__ import annotations

import difflib
import shlex
from collections.abc import Iterable, Mapping
from typing import Final

_READING: Final = frozenset({"build", "survey"})
_SHOWN: Final = frozenset({"site", "export", "audit", "letter", "notebooks", "docs", "sql", "ask"})
_WITH_REPORTS: Final = _READING | {"fetch", "site", "audit", "letter"}

# Variable → the commands that take it. Another command ignores it, which is harmless unless
# another variable was meant.
VARIABLES: Final[Mapping[str, frozenset[str]]] = {
    "REPORTS": _WITH_REPORTS,
    "WAREHOUSE": _READING | _SHOWN,
    "REPORT": frozenset({"audit", "letter"}),
    "STRICT": frozenset({"build"}),
    "OCR": _READING,
    "WORKERS": _READING | {"fetch", "site"},
    "LANGUAGE": _READING,
    "REPORT_LIMIT_SECONDS": _READING | {"fetch"},
    "REPORT_LIMIT_MEGABYTES": _READING,
    "BATCH_SIZE": _READING,
    "ENGINE": _READING,
    "SCHEDULER": _READING,
    "LANDING": _READING,
    "ALLOW_SHRINK": _READING,
    "ACKNOWLEDGED": frozenset({"build"}),
    "RETRY": _READING,
    "SOURCES": frozenset({"fetch"}),
    "FETCH_CONTACT": frozenset({"fetch"}),
    "FETCH_DELAY_SECONDS": frozenset({"fetch"}),
    "IMAGES": frozenset({"site"}),
    "QUERY": frozenset({"site"}),
    "CORPUS": frozenset({"bench", "bench-corpus"}),
    "PARTS": frozenset({"bench"}),
    "N": frozenset(),
    "PUBLISHED": frozenset(),
    "PYTEST_ARGUMENTS": frozenset({"test", "check"}),
}

# Names that are as like each other as this are one name mistyped: WAREHOUS, WORKER, REPORT.
_ALIKE: Final = 0.8


def find_mistyped(command: str, given: Iterable[str]) -> str | None:
    """Say which variable of a call means nothing to the command, and which may be meant.

    Args:
        command: such as "build".
        given: the names of the variables that were set in the call.

    Returns:
        The complaint; None where nothing is like a slip. A name that is like none of ours is
        somebody's own.

    >>> find_mistyped("build", ["REPORT", "WAREHOUSE"])
    'build takes no REPORT=; is REPORTS= meant? (变量名写错了？)'
    >>> find_mistyped("audit", ["REPORT", "REPORTS", "MY_OWN"])
    >>> find_mistyped("build", ["warehous"])
    'build takes no warehous=; is WAREHOUSE= meant? (变量名写错了？)'
    """
    for name in given:
        if command in VARIABLES.get(name, ()):
            continue
        taken = [each for each, commands in VARIABLES.items() if command in commands]
        known = taken if name in VARIABLES else list(VARIABLES)
        (meant,) = difflib.get_close_matches(name.upper(), known, 1, _ALIKE) or (None,)
        if meant:
            return f"{command} takes no {name}=; is {meant}= meant? (变量名写错了？)"
    return None


def find_near(name: str, known: Iterable[str]) -> str | None:
    """Name what a mistyped word may mean.

    >>> find_near("biuld", ["build", "site"]), find_near("xyz", ["build", "site"])
    ('build', None)
    """
    return next(iter(difflib.get_close_matches(name, list(known), 1, 0.6)), None)


def spell_call(command: str, given: Mapping[str, str], *, is_make: bool = True) -> str:
    """Write how to call a command with the variables of this call.

    >>> spell_call("build", {"WAREHOUSE": "a b.duckdb"})
    "make build WAREHOUSE='a b.duckdb'"
    >>> spell_call("site", {"WAREHOUSE": "w.duckdb"}, is_make=False)
    'budgets site --warehouse w.duckdb'
    >>> spell_call("sql", {"REPORTS": "r"})
    'make sql'
    """
    mine = {name: text for name, text in given.items() if command in VARIABLES.get(name, ())}
    if is_make:
        words = [f"{name}={shlex.quote(text)}" for name, text in mine.items()]
    else:
        words = [f"--{name.lower()} {shlex.quote(text)}" for name, text in mine.items()]
    return " ".join(["make" if is_make else "budgets", command, *words])

"""`python -m tests.sql_mutations [per mille [start]]`: which slips in check SQL no test notices.

What `make bench-sql-mutations` runs. Without arguments it tries the standing lot and writes the
results into docs/invariants.md; it fails where more survive than may. A lot that begins elsewhere
(`42 500`) says how slips fare for which no case was written. `draft [per mille]` varies
the cases until they notice what survives, and prints what it found for tests/sql/cases. `choose
[per mille]` chooses anew which perturbations are pinned, by the slips that they notice.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.sql.made import pin
from tests.sql_mutations.accepting import reason
from tests.sql_mutations.choosing import choose
from tests.sql_mutations.mutating import SLIPS
from tests.sql_mutations.running import Outcome, all_mutants, drawn, try_all
from tests.sql_mutations.varying import draft_cases

STANDING: Final = 42  # of a thousand mutants: some 205
MAY_SURVIVE: Final = 0.05
CHOOSING: Final = 60  # more than the lot that is reported on
SECONDS_OF_MODEL: Final = 10

_PAGE: Final = Path(__file__).parents[2] / "docs" / "invariants.md"
_RESULTS: Final = re.compile(r"(?<=<!-- mutants -->\n).*?(?=<!-- end of mutants -->)", re.DOTALL)


def main(words: list[str]) -> int:
    """Try mutants, print; 1 where too many survive."""
    if words[:1] == ["draft"]:
        print(draft_cases(drawn(int(words[1]) if len(words) > 1 else STANDING)))
        return 0
    if words[:1] == ["choose"]:
        lot = drawn(int(words[1]) if len(words) > 1 else CHOOSING)
        pin({choice.name: choice.digests for choice in choose(lot, SECONDS_OF_MODEL)})
        return 0
    started = time.perf_counter()
    outcomes = list(try_all(drawn(*map(int, words)) if words else drawn(STANDING)))
    text = report(outcomes, time.perf_counter() - started)
    print(text)
    if not words:
        page = _PAGE.read_text(encoding="utf-8")
        _PAGE.write_text(_RESULTS.sub(lambda _: text, page), encoding="utf-8")
    return int(surviving_share(outcomes) > MAY_SURVIVE)


def surviving_share(outcomes: Sequence[Outcome]) -> float:
    """Give the share of mutants that are SQL and that no test notices, equivalent or not."""
    tried = [each for each in outcomes if each.fate != "no SQL"]
    return sum(each.fate != "killed" for each in tried) / len(tried)


def report(outcomes: Sequence[Outcome], seconds: float) -> str:
    """Write a table by kind of slip, and the survivors."""
    tried = [each for each in outcomes if each.fate != "no SQL"]
    made, noticed = (
        Counter(each.mutant.slip for each in tried),
        Counter(each.mutant.slip for each in tried if each.fate == "killed"),
    )
    lines = [
        f"{len(tried)} of {len(all_mutants())} mutants tried in {seconds:.0f} s,"
        f" {noticed.total()} noticed; {surviving_share(outcomes):.1%} survive",
        "",
        f"{'slip':20} {'tried':>6} {'noticed':>8}",
        *(f"{slip:20} {made[slip]:6} {noticed[slip]:8}" for slip in SLIPS),
        "",
    ]
    for each in tried:
        if each.fate != "killed":
            mutant = each.mutant
            lines += [
                f"{mutant.file}:{mutant.line_number} ({mutant.part})",
                f"  - {mutant.before}",
                f"  + {mutant.after}",
                f"  {reason(mutant) or 'no reason known: a test is missing'}",
            ]
    return "```text\n" + "\n".join(lines).rstrip() + "\n```\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

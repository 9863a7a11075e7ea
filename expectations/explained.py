"""What must hold of the findings: every alarm has a cause, and what was acknowledged is found."""

from __future__ import annotations

from typing import Final

from expectations.rules import Rule

EXPLAINED = "findings"

EXPLAINED_RULES: Final = (
    Rule("皆有解释", "每个不成立的恒等式都归入一个疑点", "every violated identity is explained",
         # K2 is about this program's own reading, not about the paper
         "select * from marts.fct_invariant_checks where status = 'violated'"
         " and invariant_id <> 'K2'",
         "check_id in (select unnest(checks_explained) from facts)", is_optional=True),
    Rule("疑处可查", "疑点所指的数字都在数字表中", "the figures of a finding exist in fct_figures",
         "select finding_id, report_id, kind, figure_id from"
         " (select *, unnest(culprit_figure_ids) as figure_id from facts)",
         "figure_id in (select figure_id from marts.fct_figures)", is_optional=True),
    Rule("说明齐全", "每个疑点都有中英文说明", "every finding has a message in both languages",
         "select * from facts",
         "length(trim(message_zh)) > 0 and length(trim(message_en)) > 0", is_optional=True),
    Rule("已确认仍在", "acknowledged.yml所记的疑点仍能找到",
         "what acknowledged.yml lists is still found",
         "select * from marts.fct_acknowledgements where is_stale is not null",
         "not is_stale", is_optional=True),
)  # fmt: skip

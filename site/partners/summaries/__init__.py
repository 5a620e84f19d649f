"""What templates show, as rows: pages read like an outline and hold no logic."""

from partners.summaries.funds import (
    approval_rows,
    fund_answers,
    fund_bar,
    fund_facts,
    fund_set_up,
    grant_rows,
)
from partners.summaries.matches import delivery_answers, match_page, match_rows
from partners.summaries.programmes import (
    households_helped,
    programme_answers,
    programme_facts,
    programme_tasks,
    task_label,
)

__all__ = [
    "approval_rows", "delivery_answers", "fund_answers", "fund_bar", "fund_facts", "fund_set_up", "grant_rows",
    "households_helped", "match_page", "match_rows", "programme_answers", "programme_facts", "programme_tasks",
    "task_label",
]  # fmt: skip

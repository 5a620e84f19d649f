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
from partners.summaries.resources import (
    counted,
    lot_lines,
    movement_lines,
    movements_of,
    resource_facts,
    resource_lines,
    short_lots,
    stock_figures,
)

__all__ = [
    "approval_rows",
    "counted",
    "delivery_answers",
    "fund_answers",
    "fund_bar",
    "fund_facts",
    "fund_set_up",
    "grant_rows",
    "households_helped",
    "lot_lines",
    "match_page",
    "match_rows",
    "movement_lines",
    "movements_of",
    "programme_answers",
    "programme_facts",
    "programme_tasks",
    "resource_facts",
    "resource_lines",
    "short_lots",
    "stock_figures",
    "task_label",
]

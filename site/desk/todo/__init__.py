"""“What needs me today”: `waiting` says how much, `rows` what."""

from desk.todo.rows import Task, tasks
from desk.todo.waiting import (
    DESK,
    Counts,
    Waiting,
    confirms_payouts,
    counts,
    my_cases,
    open_findings,
    open_objections,
    open_questions,
    waiting,
    waiting_clues,
    waiting_funds,
    waiting_matches,
    waiting_payouts,
    waiting_programmes,
    waiting_texts,
)

__all__ = [
    "DESK",
    "Task",
    "tasks",
    "Counts",
    "Waiting",
    "confirms_payouts",
    "counts",
    "my_cases",
    "open_findings",
    "open_objections",
    "open_questions",
    "waiting",
    "waiting_clues",
    "waiting_funds",
    "waiting_matches",
    "waiting_payouts",
    "waiting_programmes",
    "waiting_texts",
]

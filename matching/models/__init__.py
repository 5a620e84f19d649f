"""Runs of the optimiser, the matches they propose, the decisions of named people, and what was delivered."""

from matching.models.delivery import Confirmation, Delivery, Method
from matching.models.match import OFFICE_RULES, SOURCES, Match, SourceKind
from matching.models.run import Run

__all__ = ["OFFICE_RULES", "SOURCES", "Confirmation", "Delivery", "Match", "Method", "Run", "SourceKind"]

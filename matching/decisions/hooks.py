"""What an act on a match asks of the rooms above before it goes on, in the same transaction."""

from common.hooks import Hook

may_proceed = Hook("matching.may_proceed")
"""match: raises a Refusal while somebody stands against it who must be answered first (个人信息保护法 24)."""

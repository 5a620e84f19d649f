"""What a case asks of the rooms above it before it moves on, and tells them in the same transaction."""

from common.hooks import Hook

may_end = Hook("needs.may_end")
"""case: raises a Refusal while somebody else still holds a part of it (首问负责, C18)."""

may_grant_aid = Hook("needs.may_grant_aid")
"""case, amount_fen: raises a Refusal while temporary aid of this amount may not be granted yet (SA 48)."""

gap_blockers = Hook("needs.gap_blockers")
"""case: a sentence that says why the gap cannot be confirmed yet, or an empty one."""

coverage_changed = Hook("needs.coverage_changed")
"""case, items, at: what is covered changed; the case is locked by the caller."""

publication_ends = Hook("needs.publication_ends")
"""case, by, at: nothing of this case may be public from here on; the case is locked by the caller."""

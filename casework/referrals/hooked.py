"""What a case is answered by its referrals, inside the case's own transaction."""

from casework.referrals.selectors import require_nothing_pending
from needs import hooks

hooks.may_end.register(require_nothing_pending)

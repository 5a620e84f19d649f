"""What a case is answered by its notices, inside the case's own transaction."""

from needs import hooks
from publication.notices.selectors import blocker, require_passed

hooks.gap_blockers.register(blocker)
hooks.may_grant_aid.register(require_passed)

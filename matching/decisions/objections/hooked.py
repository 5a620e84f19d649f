"""What a match is answered by the family's objections, inside the act's own transaction."""

from matching.decisions import hooks
from matching.decisions.objections.selectors import require_no_objection

hooks.may_proceed.register(require_no_objection)

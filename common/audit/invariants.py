"""What must hold of the audit log."""

from common.audit.chain import verify_chain
from common.invariants import Breaches, invariant


@invariant
def the_log_was_not_written_anew() -> Breaches:
    """Every sealed block of the log has its hash and follows the block before it."""
    yield from verify_chain()

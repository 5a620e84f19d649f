from datetime import datetime, timedelta

from common.audit.chain import seal_blocks
from common.audit.models import SealedBlock
from common.outbox.services import every_tick

SEAL_EVERY = timedelta(minutes=10)


@every_tick
def seal(at: datetime) -> None:
    """A block every ten minutes: few enough to anchor, soon enough that little stands unsealed."""
    last = SealedBlock.objects.order_by("-id").first()
    if last is None or at - last.sealed_at >= SEAL_EVERY:
        seal_blocks(at)

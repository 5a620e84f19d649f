"""Seals audit events into a chain of digests and checks it (trust.md §4: a chain per row would stall behind one slow act)."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from common.audit.models import AuditEvent, SealedBlock

GENESIS = "0" * 64
BLOCK_SIZE = 1000
LOCK = 0x5EA1
# How far below the newest sealed id a late row may still turn up. Only rows of ended transactions are sealed, so a
# late one comes from the instant between taking an id and taking a transaction id.
MARGIN = 10_000
UNSEALED = """
    select e.id from audit_auditevent e
    where e.id > %(floor)s
      and age(e.xmin) > age(((pg_snapshot_xmin(pg_current_snapshot())::text::bigint) %% 4294967296)::text::xid)
      and not exists (select 1 from audit_sealedblock b where b.last_id > %(floor)s and e.id = any(b.event_ids))
    order by e.id limit %(limit)s
"""


@transaction.atomic
def seal_blocks(at: datetime) -> list[SealedBlock]:
    """Seal every event whose transaction, and all older ones, have ended; returns the new blocks, oldest first."""
    blocks: list[SealedBlock] = []
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        while ids := _unsealed(cursor):
            last = SealedBlock.objects.order_by("-id").first()
            previous = last.hash if last else GENESIS
            block = SealedBlock.objects.create(
                sealed_at=at,
                event_ids=ids,
                last_id=max(ids[-1], last.last_id if last else 0),
                previous_hash=previous,
                hash=digest(previous, _events(ids)),
            )
            blocks.append(block)
    return blocks


def _unsealed(cursor: "connection.cursor") -> list[int]:
    last = SealedBlock.objects.order_by("-id").first()
    floor = last.last_id - MARGIN if last else 0
    cursor.execute(UNSEALED, {"floor": floor, "limit": BLOCK_SIZE})
    return [row[0] for row in cursor.fetchall()]


def _events(ids: list[int]) -> list[AuditEvent]:
    found = AuditEvent.objects.in_bulk(ids)
    return [found[id_] for id_ in ids if id_ in found]


def digest(previous: str, events: Iterable[AuditEvent]) -> str:
    """sha256 over the previous block's hash and every column of every event, in order."""
    state = sha256(previous.encode())
    columns = [field.attname for field in AuditEvent._meta.concrete_fields]
    for event in events:
        row = [getattr(event, column) for column in columns]
        state.update(json.dumps(row, cls=_Exact, sort_keys=True, ensure_ascii=False).encode() + b"\n")
    return state.hexdigest()


class _Exact(DjangoJSONEncoder):
    """Times in UTC to the microsecond: the usual encoder drops digits, and a change there would not show."""

    def default(self, value: object) -> object:
        return value.isoformat(timespec="microseconds") if isinstance(value, datetime) else super().default(value)


def verify_chain(anchor: str = "") -> Iterator[str]:
    """What is wrong, one sentence each; nothing when the chain is whole. `anchor` is a block hash kept elsewhere."""
    previous, seen = GENESIS, set()
    for block in SealedBlock.objects.order_by("id").iterator(chunk_size=100):
        if block.previous_hash != previous:
            yield f"Block {block.pk} does not follow the block before it."
        if digest(block.previous_hash, _events(block.event_ids)) != block.hash:
            yield f"Block {block.pk} (events {block.event_ids[0]}–{block.event_ids[-1]}) was changed."
        previous = block.hash
        seen.add(block.hash)
    if anchor and anchor not in seen:
        yield "The anchored hash is not in the chain: its end was cut, or the chain was written anew."

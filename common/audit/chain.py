"""Seals audit events into a chain of digests, block by block, and checks it.

A chain from row to row would make every act wait for the slowest one before it; a job that seals whole blocks does not.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from common.audit.models import AuditEvent, SealedBlock

GENESIS = "0" * 64
BLOCK_SIZE = 1000
LOCK = 0x5EA1
# A row can turn up below sealed ones when its transaction took its id early and ended late. Blocks name their rows, so
# it is sealed then; the margin says how far below the newest sealed id we look, and `verify_chain` counts the rest.
MARGIN = 200_000
# Rows no older than the oldest transaction that is still writing here wait, and keep most late rows in their place.
# Locks tell who writes to this table; a snapshot's xmin would also wait for backups and other databases.
UNSEALED = """
    with writers as (
      select max(age(x.transactionid)) as oldest from pg_locks w join pg_locks x using (virtualtransaction)
      where w.locktype = 'relation' and w.relation = 'audit_auditevent'::regclass and w.mode = 'RowExclusiveLock'
        and w.database = (select oid from pg_database where datname = current_database())
        and x.locktype = 'transactionid' and x.mode = 'ExclusiveLock' and x.granted)
    select e.id from audit_auditevent e
    where e.id > %(floor)s
      and age(e.xmin) > coalesce((select oldest from writers), -1)
      and e.id not in (select unnest(b.event_ids) from audit_sealedblock b where b.last_id > %(floor)s)
    order by e.id limit %(limit)s
"""


@transaction.atomic
def seal_blocks(at: datetime) -> list[SealedBlock]:
    """Seal every event below the oldest transaction still writing; returns the new blocks, oldest first."""
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


def _unsealed(cursor: CursorWrapper) -> list[int]:
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
        if isinstance(value, datetime):
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        return super().default(value)


def verify_chain(anchor: str = "") -> Iterator[str]:
    """What is wrong, one sentence each; nothing when the chain is whole. `anchor` is a block hash kept elsewhere."""
    previous, seen, last_id = GENESIS, set(), 0
    for block in SealedBlock.objects.order_by("id").iterator(chunk_size=100):
        if block.previous_hash != previous:
            yield f"Block {block.pk} does not follow the block before it."
        if digest(block.previous_hash, _events(block.event_ids)) != block.hash:
            yield f"Block {block.pk} (events {block.event_ids[0]}–{block.event_ids[-1]}) was changed."
        previous = block.hash
        seen.add(block.hash)
        last_id = block.last_id
    below = last_id - MARGIN
    unsealed = AuditEvent.objects.filter(id__lte=below).count() - _sealed_up_to(below)
    if unsealed > 0:
        yield f"{unsealed} events stand among sealed ones without a seal."
    if anchor and anchor not in seen:
        yield "The anchored hash is not in the chain: its end was cut, or the chain was written anew."


def _sealed_up_to(id_: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from (select unnest(event_ids) as id from audit_sealedblock) s where id <= %s", [id_]
        )
        return int(cursor.fetchone()[0])

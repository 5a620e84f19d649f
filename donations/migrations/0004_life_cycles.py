"""The life cycles, held by the database as well. Frozen moves; a test compares them with `states.py`."""

from django.db import migrations

from common.lifecycle_guard import guard

GIFT_MOVES = [
    ("awaiting_charity", "failed"),
    ("awaiting_charity", "received"),
    ("failed", "awaiting_charity"),
    ("failed", "processing"),
    ("failed", "received"),
    ("processing", "failed"),
    ("processing", "received"),
    ("started", "awaiting_charity"),
    ("started", "failed"),
    ("started", "processing"),
    ("started", "received"),
]
PLEDGE_MOVES = [
    ("paused", "cancelled"),
    ("paused", "expired"),
    ("paused", "registered"),
    ("registered", "cancelled"),
    ("registered", "expired"),
    ("registered", "paused"),
    ("registered", "used"),
]


class Migration(migrations.Migration):
    dependencies = [("donations", "0003_initial")]
    operations = [
        guard("donations_gift", GIFT_MOVES),
        guard("donations_pledge", PLEDGE_MOVES),
    ]

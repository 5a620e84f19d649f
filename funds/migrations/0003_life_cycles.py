"""The life cycles, held by the database as well. Frozen moves; a test compares them with `states.py`."""

from django.db import migrations

from common.lifecycle_guard import guard

FUND_MOVES = [
    ("draft", "review"),
    ("paused", "closed"),
    ("paused", "running"),
    ("review", "draft"),
    ("review", "running"),
    ("running", "closed"),
    ("running", "paused"),
]
TOPUP_MOVES = [
    ("waiting", "cancelled"),
    ("waiting", "received"),
]


class Migration(migrations.Migration):
    dependencies = [("funds", "0002_initial")]
    operations = [
        guard("funds_fund", FUND_MOVES),
        guard("funds_topup", TOPUP_MOVES),
    ]

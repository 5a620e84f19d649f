"""The life cycles, held by the database as well. Frozen moves; a test compares them with `states.py`."""

from django.db import migrations

from common.lifecycle_guard import guard

MATCH_MOVES = [
    ("accepted", "declined"),
    ("accepted", "delivered"),
    ("accepted", "disbursing"),
    ("delivered", "disbursing"),
    ("delivered", "verified"),
    ("disbursing", "delivered"),
    ("offered", "accepted"),
    ("offered", "declined"),
    ("offered", "expired"),
    ("proposed", "offered"),
    ("proposed", "returned"),
    ("proposed", "superseded"),
]


class Migration(migrations.Migration):
    dependencies = [("matching", "0003_initial")]
    operations = [
        guard("matching_match", MATCH_MOVES),
    ]

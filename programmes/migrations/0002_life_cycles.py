"""The life cycles, held by the database as well. Frozen moves; a test compares them with `states.py`."""

from django.db import migrations

from common.lifecycle_guard import guard

PROGRAMME_MOVES = [
    ("draft", "review"),
    ("draft", "stopped"),
    ("full", "resting"),
    ("full", "running"),
    ("full", "stopped"),
    ("resting", "running"),
    ("resting", "stopped"),
    ("review", "draft"),
    ("review", "running"),
    ("running", "full"),
    ("running", "resting"),
    ("running", "stopped"),
]


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial")]
    operations = [
        guard("programmes_programme", PROGRAMME_MOVES),
    ]

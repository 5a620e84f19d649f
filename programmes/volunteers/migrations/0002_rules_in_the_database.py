"""The life cycle, held by the database as well; a line of the hours book is written once."""

from django.db import migrations

from common.lifecycle_guard import guard
from common.triggers import append_only

MOVES = [
    ("expired", "left"),
    ("expired", "refused"),
    ("expired", "submitted"),
    ("expired", "vetted"),
    ("left", "new"),
    ("new", "left"),
    ("new", "submitted"),
    ("refused", "left"),
    ("refused", "submitted"),
    ("submitted", "refused"),
    ("submitted", "vetted"),
    ("vetted", "expired"),
    ("vetted", "left"),
    ("vetted", "refused"),
]


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0001_initial")]
    operations = [
        guard("volunteers_volunteer", MOVES),
        append_only("volunteers_hourentry"),
    ]

"""The life cycle, held by the database as well. Frozen moves; a test compares them with `states.py`."""

from django.db import migrations

from common.lifecycle_guard import guard

MOVES = [
    ("agreed", "approved"),
    ("agreed", "declined"),
    ("agreed", "withdrawn"),
    ("consented", "agreed"),
    ("consented", "declined"),
    ("consented", "withdrawn"),
    ("requested", "consented"),
    ("requested", "declined"),
    ("requested", "withdrawn"),
]


class Migration(migrations.Migration):
    dependencies = [("purpose_changes", "0001_initial")]
    operations = [guard("purpose_changes_purposechange", MOVES)]

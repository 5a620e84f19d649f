"""The life cycle, held by the database as well. Frozen moves; a test compares them with `states.py`."""

from django.db import migrations

from common.lifecycle_guard import guard

MOVES = [("looked_at", "dismissed"), ("looked_at", "reported"), ("new", "dismissed"), ("new", "looked_at")]


class Migration(migrations.Migration):
    dependencies = [("emerging", "0001_initial")]
    operations = [guard("emerging_finding", MOVES)]

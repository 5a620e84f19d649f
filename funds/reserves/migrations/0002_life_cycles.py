"""The life cycles, held by the database as well. Frozen moves; a test compares them with `states.py`."""

from django.db import migrations

from common.lifecycle_guard import guard


class Migration(migrations.Migration):
    dependencies = [("reserves", "0001_initial")]
    operations = [
        guard("reserves_move", [("proposed", "confirmed"), ("proposed", "declined")]),
        guard("reserves_aidpayment", [("ordered", "cancelled"), ("ordered", "paid")]),
    ]

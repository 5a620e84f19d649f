"""What a donor agreed to and did not pay is free again, also when it had used the promise up."""

from django.db import migrations

from common.lifecycle_guard import guard

PLEDGE_MOVES = [
    ("paused", "cancelled"),
    ("paused", "expired"),
    ("paused", "registered"),
    ("registered", "cancelled"),
    ("registered", "expired"),
    ("registered", "paused"),
    ("registered", "used"),
    ("used", "registered"),
]


class Migration(migrations.Migration):
    dependencies = [("donations", "0005_payouts")]
    operations = [guard("donations_pledge", PLEDGE_MOVES)]

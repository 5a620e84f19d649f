"""The life cycles, held by the database as well. Frozen moves; a test compares them with `states.py`."""

from django.db import migrations

from common.lifecycle_guard import guard

CLUE_MOVES = [
    ("received", "merged"),
    ("received", "taken"),
    ("taken", "merged"),
    ("taken", "opened"),
    ("taken", "returned"),
]
CASE_MOVES = [
    ("awaiting", "government"),
    ("awaiting", "open"),
    ("awaiting", "verifying"),
    ("awaiting", "withdrawn"),
    ("covered", "completed"),
    ("covered", "delivering"),
    ("covered", "open"),
    ("covered", "withdrawn"),
    ("delivering", "completed"),
    ("delivering", "open"),
    ("open", "completed"),
    ("open", "covered"),
    ("open", "delivering"),
    ("open", "government"),
    ("open", "paused"),
    ("open", "withdrawn"),
    ("paused", "open"),
    ("paused", "withdrawn"),
    ("verifying", "awaiting"),
    ("verifying", "government"),
    ("verifying", "merged"),
    ("verifying", "returned"),
    ("verifying", "withdrawn"),
]
PUBLICNEED_MOVES = [
    ("closed", "withdrawn"),
    ("covered", "closed"),
    ("covered", "published"),
    ("covered", "withdrawn"),
    ("draft", "submitted"),
    ("draft", "withdrawn"),
    ("expired", "withdrawn"),
    ("published", "closed"),
    ("published", "covered"),
    ("published", "expired"),
    ("published", "withdrawn"),
    ("submitted", "draft"),
    ("submitted", "published"),
    ("submitted", "withdrawn"),
]
COMMITMENT_MOVES = [
    ("held", "released"),
    ("held", "reserved"),
    ("paid", "delivered"),
    ("reserved", "delivered"),
    ("reserved", "paid"),
    ("reserved", "released"),
]


class Migration(migrations.Migration):
    dependencies = [("needs", "0003_rules_in_the_database")]
    operations = [
        guard("needs_clue", CLUE_MOVES),
        guard("needs_case", CASE_MOVES),
        guard("needs_publicneed", PUBLICNEED_MOVES),
        guard("needs_commitment", COMMITMENT_MOVES),
    ]

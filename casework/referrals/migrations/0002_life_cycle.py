"""The life cycle, held by the database as well, and returns that are written once. Frozen moves; a test compares them."""

from django.db import migrations

from common.lifecycle_guard import guard
from common.triggers import append_only

MOVES = [
    ("accepted", "answered"),
    ("accepted", "recalled"),
    ("accepted", "working"),
    ("answered", "fed_back"),
    ("answered", "recalled"),
    ("escalated", "issued"),
    ("escalated", "recalled"),
    ("fed_back", "closed"),
    ("issued", "accepted"),
    ("issued", "recalled"),
    ("issued", "returned"),
    ("returned", "escalated"),
    ("returned", "issued"),
    ("returned", "recalled"),
    ("working", "answered"),
    ("working", "recalled"),
]


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial")]
    operations = [guard("referrals_referral", MOVES), append_only("referrals_referralreturn")]

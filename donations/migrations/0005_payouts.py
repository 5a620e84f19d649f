"""Payouts of earmarked gifts; open payment attempts; a gift may be changed while no payment of it is open."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from common.lifecycle_guard import guard

GIFT_MOVES = [
    ("awaiting_charity", "failed"),
    ("awaiting_charity", "received"),
    ("failed", "awaiting_charity"),
    ("failed", "processing"),
    ("failed", "received"),
    ("failed", "started"),
    ("processing", "failed"),
    ("processing", "received"),
    ("started", "awaiting_charity"),
    ("started", "failed"),
    ("started", "processing"),
    ("started", "received"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("donations", "0004_life_cycles"),
        ("needs", "0004_life_cycles"),
        ("programmes", "0002_life_cycles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Payout",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("token", models.UUIDField(unique=True)),
                ("amount_fen", models.BigIntegerField()),
                ("paid_at", models.DateTimeField()),
                ("delivered_on", models.DateField(blank=True, null=True, verbose_name="交付日期")),
                (
                    "public_words",
                    models.CharField(blank=True, default="", max_length=120, verbose_name="给捐赠人看的话"),
                ),
                ("reported_at", models.DateTimeField(blank=True, null=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["paid_at"],
            },
        ),
        migrations.AddField(
            model_name="payment",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="payment",
            name="hold_key",
            field=models.CharField(blank=True, default="", max_length=80),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("gift",),
                name="donations_payment_one_open_per_gift",
            ),
        ),
        migrations.AddField(
            model_name="payout",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="payouts", to="donations.claim"
            ),
        ),
        migrations.AddField(
            model_name="payout",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="payout",
            name="paid_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="payout",
            name="reported_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="gift",
            name="payout",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="gifts",
                to="donations.payout",
            ),
        ),
        migrations.AddConstraint(
            model_name="gift",
            constraint=models.CheckConstraint(
                condition=models.Q(("payout__isnull", True), ("to_need_fen__gt", 0), _connector="OR"),
                name="donations_gift_paid_out_for_a_need",
            ),
        ),
        migrations.AddConstraint(
            model_name="gift",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reference", ""), _negated=True),
                fields=("reference",),
                name="donations_gift_reference_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gt", 0)), name="donations_payout_amount_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("delivered_on__isnull", True), ("reported_at__isnull", True), ("reported_by__isnull", True)
                    ),
                    models.Q(
                        ("delivered_on__isnull", False), ("reported_at__isnull", False), ("reported_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="donations_payout_report_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                    models.Q(
                        ("confirmed_at__isnull", False), ("confirmed_by__isnull", False), ("reported_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="donations_payout_confirmation_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    models.Q(
                        ("reported_by__isnull", False),
                        models.Q(("confirmed_by", models.F("reported_by")), _negated=True),
                        models.Q(("confirmed_by", models.F("paid_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="donations_payout_confirmed_by_another",
            ),
        ),
        guard("donations_gift", GIFT_MOVES),
    ]

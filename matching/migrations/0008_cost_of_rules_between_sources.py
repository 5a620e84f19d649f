"""A finished run may stay below its bound by what the rules between sources cost; runs until now stay at no cost."""

import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0007_pools"),
        ("regions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="run",
            name="matching_run_finished_is_certified",
        ),
        migrations.AddField(
            model_name="run",
            name="rules_cost",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("finished_at__isnull", True),
                    models.Q(
                        (
                            "dual",
                            django.db.models.expressions.CombinedExpression(
                                models.F("primal"), "+", models.F("rules_cost")
                            ),
                        ),
                        ("dual__isnull", False),
                        ("primal__isnull", False),
                        ("rules_cost__gte", 0),
                    ),
                    _connector="OR",
                ),
                name="matching_run_finished_is_certified",
            ),
        ),
    ]

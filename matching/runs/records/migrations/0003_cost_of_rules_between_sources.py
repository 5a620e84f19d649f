"""A stored plan may stay below its bound by what the rules between sources cost; plans until now were proved optimal."""

import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0008_cost_of_rules_between_sources"),
        ("sheets", "0002_in_kind"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="sheet",
            name="sheets_sheet_certified",
        ),
        migrations.AddField(
            model_name="sheet",
            name="rules_cost",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="sheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "dual",
                        django.db.models.expressions.CombinedExpression(
                            models.F("primal"), "+", models.F("rules_cost")
                        ),
                    ),
                    ("rules_cost__gte", 0),
                ),
                name="sheets_sheet_certified",
            ),
        ),
    ]

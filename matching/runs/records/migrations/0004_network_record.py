"""The model is called what it is, the record of a network; its table and its label stay."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sheets", "0003_cost_of_rules_between_sources")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("Sheet", "NetworkRecord"),
                migrations.AlterModelTable("NetworkRecord", "sheets_sheet"),
                migrations.AlterField(
                    "NetworkRecord",
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="records", to="matching.run"
                    ),
                ),
            ]
        )
    ]

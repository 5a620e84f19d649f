"""A run leaves a sheet per network; what the run said of its one network of money moves to that network's sheet."""

import django.db.models.deletion
from django.db import migrations, models


def move_from_runs(apps, schema_editor):
    for sheet in apps.get_model("sheets", "Sheet").objects.defer("problem", "plan").select_related("run"):
        sheet.primal, sheet.dual, sheet.levels = sheet.run.primal or 0, sheet.run.dual or 0, sheet.run.levels
        for group in sheet.facts.get("witness", ()):
            for name in ("budgets", "own", "caps", "served"):
                group[name] = group.pop(f"{name}_fen")
        sheet.save(update_fields=["primal", "dual", "levels", "facts"])


class Migration(migrations.Migration):
    dependencies = [("matching", "0005_second_signature"), ("sheets", "0001_initial")]

    operations = [
        migrations.AlterModelOptions(name="sheet", options={"ordering": ["network"]}),
        migrations.AddField(
            "sheet", "network", models.CharField(max_length=40, default="cash"), preserve_default=False
        ),
        migrations.AddField("sheet", "primal", models.BigIntegerField(default=0), preserve_default=False),
        migrations.AddField("sheet", "dual", models.BigIntegerField(default=0), preserve_default=False),
        migrations.AddField("sheet", "levels", models.JSONField(default=list)),
        migrations.AlterField(
            "sheet",
            "run",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="matching.run"),
        ),
        # the rows are append-only: this one move is the exception
        migrations.RunSQL("alter table sheets_sheet disable trigger user", migrations.RunSQL.noop),
        migrations.RunPython(move_from_runs, migrations.RunPython.noop),
        migrations.RunSQL("alter table sheets_sheet enable trigger user", migrations.RunSQL.noop),
        migrations.AddConstraint(
            "sheet", models.UniqueConstraint(fields=("run", "network"), name="sheets_sheet_network_once")
        ),
        migrations.AddConstraint(
            "sheet",
            models.CheckConstraint(condition=models.Q(("primal", models.F("dual"))), name="sheets_sheet_certified"),
        ),
    ]

"""The shared cache is a table, so that rate limits count across processes; every database has it from the start."""

from django.core.management import call_command
from django.db import migrations


def create(apps, schema_editor) -> None:
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("common", "0002_official_days")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]

"""Every database starts with the official calendar; `load_holidays` brings later years."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from common.calendar_source import official_days


def load(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    holiday = apps.get_model("common", "Holiday")
    holiday.objects.bulk_create(holiday(date=day, kind=kind, name=name) for day, kind, name in official_days())


class Migration(migrations.Migration):
    dependencies = [("common", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]

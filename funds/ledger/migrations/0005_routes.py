"""The database's route rule, from now on generated from the table in `funds/ledger/routes.py`.

A later change of that table comes with a migration of the same operation: each brings the rule to what the table says
at that time, so on a new database the last one has nothing left to do. The way back is the rule as 0004 wrote it.
"""

from importlib import import_module

from django.db import migrations

from funds.ledger.route_rule import replace_function

before = import_module("funds.ledger.migrations.0004_government_rules")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_government_rules")]

    operations = [migrations.RunSQL(replace_function(), before.ROUTE)]

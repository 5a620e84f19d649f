"""Handlers are remembered by their module: those whose room moved keep what they have already done.

Without it every waiting event would be told a second time to a handler that had run.
"""

from django.db import migrations

MOVED = {
    "needs.complaints.": "casework.complaints.",
    "needs.emerging.": "casework.early_warning.",
    "needs.referrals.": "casework.referrals.",
    "needs.stations.": "casework.stations.",
    "needs.notices.": "publication.notices.",
    "needs.events.tell_published": "publication.events.tell_published",
    "needs.events.tell_sent_back": "publication.events.tell_sent_back",
    "needs.events.close_publication": "publication.events.close_publication",
    "matching.objections.": "matching.decisions.objections.",
    "matching.volunteering.": "volunteering.",
}


def rename(apps, schema_editor):
    _rename(schema_editor, MOVED)


def rename_back(apps, schema_editor):
    _rename(schema_editor, {new: old for old, new in MOVED.items()})


def _rename(schema_editor, moved: dict[str, str]) -> None:
    with schema_editor.connection.cursor() as cursor:
        for old, new in moved.items():
            cursor.execute(
                "update outbox_effect set handler = %s || substr(handler, %s) where starts_with(handler, %s)",
                [new, len(old) + 1, old],
            )


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]
    operations = [migrations.RunPython(rename, rename_back, elidable=False)]

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from common.calendar import forget_holidays
from common.calendar_source import official_days
from common.models import Holiday


class Command(BaseCommand):
    help = (
        "Loads the official holidays and make-up days of 2024–2027, as far as chinesecalendar knows them; "
        "days it does not know follow the plain week. Run it again after upgrading the library."
    )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        days = official_days()
        for day, kind, name in days:
            Holiday.objects.update_or_create(date=day, defaults={"kind": kind, "name": name})
        forget_holidays()
        self.stdout.write(f"{len(days)} days, up to {days[-1][0]}.")

"""Bring a database to the demo's state: schema, divisions, pages, the invented city. What stands is left alone."""

import time

from django.core.management import BaseCommand, call_command
from django.utils import timezone

from common.migrating import migrate
from common.regions.models import Region
from demo.models import Chapter
from demo.seed import LAST


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("--size", choices=["small", "city"], default="city")

    def handle(self, *args, **options) -> None:
        self.started = time.monotonic()
        self.step("Schema", migrate)
        if Region.objects.exclude(code__startswith="99").count() < 40_000:
            self.step("Administrative divisions", call_command, "load_divisions")
        self.step("Static files", call_command, "collectstatic", interactive=False, verbosity=0)
        self.step("Pages", call_command, "setup_pages")
        if not self.seeded(options["size"]):
            self.step(
                "The invented city", call_command, "seed_demo", size=options["size"], as_of=str(timezone.localdate())
            )
        self.step("Search index", call_command, "search_rebuild")
        self.stdout.write(f"Ready after {time.monotonic() - self.started:.0f} s.")

    def step(self, what: str, do, *args, **options) -> None:
        self.stdout.write(f"  {time.monotonic() - self.started:5.1f} s  {what} …")
        self.stdout.flush()
        do(*args, **options)

    @staticmethod
    def seeded(size: str) -> bool:
        """The last thing that the seed makes is there: then a second start need not look at every row."""
        return Chapter.objects.filter(key=LAST, size=size).exists()

"""Bring a database to the demo's state: schema, divisions, pages, the invented city. What stands is left alone.

Each step says itself as `[number/all] name` on standard output, the city's chapters as `  number/all name`.
"""

from collections.abc import Callable

from django.core.management import BaseCommand, call_command
from django.utils import timezone

from common.migrating import migrate
from common.regions.models import Region
from demo.models import Chapter
from demo.seed import LAST
from search.documents import DOCUMENTS
from search.keeping import repair

ALL_DIVISIONS = 40_000  # fewer: the list was not read to its end


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("--size", choices=["small", "city"], default="city")

    def handle(self, *args, **options) -> None:
        steps: list[tuple[str, Callable[[], object]]] = [
            ("Schema", migrate),
            ("Administrative divisions", self.divisions),
            ("Static files", lambda: call_command("collectstatic", interactive=False, verbosity=0)),
            ("Pages", lambda: call_command("setup_pages")),
            ("The invented city", lambda: self.city(options["size"])),
            ("Search index", lambda: call_command("search_rebuild")),
        ]
        for number, (name, do) in enumerate(steps, start=1):
            self.stdout.write(f"[{number}/{len(steps)}] {name}")
            self.stdout.flush()
            do()

    def divisions(self) -> None:
        if Region.objects.exclude(code__startswith="99").count() < ALL_DIVISIONS:
            call_command("load_divisions")

    def city(self, size: str) -> None:
        """The index stands before anything is published, so that it hears of it."""
        if not self.seeded(size):
            for document in DOCUMENTS:
                repair(document)
            call_command("seed_demo", size=size, as_of=str(timezone.localdate()))

    @staticmethod
    def seeded(size: str) -> bool:
        """The last thing that the seed makes is there: then a second start need not look at every row."""
        return Chapter.objects.filter(key=LAST, size=size).exists()

"""Ask every invariant of the installed packages. Exit code 1 when one is broken; nothing is changed."""

from typing import Any

from django.core.management.base import BaseCommand

from common.invariants import Invariant, stated

SHOWN = 5  # breaches of one invariant; the count tells of the rest


class Command(BaseCommand):
    help = "Asks every invariant and prints how often it is broken; exit code 1 when one is."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = [self._ask(one) for one in stated()]
        if any(counts):
            self.stderr.write(f"{sum(map(bool, counts))} of {len(counts)} invariants are broken.")
            raise SystemExit(1)
        self.stdout.write(f"{len(counts)} invariants hold.")

    def _ask(self, one: Invariant) -> int:
        breaches = list(one.check())
        self.stdout.write(f"{len(breaches):6}  {one.name}: {one.sentence}")
        for breach in breaches[:SHOWN]:
            self.stderr.write(f"        {breach}")
        return len(breaches)

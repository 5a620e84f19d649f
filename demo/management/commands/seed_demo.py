"""Make the invented city 澄川市: `--size city` for the demo, `--size small` for a quick look. Again changes nothing."""

import resource
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from common.invariants import broken
from demo.invariants import counts
from demo.seed import AnotherCity, seed


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("--size", choices=["small", "city"], default="city")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--as-of", type=date.fromisoformat, default=None, help="the city's today, YYYY-MM-DD")

    def handle(self, *args, **options) -> None:
        if not settings.IS_DEMO:
            raise CommandError("Invented people belong into a demo's database only.")
        as_of = options["as_of"]
        as_of = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
        try:
            city = seed(size=options["size"], seed=options["seed"], as_of=as_of, say=self.say)
        except AnotherCity as refusal:
            raise CommandError(str(refusal)) from refusal
        wrong = broken()
        for sentence in wrong:
            self.stderr.write(sentence)
        if wrong:
            raise CommandError(f"{len(wrong)} invariants do not hold.")
        self.say(f"澄川市 on {city.day}: all invariants hold")
        for name, number in counts().items():
            self.say(f"  {name:24} {number:8,}")
        self.say(f"  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB at most")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

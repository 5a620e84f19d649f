"""Run every ten minutes. Exit code 1, and no more disbursements, when the books are not right."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from funds.ledger.checks import check_and_freeze, journal_digest


class Command(BaseCommand):
    help = "Examines the books (L3, L12); on a fault freezes disbursements and exits with 1."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--digest", action="store_true", help="also print the journal's digest up to one hour ago")

    def handle(self, *args: Any, digest: bool, **options: Any) -> None:
        found = check_and_freeze()
        for fault in found:
            self.stderr.write(str(fault))
        if digest:
            before = timezone.now() - timedelta(hours=1)
            count, sha256 = journal_digest(before)
            self.stdout.write(f"{before.isoformat()} {count} {sha256}")
        if found:
            raise SystemExit(1)
        self.stdout.write("The books are right.")

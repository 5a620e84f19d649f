from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.audit.chain import verify_chain


class Command(BaseCommand):
    help = "Checks the chain of sealed audit blocks; with --anchor also that it still reaches a hash kept elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anchor", default="", help="a block hash from the place the database cannot write")

    def handle(self, *args: Any, **options: Any) -> None:
        faults = list(verify_chain(options["anchor"]))
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write("The audit chain is whole.")

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.documents import DOCUMENTS, name_of
from search.engines import engine_name
from search.engines.base import EngineDown
from search.keeping import rebuild


class Command(BaseCommand):
    help = "Builds the search indexes anew from the database; the old ones answer until the new ones are whole."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("indexes", nargs="*", choices=[*map(name_of, DOCUMENTS), []], help="all, unless named")

    def handle(self, *args: Any, **options: Any) -> None:
        if engine_name() == "database":
            self.stdout.write("SEARCH_ENGINE is database: there is no index to build.")
            return
        for document in DOCUMENTS:
            if options["indexes"] and name_of(document) not in options["indexes"]:
                continue
            begun = time.monotonic()
            try:
                count = rebuild(document)
            except EngineDown as error:
                raise CommandError(f"{engine_name()} did not take the index {name_of(document)}: {error}") from error
            self.stdout.write(f"{name_of(document)}: {count} documents in {time.monotonic() - begun:.1f} s")

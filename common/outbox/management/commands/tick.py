import logging
import signal
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from common.outbox.services import deliver_due, run_jobs

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Delivers the news that is due and runs the recurring jobs: once, or with --forever until it is stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--forever", action="store_true")
        parser.add_argument("--every", type=float, default=2, help="seconds between two rounds")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["forever"]:
            self._round()
            return
        self.stopped = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)  # finish the round, then leave
        while not self.stopped:
            try:
                self._round()
            except DatabaseError as error:
                log.error("The database did not answer (%s); trying again.", type(error).__name__)
                connection.close()
            close_old_connections()
            time.sleep(options["every"])

    def _round(self) -> None:
        run_jobs(timezone.now())
        while deliver_due(timezone.now()):  # news may cause news
            pass

    def _stop(self, *_signal: Any) -> None:
        self.stopped = True

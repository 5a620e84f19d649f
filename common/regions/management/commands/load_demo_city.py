"""Load the invented city of the demo."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from common.regions import demo_tree


class Command(BaseCommand):
    help = "Load the invented demo province, 澄川市 and everything in it (codes beginning with 99)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not getattr(settings, "IS_DEMO", False):
            raise CommandError(_("澄川市是虚构的演示城市，只能载入演示环境（IS_DEMO）。"))
        start = time.monotonic()
        written = demo_tree.load()
        self.stdout.write(
            _("演示城市（全部虚构）：新增 %(added)s，更新 %(changed)s，未变 %(same)s，用时 %(seconds).1f 秒。")
            % {
                "added": f"{written.added:,}",
                "changed": f"{written.changed:,}",
                "same": f"{written.same:,}",
                "seconds": time.monotonic() - start,
            }
        )

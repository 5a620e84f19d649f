"""`python manage.py setup_pages`: the languages, pages and editors of a new site; harmless on an old one."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from pages.setup import set_up


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options) -> None:
        set_up(timezone.localdate())
        self.stdout.write("The pages are set up: / and /en/.")

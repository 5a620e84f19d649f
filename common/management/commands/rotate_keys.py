from typing import Any

from django.core.management.base import BaseCommand

from common.files.services import rotate_files
from common.rotation import encrypted_fields, rotate


class Command(BaseCommand):
    help = "Re-encrypts every personal value and private file under the newest key; then the old key may be dropped."

    def handle(self, *args: Any, **options: Any) -> None:
        for model, fields in encrypted_fields():
            for field in fields:
                self.stdout.write(f"{model._meta.label}.{field.name}: {rotate(model, field)}")
        self.stdout.write(f"private files: {rotate_files()}")

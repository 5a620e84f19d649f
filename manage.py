#!/usr/bin/env python
"""Runs Django's commands. `site/` is a folder of packages, not a package: the standard library owns that name."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def main() -> None:
    sys.path.insert(1, str(ROOT / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
    from django.core.management import execute_from_command_line

    from config import embedded

    embedded.start_if_needed()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

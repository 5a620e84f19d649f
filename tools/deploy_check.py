"""`check --deploy` on the production settings, with keys made for this run only."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

environment = {
    **os.environ,
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "FIELD_KEYS": f"k1:{secrets.token_hex(32)}",
    "INDEX_KEY": secrets.token_hex(32),
    "ALLOWED_HOSTS": "example.org",
    "CITY_REGION": "990100000000",
    "OFFICE_NAME": "澄川市民政局",
    "OFFICE_NAME_EN": "Chengchuan Civil Affairs Bureau",
    "EMBEDDED_POSTGRES": "postgres-test",
}
command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
sys.exit(subprocess.run(command, cwd=ROOT, env=environment).returncode)

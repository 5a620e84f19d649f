"""The demo on one machine: invented people, a sandbox for payments, entry as any demo person with one click."""

import hashlib

from config.settings.base import *
from config.settings.base import INSTALLED_APPS, ROOT, VAR

DEBUG = False
IS_DEMO = True
INSTALLED_APPS = [*INSTALLED_APPS, "demo"]
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
PAYMENT_MODE = "sandbox"


def _demo_key(purpose: str) -> str:
    """Keys of the demo protect invented data only, and must survive a restart: derive them from the folder's name."""
    return hashlib.sha256(f"{purpose}:{ROOT}".encode()).hexdigest()


SECRET_KEY = _demo_key("secret")
FIELD_KEYS = {"k1": _demo_key("fields")}  # newest last; values are 32-byte hex
INDEX_KEY = _demo_key("index")

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"

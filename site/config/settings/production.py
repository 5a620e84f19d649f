"""Production: every secret comes from the environment, nothing has a fallback, the sandbox is refused."""

import os

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *
from config.settings.base import PAYMENT_MODE

DEBUG = False
SECRET_KEY = os.environ["SECRET_KEY"]
# "k1:hex,k2:hex", newest last. Keep the index key apart from the database and its backups (docs/operations.md).
FIELD_KEYS = dict(pair.split(":", 1) for pair in os.environ["FIELD_KEYS"].split(","))
INDEX_KEY = os.environ["INDEX_KEY"]
ALLOWED_HOSTS = os.environ["ALLOWED_HOSTS"].split(",")
OFFICE_NAME = os.environ["OFFICE_NAME"]
OFFICE_NAME_EN = os.environ["OFFICE_NAME_EN"]
CITY_REGION = os.environ["CITY_REGION"]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

if PAYMENT_MODE not in ("off", "live"):
    raise ImproperlyConfigured("PAYMENT_MODE must be off or live in production: the sandbox books no real money.")

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "1") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "no-reply@localhost")

# W019 asks for DENY; Wagtail's preview shows our own pages in a frame of our own, and `frame-ancestors 'self'` says so too.
SILENCED_SYSTEM_CHECKS = ["security.W019"]

"""What the tests run on: the demo's settings with quick hashing, mail in memory and jobs that tests start themselves."""

import os

os.environ.setdefault("EMBEDDED_POSTGRES", "postgres-test")

from config.settings.demo import *
from config.settings.demo import DATABASES, VAR

SECRET_KEY = "tests-only"
FIELD_KEYS = {"k1": "11" * 32}
INDEX_KEY = "22" * 32
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PRIVATE_ROOT = VAR / "test-private" / str(os.getpid())
STATIC_ROOT = None  # nothing is collected for tests: the test server finds the files where they are written
MEDIA_ROOT = VAR / "test-media" / str(os.getpid())
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Several runs may share one server: each takes a database named after its process.
DATABASES["default"]["TEST"] = {"NAME": f"test_zhouji_{os.getpid()}"}
SEARCH_ENGINE = "database"  # an index outlives the transaction that a test rolls back; tests/search switch engines on
SEARCH_ROOT = VAR / "test-search" / str(os.getpid())

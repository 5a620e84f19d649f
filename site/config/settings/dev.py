"""The demo for whoever changes it: reloading, tracebacks and the debug toolbar. Never for a server that others reach."""

from config.settings.demo import *
from config.settings.demo import INSTALLED_APPS, MIDDLEWARE

DEBUG = True
INSTALLED_APPS = [*INSTALLED_APPS, "debug_toolbar"]
MIDDLEWARE = ["debug_toolbar.middleware.DebugToolbarMiddleware", *MIDDLEWARE]
ROOT_URLCONF = "config.dev_urls"
INTERNAL_IPS = ["127.0.0.1"]
# files are served from the sources, without a manifest that would have to be collected first
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

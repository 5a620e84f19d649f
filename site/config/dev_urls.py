"""The site's addresses and those of the debug toolbar, for `config.settings.dev` only."""

from debug_toolbar.toolbar import debug_toolbar_urls

from config.urls import handler403, handler404, handler500
from config.urls import urlpatterns as site_patterns

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]
urlpatterns = [*debug_toolbar_urls(), *site_patterns]

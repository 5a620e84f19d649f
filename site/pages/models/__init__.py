"""Page types of the public portal."""

from pages.models.content import ContentPage, NoticePage
from pages.models.home import HomePage
from pages.models.needs import NeedIndexPage
from pages.models.programmes import ProgrammeIndexPage

__all__ = ["ContentPage", "HomePage", "NeedIndexPage", "NoticePage", "ProgrammeIndexPage"]

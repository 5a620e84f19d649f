"""C1 今日: every partner starts here."""

from django.utils.translation import gettext_lazy as _

from organisations.permissions import Permission as P
from workspace.sections import Section

SECTION = Section("partners:home", _("今日"), "list-checks", tuple(P))

"""What is at hand in kind for the families of the area; nothing waits here."""

from django.utils.translation import gettext_lazy as _

from organisations.permissions import Permission as P
from workspace.sections import Section

SECTION = Section("desk:resources", _("物资与服务"), "package", (P.SEE_CASES,))

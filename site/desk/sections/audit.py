"""Who did what, in the own area."""

from django.utils.translation import gettext_lazy as _

from organisations.permissions import Permission as P
from workspace.sections import Section

SECTION = Section("desk:audit", _("操作日志"), "shield-check", (P.SEE_AUDIT,))

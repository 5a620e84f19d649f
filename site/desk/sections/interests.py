"""For the auditor: what people have declared."""

from django.utils.translation import gettext_lazy as _

from organisations.permissions import Permission as P
from workspace.sections import Section

SECTION = Section("desk:interests", _("利害关系登记"), "users", (P.SEE_INTERESTS,))

"""试算: what a rule would reach before it is in force."""

from django.utils.translation import gettext_lazy as _

from organisations.permissions import Permission as P
from workspace.sections import Section

SECTION = Section("partners:what_if", _("试算"), "circle-help", (P.MANAGE_PROGRAMMES, P.MANAGE_FUND))

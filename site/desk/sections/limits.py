"""What a county sets for decisions about matches."""

from django.utils.translation import gettext_lazy as _

from organisations.permissions import Permission as P
from workspace.sections import Section

SECTION = Section("desk:limits", _("地方限额"), "sliders-horizontal", (P.APPROVE_MATCH,))

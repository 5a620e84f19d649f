"""Relief stations; the keepers see their guests on its page, nothing waits for anybody else."""

from django.utils.translation import gettext_lazy as _

from organisations.permissions import Permission as P
from workspace.sections import Section

SECTION = Section("desk:stations", _("救助管理站"), "door-open", (P.SEE_STATIONS,), pages=("desk:station",))

"""实物与服务意愿: things and time that people would give; whoever wants takes one up."""

from django.utils.translation import gettext_lazy as _

from organisations.permissions import Permission as P
from workspace.sections import Section

SECTION = Section(
    "partners:pledges", _("实物与服务意愿"), "hand-heart", (P.RECORD_DELIVERY,), pages=("partners:pledge",)
)

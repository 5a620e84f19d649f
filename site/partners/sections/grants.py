"""E8 拨款记录: what became of each grant."""

from django.utils.translation import gettext_lazy as _

from partners.sections.funds import ENTERPRISE
from workspace.sections import Section

SECTION = Section("partners:grants", _("拨款记录"), "receipt-text", ENTERPRISE, kinds=("enterprise",))

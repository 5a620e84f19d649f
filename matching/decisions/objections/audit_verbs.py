from django.utils.translation import gettext_lazy as _

from common.audit.registry import register

register("objection.raised", _("家庭对 {number} 提出异议或要求说明"))
register("objection.answered", _("答复家庭对 {number} 的异议或要求"))

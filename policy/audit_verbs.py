from django.utils.translation import gettext_lazy as _

from common.audit.registry import register

register("policy.proposed", _("提出地方规则：{rule:said}，自 {valid_from} 起，依据：{basis}"))
register("policy.confirmed", _("确认地方规则：{rule:said}，自 {valid_from} 起"))
register("policy.refused", _("未采用地方规则：{rule:said}，自 {valid_from} 起"))

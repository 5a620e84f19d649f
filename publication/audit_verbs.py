from django.utils.translation import gettext_lazy as _

from common.audit.registry import register

register("public_text.written", _("写了公开文字"))
register("public_text.submitted", _("提交公开审批"))
register("public_text.sent_back", _("退回公开文字：{reason}"))
register("need.published", _("批准公开（检查版本 {gate}）"))
register("need.withdrawn", _("撤下了公开求助"))
register("need.closed", _("公开求助已办结"))
register("need.expired", _("公开求助到期撤下"))

from django.utils.translation import gettext_lazy as _

from common.audit.registry import register

register("referral.sent", _("向{recipient}发出转介 {number}"))
register("referral.sent_without_consent", _("未经家庭同意，向{recipient}发出转介 {number}（紧急情况，已写明理由）"))
register("referral.accepted", _("{recipient}接收了转介 {number}"))
register("referral.returned", _("{recipient}退回了转介 {number}（第 {returns} 次）"))
register("referral.escalated", _("转介 {number} 两次被退回，提请区县督办"))
register("referral.decided", _("督办：指定{recipient}承办转介 {number}"))
register("referral.reassigned", _("把转介 {number} 改派给{recipient}"))
register("referral.started", _("{recipient}开始办理转介 {number}"))
register("referral.answered", _("{recipient}答复了转介 {number}"))
register("referral.fed_back", _("把转介 {number} 的结果反馈给家庭"))
register("referral.closed", _("办结了转介 {number}"))
register("referral.reminded", _("催办转介 {number}"))
register("referral.recalled", _("撤回了转介 {number}"))

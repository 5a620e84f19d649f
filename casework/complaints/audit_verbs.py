from django.utils.translation import gettext_lazy as _

from common.audit.registry import register

register("complaint.filed", _("收到投诉 {number}"))
register("complaint.assigned", _("受理并分派了投诉 {number}"))
register("complaint.respondents_named", _("指明了投诉 {number} 的被投诉人（{count} 人）"))
register("complaint.started", _("开始办理投诉 {number}"))
register("complaint.submitted", _("提交了投诉 {number} 的答复"))
register("complaint.sent_back", _("退回了投诉 {number} 的答复"))
register("complaint.closed", _("批准了投诉 {number} 的答复"))
register("complaint.refused", _("不予受理投诉 {number}"))

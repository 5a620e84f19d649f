from django.utils.translation import gettext_lazy as _

from common.audit.registry import register

register("notice.drafted", _("拟了公示 {amount_fen:money}"))
register("notice.checked", _("核对了公示内容"))
register("notice.posted", _("张贴公示，{working_days} 个工作日"))
register("notice.paused", _("公示因异议暂停"))
register("notice.resumed", _("公示恢复，期限顺延"))
register("notice.ended", _("公示期满，自动撤下"))
register("notice.upheld", _("异议成立，公示终止"))
register("notice.withdrawn", _("撤下了公示"))
register("notice.archived", _("公示归档"))
register("notice.objected", _("收到公示异议 {number}"))
register("notice.objection_taken", _("开始复核异议 {number}"))
register("notice.objection_rejected", _("异议 {number} 不成立，已说明理由"))
register("notice.objection_upheld", _("异议 {number} 成立，已说明理由"))

from django.utils.translation import gettext_lazy as _

from common.audit.registry import register

register("run.finished", _("运行匹配 {number}，建议 {amount_fen:money}"))
register("run.verified", _("核验匹配运行 {number} 的证明，成立"))
register("match.approved", _("批准对接 {number}：{source} {amount:said}，理由：{reason}"))
register("match.half_approved", _("批准对接 {number}：{source} {amount:said}，送第二人会签，理由：{reason}"))
register("match.cosigned", _("会签对接 {number}：{source} {amount:said}，理由：{reason}"))
register("match.returned", _("退回对接建议 {number}，理由：{reason}"))
register("match.accepted", _("接受对接 {number}：{amount:said}"))
register("match.declined", _("不接受对接 {number}，理由：{reason}"))
register("match.expired", _("对接 {number} 逾期未答复"))
register("match.cancelled", _("因家庭撤回同意，取消对接 {number}"))
register("match.objected", _("家庭的异议成立，取消对接 {number}"))
register("match.lapsed", _("承诺到期没有付款，取消对接 {number}"))
register("match.disbursed", _("拨付对接 {number}：{amount:said}"))
register("match.issued", _("为对接 {number} 出库：{amount:said}"))
register("delivery.reported", _("登记发放 {number}：{amount:said}"))
register("delivery.confirmed", _("受助家庭确认收到 {number}：{amount:said}"))
register("delivery.sent_back", _("退回发放登记 {number}，理由：{reason}"))
